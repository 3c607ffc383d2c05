"""Moodle XML: its questions as items, and items as Moodle XML.

A document type or an entity of its own is refused before anything is expanded.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import Decimal
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat
from xml.sax.saxutils import escape

from quizzes.exchange.items import (
    MOST,
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

BLANKS = " \t\n"
DEEPEST = 20
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
NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
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
        quiz, starts = tree(decoded(data))
    except UnreadableError as error:
        return refused([error.fault])
    items, lines, faults, categories = [], [], list[Fault](), [""]
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


def kept[Answer](answers: Iterable[Answer]) -> tuple[Answer, ...]:
    found = tuple(answers)
    if not found:
        raise UnreadableError("The question has no answers.")
    return found
