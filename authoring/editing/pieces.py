"""A question's text taken apart into front matter and sections; put together, the same bytes."""

import re
from dataclasses import dataclass, replace

from learning.content.front_matter import FENCE as FRONT_FENCE
from learning.content.sections import FENCE, HEADING

LINE = re.compile(r"[^\n]*\n|[^\n]+")


@dataclass(frozen=True)
class Piece:
    """A heading and what stands below it, as it is written. The first piece has no heading."""

    name: str
    line: int  # of the heading
    heading: str  # the line itself, with its end
    raw: str

    @property
    def content(self) -> str:
        return self.raw.strip("\n")

    def holding(self, content: str) -> "Piece":
        """With another text between the same blank lines."""
        bare = self.raw.strip("\n")
        if bare:
            before, _, after = self.raw.partition(bare)
        else:
            before, after = "", "\n"
        ending = after if after.startswith("\n") or not content else f"\n{after}"
        return replace(self, raw=f"{before}{content}{ending}")


@dataclass(frozen=True)
class Pieces:
    front: str  # both fences with it; empty where there is none
    above: str  # what stands above the first section
    sections: tuple[Piece, ...]

    @property
    def text(self) -> str:
        return self.front + self.above + "".join(p.heading + p.raw for p in self.sections)

    @property
    def names(self) -> list[str]:
        return [piece.name for piece in self.sections]


def take_apart(text: str) -> Pieces:
    lines = lines_of(text)
    end = front_end(lines)
    found: list[tuple[str, int, str, list[str]]] = [("", end + 1, "", [])]
    marks = ""
    for number, line in enumerate(lines[end:], start=end + 1):
        bare = line.rstrip("\n")
        fence = FENCE.match(bare)
        if fence and (not marks or bare.strip() == marks):
            marks = "" if marks else fence["marks"]
        heading = HEADING.fullmatch(bare) if not marks else None
        if heading:
            found.append((heading["name"], number, line, []))
        else:
            found[-1][3].append(line)
    first, *others = found
    sections = tuple(Piece(name, n, line, "".join(rows)) for name, n, line, rows in others)
    return Pieces("".join(lines[:end]), "".join(first[3]), sections)


def lines_of(text: str) -> list[str]:
    """With their ends; only a line feed ends a line, as everywhere in the course."""
    return LINE.findall(text)


def front_end(lines: list[str]) -> int:
    """How many lines the front matter has, with both fences."""
    if not lines or lines[0].rstrip() != FRONT_FENCE:
        return 0
    for number, line in enumerate(lines[1:], start=1):
        if line.rstrip() == FRONT_FENCE:
            return number + 1
    return 0
