"""Serve the catalog until somebody asks it to stop."""

import os
import signal
import sys
from types import FrameType

import waitress

from .app import Catalog
from .books import Shelf


def stop(_number: int, _frame: FrameType | None) -> None:
    """As process 1 of a container we get no default: without this, SIGTERM is ignored."""
    sys.exit(0)


def main() -> None:
    signal.signal(signal.SIGTERM, stop)
    port = int(os.environ.get("PORT", "8000"))
    server = waitress.create_server(Catalog(Shelf.read()), listen=f"*:{port}")
    print(f"catalog: listening on port {port}", flush=True)
    # Answers the requests it has, then returns.
    server.run()
    print("catalog: stopped", flush=True)


if __name__ == "__main__":
    main()
