"""The parts of a text that has sections under `## `, and the lists in them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from textwrap import dedent

from learning.rendering import Flaw

HEADING = re.compile(r"##[ \t]+(?P<name>\S.*?)[ \t]*")
FENCE = re.compile(r"[ \t]*(?P<marks>`{3,}|~{3,})")
NUMBERED = re.compile(r"\d+\.[ \t]+(?P<text>.*)")
BULLET = re.compile(r"- (?P<text>\S.*)")


@dataclass(frozen=True, slots=True)
class Section:
    """`line` is that of the heading in the file; `text` starts on the next line."""

    name: str
    line: int
    text: str

    @property
    def lines(self) -> list[tuple[int, str]]:
        return list(enumerate(self.text.split("\n"), start=self.line + 1))


def split(body: str, lines_before: int, flaws: list[Flaw]) -> dict[str, Section]:
    """The sections by their names; a `## ` within a fence is code."""
    found: dict[str, Section] = {}
    name, start, rows = "", lines_before, []
    marks = ""
    for number, line in enumerate([*body.split("\n"), "## "], start=lines_before + 1):
        fence = FENCE.match(line)
        if fence and (not marks or line.strip() == marks):
            marks = "" if marks else fence["marks"]
        heading = HEADING.fullmatch(line) if not marks else None
        if heading is None and line != "## ":
            rows.append(line)
            continue
        keep(Section(name, start, "\n".join(rows).rstrip()), found, flaws)
        name, start, rows = heading["name"] if heading else "", number, []
    return found


def keep(section: Section, found: dict[str, Section], flaws: list[Flaw]) -> None:
    if not section.name:
        if section.text.strip():
            flaws.append(Flaw(section.line + 1, "text above the first section", "a section"))
    elif section.name in found:
        flaws.append(Flaw(section.line, f"## {section.name} occurs twice", "each section once"))
    else:
        found[section.name] = section


def blocks(
    section: Section, opens: re.Pattern[str], flaws: list[Flaw]
) -> Iterator[tuple[int, re.Match[str], list[str]]]:
    """A list's items: the line of each, its first line, and those below it without indentation."""
    start, first, below = 0, None, list[str]()
    for number, line in section.lines:
        if match := opens.fullmatch(line):
            if first:
                yield start, first, dedent("\n".join(below)).split("\n")
            start, first, below = number, match, []
        elif first and (not line.strip() or line.startswith("  ")):
            below.append(line)
        elif line.strip():
            flaws.append(Flaw(number, f"not an item of ## {section.name}: {line[:60]}", "a list"))
    if first:
        yield start, first, dedent("\n".join(below)).split("\n")


def items(section: Section, opens: re.Pattern[str], flaws: list[Flaw]) -> Iterator[tuple[int, str]]:
    """A plain list's items as texts without their mark."""
    for start, match, below in blocks(section, opens, flaws):
        yield start, "\n".join([match["text"], *below]).strip()
