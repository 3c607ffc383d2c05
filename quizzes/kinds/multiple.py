"""Choose all right answers; part of them earn part of the credit."""

from collections.abc import Iterator, Sequence

from learning.rendering import Flaw
from quizzes.kinds.kind import (
    Grade,
    Kind,
    NotWellFormed,
    Sent,
    Source,
    Spec,
    misconceptions,
    notes_on,
    texts,
)
from quizzes.kinds.single import explain, read, render


def flaws(source: Source) -> Iterator[Flaw]:
    right = sum(entry.is_right for entry in source.entries)
    if right < 2:
        yield Flaw(source.entries_line, f"{right} options are marked as right", "two or more [x]")
    if right == len(source.entries):
        yield Flaw(source.entries_line, "no option is wrong", "at least one [ ]")
    if not 4 <= len(source.entries) <= 6:
        yield Flaw(source.entries_line, f"{len(source.entries)} options", "4 to 6")


def parse(spec: Spec, sent: Sent) -> list[str]:
    given = texts(sent)
    if not given:
        raise NotWellFormed("Choose at least one of the answers first.")
    known = [option["id"] for option in spec["options"]]
    if not set(given) <= set(known):
        raise NotWellFormed("That is none of the answers here. Choose among them.")
    return [id_ for id_ in known if id_ in given]


def grade(spec: Spec, given: Sequence[str]) -> Grade:
    """(share of the keys found − share of the distractors taken)², never below 0.

    The difference alone is what Moodle gives. Squared, no way of choosing blindly earns more
    than a guess among four answers would, whatever the numbers of keys and distractors; all of
    them and none of them earn nothing.
    """
    options = spec["options"]
    keys = sum(option["right"] for option in options)
    found = sum(option["right"] for option in options if option["id"] in given)
    taken = len(given) - found
    share = max(0.0, found / keys - taken / (len(options) - keys))
    chosen = [option for option in options if option["id"] in given]
    return Grade(share**2, notes_on(chosen), misconceptions(chosen))


def guessing(spec: Spec) -> float:
    """Any choice but none of them is one of 2ⁿ − 1."""
    return float(1 / (2 ** len(spec["options"]) - 1))


KIND = Kind(
    name="multiple",
    label="Choose all that are right.",
    section="Options",
    has_code=False,
    template="quizzes/kinds/_multiple.html",
    read=read,
    flaws=flaws,
    parse=parse,
    grade=grade,
    render=render,
    explain=explain,
    guessing=guessing,
)
