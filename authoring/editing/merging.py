"""Two people's changes to one text, put together; where they meet, both are kept and marked."""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

MOST_LINES = 3_000  # comparing takes the square of it
MINE = "<<<<<<< yours"
BETWEEN = "======="
THEIRS = ">>>>>>> theirs"


@dataclass(frozen=True)
class Merged:
    text: str
    clashes: int


@dataclass(frozen=True)
class Steady:
    """Lines that neither changed, by where they begin in the three texts."""

    base: int
    mine: int
    theirs: int
    length: int


def merge(base: str, mine: str, theirs: str) -> Merged:
    """Both changes to the text that both began with."""
    b, m, t = (text.split("\n") for text in (base, mine, theirs))
    if max(len(b), len(m), len(t)) > MOST_LINES:
        return Merged("\n".join([MINE, *m, BETWEEN, *t, THEIRS]), 1)
    lines: list[str] = []
    clashes = 0
    at = Steady(0, 0, 0, 0)
    for block in steady(b, m, t):
        old, my, their = (
            b[at.base : block.base],
            m[at.mine : block.mine],
            t[at.theirs : block.theirs],
        )
        if my in (old, their):
            lines += their
        elif their == old:
            lines += my
        else:
            lines += [MINE, *my, BETWEEN, *their, THEIRS]
            clashes += 1
        lines += b[block.base : block.base + block.length]
        at = Steady(
            block.base + block.length, block.mine + block.length, block.theirs + block.length, 0
        )
    return Merged("\n".join(lines), clashes)


def steady(b: list[str], m: list[str], t: list[str]) -> Iterator[Steady]:
    """Where all three texts have the same lines, in their order, and then their ends."""
    mine = SequenceMatcher(None, b, m, autojunk=False).get_matching_blocks()
    theirs = SequenceMatcher(None, b, t, autojunk=False).get_matching_blocks()
    i = j = 0
    while i < len(mine) and j < len(theirs):
        one, other = mine[i], theirs[j]
        start = max(one.a, other.a)
        end = min(one.a + one.size, other.a + other.size)
        if start < end:
            yield Steady(start, one.b + start - one.a, other.b + start - other.a, end - start)
        if one.a + one.size < other.a + other.size:
            i += 1
        else:
            j += 1
    yield Steady(len(b), len(m), len(t), 0)
