"""Where the sandbox keeps its own things, and which user builds."""

import os
import pwd
from dataclasses import dataclass
from pathlib import Path
from typing import Self

BUILD_USER = "stagecraft-build"
# Used when the project lies where only its owner may look, under /root for example.
SHARED_FOLDER = Path("/var/lib/stagecraft-sandbox")


@dataclass(frozen=True)
class Place:
    """A folder that the build user can reach: base images, and what they were made from."""

    folder: Path

    @classmethod
    def from_environment(cls) -> Self:
        """`SANDBOX_DIR`, or `sandbox` in the data folder if the build user can get there."""
        if chosen := os.environ.get("SANDBOX_DIR"):
            return cls(Path(chosen).resolve())
        folder = Path(os.environ.get("DATA_DIR") or "data").resolve() / "sandbox"
        return cls(folder if is_open_to_others(folder) else SHARED_FOLDER)

    @property
    def base(self) -> Path:
        """The store of base images: written by `make sandbox`, read by every build."""
        return self.folder / "base"

    @property
    def catalogue(self) -> Path:
        return self.folder / "images.json"

    @property
    def ingredients(self) -> Path:
        return self.folder / "ingredients"

    @property
    def workroom(self) -> Path:
        """The build user's home while base images are made."""
        return self.folder / "workroom"


def is_open_to_others(folder: Path) -> bool:
    """Whether another user may walk to the folder, or to where it will be made."""
    there = [path for path in (folder, *folder.parents) if path.exists()]
    return all(path.stat().st_mode & 0o001 for path in there)


@dataclass(frozen=True)
class BuildUser:
    """Who buildah runs as outside of the box: a user with no files, no shell and no secrets."""

    name: str
    uid: int
    gid: int

    @classmethod
    def find(cls) -> Self | None:
        """The build user when we are root; else ourselves, for there is nobody to become."""
        try:
            entry = pwd.getpwnam(BUILD_USER) if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())
        except KeyError:
            return None
        return cls(entry.pw_name, entry.pw_uid, entry.pw_gid)

    def has_ids(self) -> bool:
        """Whether /etc/subuid and /etc/subgid lend it the ids that images need."""
        return all(self._is_in(Path(path)) for path in ("/etc/subuid", "/etc/subgid"))

    def _is_in(self, path: Path) -> bool:
        names = {line.partition(":")[0] for line in _lines(path)}
        return bool(names & {self.name, str(self.uid)})

    def becoming(self) -> list[str]:
        """The words that start a program as this user, from root or from itself."""
        if os.geteuid() != 0:
            return []
        return [
            "setpriv",
            f"--reuid={self.uid}",
            f"--regid={self.gid}",
            "--clear-groups",
            "--inh-caps=-all",
        ]


def lent_ids(user: BuildUser) -> tuple[int, int]:
    """The first of the ids that images use as theirs, and how many there are."""
    for line in _lines(Path("/etc/subuid")):
        name, first, count = line.split(":")
        if name in {user.name, str(user.uid)}:
            return int(first), int(count)
    return 0, 0


def _lines(path: Path) -> list[str]:
    return path.read_text().splitlines() if path.exists() else []
