"""The entries of a question: a list of options, gaps, lines, each with its name and feedback."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from learning.content.sections import Section, blocks
from learning.rendering import Flaw

ENTRY = re.compile(r"- \[(?P<mark>[ xX])\][ \t]+(?P<text>.*)")
NAMES = re.compile(
    r"(?P<text>.*?)[ \t]*\{(?P<id>[a-z0-9][a-z0-9-]*)(?:[ \t]+(?P<tag>[a-z0-9][a-z0-9-]*))?\}[ \t]*"
)
MISTAKE = re.compile(r"- \*\*(?P<tag>[a-z0-9][a-z0-9-]*)\*\*[ \t]+[—–-][ \t]+(?P<text>\S.*)")


@dataclass(frozen=True, slots=True)
class RawEntry:
    line: int
    is_right: bool
    text: str
    id: str
    tag: str
    feedback: str
    feedback_line: int


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
