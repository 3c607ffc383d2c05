"""The bank's table: found by words and facets, counted, sorted, a page at a time."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, F, OrderBy, QuerySet, Value
from django.db.models.functions import StrIndex

from authoring.entries import COURSE, WORD
from authoring.models import BankEntry, Source
from learning.models import Pattern
from quizzes.models import ItemTally
from quizzes.statistics import Visibility, visibility

PAGE = 50
MOST_TERMS = 8
MOST_PAGES = 10_000
FACETS = {
    "pattern": "Pattern",
    "objective": "Objective",
    "kind": "Kind",
    "difficulty": "Difficulty",
    "status": "Status",
    "source": "Source",
}
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
TALLY = "question__tally__"
SORTS = {  # as in the address → column
    "question": "slug",
    "objective": "objective",
    "kind": "kind",
    "difficulty": "difficulty",
    "status": "status",
    "answers": f"{TALLY}answers",
    "facility": f"{TALLY}facility",
    "discrimination": f"{TALLY}discrimination",
    "changed": "changed_at",
}
DEFAULT_SORT = "-changed"


@dataclass(frozen=True)
class Wanted:
    """What somebody looks for; `facets` holds only those that are chosen."""

    words: str = ""
    facets: Mapping[str, str] = field(default_factory=dict)
    flagged: bool = False
    sort: str = DEFAULT_SORT
    page: int = 1

    @property
    def terms(self) -> list[str]:
        return list(dict.fromkeys(WORD.findall(self.words.casefold())))[:MOST_TERMS]

    @property
    def query(self) -> str:
        """The address's query, without what is as it would be anyway."""
        values = {"q": self.words, **self.facets, "flagged": "yes" if self.flagged else ""}
        values |= {
            "sort": self.sort if self.sort != DEFAULT_SORT else "",
            "page": str(self.page) if self.page > 1 else "",
        }
        return urlencode({name: value for name, value in values.items() if value})


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
    """One question in the table; figures are None until enough learners have answered."""

    entry: BankEntry
    status: str
    answers: int
    facility: int | None  # per cent
    discrimination: float | None
    is_early: bool
    flags: int


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
    found = with_words(BankEntry.objects.all(), wanted)
    flagged = found.filter(**wanted.facets, question__in=with_flags()).count()
    if wanted.flagged:
        found = found.filter(question__in=with_flags())
    groups = list(found.order_by().values_list(*FACETS).annotate(Count("pk")))
    total = sum(row[-1] for row in groups if fits(row, wanted.facets))
    last = max(1, -(-total // PAGE))
    shown = replace(wanted, page=min(wanted.page, last))
    entries = found.filter(**wanted.facets).select_related("question__tally")
    start = (shown.page - 1) * PAGE
    page = entries.order_by(*order(shown.sort)).only(*SHOWN)[start : start + PAGE]
    return Listing(
        wanted=shown,
        rows=tuple(map(row_of, page)),
        facets=tuple(facets(groups, wanted)),
        columns=tuple(columns(shown)),
        total=total,
        flagged=flagged,
    )


SHOWN = (
    *FACETS,
    "slug",
    "stem",
    "changed_at",
    "draft_id",
    "question_id",
    "question__slug",
    *(f"{TALLY}{name}" for name in ("answers", "facility", "discrimination", "flags")),
)


def with_words(entries: QuerySet[BankEntry], wanted: Wanted) -> QuerySet[BankEntry]:
    """Those that hold each of the words, or a word that it is a part of."""
    for number, term in enumerate(wanted.terms):
        name = f"at_{number}"
        entries = entries.alias(**{name: StrIndex("words", Value(term))}).filter(
            **{f"{name}__gt": 0}
        )
    return entries


def with_flags() -> QuerySet[ItemTally, Any]:
    return ItemTally.objects.exclude(flags=[]).values("question")


def fits(row: tuple[Any, ...], chosen: Mapping[str, str], besides: str = "") -> bool:
    """Has that row of counts the chosen values, whatever it has of the facet `besides`?"""
    return all(
        value == chosen[name]
        for name, value in zip(FACETS, row, strict=False)
        if name in chosen and name != besides
    )


def facets(groups: list[tuple[Any, ...]], wanted: Wanted) -> Iterator[Facet]:
    """Each with how many there would be if that value were chosen, and the others stayed."""
    titles = dict(Pattern.objects.values_list("slug", "title"))
    for place, (name, label) in enumerate(FACETS.items()):
        counts: dict[str, int] = {}
        for row in groups:
            if fits(row, wanted.facets, name):
                counts[row[place]] = counts.get(row[place], 0) + row[-1]
        chosen = wanted.facets.get(name, "")
        if chosen:
            counts.setdefault(chosen, 0)
        known = ORDERS.get(name, ())
        values = sorted(counts, key=lambda v: (known.index(v) if v in known else len(known), v))
        yield Facet(
            name,
            label,
            tuple(
                Choice(value, called(value, titles), counts[value], value == chosen)
                for value in values
                if value
            ),
        )


def called(value: str, titles: Mapping[str, str]) -> str:
    return titles.get(value) or NAMES.get(value, value)


def order(sort: str) -> Iterator[Any]:
    """By that column, what has no value last; then by name, so that pages never overlap."""
    name = SORTS[sort.removeprefix("-")]
    column = F(name)
    if sort.removeprefix("-") in {"facility", "discrimination", "answers"}:
        yield OrderBy(column, descending=sort.startswith("-"), nulls_last=True)
    else:
        yield OrderBy(column, descending=sort.startswith("-"))
    if name != "slug":
        yield F("slug").asc()
    yield F("pk").asc()


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
    tally = getattr(entry.question, "tally", None) if entry.question else None
    status = NAMES.get(entry.status, entry.status)
    if tally is None:
        return Row(entry, status, 0, None, None, is_early=False, flags=0)
    seen = visibility(tally.answers)
    is_hidden = seen == Visibility.HIDDEN
    return Row(
        entry,
        status,
        tally.answers,
        None if is_hidden or tally.facility is None else round(100 * tally.facility),
        None if is_hidden else tally.discrimination,
        is_early=seen == Visibility.EARLY,
        flags=len(tally.flags),
    )
