"""Work out a number."""

import random
import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
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
    texts,
)

# Thin and hard spaces are what people paste from tables.
NUMBER = re.compile(r"([+-]?\d{1,12}(?:[.,]\d{1,9})?)(?:\s*([^\s\d].{0,30}))?")
SPACES = re.compile(r"(?<=\d)[\s_\u00a0\u2009\u202f](?=\d{3}(?!\d))")
THOUSANDS = re.compile(r"[+-]?\d{1,3}[.,]\d{3}(?!\d)")


def read(source: Source) -> dict[str, Any]:
    table = source.table
    return {
        "value": str(table.get("value", "")),
        "tolerance": str(table.get("tolerance", 0)),
        "unit": table.get("unit", ""),
        "known": [{"value": entry.text, **entry_json(entry)} for entry in source.entries],
    }


def decimal(text: str) -> Decimal | None:
    try:
        found = Decimal(text)
    except InvalidOperation:
        return None
    return found if found.is_finite() else None


def flaws(source: Source) -> Iterator[Flaw]:
    table = source.table
    value, tolerance = decimal(str(table.get("value"))), decimal(str(table.get("tolerance", 0)))
    if value is None or tolerance is None or tolerance < 0:
        yield Flaw(1, "the number to find is missing", "[numeric] with value, tolerance and unit")
        return
    right = [entry for entry in source.entries if entry.is_right]
    if len(right) != 1 or decimal(right[0].text) != value:
        yield Flaw(source.entries_line, "the answer marked as right is not the value", f"{value}")
    if len(source.entries) - len(right) < 2:
        yield Flaw(source.entries_line, "too few expected wrong numbers", "at least two [ ]")
    for entry in source.entries:
        number = decimal(entry.text)
        if number is None:
            yield Flaw(entry.line, f"{entry.text!r} is not a number", "a number such as 12 or 0.5")
        elif not entry.is_right and abs(number - value) <= tolerance:
            yield Flaw(entry.line, "a wrong number within the tolerance", "one beyond it")


def parse(spec: Spec, sent: Sent) -> list[str]:
    given = " ".join("".join(texts(sent)[:1]).split())
    if not given:
        raise NotWellFormed("Write a number first.")
    plain = SPACES.sub("", given)
    match = NUMBER.fullmatch(plain)
    if not match:
        raise NotWellFormed("Write one number, such as 12 or 0.5.")
    if THOUSANDS.fullmatch(match[1]) and not match[1].lstrip("+-").startswith("0"):
        raise NotWellFormed("Is that a decimal or thousands? Write 1200 or 1.2, without a mark.")
    if match[2] and not is_unit(match[2], spec["unit"]):
        raise NotWellFormed(f"The answer is asked in {spec['unit'] or 'a plain number'}.")
    return [given]


def is_unit(given: str, unit: str) -> bool:
    """Words may be singular or plural; `m` and `ms` are two units."""
    said, asked = given.casefold().rstrip("."), unit.casefold()
    is_word = len(asked) > 2 and len(said) > 2
    return said == asked or (is_word and said.removesuffix("s") == asked.removesuffix("s"))


def number_of(given: str) -> Decimal:
    match = NUMBER.fullmatch(SPACES.sub("", given))
    return Decimal(match[1].replace(",", ".")) if match else Decimal("NaN")


def grade(spec: Spec, given: Sequence[str]) -> Grade:
    number, tolerance = number_of(given[0]), Decimal(spec["tolerance"])
    # A right number gets the key's note even where a distractor stands close to it.
    is_right = abs(number - Decimal(spec["value"])) <= tolerance
    shown = [
        entry
        for entry in spec["known"]
        if entry["right"] == is_right and abs(number - Decimal(entry["value"])) <= tolerance
    ]
    notes = [Note(named(entry, spec["unit"]), is_right, entry["feedback"]) for entry in shown[:1]]
    other = Note("Your number", False, "It is not within reach of the right one.")
    return Grade(float(is_right), tuple(notes or [other]), misconceptions(shown[:1]))


def named(entry: Mapping[str, Any], unit: str) -> str:
    return f"{entry['html']} {unit}".strip()


def render(spec: Spec, given: Sequence[str] | None, chance: random.Random) -> dict[str, Any]:  # noqa: ARG001 -- nothing to shuffle
    return {"unit": spec["unit"], "given": given[0] if given else ""}


def explain(spec: Spec) -> tuple[Note, ...]:
    return tuple(
        Note(named(entry, spec["unit"]), entry["right"], entry["feedback"])
        for entry in spec["known"]
    )


def guessing(spec: Spec) -> float:  # noqa: ARG001 -- a kind's signature
    return 0.0


KIND = Kind(
    name="numeric",
    label="Write a number.",
    section="Answers",
    has_code=False,
    template="quizzes/kinds/_numeric.html",
    read=read,
    flaws=flaws,
    parse=parse,
    grade=grade,
    render=render,
    explain=explain,
    guessing=guessing,
    draws_anything=True,
)
