"""Aiken: a line of question, options `A. …` or `A) …`, and `ANSWER: B`. Read only."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from quizzes.exchange.items import (
    LONGEST_LINE,
    MOST,
    RIGHT,
    WRONG,
    Fault,
    Format,
    Item,
    Kind,
    Option,
    Reading,
    Text,
    UnreadableError,
    decoded,
    refused,
)

BLANKS = " \t"
OPTION = re.compile(r"([A-Z])[.)][ \t]+(\S.*)")
EMPTY = re.compile(r"[A-Z][.)]")
KEY = re.compile(r"ANSWER:[ \t]*(.*)")


@dataclass
class Block:
    """The lines of one question, as they come."""

    line: int
    stem: list[str] = field(default_factory=list)
    options: dict[str, str] = field(default_factory=dict)
    key: str = ""
    fault: Fault | None = None

    def take(self, line: str, number: int) -> None:
        """A further line of the question; the first one that fits nowhere is its fault."""
        option = OPTION.fullmatch(line)
        key = KEY.fullmatch(line)
        if len(line) > LONGEST_LINE:
            message = f"The line has {len(line):,} characters; at most {LONGEST_LINE:,} are read."
            self.blame(number, message)
        elif key:
            self.key = key[1].strip(BLANKS)
        elif option and option[1] in self.options:
            self.blame(number, f"There is a second option {option[1]}.")
        elif option:
            self.options[option[1]] = option[2]
        elif EMPTY.fullmatch(line):
            self.blame(number, f"Option {line[0]} has no text.")
        elif self.options:
            self.blame(
                number, "After the options comes neither another one nor ANSWER: and a letter."
            )
        else:
            self.stem.append(line)

    def blame(self, number: int, message: str) -> None:
        self.fault = self.fault or Fault(number, message)


def read(data: bytes) -> Reading:
    """The items of a file, and a fault for each question that is none."""
    try:
        text = decoded(data)
    except UnreadableError as error:
        return refused([error.fault])
    items, lines, faults = list[Item](), list[int](), list[Fault]()
    for block in blocks(text):
        if len(items) == MOST:
            faults.append(Fault(block.line, f"Only the first {MOST:,} questions are read."))
            break
        fault = block.fault or missing(block)
        if fault:
            faults.append(fault)
            continue
        items.append(item(block))
        lines.append(block.line)
    return Reading(tuple(items), tuple(faults), tuple(lines))


def blocks(text: str) -> Iterator[Block]:
    """A question ends with its answer. A blank line among its options does not end it."""
    block: Block | None = None
    for number, raw in enumerate(text.split("\n"), 1):
        line = raw.strip(BLANKS)
        if not line:
            continue
        block = block or Block(number)
        block.take(line, number)
        if KEY.fullmatch(line):
            yield block
            block = None
    if block:
        yield block


def missing(block: Block) -> Fault | None:
    """What a question lacks to be one."""
    if not block.stem:
        return Fault(block.line, "The question has no text before its options.")
    if len(block.options) < 2:
        return Fault(block.line, "The question has fewer than two options, A. and B.")
    if not block.key:
        return Fault(block.line, "The question does not end with ANSWER: and a letter.")
    if block.key not in block.options:
        known = ", ".join(block.options)
        return Fault(block.line, f"The answer {block.key[:40]!r} is none of its options, {known}.")
    return None


def item(block: Block) -> Item:
    """Aiken knows neither formats nor feedback: its texts are plain."""
    return Item(
        kind=Kind.SINGLE,
        stem=Text("\n".join(block.stem), Format.PLAIN),
        options=tuple(
            Option(Text(text, Format.PLAIN), RIGHT if letter == block.key else WRONG)
            for letter, text in block.options.items()
        ),
    )
