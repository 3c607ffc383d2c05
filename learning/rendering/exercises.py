"""Code with gaps that the reader fills in."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from learning.rendering.flaws import Flaw
from learning.rendering.highlighting import cut, highlight, line_html
from learning.rendering.numbered_lines import NumberedLine

MOST_GAPS = 40
LONGEST_ANSWER = 300  # as long as the form that takes the answers allows
SMALLEST_FIELD = 4  # characters; sizes are rounded up to it, so that they tell less
GAP = re.compile(r"\{\{(.*?)\}\}(?!\})")
ALTERNATIVES = re.compile(r"(?<!\\)\|")


@dataclass(frozen=True, slots=True)
class Gap:
    """An input field. `answers` are all accepted; the first is the one that is shown."""

    answers: tuple[str, ...]
    feedback: str | None = None  # safe HTML
    hint: str | None = None  # safe HTML

    @property
    def size(self) -> int:
        longest = max(map(len, self.answers))
        return -(-longest // SMALLEST_FIELD) * SMALLEST_FIELD


@dataclass(frozen=True, slots=True)
class Blank:
    """Where a gap stands in the filled source; columns count from 0, the rest from 1."""

    number: int
    line: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Exercise:
    """A fence with gaps. `filled` is its source with the first answers put in."""

    line: int
    name: str
    title: str
    language: str
    minds_case: bool
    is_fragment: bool
    filled: str
    gaps: tuple[Gap, ...]
    blanks: tuple[Blank, ...]


@dataclass(frozen=True, slots=True)
class GappedText:
    filled: str
    answers: tuple[tuple[str, ...], ...]
    blanks: tuple[Blank, ...]


def read_gaps(body: str, line: int, flaws: list[Flaw]) -> GappedText:
    """Take the answers out of a fence's body, which starts at `line`."""
    answers: list[tuple[str, ...]] = []
    blanks: list[Blank] = []
    filled = []
    for number, text in enumerate(body.split("\n"), start=1):
        row, at = "", 0
        for match in GAP.finditer(text):
            accepted = read_answers(match[1], line + number - 1, flaws)
            row += text[at : match.start()]
            answers.append(accepted)
            blanks.append(Blank(len(answers), number, len(row), len(row) + len(accepted[0])))
            row += accepted[0]
            at = match.end()
        row += text[at:]
        flaws += unbalanced(GAP.sub("", text), line + number - 1)
        filled.append(row)
    if not 1 <= len(answers) <= MOST_GAPS:
        flaws.append(
            Flaw(line - 1, f"{len(answers)} gaps", f"1 to {MOST_GAPS} gaps {{{{answer}}}}")
        )
    return GappedText("\n".join(filled), tuple(answers), tuple(blanks))


def unbalanced(rest: str, line: int) -> Iterator[Flaw]:
    if "{{" in rest:
        yield Flaw(line, "a gap is not closed on its line", "{{answer}}")
    elif "}}" in rest and "{" not in rest:
        yield Flaw(line, "a gap is closed that was not opened", "{{answer}}")


def read_answers(text: str, line: int, flaws: list[Flaw]) -> tuple[str, ...]:
    r"""The accepted answers of `one|another`; `\|` is a bar within an answer."""
    accepted = tuple(part.replace("\\|", "|").strip() for part in ALTERNATIVES.split(text))
    if not all(accepted):
        flaws.append(Flaw(line, "a gap with an empty answer", "{{answer}} or {{answer|another}}"))
    if any(len(answer) > LONGEST_ANSWER for answer in accepted):
        flaws.append(Flaw(line, "an answer is too long", f"at most {LONGEST_ANSWER} characters"))
    return accepted


def check_gap_numbers(
    kind: str, lines: list[NumberedLine], gaps: int, flaws: list[Flaw]
) -> dict[int, str]:
    """Gap → what a feedback or hints fence says of it."""
    said: dict[int, str] = {}
    for entry in lines:
        if entry.first != entry.last or not 1 <= entry.first <= gaps:
            flaws.append(Flaw(entry.line, f"{kind} for a gap that does not exist", f"1 to {gaps}"))
        elif entry.first in said:
            flaws.append(Flaw(entry.line, f"{kind} for gap {entry.first} twice", "one line a gap"))
        said[entry.first] = entry.html
    return said


def exercise_rows(exercise: Exercise) -> list[list[str | int]]:
    """One list a line: safe HTML, and gaps by their number. No answer is in it."""
    blanks: dict[int, list[Blank]] = {}
    for blank in exercise.blanks:
        blanks.setdefault(blank.line, []).append(blank)
    rows = []
    for number, line in enumerate(highlight(exercise.filled, exercise.language), start=1):
        row: list[str | int] = []
        at = 0
        for blank in blanks.get(number, []):
            row += [line_html(cut(line, at, blank.start)), blank.number]
            at = blank.end
        row.append(line_html(cut(line, at)))
        rows.append([piece for piece in row if piece != ""])
    return rows
