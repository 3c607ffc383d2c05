"""Small projects to check: a Dockerfile, its files with sizes, and an ignore file."""

from functools import cache
from pathlib import Path

from django.conf import settings

from learning.checker import Project

NAMES = ("orders", "stagecraft")
OWN = "stagecraft"  # this project itself, as it is built
HERE = Path(__file__).parent


@cache
def sample(name: str) -> Project | None:
    """A sample by its name; None for a name that is not one."""
    if name not in NAMES:
        return None
    folder = HERE / name
    dockerfile, ignore = folder / "Dockerfile", folder / "dockerignore"
    if name == OWN:
        dockerfile, ignore = settings.BASE_DIR / "Dockerfile", settings.BASE_DIR / ".dockerignore"
    return Project(
        source=dockerfile.read_text(encoding="utf-8"),
        listing=(folder / "files").read_text(encoding="utf-8"),
        ignore=ignore.read_text(encoding="utf-8"),
    )
