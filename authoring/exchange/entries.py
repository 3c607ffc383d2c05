"""The list of a question file's entries: `- [x] text {name}`, with what is said to each below."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from quizzes.bank.wording import plain

NOT_NAME = re.compile(r"[^a-z0-9]+")
LONGEST_NAME = 30
LONGEST_READ = 200  # characters of a text that its name is made of
WORDS = 4


@dataclass(frozen=True)
class Entry:
    """An option, an answer or a line. `words` are what it is named after, if not its text."""

    text: str
    is_right: bool
    feedback: str
    words: str = ""


def written(entries: Iterable[Entry]) -> Iterator[str]:
    """Their lines. No misconception is named: only an author can."""
    taken: set[str] = set()
    for number, entry in enumerate(entries, start=1):
        name = free(name_of(entry) or f"entry-{number}", taken)
        mark = "x" if entry.is_right else " "
        first, *more = entry.text.split("\n")
        if first.startswith(("```", "~~~", "- ", "|", "    ")):
            first, more = "", [first, *more]
        yield " ".join(part for part in (f"- [{mark}]", first.rstrip(), f"{{{name}}}") if part)
        # A quotation in an entry would be taken for what is said to it.
        yield from (f"  {re.sub('^>', '&gt;', line)}".rstrip() for line in more)
        if entry.feedback:
            yield from (f"  > {line}".rstrip() for line in entry.feedback.split("\n"))


def name_of(entry: Entry) -> str:
    words = NOT_NAME.sub(" ", (entry.words or plain(entry.text[:LONGEST_READ])).casefold()).split()[
        :WORDS
    ]
    return "-".join(words)[:LONGEST_NAME].strip("-")


def free(name: str, taken: set[str]) -> str:
    """The name, with a number if it is taken; it is then taken."""
    found, number = name, 2
    while found in taken:
        found, number = f"{name}-{number}", number + 1
    taken.add(found)
    return found
