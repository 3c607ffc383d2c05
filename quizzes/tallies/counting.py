"""Counting in steps: each is read, made sums of, and written in one short transaction.

Only what is written holds SQLite's lock, for some tens of milliseconds of one processor
(`make bench-statistics`), and between two steps whoever answers goes first.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import repeat
from typing import Any

from django.db.models import JSONField, Value
from django.db.models.functions import Cast
from django.utils import timezone

from learning.transactions import writing
from quizzes.models import Answer, Attempt, Counting, ItemTally, PatternTally
from quizzes.tallies.changes import Change
from quizzes.tallies.labels import relabelled
from quizzes.tallies.patterns import TEST, changed_tests
from quizzes.tallies.questions import ITEM, changed_items
from quizzes.tallies.queues import state
from quizzes.tallies.steps import Work, gather

STEP = 100  # runs that are counted in one transaction, at most


@dataclass(frozen=True, slots=True)
class Counted:
    """What a count did. `is_all`: nothing was left, and nobody else counted meanwhile."""

    runs: int = 0
    answers: int = 0
    is_all: bool = True


class Overtaken(Exception):  # noqa: N818 -- no error: somebody else counted meanwhile
    """What was read is out of date; nothing was changed."""


def count(most: int | None = None) -> Counted:
    """Count what came since it was last counted: all of it, or so many runs at most."""
    runs = answers = 0
    for _ in repeat(None) if most is None else range(0, most, STEP):
        try:
            done = count_some(STEP if most is None else min(STEP, most))
        except Overtaken:
            return Counted(runs, answers, is_all=False)
        runs, answers = runs + done.runs, answers + done.answers
        if done.is_all:
            return Counted(runs, answers)
    return Counted(runs, answers, is_all=False)


def count_some(limit: int) -> Counted:
    """One transaction's worth."""
    counting, is_something = state()
    if not is_something:
        return Counted()
    work = gather(limit)
    change = work.change()
    write(counting, work, change)
    return Counted(len(work.runs), len(change.first), is_all=not work.is_more)


def write(counting: int | None, work: Work, change: Change) -> None:
    """Mark what is counted, and store what it adds up to: both or nothing."""
    now = timezone.now()
    items = changed_items(work, change, now)
    others = relabelled(items) if work.has_columns else []
    tests = changed_tests(change, now)
    tallies: list[ItemTally | PatternTally] = [*items, *tests]
    for tally in tallies:
        tally.sums = as_text(tally.sums)
    with writing():
        move_on(counting, now)
        store(ItemTally, items, "question", ITEM if work.has_columns else ("revision", "sums"))
        store(PatternTally, tests, "pattern", TEST)
        if others:
            ItemTally.objects.bulk_update(others, ["flags", "reasons"])
        mark(Answer, change.first, is_counted=True)
        mark(Answer, change.no_longer, is_counted=False)
        mark(Attempt, list(work.runs), is_counted=True)
        mark(Attempt, [run.pk for run in work.tests.new], is_first_test=True)
        mark(Attempt, [run.pk for run in work.tests.gone], is_first_test=False)


def as_text(sums: dict[str, Any]) -> Cast:
    """Written out before the lock is taken: that takes longer than to store it."""
    return Cast(Value(json.dumps(sums)), JSONField())


def move_on(counting: int | None, now: datetime) -> None:
    """Raises Overtaken where somebody else has counted since that round."""
    if counting is None:
        _, is_mine = Counting.objects.get_or_create(pk=1, defaults={"counted_at": now})
    else:
        mine = Counting.objects.filter(pk=1, round=counting)
        is_mine = bool(mine.update(round=counting + 1, counted_at=now))
    if not is_mine:
        raise Overtaken


def mark(model: type[Answer | Attempt], pks: Sequence[int], **values: bool) -> None:
    if pks:
        model.objects.filter(pk__in=pks).update(**values)


def store(
    model: type[ItemTally | PatternTally], rows: Sequence[Any], owner: str, columns: Sequence[str]
) -> None:
    """Write the rows, those that are new and those that are there."""
    model.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=[owner], update_fields=list(columns)
    )
