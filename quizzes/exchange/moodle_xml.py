"""Moodle XML: its questions as items, and items as Moodle XML.

A document type or an entity of its own is refused before anything is expanded.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import Decimal
from typing import TypeVar
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat
from xml.sax.saxutils import escape

from quizzes.exchange.items import (
    MOST,
    NO_XML,
    RIGHT,
    WRONG,
    Fault,
    Format,
    Item,
    Kind,
    Number,
    Option,
    Pair,
    Reading,
    Text,
    Truth,
    UnreadableError,
    decoded,
    percent_text,
    refused,
)

Answer = TypeVar("Answer")
BLANKS = " \t\n"
LARGEST = 4_000_000  # bytes: the same questions take four times as many as in GIFT
DEEPEST = 20
MOST_ELEMENTS = 200_000
FORMATS = {
    Format.MOODLE: "moodle_auto_format",
    Format.HTML: "html",
    Format.MARKDOWN: "markdown",
    Format.PLAIN: "plain_text",
}
FORMAT_OF = {name: format_ for format_, name in FORMATS.items()}
TYPES = {
    Kind.SINGLE: "multichoice",
    Kind.MULTIPLE: "multichoice",
    Kind.SHORT: "shortanswer",
    Kind.NUMERIC: "numerical",
    Kind.TRUE_FALSE: "truefalse",
    Kind.MATCHING: "matching",
    Kind.ESSAY: "essay",
    Kind.DESCRIPTION: "description",
}
KIND_OF = {name: kind for kind, name in TYPES.items()}
LEFT_OUT = {
    "hint": "its hints",
    "file": "its files",
    "units": "its units",
    "correctfeedback": "its feedback to a right answer",
    "partiallycorrectfeedback": "its feedback to a partly right answer",
    "incorrectfeedback": "its feedback to a wrong answer",
    "graderinfo": "its notes for who marks it",
    "responsetemplate": "the start of its answer",
}
NUMBER = re.compile(r"[-+]?(?:\d{1,60}(?:\.\d{0,60})?|\.\d{1,60})(?:[eE][-+]?\d{1,2})?")
PERCENT = re.compile(r"-?\d{1,3}(?:\.\d{0,10})?")
SETTINGS = {
    Kind.SINGLE: "<single>true</single><shuffleanswers>true</shuffleanswers>"
    "<answernumbering>abc</answernumbering>",
    Kind.MULTIPLE: "<single>false</single><shuffleanswers>true</shuffleanswers>"
    "<answernumbering>abc</answernumbering>",
    Kind.SHORT: "<usecase>0</usecase>",
    Kind.MATCHING: "<shuffleanswers>true</shuffleanswers>",
    Kind.ESSAY: "<responseformat>editor</responseformat><responserequired>1</responserequired>"
    "<responsefieldlines>10</responsefieldlines><attachments>0</attachments>"
    "<attachmentsrequired>0</attachmentsrequired>",
}


def read(data: bytes) -> Reading:
    """The items of a file, and a fault for each question that is none or that lost a part."""
    try:
        quiz, starts = tree(decoded(data, LARGEST))
    except UnreadableError as error:
        return refused([error.fault])
    items, lines, faults, categories = list[Item](), list[int](), list[Fault](), [""]
    for found, line in zip(quiz.findall("question"), starts, strict=True):
        if found.get("type") == "category":
            categories.append(said(found, "category"))
            continue
        if len(items) == MOST:
            faults.append(Fault(line, f"Only the first {MOST:,} questions are read."))
            break
        try:
            items.append(replace(question(found), category=categories[-1]))
            lines.append(line)
            faults += [Fault(line, message) for message in left_out(found)]
        except UnreadableError as error:
            faults.append(Fault(line, error.fault.message))
    return Reading(tuple(items), tuple(faults), tuple(lines), tuple(categories[1:]))


class Tree:
    """Builds the elements of a file that keeps the bounds, with the lines of its questions."""

    def __init__(self) -> None:
        self.builder = TreeBuilder()
        self.depth = 0
        self.count = 0
        self.starts: list[int] = []
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = self.refuse
        self.parser.EntityDeclHandler = self.refuse
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.builder.data

    def refuse(self, *_declared: object) -> None:
        message = "The file declares a document type or entities; no question needs them."
        raise UnreadableError(message, self.parser.CurrentLineNumber)

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        line = self.parser.CurrentLineNumber
        self.depth += 1
        self.count += 1
        if self.count > MOST_ELEMENTS:
            message = f"The file has more than {MOST_ELEMENTS:,} elements; so many are not read."
            raise UnreadableError(message, line)
        if self.depth > DEEPEST:
            raise UnreadableError(f"Elements stand more than {DEEPEST} deep in each other.", line)
        if self.depth == 1 and tag != "quiz":
            raise UnreadableError("The file is no Moodle XML: it does not begin with <quiz>.", line)
        if self.depth == 2 and tag == "question":
            self.starts.append(line)
        self.builder.start(tag, attributes)

    def end(self, tag: str) -> None:
        self.depth -= 1
        self.builder.end(tag)


def tree(text: str) -> tuple[Element, list[int]]:
    made = Tree()
    try:
        made.parser.Parse(text, True)
    except expat.ExpatError as error:
        message = f"The file is no well-formed XML: {expat.ErrorString(error.code)}."
        raise UnreadableError(message, error.lineno) from None
    return made.builder.close(), made.starts


def question(found: Element) -> Item:
    type_ = found.get("type", "")
    kind = KIND_OF.get(type_)
    if kind is None:
        raise UnreadableError(f"Questions of type {type_[:40]!r} cannot be carried over.")
    if kind == Kind.MULTIPLE and said(found, "single").lower() in ("true", "1", ""):
        kind = Kind.SINGLE
    stem = formatted(found.find("questiontext"))
    if stem is None:
        raise UnreadableError("The question has no text.")
    item = Item(
        kind=kind,
        stem=stem,
        id=said(found, "idnumber"),
        title=said(found, "name"),
        feedback=formatted(found.find("generalfeedback")),
        tags=tuple(filter(None, (said(tag) for tag in found.findall("tags/tag")))),
    )
    return answered(item, found)


def answered(item: Item, found: Element) -> Item:
    answers = found.findall("answer")
    if item.kind in (Kind.SINGLE, Kind.MULTIPLE, Kind.SHORT):
        return replace(item, options=kept(option(answer) for answer in answers))
    if item.kind == Kind.NUMERIC:
        return replace(item, numbers=kept(number(answer) for answer in answers))
    if item.kind == Kind.TRUE_FALSE:
        return replace(item, truth=truth(answers))
    if item.kind == Kind.MATCHING:
        return replace(item, pairs=kept(pair(one) for one in found.findall("subquestion")))
    return item


def kept(answers: Iterable[Answer]) -> tuple[Answer, ...]:
    found = tuple(answers)
    if not found:
        raise UnreadableError("The question has no answers.")
    return found


def said(found: Element | None, tag: str = ".") -> str:
    """The text in an element, or in the <text> inside it."""
    one = None if found is None else found.find(tag)
    if one is None:
        return ""
    inner = one.findtext("text")
    return ((one.text or "") if inner is None else inner).strip(BLANKS)


def formatted(found: Element | None) -> Text | None:
    """A text with its format, or None where there is none."""
    text = said(found)
    if found is None or not text:
        return None
    return Text(text, FORMAT_OF.get(found.get("format", ""), Format.MOODLE))


def fraction(answer: Element) -> float:
    share = answer.get("fraction", "0").strip()
    if not PERCENT.fullmatch(share) or not -100 <= float(share) <= 100:
        raise UnreadableError(f"The fraction {share[:40]!r} is not between -100 and 100.")
    return float(share) + 0.0  # no minus zero


def option(answer: Element) -> Option:
    text = formatted(answer)
    if text is None:
        raise UnreadableError("An answer has no text.")
    return Option(text, fraction(answer), formatted(answer.find("feedback")))


def number(answer: Element) -> Number:
    text = said(answer)
    feedback = formatted(answer.find("feedback"))
    if text in ("*", ""):
        return Number(None, Decimal(0), fraction(answer), feedback)
    tolerance = abs(decimal(said(answer, "tolerance") or "0"))
    return Number(decimal(text), tolerance, fraction(answer), feedback)


def decimal(text: str) -> Decimal:
    if not NUMBER.fullmatch(text):
        raise UnreadableError(f"{text[:40]!r} is no number.")
    return Decimal(text)


def truth(answers: Iterable[Element]) -> Truth:
    by_name = {said(answer).lower(): answer for answer in answers}
    true, false = by_name.get("true"), by_name.get("false")
    if true is None or false is None or len(by_name) > 2:
        raise UnreadableError("True or false has other answers than true and false.")
    is_true = fraction(true) > fraction(false)
    right, wrong = (true, false) if is_true else (false, true)
    return Truth(
        is_true=is_true,
        wrong=formatted(wrong.find("feedback")),
        right=formatted(right.find("feedback")),
    )


def pair(found: Element) -> Pair:
    right = said(found, "answer")
    if not right:
        raise UnreadableError("A pair has no answer.")
    used = FORMAT_OF.get(found.get("format", ""), Format.MOODLE)
    return Pair(Text(said(found), used), right)


def left_out(found: Element) -> Iterator[str]:
    """What of a question no item can hold."""
    for tag, name in LEFT_OUT.items():
        if any("".join(one.itertext()).strip() for one in found.iter(tag)):
            yield f"The question is read without {name}."


def write(items: Iterable[Item]) -> str:
    """The items as a Moodle XML file."""
    parts, category = [], ""
    for item in items:
        if item.category != category:
            category = item.category
            inner = element("category", text(category))
            parts.append(f'<question type="category">{inner}</question>')
        parts.append("\n".join(written(item)))
    return "\n".join(['<?xml version="1.0" encoding="UTF-8"?>', "<quiz>", *parts, "</quiz>", ""])


def written(item: Item) -> Iterator[str]:
    yield f'<question type="{TYPES[item.kind]}">'
    yield element("name", text(item.title))
    yield shown("questiontext", item.stem)
    yield shown("generalfeedback", item.feedback)
    yield f"<idnumber>{escaped(item.id)}</idnumber>"
    yield SETTINGS.get(item.kind, "")
    yield from map(written_option, item.options)
    yield from map(written_number, item.numbers)
    yield from written_truth(item.truth)
    for pair in item.pairs:
        right = element("answer", text(pair.right))
        yield shown("subquestion", pair.left, right)
    tags = "".join(element("tag", text(tag)) for tag in item.tags)
    yield element("tags", tags)
    yield "</question>"


def written_option(option: Option) -> str:
    return answer(option.percent, option.text, option.feedback)


def written_number(number: Number) -> str:
    value = "*" if number.value is None else str(number.value)
    tolerance = f"<tolerance>{number.tolerance}</tolerance>"
    return answer(number.percent, Text(value), number.feedback, tolerance)


def written_truth(truth: Truth | None) -> Iterator[str]:
    if truth is None:
        return
    for is_true in (True, False):
        is_right = is_true == truth.is_true
        percent, feedback = (RIGHT, truth.right) if is_right else (WRONG, truth.wrong)
        yield answer(percent, Text(str(is_true).lower()), feedback)


def answer(percent: float, said_: Text, feedback: Text | None, more: str = "") -> str:
    share = f' fraction="{percent_text(percent)}"'
    return shown("answer", said_, shown("feedback", feedback) + more, share)


def shown(tag: str, said_: Text | None, more: str = "", attributes: str = "") -> str:
    """An element with a text and its format."""
    one = said_ or Text("", Format.HTML)
    attributes += f' format="{FORMATS[one.format]}"'
    return element(tag, text(one.text) + more, attributes)


def element(tag: str, inner: str, attributes: str = "") -> str:
    return f"<{tag}{attributes}>{inner}</{tag}>"


def text(said_: str) -> str:
    return f"<text>{escaped(said_)}</text>"


def escaped(said_: str) -> str:
    """Escaped, never CDATA: a text may hold the end of it. What XML cannot hold is replaced."""
    lines = said_.replace("\r\n", "\n").replace("\r", "\n")
    return escape(NO_XML.sub("\N{REPLACEMENT CHARACTER}", lines))
