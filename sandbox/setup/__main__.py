"""Make the sandbox on this machine; what is there already is kept."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sandbox.place import Place

from . import images, ingredients, machine


@contextmanager
def timed(what: str) -> Iterator[None]:
    start = time.monotonic()
    yield
    print(f"  {what:<46} {time.monotonic() - start:6.1f} s", flush=True)


def main() -> int:
    place = Place.from_environment()
    print(f"Making the sandbox in {place.folder}", flush=True)
    steps: list[tuple[str, Callable[[], None]]] = [
        ("packages", machine.install_packages),
        ("build user", machine.make_build_user),
        ("folder", lambda: machine.make_folder(place)),
        ("control groups", machine.make_control_groups),
        ("Debian, busybox, Go and Node", lambda: ingredients.gather(place)),
    ]
    try:
        for what, step in steps:
            with timed(what):
                step()
        for recipe in images.recipes():
            with timed(recipe.names[0]):
                images.build(place, recipe)
        images.forget_old(place)
        images.write_catalogue(place)
    except machine.SetUpError as reason:
        print(f"The sandbox could not be made: {reason}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
