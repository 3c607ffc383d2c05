"""What a learner changed from one submission to the next, line by line."""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

MOST_LINES = 1_500  # of each text: comparing takes the square of it
CONTEXT = 2  # lines that stay, around those that changed


class Kind(StrEnum):
    """What became of a line. A gap stands for lines that stayed and are not listed."""

    SAME = "same"
    GONE = "gone"
    NEW = "new"
    GAP = "gap"


@dataclass(frozen=True, slots=True)
class Change:
    """A line of either text: its number there, None where it is not."""

    kind: Kind
    before: int | None = None
    after: int | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Difference:
    """Two texts compared; without lines they are the same, or too long to compare."""

    name: str
    lines: tuple[Change, ...] = ()
    is_too_long: bool = False

    @property
    def gone(self) -> int:
        return sum(line.kind == Kind.GONE for line in self.lines)

    @property
    def new(self) -> int:
        return sum(line.kind == Kind.NEW for line in self.lines)


def difference(name: str, before: str, after: str) -> Difference:
    """What changed in the file of that name."""
    if before == after:
        return Difference(name)
    old, new = lines_of(before), lines_of(after)
    if max(len(old), len(new)) > MOST_LINES:
        return Difference(name, is_too_long=True)
    return Difference(name, tuple(changes(old, new)))


def lines_of(text: str) -> list[str]:
    return text.removesuffix("\n").split("\n") if text else []


def changes(old: list[str], new: list[str]) -> Iterator[Change]:
    """Removed lines before those that came in their place, with a little of what stayed."""
    groups = list(SequenceMatcher(None, old, new).get_grouped_opcodes(CONTEXT))
    for number, group in enumerate(groups):
        if number or group[0][1]:
            yield Change(Kind.GAP)
        for tag, old_start, old_end, new_start, new_end in group:
            if tag == "equal":
                for step in range(old_end - old_start):
                    at = old_start + step
                    yield Change(Kind.SAME, at + 1, new_start + step + 1, old[at])
                continue
            yield from (
                Change(Kind.GONE, at + 1, None, old[at]) for at in range(old_start, old_end)
            )
            yield from (Change(Kind.NEW, None, at + 1, new[at]) for at in range(new_start, new_end))
    if groups and groups[-1][-1][2] < len(old):
        yield Change(Kind.GAP)
