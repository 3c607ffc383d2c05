"""What a kind of question is: five functions and a template."""

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from learning.rendering import Flaw

Spec = Mapping[str, Any]  # what a kind keeps of a question, plain JSON; texts are safe HTML
LONGEST_ANSWER = 300
MOST_PARTS = 40


class NotWellFormed(Exception):  # noqa: N818 -- it is no error of ours: an answer that cannot be graded
    """The answer cannot be graded yet; the message says to the learner what is missing."""


@dataclass(frozen=True, slots=True)
class Note:
    """What is said of one thing: of what was given, or of what could have been.

    `label` and `feedback` are safe HTML.
    """

    label: str
    is_right: bool
    feedback: str


@dataclass(frozen=True, slots=True)
class Grade:
    """`score` is 0 to 1; only 1 is right. `misconceptions` are those that the answer showed.

    `notes` speak of what was given and of nothing else: whoever tries again learns no key.
    """

    score: float
    notes: tuple[Note, ...]
    misconceptions: tuple[str, ...] = ()

    @property
    def is_right(self) -> bool:
        return self.score == 1


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of an author's list: a key or a distractor, rendered."""

    id: str
    text: str  # as the author wrote it
    html: str
    is_right: bool
    feedback: str
    misconception: str
    line: int


@dataclass(frozen=True, slots=True)
class Source:
    """What a kind reads a question from. `table` is the kind's own table of the front matter."""

    entries: tuple[Entry, ...]
    entries_line: int
    code: str  # the body of the fence in `## Code`, without gaps taken out
    code_language: str
    code_line: int
    table: Mapping[str, Any]
    claims: tuple[Mapping[str, Any], ...] = ()


class Sent(Protocol):
    """What a form sent: Django's QueryDict is one."""

    def getlist(self, key: str) -> list[Any]: ...


@dataclass(frozen=True)
class Kind:
    """A kind of question. All five functions are pure.

    read     the author's source → the spec that is stored
    flaws    what is wrong with the source, for its author
    parse    what the form sent → the answer as a list of texts; raises NotWellFormed
    grade    spec and answer → how right it is, and what to say
    render   spec, answer, shuffle → what the template draws; never the key
    """

    name: str
    label: str  # what the learner is told to do
    section: str  # the heading of the author's list
    has_code: bool
    template: str
    read: Callable[[Source], dict[str, Any]]
    flaws: Callable[[Source], Iterator[Flaw]]
    parse: Callable[[Spec, Sent], list[str]]
    grade: Callable[[Spec, Sequence[str]], Grade]
    render: Callable[[Spec, Sequence[str] | None, random.Random], dict[str, Any]]
    explain: Callable[[Spec], tuple[Note, ...]]  # of every answer, once there is nothing to find
    guessing: Callable[[Spec], float]  # chance to be right without knowing anything
    draws_anything: bool = False  # may what is not well formed be drawn again as it was sent
    rearrange: Callable[[Spec, Sequence[str], str], list[str]] | None = (
        None  # a step, not an answer
    )


def entry_json(entry: Entry) -> dict[str, Any]:
    return {
        "id": entry.id,
        "html": entry.html,
        "right": entry.is_right,
        "feedback": entry.feedback,
        "misconception": entry.misconception,
    }


def notes_on(entries: Sequence[Mapping[str, Any]]) -> tuple[Note, ...]:
    """What is to be said of each entry, given or not."""
    return tuple(Note(entry["html"], entry["right"], entry["feedback"]) for entry in entries)


def texts(sent: Sent, name: str = "answer") -> list[str]:
    """What the fields of that name hold; PostgreSQL keeps no NUL, and nobody types one."""
    values = (str(value) for value in sent.getlist(name)[:MOST_PARTS])
    return [value.replace("\0", "")[:LONGEST_ANSWER] for value in values]


def shuffled(ids: Sequence[str], chance: random.Random) -> list[str]:
    return chance.sample(list(ids), len(ids))


def misconceptions(entries: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    """Of the wrong ones among the entries, each once, in their order."""
    found = (entry["misconception"] for entry in entries if not entry["right"])
    return tuple(dict.fromkeys(name for name in found if name))
