"""Exercises inside a text: gaps in code, and the question that opens an overview."""

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.html import strip_tags

from learning.models import Study

OPENING = "opening"  # the name under which the opening question's answer is kept
LONGEST_ANSWER = 300
QUOTES = str.maketrans("“”„‘’", '"""\'\'')


@dataclass(frozen=True)
class GapResult:
    """What the learner put into one gap, and what to say of it."""

    number: int
    given: str
    is_right: bool
    answer: str  # the author's first; shown when asked for, after a try
    feedback: str | None  # safe HTML, only once the answer is right
    hint: str | None  # safe HTML


@dataclass(frozen=True)
class Result:
    gaps: tuple[GapResult, ...]

    @property
    def right(self) -> int:
        return sum(gap.is_right for gap in self.gaps)

    @property
    def of(self) -> int:
        return len(self.gaps)

    @property
    def is_complete(self) -> bool:
        return self.right == self.of


def normal(text: str, *, case: bool) -> str:
    """As answers are compared: white space collapsed, `${NAME}` as `$NAME`, straight quotes for
    those that phones make of them, and letter case only where it matters."""
    straight = text.translate(QUOTES)
    collapsed = " ".join(re.sub(r"\$\{(\w+)\}", r"$\1", straight).split())
    return collapsed if case else collapsed.casefold()


def is_right(given: str, answers: Sequence[str], *, case: bool) -> bool:
    return normal(given, case=case) in {normal(answer, case=case) for answer in answers}


def judge(exercise: dict[str, Any], given: Sequence[str]) -> Result:
    """Judge the answers, one for each gap; a missing one counts as empty."""
    padded = [*given, *[""] * len(exercise["gaps"])]
    return Result(
        tuple(
            GapResult(
                number,
                text,
                right := is_right(text, gap["answers"], case=exercise["case"]),
                gap["answers"][0],
                gap["feedback"] if right else None,
                None if right else gap["hint"],
            )
            for number, (gap, text) in enumerate(
                zip(exercise["gaps"], padded, strict=False), start=1
            )
        )
    )


def rows(exercise: dict[str, Any], result: Result | None) -> list[list[dict[str, Any]]]:
    """The lines to draw: pieces of code, and gaps with what was judged of them."""
    results = {gap.number: gap for gap in result.gaps} if result else {}
    return [
        [
            piece | {"result": results.get(piece["gap"]), "line": spoken(row)}
            if "gap" in piece
            else piece
            for piece in row
        ]
        for row in exercise["rows"]
    ]


def spoken(row: Sequence[dict[str, Any]]) -> str:
    """A line as text, with an ellipsis for each gap: what a screen reader says of an input."""
    pieces = ("…" if "gap" in piece else strip_tags(piece["html"]) for piece in row)
    return html.unescape("".join(pieces)).strip()


def opening_choice(study: Study, option: int) -> dict[str, Any] | None:
    """The option with that number (from 0) of the opening question."""
    options = study.opening["options"] if study.opening else []
    return options[option] if 0 <= option < len(options) else None
