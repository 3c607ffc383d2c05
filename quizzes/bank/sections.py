"""The parts of a question's text: sections under `## `, and lists of entries with feedback."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from textwrap import dedent

from learning.rendering import Flaw

HEADING = re.compile(r"##[ \t]+(?P<name>\S.*?)[ \t]*")
FENCE = re.compile(r"[ \t]*(?P<marks>`{3,}|~{3,})")
ENTRY = re.compile(r"- \[(?P<mark>[ xX])\][ \t]+(?P<text>.*)")
NAMES = re.compile(
    r"(?P<text>.*?)[ \t]*\{(?P<id>[a-z0-9][a-z0-9-]*)(?:[ \t]+(?P<tag>[a-z0-9][a-z0-9-]*))?\}[ \t]*"
)
NUMBERED = re.compile(r"\d+\.[ \t]+(?P<text>.*)")
MISTAKE = re.compile(r"- \*\*(?P<tag>[a-z0-9][a-z0-9-]*)\*\*[ \t]+[—–-][ \t]+(?P<text>\S.*)")
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


@dataclass(frozen=True, slots=True)
class RawEntry:
    line: int
    is_right: bool
    text: str
    id: str
    tag: str
    feedback: str
    feedback_line: int


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
            flaws.append(Flaw(section.line + 1, "text above the first section", "## Prompt"))
    elif section.name in found:
        flaws.append(Flaw(section.line, f"## {section.name} occurs twice", "each section once"))
    else:
        found[section.name] = section


def entries(section: Section, flaws: list[Flaw]) -> Iterator[RawEntry]:
    """The list `- [x] text {id}` with indented lines below each, of which `> ` is feedback."""
    for start, match, below in blocks(section, ENTRY, flaws):
        names = NAMES.fullmatch(match["text"])
        if names is None:
            expected = "- [x] text {id} or - [ ] text {id misconception}"
            flaws.append(Flaw(start, "an entry without a name", expected))
            continue
        said = [n for n, line in enumerate(below) if line.startswith(">")]
        feedback = [line.removeprefix(">").removeprefix(" ") for line in below if line[:1] == ">"]
        more = [line for line in below if line[:1] != ">"]
        yield RawEntry(
            start,
            match["mark"] != " ",
            "\n".join([names["text"], *more]).strip(),
            names["id"],
            names["tag"] or "",
            "\n".join(feedback).strip(),
            start + 1 + said[0] if said else start,
        )


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
