"""Where each key of a TOML or JSON text stands, so that a fault can name its line.

`tomllib` and `json` decide what the text means and whether it is well formed; neither tells
where a value was. These functions walk a text that was already accepted, and only look for
positions. JSON is read by the same walk: it is a TOML inline table with colons.
"""

import json
import re
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass

Location = tuple[str | int, ...]

SPACE = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
HEADER = re.compile(r"\[(?P<list>\[)?[ \t]*")
KEY_PART = re.compile(
    r"""[ \t]*(?:(?P<bare>[\w-]+)|"(?P<basic>(?:\\.|[^"\\])*)"|'(?P<raw>[^']*)')"""
)
DOT = re.compile(r"[ \t]*\.")
ASSIGNED = re.compile(r"[ \t\r\n]*[=:]")
TEXT = re.compile(
    r'''"""(?:\\.|[^\\])*?"{3,5}|\'\'\'.*?\'{3,5}|"(?:\\.|[^"\\\n])*"|'[^'\n]*\'''', re.DOTALL
)
BARE = re.compile(r"[^,\]}\n#]+")


@dataclass(frozen=True, slots=True)
class Lines:
    """The line of every key and list item: ("flow", 0, "hop", 3, "from") → 41."""

    found: Mapping[Location, int]

    def of(self, location: Location) -> int:
        """The line of the key, or of the nearest table around it."""
        for end in range(len(location), 0, -1):
            if location[:end] in self.found:
                return self.found[location[:end]]
        return 1


def toml_lines(text: str) -> Lines:
    """For text that `tomllib` accepts."""
    walk = Walk(text)
    walk.document()
    return Lines(walk.found)


def json_lines(text: str) -> Lines:
    """For text that `json` accepts."""
    walk = Walk(text)
    walk.value(())
    return Lines(walk.found)


class Walk:
    """One pass over a text, from the position `at`."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.found: dict[Location, int] = {}
        self.counts: dict[Location, int] = {}
        self.breaks = [place.start() for place in re.finditer("\n", text)]

    def document(self) -> None:
        table: Location = ()
        self.skip(SPACE)
        while self.at < len(self.text):
            if self.text[self.at] == "[":
                table = self.header()
            else:
                self.entry(table)
            self.skip(SPACE)

    def header(self) -> Location:
        start = self.at
        opening = HEADER.match(self.text, self.at)
        is_list = bool(opening and opening["list"])
        self.skip(HEADER)
        location = self.entered(self.key(), is_list)
        self.at = self.text.index("]", self.at) + (2 if is_list else 1)
        self.note(location, start)
        return location

    def entered(self, parts: list[str], is_list: bool) -> Location:
        """The location of a table; the items of a list of tables count from 0."""
        location: Location = ()
        for number, part in enumerate(parts, start=1):
            location = (*location, part)
            if is_list and number == len(parts):
                self.counts[location] = self.counts.get(location, 0) + 1
            if location in self.counts:
                location = (*location, self.counts[location] - 1)
        return location

    def entry(self, table: Location) -> None:
        start = self.at
        location = table
        for part in self.key():
            location = (*location, part)
            self.note(location, start)
        self.skip(ASSIGNED)
        self.skip(SPACE)
        self.value(location)

    def key(self) -> list[str]:
        parts = []
        while match := KEY_PART.match(self.text, self.at):
            bare, basic, raw = match.groups()
            parts.append(unescaped(basic) if basic is not None else bare or raw or "")
            self.at = match.end()
            if not self.skip(DOT):
                break
        return parts

    def value(self, location: Location) -> None:
        self.skip(SPACE)
        opening = self.text[self.at : self.at + 1]
        if opening == "[":
            self.items(location)
        elif opening == "{":
            self.table(location)
        else:
            self.skip(TEXT if opening in ("'", '"') else BARE)

    def items(self, location: Location) -> None:
        self.at += 1
        number = 0
        while not self.closed("]"):
            self.note((*location, number), self.at)
            self.value((*location, number))
            number += 1

    def table(self, location: Location) -> None:
        self.at += 1
        while not self.closed("}"):
            self.entry(location)

    def closed(self, bracket: str) -> bool:
        """Past the bracket, if it comes next; a comma before it is skipped."""
        self.skip(SPACE)
        if self.text[self.at] == ",":
            self.at += 1
            self.skip(SPACE)
        if self.text[self.at] != bracket:
            return False
        self.at += 1
        return True

    def note(self, location: Location, position: int) -> None:
        self.found.setdefault(location, bisect_right(self.breaks, position - 1) + 1)

    def skip(self, pattern: re.Pattern[str]) -> bool:
        match = pattern.match(self.text, self.at)
        if match:
            self.at = match.end()
        return bool(match)


def unescaped(basic: str) -> str:
    """What a quoted key means. TOML's few escapes that JSON lacks stay as they are written."""
    try:
        return str(json.loads(f'"{basic}"', strict=False))
    except ValueError:
        return basic
