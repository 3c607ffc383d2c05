"""The answers and runs that are counted, as they are read."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import NamedTuple

from django.db.models import Count

from quizzes.models import Answer, Attempt, Mode, Revision
from quizzes.statistics import form


class Run(NamedTuple):
    """A finished attempt."""

    pk: int
    learner: int
    pattern: int | None
    mode: str
    finished_at: datetime
    is_first_test: bool


class Row(NamedTuple):
    """An answer, as it is read to be counted."""

    attempt: int | None
    pk: int
    question: int
    revision: int
    kind: str
    credit: float
    is_first: bool
    is_counted: bool
    given: list[str]
    seconds: int | None


RUN = ("pk", "learner", "pattern", "mode", "finished_at", "is_first_test")
ROW = (
    "slot__attempt",
    "pk",
    "question",
    "revision",
    "question__kind",
    "credit",
    "is_first",
    "is_counted",
    "given",
    "seconds",
)


def rows_of(attempts: Iterable[int]) -> dict[int, list[Row]]:
    """The first tries in these runs, in the order of their questions."""
    pks = sorted(attempts)
    if not pks:
        return {}
    answers = Answer.objects.filter(slot__attempt__in=pks, tries=1)
    ordered = answers.order_by("slot__attempt", "slot__number", "pk").values_list(*ROW)
    rows = (Row(*values) for values in ordered.iterator(chunk_size=5_000))
    return {pk: list(group) for pk, group in groupby(rows, key=lambda row: row.attempt or 0)}


@dataclass(frozen=True, slots=True)
class Tests:
    """Which runs are now a learner's first test of a pattern, and which no longer are."""

    new: list[Run]
    gone: list[Run]


def first_tests(runs: Mapping[int, Run]) -> Tests:
    """Among the runs, and wherever two learners who each had a first test became one."""
    tests = Attempt.objects.filter(mode=Mode.TEST, finished_at__isnull=False)
    firsts = Attempt.objects.filter(is_first_test=True)  # and no more: it is in the index
    twice = firsts.order_by().values("learner", "pattern")
    merged = twice.annotate(times=Count("*")).filter(times__gt=1).values_list("learner", flat=True)
    learners = {run.learner for run in runs.values() if run.mode == Mode.TEST} | set(merged)
    if not learners:
        return Tests([], [])
    theirs = tests.filter(learner__in=learners, pattern__isnull=False)
    ordered = theirs.order_by("learner", "pattern", "finished_at", "pk").values_list(*RUN)
    new, gone = [], []
    for _, group in groupby((Run(*values) for values in ordered), key=lambda run: run[1:3]):
        first, *later = group
        if first.pk in runs and not first.is_first_test:
            new.append(first)
        gone += [run for run in later if run.is_first_test]
    return Tests(new, gone)


def forms_of(rows: Iterable[Row]) -> dict[int, str]:
    """Revision → the form that it had."""
    pks = {row.revision for row in rows}
    found = Revision.objects.filter(pk__in=pks).values_list("pk", "question__kind", "body__spec")
    return {pk: form(kind, spec or {}) for pk, kind, spec in found}
