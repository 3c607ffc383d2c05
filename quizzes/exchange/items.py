"""A question as other quiz systems know it: what every format is read into and written from."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

LARGEST = 1_000_000  # bytes of a file
MOST = 2_000  # questions in a file
LONGEST_LINE = 100_000  # characters
RIGHT = 100.0  # per cent
WRONG = 0.0
NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")  # no XML may hold these


class Format(StrEnum):
    """How a text is written. `moodle` is HTML in which a line break is a line break."""

    MOODLE = "moodle"
    HTML = "html"
    MARKDOWN = "markdown"
    PLAIN = "plain"


class Kind(StrEnum):
    SINGLE = "single"
    MULTIPLE = "multiple"
    SHORT = "short"
    NUMERIC = "numeric"
    TRUE_FALSE = "truefalse"
    MATCHING = "matching"
    ESSAY = "essay"
    DESCRIPTION = "description"


@dataclass(frozen=True, slots=True)
class Text:
    """A text and its format. No format keeps blanks at its ends."""

    text: str
    format: Format = Format.MOODLE


@dataclass(frozen=True, slots=True)
class Option:
    """An option of a choice, or an accepted short answer; `percent` of the mark for it."""

    text: Text
    percent: float
    feedback: Text | None = None


@dataclass(frozen=True, slots=True)
class Number:
    """An accepted number, more or less `tolerance`. Without a value: any other number."""

    value: Decimal | None
    tolerance: Decimal = Decimal(0)
    percent: float = RIGHT
    feedback: Text | None = None


@dataclass(frozen=True, slots=True)
class Pair:
    """What belongs together. An empty left side is a right side that nothing belongs to."""

    left: Text
    right: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """Whether the statement holds, and what is said to a wrong and to a right answer."""

    is_true: bool
    wrong: Text | None = None
    right: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A question. Which of options, numbers, pairs and truth it has, its kind says."""

    kind: Kind
    stem: Text
    id: str = ""
    category: str = ""
    title: str = ""
    options: tuple[Option, ...] = ()
    numbers: tuple[Number, ...] = ()
    pairs: tuple[Pair, ...] = ()
    truth: Truth | None = None
    feedback: Text | None = None  # after any answer
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """Why something of a file is not an item: the line, from 1, and a sentence."""

    line: int
    message: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file holds. `lines` are where the items start, `categories` all that it names."""

    items: tuple[Item, ...] = ()
    faults: tuple[Fault, ...] = ()
    lines: tuple[int, ...] = ()
    categories: tuple[str, ...] = ()


class UnreadableError(Exception):
    """Stops the reading of a file or of one question, with what to say about it."""

    def __init__(self, message: str, line: int = 1) -> None:
        self.fault = Fault(line, message)
        super().__init__(message)


def refused(faults: Iterable[Fault]) -> Reading:
    """Nothing of the file is taken."""
    return Reading(faults=tuple(faults))


def decoded(data: bytes, largest: int = LARGEST) -> str:
    """The text of a file, its lines ending in line feeds; raises UnreadableError."""
    if len(data) > largest:
        raise UnreadableError(f"The file has {len(data):,} bytes; at most {largest:,} are read.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise UnreadableError("The file is not UTF-8: this line has other bytes.", line) from None
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise UnreadableError("This line has a NUL character; the file is no text.", line)
    return text


def percent_text(percent: float) -> str:
    """A percentage with as many decimals as it needs, at most seven."""
    return f"{percent:.7f}".rstrip("0").rstrip(".")
