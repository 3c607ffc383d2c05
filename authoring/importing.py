"""Questions of other quiz systems become drafts: looked at one by one, then the chosen begun.

Between the look and the drafts nothing is kept here: the page carries the file, packed, and it is
read again.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

from django.contrib.auth.models import User

from authoring import drafts
from authoring.checking import check
from authoring.exchange.drafting import Drafted, Place, draft, name_of
from authoring.exchange.exporting import taken_apart
from authoring.exchange.uploads import Refused, read
from authoring.models import BankEntry, Draft, Source
from learning.content.faults import ContentError, Fault
from learning.content.files import SIZE
from learning.content.parts import Outline
from learning.rendering import render_fragment
from learning.time_box import TimeUpError, within
from learning.transactions import writing
from quizzes.bank.wording import plain
from quizzes.exchange.items import Fault as FileFault
from quizzes.exchange.items import Item
from quizzes.models import Question

Answer = TypeVar("Answer")
AT_ONCE = 50  # questions a page
MOST_FAULTS = 30  # that a page tells
SECONDS = 15.0  # of a processor, for all questions of a page
LONGEST_NAME = 74  # leaves room for a number in the 80 of a slug
LONGEST_STEM = 2_000  # characters of a prompt that two questions are compared by
LONGEST_LOOK = 60_000  # bytes of a draft that the linter is asked about here
STEM = 300  # characters of a stem that the bank's table keeps
TOO_LONG = "Reading this takes too long. Split the file, and import the parts."


@dataclass(frozen=True)
class Wanted:
    """Which questions go where: the pattern, the objective, and the first one of the page."""

    source: Source
    pattern: str
    objective: str
    first: int = 0


@dataclass(frozen=True)
class Line:
    """An entry as the preview draws it; texts are safe HTML."""

    html: str
    is_right: bool
    feedback: str


@dataclass(frozen=True)
class Candidate:
    """A question of the file, and the draft that it would become."""

    number: int  # in the file, from 1
    line: int
    name: str
    drafted: Drafted
    twin: str = ""  # the path of the question that asks the same, or "question 3 of this file"
    is_there: bool = False  # the twin is the very draft that this would become

    @property
    def is_new(self) -> bool:
        return not self.twin

    @property
    def twin_name(self) -> str:
        """The twin's name in the bank; none where it stands in the same file."""
        return name_in(self.twin) if self.twin.endswith(".md") else ""


@dataclass(frozen=True)
class Seen:
    """A candidate as the preview shows it."""

    candidate: Candidate
    kind: str
    prompt: str
    code: str
    lines: tuple[Line, ...]
    solution: str
    faults: tuple[Fault, ...]


@dataclass(frozen=True)
class Page:
    """Some of a file's questions."""

    wanted: Wanted
    candidates: tuple[Candidate, ...]
    faults: tuple[FileFault, ...]
    count: int  # questions of the whole file

    @property
    def last(self) -> int:
        return self.wanted.first + len(self.candidates)

    @property
    def more(self) -> int:
        """Where the next page begins; 0 after the last one."""
        return self.last if self.last < self.count else 0

    @property
    def are_all_there(self) -> bool:
        return bool(self.candidates) and all(not one.is_new for one in self.candidates)


def page(data: bytes, wanted: Wanted) -> Page:
    """The questions from the first one that is wanted, and what they would become."""
    reading = timed(lambda: read(data, wanted.source))
    first = min(wanted.first, len(reading.items) - 1)
    wanted = replace(wanted, first=first)
    chosen = list(zip(reading.items, reading.lines, strict=True))[first : first + AT_ONCE]
    bank = Bank.of(wanted.pattern)  # here: another thread has another connection
    found = timed(lambda: tuple(candidates(chosen, wanted, bank)))
    return Page(wanted, found, reading.faults[:MOST_FAULTS], len(reading.items))


def timed(work: Callable[[], Answer]) -> Answer:
    """Work on what somebody sent, ended after a while, whatever is in it."""
    try:
        return within(SECONDS, work)
    except TimeUpError:
        raise Refused(TOO_LONG) from None


@dataclass(frozen=True)
class Bank:
    """What is there already: names that are taken, and who asks what in the pattern."""

    names: Collection[str]
    stems: Mapping[str, str]  # stem, as the bank's table keeps it, → path
    bodies: Mapping[str, str]  # path → draft's text

    @classmethod
    def of(cls, pattern: str) -> "Bank":
        names = {*Question.objects.values_list("slug", flat=True)}
        names |= {*BankEntry.objects.values_list("slug", flat=True)}
        there = BankEntry.objects.filter(pattern=pattern).values_list("stem", "path")
        written = Draft.objects.filter(path__startswith=f"patterns/{pattern}/questions/")
        names |= {name_in(path) for path in Draft.objects.values_list("path", flat=True)}
        bodies = dict(written.values_list("path", "body"))
        return cls(names, {stem.casefold(): path for stem, path in there if stem}, bodies)


