"""What a conversion finds on its way through one text."""

import secrets
from collections import Counter
from dataclasses import dataclass, field

from learning.rendering.code_blocks import CodeBlock
from learning.rendering.fences import Scan
from learning.rendering.flaws import Flaw


@dataclass(frozen=True, slots=True)
class Link:
    line: int
    target: str


@dataclass(frozen=True, slots=True)
class FigureUse:
    """A figure where the text shows it."""

    line: int
    source: str
    alternative: str
    caption: str


@dataclass
class Reading:
    """What a conversion finds on its way through one text."""

    scan: Scan
    is_lesson: bool
    flaws: list[Flaw] = field(default_factory=list)
    bodies: dict[int, str] = field(default_factory=dict)  # by the line of their fence
    figures: list[FigureUse] = field(default_factory=list)
    live_figures: list[tuple[int, str]] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    on_top: set[str] = field(default_factory=set)  # slots that stand in no list or call-out
    nonce: str = field(default_factory=lambda: secrets.token_hex(8))
    seen: Counter[str] = field(default_factory=Counter)

    def slot(self, kind: str, number: int) -> str:
        return f"slot-{self.nonce}-{kind}{number}"

    def line_of(self, words: str) -> int:
        """The line on which the words stand; asked again, the next such line."""
        lines = self.scan.lines_with(words) or [1]
        self.seen[words] += 1
        return lines[min(self.seen[words], len(lines)) - 1]

    def flaw(self, words: str, message: str, expected: str) -> None:
        self.flaws.append(Flaw(self.line_of(words), message, expected))


@dataclass
class Desk:
    """The text that is worked on at the moment: a machine serves many, and its parts look here."""

    reading: Reading


@dataclass(frozen=True)
class Fragment:
    """A short text as safe HTML, and everything that is wrong with it."""

    html: str
    links: tuple[Link, ...] = ()
    code: tuple[CodeBlock, ...] = ()
    flaws: tuple[Flaw, ...] = ()
