"""Finds the code fences of a Markdown text: their lines, languages and options.

Python-Markdown tells nobody where a block came from. So the fences are found here first, and
each opening line is rewritten to carry its line number; what a fence contains is then decided
by the Markdown parser alone.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from learning.rendering.flaws import Flaw

TAB = 4
OPENING = re.compile(r"(?P<prefix>[> \t]*)(?P<marks>`{3,}|~{3,})(?P<info>.*)")
INFO = re.compile(
    r"""\s*(?P<language>[\w.+\#-]+)?
        (?P<options>(?:\s+[a-z]+(?:=(?:"[^"]*"|'[^']*'))?)*)\s*""",
    re.VERBOSE,
)
OPTION = re.compile(r"""(?P<name>[a-z]+)(?:=(?P<quote>["'])(?P<value>.*?)(?P=quote))?""")


@dataclass(frozen=True, slots=True)
class Fence:
    """A fence as its first line describes it. An option without a value has the value ""."""

    line: int
    end: int
    prefix: str
    language: str
    options: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Opening:
    line: int
    prefix: str
    marks: str
    language: str
    options: Mapping[str, str]

    @property
    def width(self) -> int:
        return len(self.prefix.expandtabs(TAB))

    def is_closed_by(self, text: str) -> bool:
        expanded = text.expandtabs(TAB)
        indent, content = expanded[: self.width], expanded[self.width :]
        return content.rstrip() == self.marks and not indent.strip("> ")

    def is_left_by(self, text: str) -> bool:
        """A line that is indented less than the fence ends the list or call-out it stands in."""
        expanded = text.expandtabs(TAB)
        return bool(text.strip("> \t")) and len(expanded) - len(expanded.lstrip("> ")) < self.width


@dataclass
class Scan:
    """A text with its fences found. `markdown` is the text to convert."""

    fences: dict[int, Fence] = field(default_factory=dict)
    prose: dict[int, str] = field(default_factory=dict)
    flaws: list[Flaw] = field(default_factory=list)
    markdown: str = ""

    def lines_with(self, words: str) -> list[int]:
        """Lines of prose in which the words occur, whatever markup stands between the letters."""
        wanted = letters(words)
        exact = [line for line, text in self.prose.items() if words in text]
        if exact or not wanted:
            return exact
        return [line for line, text in self.prose.items() if wanted in letters(text)]


def letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", text)


def scan(text: str) -> Scan:
    """Find the fences. Each opening line is replaced by one that says only where it stands."""
    found = Scan()
    found.markdown = "\n".join(rewritten(text.split("\n"), found))
    return found


def rewritten(lines: list[str], found: Scan) -> Iterator[str]:
    opening: Opening | None = None
    for number, text in enumerate(lines, start=1):
        if opening is None:
            opening = read_opening(number, text, found)
            if opening is None:
                found.prose[number] = text
                yield text
            else:
                # The blank line ends a paragraph that runs into the fence.
                yield opening.prefix.rstrip()
                yield f'{opening.prefix}{opening.marks}code at="{number}"'
        elif opening.is_closed_by(text):
            found.fences[opening.line] = closed(opening, number)
            yield text
            yield opening.prefix.rstrip()
            opening = None
        else:
            if opening.is_left_by(text):
                found.flaws.append(left_open(opening))
                opening = None
            yield text
    if opening is not None:
        found.flaws.append(left_open(opening))


def read_opening(number: int, text: str, found: Scan) -> Opening | None:
    match = OPENING.fullmatch(text)
    if match is None or ("`" in match["marks"] and "`" in match["info"]):
        return None  # ```like this``` is code within a sentence
    info = INFO.fullmatch(match["info"])
    if info is None:
        found.flaws.append(
            Flaw(
                number,
                f"the fence's first line cannot be read: {match['info'].strip()[:80]}",
                'a language, then options such as title="…" numbers mark="7,9-10"',
            )
        )
        return Opening(number, match["prefix"], match["marks"], "text", {})
    options = {m["name"]: m["value"] or "" for m in OPTION.finditer(info["options"])}
    return Opening(number, match["prefix"], match["marks"], info["language"] or "", options)


def closed(opening: Opening, end: int) -> Fence:
    return Fence(opening.line, end, opening.prefix, opening.language, opening.options)


def left_open(opening: Opening) -> Flaw:
    return Flaw(
        opening.line,
        "the fence is not closed",
        f"a line of {opening.marks} with the same indentation as the fence's first line",
    )
