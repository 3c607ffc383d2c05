"""Finds what is wanted in the bank: one page of it, and how many there are of everything.

Ten thousand questions have ten million letters, and even a row of each costs more than all the
rest of a page. So the words are looked for but once, and what is counted comes as one row.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import (
    Aggregate,
    Count,
    F,
    OrderBy,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
)
from django.db.models.expressions import RawSQL
from django.db.models.functions import Cast

from authoring.models import BankEntry
from authoring.wanted import DEFAULT_SORT, FACETS, SORTS, TALLY, Wanted
from quizzes.models import ItemTally

PAGE = 50
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
BETWEEN = "\n"  # in no facet: `authoring.entries` reads each from one line
MEMBERS = {
    "sqlite": "SELECT value FROM json_each('[' || %s || ']')",
    "postgresql": "SELECT unnest(string_to_array(%s, ',')::bigint[])",
}


@dataclass(frozen=True)
class Found:
    """One page; past the end, the last one. `counts` has, of each facet, how many there would be
    if that value were chosen, and the others stayed."""

    page: int
    entries: tuple[BankEntry, ...]
    total: int
    flagged: int
    counts: Mapping[str, Mapping[str, int]]


class Joined(Aggregate):
    """All values of a column as one text."""

    function = "STRING_AGG"
    output_field = TextField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, function="GROUP_CONCAT", **context)


def find(wanted: Wanted) -> Found:
    every = with_flags() if wanted.flagged else BankEntry.objects.all()
    counted = with_words(near(every, wanted), wanted).aggregate(**aggregates(wanted))
    total = counted["total"]
    page = min(wanted.page, max(1, -(-total // PAGE)))
    if has_members(wanted):
        found = members(counted["ids"] or "")
    else:
        found = with_words(every.filter(chosen(wanted)), wanted)
    flagged = with_words(with_flags().filter(chosen(wanted)), wanted)
    return Found(
        page=page,
        entries=shown(found.order_by(*order(wanted.sort)), page),
        total=total,
        flagged=total if wanted.flagged else flagged.count(),
        counts={name: Counter(parts(counted[f"all_{name}"])) for name in FACETS},
    )


def with_flags() -> QuerySet[BankEntry]:
    return BankEntry.objects.filter(
        question__in=ItemTally.objects.exclude(flags=[]).values("question")
    )


def near(entries: QuerySet[BankEntry], wanted: Wanted) -> QuerySet[BankEntry]:
    """Without those that lack two of what is chosen: no facet counts them."""
    if len(wanted.facets) < 2:
        return entries
    lacking_one = Q()
    for name in wanted.facets:
        lacking_one |= chosen(wanted, name)
    return entries.filter(lacking_one)


def with_words(entries: QuerySet[BankEntry], wanted: Wanted) -> QuerySet[BankEntry]:
    """Those that hold each of the words, or a word that it is a part of."""
    for term in wanted.terms:
        entries = entries.filter(words__contains=term)
    return entries


def aggregates(wanted: Wanted) -> dict[str, Aggregate]:
    found = {
        f"all_{name}": Joined(name, Value(BETWEEN), filter=chosen(wanted, name)) for name in FACETS
    }
    if has_members(wanted):
        pk = Cast("pk", TextField())
        found["ids"] = Joined(pk, Value(","), filter=chosen(wanted))
    return {"total": Count("pk", filter=chosen(wanted)), **found}


def chosen(wanted: Wanted, besides: str = "") -> Q:
    """They have what is chosen, whatever they have of the facet `besides`."""
    return Q(**{name: value for name, value in wanted.facets.items() if name != besides})


def has_members(wanted: Wanted) -> bool:
    """Is a page of them found sooner by their ids? Sorted as the table is at first, an index is
    read only as far as the page."""
    return bool(wanted.terms) and wanted.sort != DEFAULT_SORT


def members(ids: str) -> QuerySet[BankEntry]:
    """Those with these ids, which may be more than a statement can have parameters."""
    return BankEntry.objects.filter(pk__in=RawSQL(MEMBERS[connection.vendor], [ids]))  # noqa: S611


def shown(found: QuerySet[BankEntry], page: int) -> tuple[BankEntry, ...]:
    """Sorted by what is small: the rest is read of those on the page alone."""
    ids = list(found.values_list("pk", flat=True)[(page - 1) * PAGE : page * PAGE])
    entries = BankEntry.objects.select_related("question__tally").only(*SHOWN).in_bulk(ids)
    return tuple(entries[pk] for pk in ids if pk in entries)


def parts(text: str | None) -> list[str]:
    return [] if text is None else text.split(BETWEEN)


def order(sort: str) -> Iterator[Any]:
    """By that column, what has no value last; then by name, so that pages never overlap."""
    name = SORTS[sort.removeprefix("-")]
    is_down = sort.startswith("-")
    yield OrderBy(value_of(name), descending=is_down, nulls_last=name.startswith(TALLY) or None)
    if name != "slug":
        yield "slug"
    yield "pk"


def value_of(name: str) -> F | Subquery:
    """A column of the entry, or one of its question's tally, past the question itself."""
    column = name.removeprefix(TALLY)
    if column == name:
        return F(name)
    return Subquery(ItemTally.objects.filter(pk=OuterRef("question_id")).values(column))
