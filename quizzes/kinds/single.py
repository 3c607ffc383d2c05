"""Choose the one right answer."""

import random
from collections.abc import Iterator, Sequence
from typing import Any

from learning.rendering import Flaw
from quizzes.kinds.kind import (
    Grade,
    Kind,
    Note,
    NotWellFormed,
    Sent,
    Source,
    Spec,
    entry_json,
    misconceptions,
    notes_on,
    shuffled,
    texts,
)


def read(source: Source) -> dict[str, Any]:
    return {"options": [entry_json(entry) for entry in source.entries]}


def flaws(source: Source) -> Iterator[Flaw]:
    right = sum(entry.is_right for entry in source.entries)
    if right != 1:
        yield Flaw(source.entries_line, f"{right} options are marked as right", "exactly one [x]")
    if not 3 <= len(source.entries) <= 5:
        yield Flaw(source.entries_line, f"{len(source.entries)} options", "3 to 5")


def parse(spec: Spec, sent: Sent) -> list[str]:
    given = texts(sent)
    if not given:
        raise NotWellFormed("Choose one of the answers first.")
    if len(given) > 1 or given[0] not in {option["id"] for option in spec["options"]}:
        raise NotWellFormed("That is none of the answers here. Choose one of them.")
    return given


def grade(spec: Spec, given: Sequence[str]) -> Grade:
    chosen = [option for option in spec["options"] if option["id"] == given[0]]
    return Grade(float(chosen[0]["right"]), notes_on(chosen), misconceptions(chosen))


def render(spec: Spec, given: Sequence[str] | None, chance: random.Random) -> dict[str, Any]:
    options = {option["id"]: option["html"] for option in spec["options"]}
    return {
        "options": [
            {"id": id_, "html": options[id_], "is_given": id_ in (given or ())}
            for id_ in shuffled(list(options), chance)
        ]
    }


def explain(spec: Spec) -> tuple[Note, ...]:
    return notes_on(spec["options"])


def guessing(spec: Spec) -> float:
    return 1 / len(spec["options"])


KIND = Kind(
    name="single",
    label="Choose one answer.",
    section="Options",
    has_code=False,
    template="quizzes/kinds/_single.html",
    read=read,
    flaws=flaws,
    parse=parse,
    grade=grade,
    render=render,
    explain=explain,
    guessing=guessing,
)
