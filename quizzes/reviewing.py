"""Spaced review with the database: what is due, what a day holds, which variant is next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from learning.models import Learner, Pattern
from learning.transactions import writing
from quizzes import recall
from quizzes.models import Answer, Card, Mode, Question, ReviewPlan
from quizzes.recall import Day, Known
from quizzes.selection import NEVER, Candidate

PER_DAY = 20
SITTING = 10  # reviews in one run: enough for ten minutes


@dataclass(frozen=True)
class Agenda:
    """What review looks like today, for one pattern or all."""

    plan: ReviewPlan
    cards: int
    due: int  # today, within the day's load
    left: int  # due as well, but more than the day holds
    done: int  # reviewed today
    for_exam: int  # of those due, because of the exam
    days: Sequence[Day]

    @property
    def busiest(self) -> int:
        return max((day.count for day in self.days), default=0)


def plan_of(learner: Learner | None) -> ReviewPlan:
    """The learner's plan, or one with the usual values that is not stored."""
    found = ReviewPlan.objects.filter(learner=learner).first() if learner else None
    return found or ReviewPlan(learner=learner, per_day=PER_DAY)


def save_plan(learner: Learner, per_day: int, exam_on: date | None) -> None:
    with writing():
        ReviewPlan.objects.update_or_create(
            learner=learner, defaults={"per_day": per_day, "exam_on": exam_on}
        )


def known(learner: Learner | None, pattern: Pattern | None = None) -> list[Known]:
    """The learner's items that can still be asked."""
    if learner is None:
        return []
    cards = Card.objects.filter(learner=learner)
    if pattern:
        cards = cards.filter(pattern=pattern)
    asked = set(Question.objects.asked().values_list("family", flat=True))
    rows = cards.values_list("family", "pattern", "memory", "due_at")
    return [Known(*row) for row in rows if row[0] in asked]


def done_today(learner: Learner | None, today: date) -> int:
    """Reviews made today, whichever pattern: the load of a day is one."""
    if learner is None:
        return 0
    mine = Answer.objects.filter(learner=learner, mode=Mode.RECALL, tries=1)
    return mine.filter(answered_at__date=today).count()


def queue(
    items: Sequence[Known], plan: ReviewPlan, today: date, done: int
) -> tuple[list[Known], int, int]:
    """What is asked today in its order, how many more are due, and how many are for the exam."""
    room = max(0, plan.per_day - done)
    ready = recall.due(items, today)
    extra: list[Known] = []
    if plan.exam_on:
        in_queue = {item.family for item in ready}
        wanted = recall.for_exam(items, today, plan.exam_on, plan.per_day)
        extra = [item for item in wanted if item.family not in in_queue]
    every = [*ready, *extra]
    chosen = every[:room]
    return chosen, len(every) - len(chosen), sum(item in extra for item in chosen)


def agenda(learner: Learner | None, today: date, pattern: Pattern | None = None) -> Agenda:
    plan = plan_of(learner)
    items = known(learner, pattern)
    done = done_today(learner, today)
    chosen, left, for_exam = queue(items, plan, today, done)
    return Agenda(
        plan,
        len(items),
        len(chosen),
        left,
        done,
        for_exam,
        recall.forecast(items, today, plan.per_day, done),
    )


def next_questions(learner: Learner, found: Sequence[Candidate], today: date) -> list[Candidate]:
    """The questions of the next sitting: for each item the variant that was not asked last."""
    patterns = {one.pattern for one in found}
    items = [item for item in known(learner) if item.pattern in patterns]
    chosen, _, _ = queue(items, plan_of(learner), today, done_today(learner, today))
    picked = (variant(item.family, found) for item in chosen)
    return [one for one in picked if one][:SITTING]


def variant(family: str, found: Sequence[Candidate]) -> Candidate | None:
    """Of an item's variants the one that was asked longest ago; None if all are retired."""
    variants = [one for one in found if one.family == family]
    return min(variants, key=lambda one: (one.seen_at or NEVER, one.question), default=None)
