"""`python -m sandbox doctor`: is this machine ready for real builds, and is the box tight?"""

import argparse
import sys

from . import doctor
from .place import Place


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m sandbox", description=__doc__)
    parser.add_argument("command", choices=["doctor"])
    parser.parse_args()
    green = True
    for line in doctor.examine(Place.from_environment()):
        print(f"{'pass' if line.passed else 'FAIL'}  {line.name:<22} {line.note}", flush=True)
        green &= line.passed
    return 0 if green else 1


if __name__ == "__main__":
    sys.exit(main())
