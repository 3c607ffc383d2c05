"""`python -m dockercheck`: the checker on the command line."""

import sys

from dockercheck.cli import main

if __name__ == "__main__":
    sys.exit(main())
