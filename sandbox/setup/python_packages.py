"""The few packages that pip can install in builds without a network, named by version and hash."""

import shutil
import sys
from pathlib import Path

from sandbox.place import Place

from .machine import run

LIST = Path(__file__).parent / "pip" / "packages.txt"


def fetch(place: Place) -> None:
    """The wheels and sources in the ingredients, beside the list that they were fetched by."""
    folder = place.ingredients / "pip-packages"
    fetched_by = folder / LIST.name
    if fetched_by.exists() and fetched_by.read_text() == LIST.read_text():
        return
    making = folder.with_suffix(".part")
    shutil.rmtree(making, ignore_errors=True)
    pip = [sys.executable, "-m", "pip"]
    run(
        [
            *pip,
            "download",
            "-q",
            "--no-deps",
            "--require-hashes",
            f"--dest={making}",
            "-r",
            str(LIST),
        ]
    )
    shutil.copy(LIST, making)
    shutil.rmtree(folder, ignore_errors=True)
    making.rename(folder)
