"""What makes the words of a question bad ones, whatever its kind."""

import re
from collections.abc import Iterator, Sequence

from learning.content.openings import CHARACTERS_MORE, LETTERED, MUCH_LONGER, OF_THE_ABOVE
from learning.rendering import Flaw
from quizzes.bank.entries import RawEntry

NAMED = re.compile(
    r"\b(?:[Oo]ption|[Aa]nswer|[Cc]hoice)s? \(?(?:[A-F]|[1-6]|one|two|three|four)\b(?! of)"
    r"|\b(?:first|second|third|last) (?:option|answer|choice)\b"
)
MARKUP = re.compile(r"[`*_]|\]\([^)\n]{0,300}\)|\[")


def plain(text: str) -> str:
    return " ".join(MARKUP.sub("", text).split())


def entry_flaws(entries: Sequence[RawEntry], section_line: int) -> Iterator[Flaw]:
    """What holds for the entries of every kind."""
    if not entries:
        yield Flaw(section_line, "no entry", "- [x] text {id}, with > feedback below it")
    seen: set[str] = set()
    for entry in entries:
        if not entry.feedback:
            yield Flaw(entry.line, f"{entry.id} has no feedback", "  > why, below it")
        if not entry.is_right and not entry.tag:
            yield Flaw(entry.line, f"{entry.id} names no misconception", "{id misconception}")
        if entry.is_right and entry.tag:
            yield Flaw(entry.line, f"{entry.id} is right and names a misconception", "{id}")
        if entry.id in seen:
            yield Flaw(entry.line, f"{entry.id} occurs twice", "an id of its own")
        seen.add(entry.id)


def option_flaws(entries: Sequence[RawEntry]) -> Iterator[Flaw]:
    """What holds for options that are read side by side."""
    lengths = {entry.id: len(plain(entry.text)) for entry in entries}
    longest_wrong = max((lengths[e.id] for e in entries if not e.is_right), default=0)
    texts: set[str] = set()
    for entry in entries:
        if OF_THE_ABOVE.search(entry.text):
            yield Flaw(entry.line, "an option speaks of the others", "an answer of its own")
        if LETTERED.match(entry.text):
            yield Flaw(entry.line, "an option is named by a letter", "the answer itself")
        length = lengths[entry.id]
        if (
            entry.is_right
            and length > MUCH_LONGER * longest_wrong
            and length > longest_wrong + CHARACTERS_MORE
        ):
            yield Flaw(entry.line, "the key is much longer", f"about {longest_wrong} characters")
        if (text := plain(entry.text).casefold()) in texts:
            yield Flaw(entry.line, "two options are the same", "different options")
        texts.add(text)


def naming_flaws(lines: Sequence[tuple[int, str]]) -> Iterator[Flaw]:
    """Options are shuffled: nobody can say where one stands."""
    for number, line in lines:
        if match := NAMED.search(line):
            yield Flaw(number, f"{match[0]!r} names an option by its place", "its words")


def tag_flaws(entries: Sequence[RawEntry], explained: Sequence[tuple[int, str]]) -> Iterator[Flaw]:
    """Every misconception that an entry names is explained, once, and no other."""
    used = {entry.tag for entry in entries if entry.tag}
    seen: set[str] = set()
    for line, tag in explained:
        if tag in seen:
            yield Flaw(line, f"{tag} is explained twice", "once")
        elif tag not in used:
            yield Flaw(line, f"{tag} is shown by no entry", f"one of {', '.join(sorted(used))}")
        seen.add(tag)
    for entry in entries:
        if entry.tag and entry.tag not in seen:
            yield Flaw(entry.line, f"{entry.tag} is not explained", "it in ## Common mistakes")
