"""What the course's folder and the browser each made of its files, and which of them is served.

A file remembers what it was in the folder when it was last loaded (`origin`). Whoever has changed
it since is known by that: the folder, those who write here, or both. Values in, values out.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from learning.content.digests import digest

NONE = ""  # the digest of a file that is not there


class Side(StrEnum):
    """Whose file is taken where both have changed it."""

    FOLDER = "folder"
    HERE = "here"


@dataclass(frozen=True, slots=True)
class Ours:
    """A file as it is served. Its bytes are known only where it was edited here."""

    digest: str
    origin: str
    body: bytes = b""

    @property
    def is_edited(self) -> bool:
        return self.digest != self.origin


@dataclass(frozen=True)
class Agreement:
    """The files that the course is to be made of, and what each was in the folder.

    `edited` and `made` here are kept although the folder's are others, or none; `conflicts` are
    kept too, and wait for a decision.
    """

    files: Mapping[str, bytes]
    origins: Mapping[str, str]
    edited: tuple[str, ...] = ()
    made: tuple[str, ...] = ()
    conflicts: tuple[str, ...] = ()


@dataclass
class Negotiation:
    """Goes through the paths one by one and gathers what is agreed of each."""

    folder: Mapping[str, bytes]
    ours: Mapping[str, Ours]
    take: Side | None
    files: dict[str, bytes] = field(default_factory=dict)
    origins: dict[str, str] = field(default_factory=dict)
    edited: list[str] = field(default_factory=list)
    made: list[str] = field(default_factory=list)
    conflicts: list[str] = field(default_factory=list)

    def settle(self, path: str) -> None:
        theirs = digest(self.folder[path]) if path in self.folder else NONE
        ours = self.ours.get(path)
        if ours is None or not ours.is_edited or theirs == ours.digest:
            self.take_theirs(path, theirs)
        elif theirs == ours.origin:
            (self.edited if ours.origin else self.made).append(path)
            self.keep(path, ours, ours.origin)
        elif self.take is None:
            self.conflicts.append(path)
            self.keep(path, ours, ours.origin)
        elif self.take is Side.FOLDER:
            self.take_theirs(path, theirs)
        else:
            (self.edited if theirs else self.made).append(path)
            self.keep(path, ours, theirs)

    def take_theirs(self, path: str, theirs: str) -> None:
        if theirs:
            self.files[path] = self.folder[path]
            self.origins[path] = theirs

    def keep(self, path: str, ours: Ours, origin: str) -> None:
        self.files[path] = ours.body
        self.origins[path] = origin


def agree(
    folder: Mapping[str, bytes], ours: Mapping[str, Ours], take: Side | None = None
) -> Agreement:
    """What was edited here is kept; what both sides changed is kept too, unless `take` decides."""
    talk = Negotiation(folder, ours, take)
    for path in sorted(folder.keys() | ours.keys()):
        talk.settle(path)
    return Agreement(
        talk.files, talk.origins, tuple(talk.edited), tuple(talk.made), tuple(talk.conflicts)
    )
