"""The bank's table: found by words and facets, counted, sorted, a page at a time."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from operator import itemgetter
from typing import Any
from urllib.parse import urlencode

from django.db.models import Case, F, OrderBy, QuerySet, Value, When
from django.db.models.functions import StrIndex

from authoring.entries import COURSE, terms
from authoring.models import BankEntry, Source
from learning.models import Pattern
from quizzes.models import ItemTally
from quizzes.statistics import Visibility, visibility

PAGE = 50
MOST_TERMS = 8
STEM = 96  # letters of a prompt in the table
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
        return list(dict.fromkeys(terms(self.words)))[:MOST_TERMS]

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
    path: str
    stem: str
    changed: str
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
    """The page that is wanted; past the end, the last one.

    The words are read but once, and everything is counted from what was found by them: ten
    thousand questions have ten million letters.
    """
    hits = list(found(wanted))
    chosen = [hit[0] for hit in matching(hits, wanted)]
    shown = replace(wanted, page=min(wanted.page, max(1, -(-len(chosen) // PAGE))))
    start = (shown.page - 1) * PAGE
    ids = chosen[start : start + PAGE]
    entries = BankEntry.objects.select_related("question__tally").only(*SHOWN).in_bulk(ids)
    return Listing(
        wanted=shown,
        rows=tuple(row_of(entries[pk]) for pk in ids if pk in entries),
        facets=tuple(facets(hits, wanted)),
        columns=tuple(columns(shown)),
        total=len(chosen),
        flagged=len(matching(hits, replace(wanted, flagged=True))),
    )


Hit = tuple[Any, ...]  # pk, the facets in their order, is it flagged
FLAGGED = len(FACETS) + 1


def found(wanted: Wanted) -> QuerySet[BankEntry, Hit]:
    """Those with the words, in the order that is wanted, whatever facets are chosen."""
    entries = BankEntry.objects.alias(
        is_flagged=Case(When(question__in=with_flags(), then=1), default=0)
    )
    sorted_ = with_words(entries, wanted).order_by(*order(wanted.sort))
    return sorted_.values_list("pk", *FACETS, F("is_flagged"))


def matching(hits: Sequence[Hit], wanted: Wanted, besides: str = "") -> Sequence[Hit]:
    """Those that have what is chosen, whatever they have of the facet `besides`."""
    for place, name in enumerate(FACETS, start=1):
        value = wanted.facets.get(name)
        if value and name != besides:
            hits = [hit for hit in hits if hit[place] == value]
    return [hit for hit in hits if hit[FLAGGED]] if wanted.flagged else hits


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


def facets(hits: Sequence[Hit], wanted: Wanted) -> Iterator[Facet]:
    """Each with how many there would be if that value were chosen, and the others stayed."""
    titles = dict(Pattern.objects.values_list("slug", "title"))
    for place, (name, label) in enumerate(FACETS.items(), start=1):
        counts = Counter(map(itemgetter(place), matching(hits, wanted, name)))
        chosen = wanted.facets.get(name, "")
        yield Facet(
            name,
            label,
            tuple(
                Choice(value, called(value, titles), counts[value], value == chosen)
                for value in in_order(name, {chosen, *counts})
                if value
            ),
        )


def in_order(name: str, values: Iterable[str]) -> list[str]:
    known = ORDERS.get(name, ())
    return sorted(values, key=lambda v: (known.index(v) if v in known else len(known), v))


def called(value: str, titles: Mapping[str, str]) -> str:
    return titles.get(value) or NAMES.get(value, value)


def order(sort: str) -> Iterator[Any]:
    """By that column, what has no value last; then by name, so that pages never overlap."""
    name = SORTS[sort.removeprefix("-")]
    is_down = sort.startswith("-")
    yield OrderBy(F(name), descending=is_down, nulls_last=name.startswith(TALLY) or None)
    if name != "slug":
        yield "slug"
    yield "pk"


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
    answers = tally.answers if tally else 0
    seen = visibility(answers)
    is_shown = tally is not None and seen != Visibility.HIDDEN
    facility = tally.facility if tally and is_shown else None
    changed = entry.changed_at
    return Row(
        entry=entry,
        path=f"patterns/{entry.pattern}/questions/{entry.slug}.md",
        stem=entry.stem if len(entry.stem) <= STEM else f"{entry.stem[: STEM - 1]}…",
        changed=f"{changed.day} {changed:%b %Y}",
        status=NAMES.get(entry.status, entry.status),
        answers=answers,
        facility=None if facility is None else round(100 * facility),
        discrimination=tally.discrimination if tally and is_shown else None,
        is_early=is_shown and seen == Visibility.EARLY,
        flags=len(tally.flags) if tally else 0,
    )
