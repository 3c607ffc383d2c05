"""What pip can install in builds without a network, named by version and hash.

The few packages of `packages.txt`, and those that this project itself is made of, as its own
`requirements.txt` locks them: so its own image can be built too.
"""

import shutil
import sys
from pathlib import Path

from sandbox.place import Place

from .machine import run

LIST = Path(__file__).parent / "pip" / "packages.txt"
PROJECT = Path(__file__).resolve().parents[2] / "requirements.txt"
# A lock file names files for every machine; these are for the images' Python on one like this.
FOR_IMAGES = ("--only-binary=:all:", "--python-version=3.11")


def lists() -> dict[Path, tuple[str, ...]]:
    """The lists that there are, each with what pip is to be told besides."""
    return {LIST: ()} | ({PROJECT: FOR_IMAGES} if PROJECT.exists() else {})


def fetch(place: Place) -> None:
    """Wheels and sources in the ingredients, beside the lists that they were fetched by."""
    folder = place.ingredients / "pip-packages"
    wanted = lists()
    if all(_is_copy(folder / path.name, path) for path in wanted):
        return
    making = folder.with_suffix(".part")
    shutil.rmtree(making, ignore_errors=True)
    for path, options in wanted.items():
        _download(path, making, options)
        shutil.copy(path, making)
    shutil.rmtree(folder, ignore_errors=True)
    making.rename(folder)


def _is_copy(path: Path, of: Path) -> bool:
    return path.exists() and path.read_bytes() == of.read_bytes()


def _download(path: Path, folder: Path, options: tuple[str, ...]) -> None:
    pip = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--require-hashes"]
    run([*pip, *options, f"--dest={folder}", "-r", str(path)])
