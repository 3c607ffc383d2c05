"""Writes into a text what publishing it or retiring it decides; every other byte stays as it is."""

import datetime
import json
import re
from collections.abc import Mapping

from learning.content.faults import ContentError
from learning.content.front_matter import Document, read_document
from learning.content.schemas import one_line

TABLE = re.compile(r"\s*\[")
LONGEST_HOW = 300
RETIRED = '"retired"'


def front_matter(path: str, text: str) -> Mapping[str, object]:
    """What the text says of itself; nothing where it cannot be read."""
    try:
        return read_document(path, text).meta.values
    except ContentError:
        return {}


def published(path: str, text: str, revision: int, how: str, today: datetime.date) -> str:
    """As it is asked: reviewed, and checked in the way that the text or else `how` tells."""
    changes = {"revision": str(revision), "status": '"reviewed"'}
    if how and "checked" not in front_matter(path, text):
        changes["checked"] = f"{{ date = {today.isoformat()}, how = {quoted(how)} }}"
    return with_values(path, text, changes)


def retired(path: str, text: str, revision: int) -> str:
    return with_values(path, text, {"revision": str(revision), "status": RETIRED})


def exercise_retired(path: str, text: str) -> str:
    """Says so first; everything else stays as it is, for the day when it is brought back."""
    if "status" in front_matter(path, text):
        return with_values(path, text, {"status": RETIRED})
    first, _, rest = text.partition("\n")
    return f"{first}\nstatus = {RETIRED}\n{rest}"


def exercise_back(path: str, text: str) -> str:
    """As it was before: an exercise that says nothing is published."""
    line = read_document(path, text).meta.line_of(("status",))
    lines = text.split("\n")
    return "\n".join([*lines[: line - 1], *lines[line:]])


def quoted(text: str) -> str:
    """As TOML writes it: of JSON's escapes it knows all but the slash, which is not written."""
    return json.dumps(one_line(" ".join(text.split()))[:LONGEST_HOW], ensure_ascii=False)


def with_values(path: str, text: str, changes: Mapping[str, str]) -> str:
    """The text with these keys in its front matter. A text without one is left to the checker."""
    try:
        document = read_document(path, text)
    except ContentError:
        return text
    lines = text.split("\n")
    missing = []
    for key, value in changes.items():
        if key in document.meta.values:
            lines[document.meta.line_of((key,)) - 1] = f"{key} = {value}"
        else:
            missing.append(f"{key} = {value}")
    end = end_of_keys(document, lines)
    return "\n".join([*lines[:end], *missing, *lines[end:]])


def end_of_keys(document: Document, lines: list[str]) -> int:
    """Where a key of its own may still stand: above the first table."""
    firsts = [
        number
        for location, number in document.meta.lines.items()
        if len(location) == 1 and TABLE.match(lines[number - 1])
    ]
    return min(firsts, default=document.lines_before) - 1
