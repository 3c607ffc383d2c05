"""Small projects to check: a Dockerfile, its files with sizes, and an ignore file."""

from functools import cache
from pathlib import Path

from learning.checker import Project

NAMES = ("orders",)


@cache
def sample(name: str) -> Project | None:
    """A sample by its name; None for a name that is not one."""
    if name not in NAMES:
        return None
    folder = Path(__file__).parent / name
    return Project(
        source=(folder / "Dockerfile").read_text(encoding="utf-8"),
        listing=(folder / "files").read_text(encoding="utf-8"),
        ignore=(folder / "dockerignore").read_text(encoding="utf-8"),
    )
