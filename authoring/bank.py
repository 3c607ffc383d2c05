"""The bank's table: found by words and facets, counted, sorted, a page at a time."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from authoring.entries import COURSE
from authoring.finding import PAGE, find
from authoring.models import BankEntry, Source
from authoring.wanted import FACETS, Wanted
from learning.models import Pattern
from quizzes.statistics import Visibility, visibility

STEM = 96  # letters of a prompt in the table
NONE = "–"
ORDERS = {  # of facets whose values have one; the others go by the alphabet
    "difficulty": ("easy", "medium", "hard"),
    "status": ("draft", "review", "reviewed", "retired"),
}
NAMES = {
    "review": "in review",
    COURSE: "course folder",
    Source.BROWSER: "written here",
    Source.GIFT: "GIFT",
    Source.MOODLE: "Moodle XML",
    Source.AIKEN: "Aiken",
    Source.CSV: "CSV",
}


@dataclass(frozen=True)
class Choice:
    value: str
    name: str
    count: int
    is_chosen: bool


@dataclass(frozen=True)
class Facet:
    name: str
    label: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True)
class Column:
    """A heading that sorts: first the way that is asked for most."""

    name: str
    label: str
    query: str
    direction: str  # as aria-sort has it, "" for none
    is_number: bool = False


@dataclass(frozen=True)
class Row:
    """One question in the table, as it is read there: a page has fifty."""

    slug: str
    path: str
    address: str  # after that of the bank
    stem: str
    objective: str
    kind: str
    difficulty: str
    status: str
    called: str  # its status
    is_changed: bool  # since it was published
    answers: str
    facility: str
    discrimination: str
    is_early: bool
    flags: str
    changed: str


@dataclass(frozen=True)
class Listing:
    """A page of the table, and what stands around it."""

    wanted: Wanted
    rows: tuple[Row, ...]
    facets: tuple[Facet, ...]
    columns: tuple[Column, ...]
    total: int
    flagged: int

    @property
    def first(self) -> int:
        return (self.wanted.page - 1) * PAGE + 1 if self.rows else 0

    @property
    def last(self) -> int:
        return self.first + len(self.rows) - 1 if self.rows else 0

    @property
    def previous(self) -> str | None:
        page = self.wanted.page
        return replace(self.wanted, page=page - 1).query if page > 1 else None

    @property
    def next(self) -> str | None:
        page = self.wanted.page
        return replace(self.wanted, page=page + 1).query if self.last < self.total else None

    @property
    def has_next(self) -> bool:
        return self.last < self.total


def listing(wanted: Wanted) -> Listing:
    """The page that is wanted; past the end, the last one."""
    found = find(wanted)
    shown = replace(wanted, page=found.page)
    return Listing(
        wanted=shown,
        rows=tuple(map(row_of, found.entries)),
        facets=tuple(facets(found.counts, wanted)),
        columns=tuple(columns(shown)),
        total=found.total,
        flagged=found.flagged,
    )


def facets(counts: Mapping[str, Mapping[str, int]], wanted: Wanted) -> Iterator[Facet]:
    titles = dict(Pattern.objects.values_list("slug", "title"))
    for name, label in FACETS.items():
        chosen = wanted.facets.get(name, "")
        yield Facet(
            name,
            label,
            tuple(
                Choice(value, called(value, titles), counts[name].get(value, 0), value == chosen)
                for value in in_order(name, {chosen, *counts[name]})
                if value
            ),
        )


def in_order(name: str, values: Iterable[str]) -> list[str]:
    known = ORDERS.get(name, ())
    return sorted(values, key=lambda v: (known.index(v) if v in known else len(known), v))


def called(value: str, titles: Mapping[str, str]) -> str:
    return titles.get(value) or NAMES.get(value, value)


COLUMNS = (  # name, label, is a number, which way first
    ("question", "Question", False, ""),
    ("objective", "Objective", False, ""),
    ("kind", "Kind", False, ""),
    ("difficulty", "Difficulty", False, ""),
    ("status", "Status", False, ""),
    ("answers", "Answers", True, "-"),
    ("facility", "Facility", True, ""),
    ("discrimination", "Discrimination", True, ""),
    ("changed", "Changed", False, "-"),
)


def columns(wanted: Wanted) -> Iterator[Column]:
    for name, label, is_number, first in COLUMNS:
        is_sorted = wanted.sort.removeprefix("-") == name
        direction = ""
        sort = first + name
        if is_sorted:
            direction = "descending" if wanted.sort.startswith("-") else "ascending"
            sort = name if wanted.sort.startswith("-") else f"-{name}"
        query = replace(wanted, sort=sort, page=1).query
        yield Column(name, label, query, direction, is_number)


def row_of(entry: BankEntry) -> Row:
    """Figures are shown when enough learners have answered."""
    tally = getattr(entry.question, "tally", None) if entry.question else None
    answers = tally.answers if tally else 0
    seen = visibility(answers)
    is_shown = tally is not None and seen != Visibility.HIDDEN
    facility = tally.facility if tally and is_shown else None
    discrimination = tally.discrimination if tally and is_shown else None
    flags = len(tally.flags) if tally else 0
    when = entry.changed_at
    return Row(
        slug=entry.slug,
        path=f"patterns/{entry.pattern}/questions/{entry.slug}.md",
        address=f"{entry.pattern}/{entry.slug}/",
        stem=entry.stem if len(entry.stem) <= STEM else f"{entry.stem[: STEM - 1]}…",
        objective=entry.objective,
        kind=entry.kind,
        difficulty=entry.difficulty,
        status=entry.status,
        called=NAMES.get(entry.status, entry.status),
        is_changed=bool(entry.question_id and entry.draft_id),
        answers=str(answers) if answers else NONE,
        facility=NONE if facility is None else f"{round(100 * facility)} %",
        discrimination=NONE if discrimination is None else f"{discrimination:.2f}",
        is_early=facility is not None and seen == Visibility.EARLY,
        flags=f"{flags} flag{'s' * (flags > 1)}" if flags else "",
        changed=f"{when.day} {when:%b %Y}",
    )
