"""Reads `7: text` and `9-10: text`, as in the fences that comment code and gaps."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from learning.rendering.flaws import Flaw

NUMBERED = re.compile(r"\s*(?P<first>\d{1,4})(?:-(?P<last>\d{1,4}))?:\s+(?P<text>\S.*)")
RANGE = re.compile(r"(\d{1,4})(?:-(\d{1,4}))?")


@dataclass(frozen=True, slots=True)
class NumberedLine:
    """`line` is where it stands in the text; first and last are the numbers it speaks of."""

    line: int
    first: int
    last: int
    html: str  # safe

    def numbers(self) -> range:
        return range(self.first, self.last + 1)


def numbered_lines(
    body: str, line: int, render: Callable[[str, int], str], flaws: list[Flaw]
) -> list[NumberedLine]:
    """The lines of a fence's body that starts at `line`; empty ones are skipped."""
    found = []
    for number, text in enumerate(body.split("\n"), start=line):
        if not text.strip():
            continue
        match = NUMBERED.fullmatch(text)
        if match is None:
            flaws.append(Flaw(number, f"cannot be read: {text.strip()[:80]}", "7: text"))
            continue
        first, last = int(match["first"]), int(match["last"] or match["first"])
        if first > last:
            flaws.append(Flaw(number, f"{first}-{last} ends before it starts", "9-10: text"))
            continue
        found.append(NumberedLine(number, first, last, render(match["text"], number)))
    return found


def read_ranges(text: str) -> frozenset[int] | None:
    """The numbers of `7,9-10`; None if it cannot be read."""
    numbers: set[int] = set()
    for part in text.split(","):
        match = RANGE.fullmatch(part.strip())
        if match is None or int(match[2] or match[1]) < int(match[1]):
            return None
        numbers.update(range(int(match[1]), int(match[2] or match[1]) + 1))
    return frozenset(numbers)