def name_in(path: str) -> str:
    return path.rpartition("/")[2].removesuffix(".md")


def path_of(pattern: str, name: str) -> str:
    return f"patterns/{pattern}/questions/{name}.md"


def candidates(
    chosen: Iterable[tuple[Item, int]], wanted: Wanted, bank: Bank
) -> Iterator[Candidate]:
    taken = set(bank.names)
    here: dict[str, int] = {}
    for number, (item, line) in enumerate(chosen, start=wanted.first + 1):
        name = free(name_of(item)[:LONGEST_NAME], taken)
        drafted = draft(item, Place(name, wanted.objective))
        stem = stem_of(drafted.text)
        twin = bank.stems.get(stem[:STEM], "")
        is_there = bool(twin) and is_draft(item, twin, bank)
        if not twin and stem in here:
            twin = f"question {here[stem]} of this file"
        here.setdefault(stem, number)
        yield Candidate(number, line, name, drafted, twin, is_there)


def is_draft(item: Item, path: str, bank: Bank) -> bool:
    """Would the item become the very text of that draft, whatever objective it has?"""
    body = bank.bodies.get(path)
    if body is None:
        return False
    objective = next((line for line in body.split("\n") if line.startswith("objective = ")), "")
    place = Place(name_in(path), objective.removeprefix("objective = ").strip('"'))
    return draft(item, place).text == body


def stem_of(text: str) -> str:
    """The words of the prompt as the bank's table has them."""
    prompt = text.partition("## Prompt\n")[2].partition("\n## ")[0]
    return plain(prompt[:LONGEST_STEM]).casefold()


def free(name: str, taken: set[str]) -> str:
    """The name, with the first number that makes it new; it is then taken."""
    found, number = name, 2
    while found in taken:
        found, number = f"{name}-{number}", number + 1
    taken.add(found)
    return found


def seen(page: Page, outline: Outline) -> list[Seen]:
    """The page's questions rendered, with what the linter says of each."""
    return timed(lambda: [see(one, page.wanted, outline) for one in page.candidates])


def see(candidate: Candidate, wanted: Wanted, outline: Outline) -> Seen:
    path, text = path_of(wanted.pattern, candidate.name), candidate.drafted.text
    length = len(text.encode())
    if length > LONGEST_LOOK:
        most = SIZE if length > SIZE else LONGEST_LOOK
        message = f"the draft has {length:,} bytes and is not looked at here"
        return Seen(candidate, "", "", "", (), "", (Fault(path, 1, message, f"at most {most:,}"),))
    faults = check(path, text, outline).faults
    try:
        question = taken_apart(path, text.encode(), "")
    except ContentError as error:
        return Seen(candidate, "", "", "", (), "", tuple(error.faults))
    lines = tuple(
        Line(render_fragment(entry.text), entry.is_right, render_fragment(entry.feedback))
        for entry in question.entries
    )
    prompt, code = question.section("Prompt"), question.section("Code")
    solution = render_fragment(question.section("Solution"))
    kind = question.meta.kind
    return Seen(
        candidate, kind, render_fragment(prompt), render_fragment(code), lines, solution, faults
    )


def take(page: Page, numbers: Collection[int], user: User) -> list[Draft]:
    """Begin the drafts of the chosen questions, all or none. What is there already stays alone."""
    chosen = [one for one in page.candidates if one.number in numbers and not one.is_there]
    with writing():
        return [begin(one, page.wanted, user) for one in chosen]


def begin(candidate: Candidate, wanted: Wanted, user: User) -> Draft:
    """The draft; if somebody took the name since, under the next one that is free."""
    name, text = candidate.name, candidate.drafted.text
    taken: set[str] = set()
    while True:
        try:
            return drafts.begin(
                path_of(wanted.pattern, name),
                user,
                body=text,
                source=wanted.source,
                remarks=candidate.drafted.remarks,
            )
        except drafts.Unfit as error:
            raise Refused(f"Question {candidate.number}: {error} Nothing was imported.") from None
        except drafts.Exists:
            taken.add(name)
            name = free(candidate.name, taken)
            text = text.replace(f'id = "{candidate.name}"', f'id = "{name}"', 1)
