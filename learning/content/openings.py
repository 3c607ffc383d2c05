"""The question that opens an overview, and what makes such a question a bad one."""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass

from learning.content.faults import Fault
from learning.content.fragments import Fragments
from learning.content.front_matter import Location
from learning.content.schemas import OpeningTable

OF_THE_ABOVE = re.compile(
    r"\b(?:all|any|none|both|neither|either) of (?:the|these|them)(?: options?| answers?)?"
    r"(?: above|\.?$)",
    re.IGNORECASE,
)
LETTERED = re.compile(r"\(?[A-Ea-e][).:]\s")
NAMED_BY_LETTER = re.compile(r"\b(?:option|answer|choice)s? \(?[A-E]\b", re.IGNORECASE)
TAG = re.compile(r"<[^>]*>")
MUCH_LONGER = 1.6
CHARACTERS_MORE = 40


@dataclass(frozen=True, slots=True)
class Option:
    text: str
    is_correct: bool
    feedback: str


@dataclass(frozen=True, slots=True)
class Opening:
    """The question as safe HTML. Exactly one option is correct."""

    prompt: str
    solution: str
    options: tuple[Option, ...]


def read_opening(table: OpeningTable, fragments: Fragments) -> Opening:
    """Render the question; its faults are added to those of the fragments."""
    base: Location = ("opening",)
    prompt = fragments.block(table.prompt, (*base, "prompt"))
    solution = fragments.block(table.solution, (*base, "solution"))
    options = tuple(
        Option(
            fragments.inline(row.text, (*base, "option", number, "text")),
            row.correct,
            fragments.inline(row.feedback, (*base, "option", number, "feedback")),
        )
        for number, row in enumerate(table.option)
    )
    opening = Opening(prompt, solution, options)
    fragments.faults += opening_faults(opening, table, fragments)
    return opening


def opening_faults(opening: Opening, table: OpeningTable, fragments: Fragments) -> Iterator[Fault]:
    right = sum(option.is_correct for option in opening.options)
    if right != 1:
        yield fragments.fault(("opening",), f"{right} options are correct", "exactly one")
    lengths = [len(html.unescape(TAG.sub("", option.text))) for option in opening.options]
    for number, row in enumerate(table.option):
        place = ("opening", "option", number, "text")
        others = max(lengths[:number] + lengths[number + 1 :])
        if lengths[number] > MUCH_LONGER * others and lengths[number] > others + CHARACTERS_MORE:
            yield fragments.fault(
                place, "an option is much longer than the others", f"about {others} characters"
            )
        if OF_THE_ABOVE.search(row.text):
            yield fragments.fault(place, "an option speaks of the others", "an answer of its own")
        if LETTERED.match(row.text):
            yield fragments.fault(place, "an option is named by a letter", "the answer itself")
    texts = [row.text.casefold() for row in table.option]
    if len(set(texts)) < len(texts):
        yield fragments.fault(("opening",), "two options are the same", "different options")
    yield from letters_in_words(table, fragments)


def letters_in_words(table: OpeningTable, fragments: Fragments) -> Iterator[Fault]:
    places: list[tuple[Location, str]] = [
        (("opening", "prompt"), table.prompt),
        (("opening", "solution"), table.solution),
    ]
    for number, row in enumerate(table.option):
        places.append((("opening", "option", number, "text"), row.text))
        places.append((("opening", "option", number, "feedback"), row.feedback))
    for place, text in places:
        if match := NAMED_BY_LETTER.search(text):
            yield fragments.fault(place, f"{match[0]!r} names an option by letter", "its words")
