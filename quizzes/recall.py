"""Spaced review: when an item is due, how many fit into a day, and what is to come.

The memory model is FSRS-6 with its default parameters (`fsrs`): stability, difficulty, and
retrievability R(t) falling with time; an item is due when R has fallen to 0.9. Learning steps of
minutes are off, for an answer a minute later says nothing of memory, and so is the random spread
of intervals: replaying the log must give the same schedule.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import zip_longest
from typing import Any

from fsrs import Card as Memory
from fsrs import Rating, Scheduler

SCHEDULER = Scheduler(learning_steps=(), relearning_steps=(), enable_fuzzing=False)
KEPT = 0.9  # the retrievability at which an item is due, and that is wanted on an exam's day
CERTAIN, GUESSED = 3, 1
FORECAST_DAYS = 14


@dataclass(frozen=True, slots=True)
class Review:
    """One answer as the schedule sees it."""

    at: datetime
    is_right: bool
    hints: int = 0
    certainty: int | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """An item with its memory: what a plan is made of."""

    family: str
    pattern: int
    memory: Mapping[str, Any]
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Day:
    """How many reviews a day holds, and how many more were due than fit."""

    day: date
    count: int
    left: int


def rating_of(review: Review) -> Rating:
    """Wrong → Again; right with a hint or as a guess → Hard; right → Good; right, certain and
    without a hint → Easy."""
    if not review.is_right:
        return Rating.Again
    if review.hints or review.certainty == GUESSED:
        return Rating.Hard
    return Rating.Easy if review.certainty == CERTAIN else Rating.Good


def reviewed(memory: Mapping[str, Any] | None, review: Review) -> dict[str, Any]:
    """The memory after one more review; None is an item never seen."""
    # A card without an id sleeps to make one of the clock.
    before = Memory.from_dict(dict(memory)) if memory else Memory(card_id=1, due=review.at)  # type: ignore[arg-type]
    after, _ = SCHEDULER.review_card(before, rating_of(review), review.at)
    return dict(after.to_dict())


def replayed(reviews: Iterable[Review]) -> dict[str, Any] | None:
    """The memory that the whole log leads to."""
    memory = None
    for review in sorted(reviews, key=lambda review: review.at):
        memory = reviewed(memory, review)
    return memory


def due_at(memory: Mapping[str, Any]) -> datetime:
    return Memory.from_dict(dict(memory)).due  # type: ignore[arg-type]


def retrievability(memory: Mapping[str, Any], at: datetime) -> float:
    """The chance to remember the item then, 0 to 1."""
    return SCHEDULER.get_card_retrievability(Memory.from_dict(dict(memory)), at)  # type: ignore[arg-type]


def last_day(memory: Mapping[str, Any]) -> date | None:
    """The day of the last review."""
    last = Memory.from_dict(dict(memory)).last_review  # type: ignore[arg-type]
    return last.astimezone(UTC).date() if last else None


def end_of(day: date) -> datetime:
    return datetime.combine(day, time.max, tzinfo=UTC)


def due(items: Sequence[Known], today: date) -> list[Known]:
    """What is due by the end of the day: most forgotten first, the patterns taking turns."""
    ready = [item for item in items if item.due_at <= end_of(today)]
    ready.sort(key=lambda item: (retrievability(item.memory, end_of(today)), item.family))
    patterns: dict[int, list[Known]] = {}
    for item in ready:
        patterns.setdefault(item.pattern, []).append(item)
    return [item for turn in zip_longest(*patterns.values()) for item in turn if item]


def for_exam(items: Sequence[Known], today: date, exam: date, per_day: int) -> list[Known]:
    """What must be reviewed today for the exam, planned backwards from its eve.

    Whatever would have fallen below 0.9 by then needs one more review. The last days before the
    exam are filled first, with what is forgotten fastest, since a late review keeps best; what
    does not fit any more moves to an earlier day, and so the first of them show up today. What was
    reviewed today already does not come again before tomorrow.
    """
    days = (exam - today).days
    if days <= 0:
        return []
    morning = datetime.combine(exam, time.min, tzinfo=UTC)
    weak = [
        item
        for item in items
        if retrievability(item.memory, morning) < KEPT and last_day(item.memory) != today
    ]
    weak.sort(key=lambda item: (item.memory.get("stability") or 0.0, item.family))
    later = (days - 1) * per_day  # room from tomorrow to the eve
    return weak[later : later + per_day]


def forecast(items: Sequence[Known], today: date, per_day: int, done_today: int = 0) -> list[Day]:
    """The coming days: what is due by today's knowledge, at most `per_day` a day, the rest pushed
    on. What will be missed comes back sooner, and nobody knows yet what that will be."""
    waiting = 0
    days = []
    for ahead in range(FORECAST_DAYS):
        day = today + timedelta(days=ahead)
        waiting += sum(falls_on(item, day, is_today=not ahead) for item in items)
        room = max(0, per_day - done_today) if not ahead else per_day
        count = min(waiting, room)
        waiting -= count
        days.append(Day(day, count, waiting))
    return days


def falls_on(item: Known, day: date, *, is_today: bool) -> bool:
    due_on = item.due_at.astimezone(UTC).date()
    return due_on <= day if is_today else due_on == day
