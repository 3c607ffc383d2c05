"""Writes the stored course back into a folder, byte for byte."""

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

from learning.content.files import is_course_path
from learning.models import ContentFile


class ExportError(Exception):
    """The folder cannot be written to, and why."""


def stored_files() -> dict[str, bytes]:
    return {file.path: bytes(file.body) for file in ContentFile.objects.order_by("path")}


def export(files: Mapping[str, bytes], folder: Path, *, force: bool = False) -> None:
    """Write the files below the folder, each at once or not at all. Follows no symbolic link.

    A folder with something in it is refused; with `force` files of the same name are replaced
    and all others left alone.
    """
    if refused := [path for path in files if not is_course_path(path)]:
        raise ExportError(f"not a path of a course: {refused[0]!r}")
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise ExportError(f"{folder} is not a folder")
    if not force and folder.is_dir() and any(folder.iterdir()):
        raise ExportError(f"{folder} is not empty; --force replaces what is in it")
    folder.mkdir(parents=True, exist_ok=True)
    for path in files:
        refuse_links(folder, path)
    for path, body in files.items():
        write(folder / path, body)


def refuse_links(folder: Path, path: str) -> None:
    place = folder
    for part in path.split("/"):
        place /= part
        if place.is_symlink():
            raise ExportError(f"{place} is a symbolic link")


def write(place: Path, body: bytes) -> None:
    """By a file beside it and a rename: a reader sees the old bytes or the new ones."""
    place.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=place.parent, delete=False) as file:
        temporary = Path(file.name)
        try:
            file.write(body)
            file.flush()
            os.fchmod(file.fileno(), 0o644)
            temporary.replace(place)
        except OSError:
            temporary.unlink(missing_ok=True)
            raise
