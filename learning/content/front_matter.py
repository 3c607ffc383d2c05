"""Front matter: TOML between two `+++` lines, and TOML files; every key with its line."""

import re
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from learning.content.faults import ContentError, Fault

FENCE = "+++"
TABLE = re.compile(r"\s*\[(?P<list>\[)?\s*(?P<name>[\w.\s-]+?)\s*\]")
KEY = re.compile(r"""\s*(?P<name>[\w-]+(?:\s*\.\s*[\w-]+)*|"[^"]*"|'[^']*')\s*=(?P<value>.*)""")
POSITION = re.compile(r" \(at (?:line (?P<line>\d+), column \d+|end of document)\)$")
LONG_QUOTES = ('"""', "'''")
Location = tuple[str | int, ...]


@dataclass(frozen=True)
class Toml:
    """TOML with the line of each key, as far as the line can be found."""

    values: Mapping[str, Any]
    lines: Mapping[Location, int] = field(default_factory=dict)
    below: Collection[Location] = ()  # keys whose text starts on the line after their own
    first_line: int = 1

    def line_of(self, location: Location) -> int:
        """The line of the key, or of the nearest table around it."""
        for end in range(len(location), 0, -1):
            if location[:end] in self.lines:
                return self.lines[location[:end]]
        return self.first_line

    def text_line(self, location: Location) -> int:
        """The first line of the key's text."""
        return self.line_of(location) + (location in self.below)


@dataclass(frozen=True)
class Document:
    """A way's file: what stands in its front matter, and its text."""

    meta: Toml
    body: str
    lines_before: int


def read_document(path: str, text: str) -> Document:
    lines = text.split("\n")
    if lines[0].rstrip() != FENCE:
        raise ContentError([Fault(path, 1, "no front matter", "a first line of +++")])
    end = next((n for n, line in enumerate(lines[1:], start=1) if line.rstrip() == FENCE), None)
    if end is None:
        raise ContentError([Fault(path, 1, "the front matter has no end", "a second line of +++")])
    meta = read_toml(path, "\n".join(lines[1:end]) + "\n", first_line=2)
    return Document(meta, "\n".join(lines[end + 1 :]), end + 1)


def read_toml(path: str, text: str, first_line: int = 1) -> Toml:
    """Read TOML that starts on that line of the file."""
    try:
        values = tomllib.loads(text)
    except RecursionError as error:
        raise ContentError([Fault(path, first_line, "nested too deep", "plain TOML")]) from error
    except ValueError as error:
        # tomllib tells the line only within its message; a number too long has none at all.
        match = POSITION.search(str(error))
        last = text.count("\n", 0, len(text.rstrip())) + 1
        line = int(match["line"] or last) if match else 1
        message = POSITION.sub("", str(error))
        raise ContentError([Fault(path, line + first_line - 1, message, "TOML")]) from error
    return Toml(values, *key_lines(text, first_line), first_line)


def key_lines(text: str, first_line: int) -> tuple[dict[Location, int], set[Location]]:
    """Where each key stands, as ("opening", "option", 1, "text") → line, and Toml.below."""
    found: dict[Location, int] = {}
    below: set[Location] = set()
    counts: dict[Location, int] = {}
    table: Location = ()
    quote: str | None = None  # the quotes that a text over several lines ends with
    for number, line in enumerate(text.split("\n"), start=first_line):
        if quote:
            quote = None if quote in line else quote
        elif match := TABLE.match(line):
            table = entered(match, counts)
            if match["list"]:
                found.setdefault(table[:-1], number)
            found.setdefault(table, number)
        elif match := KEY.match(line):
            key = (*table, *names(match["name"]))
            found.setdefault(key, number)
            quote = left_open(match["value"])
            if quote and match["value"].strip() == quote:
                below.add(key)
    return found, below


def entered(match: re.Match[str], counts: dict[Location, int]) -> Location:
    """The location of a table; lists of tables count theirs, the inner ones within the outer."""
    location: Location = ()
    parts = names(match["name"])
    for part in parts[:-1]:
        location = (*location, part)
        if location in counts:
            location = (*location, counts[location] - 1)
    location = (*location, parts[-1])
    if match["list"]:
        counts[location] = counts.get(location, 0) + 1
        location = (*location, counts[location] - 1)
    return location


def names(dotted: str) -> list[str]:
    if dotted[0] in "\"'":
        return [dotted[1:-1]]
    return [part.strip() for part in dotted.split(".")]


def left_open(value: str) -> str | None:
    for quote in LONG_QUOTES:
        if value.lstrip().startswith(quote) and value.count(quote) == 1:
            return quote
    return None
