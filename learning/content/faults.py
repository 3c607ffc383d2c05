"""What is wrong with the course's files, in a form that takes its author to the place."""

from collections.abc import Iterable
from dataclasses import dataclass

from learning.rendering import Flaw


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One fault. `path` is relative to the content folder, `line` counts from 1."""

    path: str
    line: int
    message: str
    expected: str = ""

    def __str__(self) -> str:
        expected = f" (expected {self.expected})" if self.expected else ""
        return f"content/{self.path}:{self.line}: {self.message}{expected}"


class ContentError(Exception):
    """The course cannot be used. It carries every fault, not only the first."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(sorted(set(faults)))
        super().__init__("\n".join(map(str, self.faults)))


def faults_of(path: str, flaws: Iterable[Flaw], lines: int = 0) -> list[Fault]:
    """The flaws of a text that starts `lines` below the file's first line."""
    return [Fault(path, flaw.line + lines, flaw.message, flaw.expected) for flaw in flaws]
