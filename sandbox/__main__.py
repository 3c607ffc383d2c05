"""`python -m sandbox doctor`: is this machine ready for real builds, and is the box tight?"""

import argparse
import os
import sys

from . import doctor
from .buildkit import Daemon
from .place import Place

READY = """
Ready. Real builds are switched on by the worker's environment:
  {settings} make run                                       the site, and a worker beside it
  {settings} .venv/bin/python manage.py run_worker          a worker alone
"""
NOT_READY = """
Not ready: a worker with {settings} would build nothing. Begin with the first line that FAILs.
"""


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m sandbox", description=__doc__)
    parser.add_argument("command", choices=["doctor"])
    parser.parse_args()
    green = True
    name = "buildkit" if os.environ.get("SANDBOX") == "buildkit" else "buildah"
    place, daemon = Place.from_environment(), Daemon.from_environment()
    lines = doctor.examine_daemon(daemon) if name == "buildkit" else doctor.examine(place)
    for line in lines:
        print(f"{'pass' if line.passed else 'FAIL'}  {line.name:<22} {line.note}", flush=True)
        green &= line.passed
    told = ("SANDBOX_DIR",) if name == "buildah" else ("BUILDKIT_ADDR", "BUILDKIT_TLS_DIR")
    settings = [f"{each}={os.environ[each]}" for each in told if os.environ.get(each)]
    words = " ".join([f"SANDBOX={name}", *settings])
    print((READY if green else NOT_READY).format(settings=words), end="")
    return 0 if green else 1


if __name__ == "__main__":
    sys.exit(main())
