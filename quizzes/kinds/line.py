"""Find the one faulty line of some code."""

import random
from collections.abc import Iterator, Sequence
from typing import Any

from learning.rendering import Flaw
from learning.rendering.highlighting import highlight, line_html
from quizzes.kinds.kind import (
    Entry,
    Grade,
    Kind,
    Note,
    NotWellFormed,
    Sent,
    Source,
    Spec,
    entry_json,
    misconceptions,
    texts,
)

NOTHING_WRONG = "Nothing is wrong with this line: look for the one that breaks the promise."


def pickable(code: str) -> list[int]:
    """The lines that may be picked, from 1: neither blank nor a comment."""
    lines = enumerate(code.split("\n"), start=1)
    return [number for number, line in lines if line.strip() and not line.lstrip().startswith("#")]


def read(source: Source) -> dict[str, Any]:
    lines = highlight(source.code, source.code_language)
    return {
        "language": source.code_language,
        "lines": [line_html(line) for line in lines],
        "pickable": pickable(source.code),
        "known": {entry.text: entry_json(entry) for entry in source.entries},
    }


def flaws(source: Source) -> Iterator[Flaw]:
    right = sum(entry.is_right for entry in source.entries)
    if right != 1:
        yield Flaw(source.entries_line, f"{right} lines are marked as faulty", "exactly one [x]")
    if len(source.entries) - right < 2:
        yield Flaw(source.entries_line, "feedback for too few other lines", "at least two [ ]")
    known = {str(number) for number in pickable(source.code)}
    for entry in source.entries:
        if entry.text not in known:
            expected = f"one of {', '.join(sorted(known, key=int))}"
            yield Flaw(entry.line, f"{entry.text!r} is no line to pick", expected)
    yield from twice(source.entries)


def twice(entries: Sequence[Entry]) -> Iterator[Flaw]:
    for number, entry in enumerate(entries):
        if entry.text in {other.text for other in entries[:number]}:
            yield Flaw(entry.line, f"{entry.text} occurs twice", "each once")


def parse(spec: Spec, sent: Sent) -> list[str]:
    given = texts(sent)
    if not given:
        raise NotWellFormed("Pick a line first.")
    if len(given) > 1 or given[0] not in {str(number) for number in spec["pickable"]}:
        raise NotWellFormed("That line cannot be picked. Pick one that has a button.")
    return given


def grade(spec: Spec, given: Sequence[str]) -> Grade:
    known = spec["known"]
    if given[0] not in known:
        return Grade(0.0, (Note(label(spec, given[0]), False, NOTHING_WRONG),))
    entry = known[given[0]]
    note = Note(label(spec, given[0]), entry["right"], entry["feedback"])
    return Grade(float(entry["right"]), (note,), misconceptions([entry]))


def label(spec: Spec, line: str) -> str:
    return f"Line {line}: <code>{spec['lines'][int(line) - 1]}</code>"


def render(spec: Spec, given: Sequence[str] | None, chance: random.Random) -> dict[str, Any]:  # noqa: ARG001 -- lines of code are not shuffled
    return {
        "language": spec["language"],
        "lines": [
            {
                "number": number,
                "html": html,
                "can_pick": number in spec["pickable"],
                "is_given": str(number) in (given or ()),
            }
            for number, html in enumerate(spec["lines"], start=1)
        ],
    }


def explain(spec: Spec) -> tuple[Note, ...]:
    return tuple(
        Note(label(spec, line), entry["right"], entry["feedback"])
        for line, entry in sorted(spec["known"].items(), key=lambda item: int(item[0]))
    )


def guessing(spec: Spec) -> float:
    return 1 / len(spec["pickable"])


KIND = Kind(
    name="line",
    label="Pick the faulty line.",
    section="Answers",
    has_code=True,
    template="quizzes/kinds/_line.html",
    read=read,
    flaws=flaws,
    parse=parse,
    grade=grade,
    render=render,
    explain=explain,
    guessing=guessing,
)
