"""Make the sandbox on this machine; what is there already is kept."""

import argparse
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sandbox.place import Place

from . import images, ingredients, machine, pulling


@contextmanager
def timed(what: str) -> Iterator[None]:
    start = time.monotonic()
    yield
    print(f"  {what:<46} {time.monotonic() - start:6.1f} s", flush=True)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m sandbox.setup", description=__doc__)
    commands = parser.add_subparsers(dest="command")
    pull = commands.add_parser(
        "pull", help="fetch a real image too, from a registry, by its digest"
    )
    pull.add_argument("reference", metavar="NAME:TAG@sha256:…")
    wanted = parser.parse_args()
    os.umask(0o022)  # others read what is made here
    place = Place.from_environment()
    try:
        if wanted.command == "pull":
            with timed(wanted.reference[:46]):
                pulling.pull(place, wanted.reference)
        else:
            make(place)
    except machine.SetUpError as reason:
        print(f"The sandbox could not be made: {reason}", file=sys.stderr)
        return 1
    return 0


def make(place: Place) -> None:
    """All of it, one after the other; each step leaves alone what is there."""
    print(f"Making the sandbox in {place.folder}", flush=True)
    steps: list[tuple[str, Callable[[], None]]] = [
        ("packages", machine.install_packages),
        ("build user", machine.make_build_user),
        ("folder", lambda: machine.make_folder(place)),
        ("control groups", machine.make_control_groups),
        ("what images are made from", lambda: ingredients.gather(place)),
    ]
    for what, step in steps:
        with timed(what):
            step()
    for recipe in images.recipes():
        with timed(recipe.names[0]):
            images.build(place, recipe)
    pulling.take_names(place)
    images.forget_old(place)


if __name__ == "__main__":
    sys.exit(main())
