"""Bounds that keep the conversion of any text short.

Python-Markdown's time grows with the square (and worse) of the number of brackets in one
paragraph, and it calls itself once for each level of nesting. Texts that people write are far
below these bounds; a text above one is refused before it is converted.
"""

from collections.abc import Iterator

from learning.rendering.fences import TAB, Scan
from learning.rendering.flaws import Flaw

TEXT = 256_000  # characters
PARAGRAPH = 10_000  # characters between two blank lines
OPENERS = 150  # `[`, `<`, `` ` `` and `*` in a paragraph, each counted by itself
INDENT = 40  # columns: ten levels of lists
QUOTES = 10  # levels of quotation
FOOTNOTES = 500  # references to footnotes in the whole text
OPENING_CHARACTERS = "[<`*_!"


def too_costly(text: str, found: Scan) -> list[Flaw]:
    if len(text) > TEXT:
        return [Flaw(1, f"the text has {len(text)} characters", f"at most {TEXT}")]
    if (notes := text.count("[^")) > FOOTNOTES:
        return [Flaw(1, f"{notes} references to footnotes", f"at most {FOOTNOTES}")]
    return [*paragraphs(text), *nesting(found)]


def paragraphs(text: str) -> Iterator[Flaw]:
    start, block = 1, [""]
    for number, line in enumerate([*text.split("\n"), ""], start=1):
        if line.strip():
            start = start if block else number
            block.append(line)
            continue
        yield from paragraph(start, "\n".join(block))
        block = []


def paragraph(line: int, block: str) -> Iterator[Flaw]:
    if len(block) > PARAGRAPH:
        yield Flaw(line, "a paragraph is too long", f"at most {PARAGRAPH} characters")
    for character in OPENING_CHARACTERS:
        if (times := block.count(character)) > OPENERS:
            yield Flaw(line, f"a paragraph has {times} times {character}", f"at most {OPENERS}")


def nesting(found: Scan) -> Iterator[Flaw]:
    for number, line in found.prose.items():
        indent = line[: len(line) - len(line.lstrip("> \t"))].expandtabs(TAB)
        if line.strip() and (len(indent) > INDENT or indent.count(">") > QUOTES):
            yield Flaw(number, "nested too deep", "at most ten levels of lists and quotations")
