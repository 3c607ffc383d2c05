"""What is wrong in a text, and where."""

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True, order=True)
class Flaw:
    """One fault in one text. `line` counts from 1 within that text."""

    line: int
    message: str
    expected: str = ""

    def moved(self, lines: int) -> "Flaw":
        """The same flaw, seen from a text in which this one starts `lines` further down."""
        return replace(self, line=self.line + lines)
