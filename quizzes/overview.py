"""What a learner has done, for the page that shows it: read, practised, tested, retained."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Q
from django.db.models.functions import TruncDate
from django.utils import timezone

from learning import progress
from learning.models import Learner, Pattern
from learning.progress import WayProgress
from quizzes import standing
from quizzes.models import Answer, Card, Mode, Question
from quizzes.recall import KEPT, retrievability
from quizzes.standing import Standing

WEEKS = 13
STEPS = (1, 5, 12, 25)  # answers a day from which a square of the strip is darker


@dataclass(frozen=True, slots=True)
class ObjectiveProgress:
    """One objective: answers right and given, outside of tests and in them, and what is kept."""

    sentence: str
    practised: int
    practised_right: int
    tested: int
    tested_right: int
    items: int  # that spaced review knows
    kept: int  # of these, right when last asked and likely to be remembered now


@dataclass(frozen=True)
class PatternProgress:
    pattern: Pattern
    ways: Sequence[WayProgress]
    standing: Standing
    objectives: Sequence[ObjectiveProgress]

    @property
    def open_ways(self) -> int:
        return sum(way.study is not None for way in self.ways)

    @property
    def read_ways(self) -> int:
        return sum(way.is_read for way in self.ways)


@dataclass(frozen=True, slots=True)
class StripDay:
    day: date
    count: int

    @property
    def level(self) -> int:
        """0 for nothing, up to 4."""
        return sum(self.count >= step for step in STEPS)


def of_pattern(learner: Learner, pattern: Pattern) -> PatternProgress:
    return PatternProgress(
        pattern,
        progress.ways_of(pattern, learner),
        standing.of(learner, pattern),
        objectives_of(learner, pattern),
    )


def objectives_of(
    learner: Learner, pattern: Pattern, among: Q = standing.EVERY
) -> list[ObjectiveProgress]:
    """In the order in which the bank names them; those without questions are left out.

    `among` says which answers may be looked at. What is retained rests on all of them, so that
    nothing is said of it where some may not.
    """
    questions = Question.objects.asked().filter(pattern=pattern, objective__isnull=False)
    rows = questions.order_by("objective__pk").values_list("objective__sentence", "family")
    families: dict[str, set[str]] = defaultdict(set)
    for sentence, family in rows:
        families[sentence].add(family)
    answers = Answer.objects.filter(among, learner=learner, question__pattern=pattern, tries=1)
    counts = (
        answers.order_by()
        .values_list("question__objective__sentence", "mode", "is_right")
        .annotate(count=Count("pk"))
    )
    told = {(sentence, mode, right): n for sentence, mode, right, n in counts}
    mine = Card.objects.none() if among else Card.objects.filter(learner=learner, pattern=pattern)
    cards = mine.values_list("family", "memory", "was_right")
    now = timezone.now()
    # Right after a wrong answer the model says "remembered" too: it was just shown.
    kept = {name: right and retrievability(memory, now) >= KEPT for name, memory, right in cards}
    return [objective(sentence, names, told, kept) for sentence, names in families.items()]


def objective(
    sentence: str,
    families: set[str],
    told: dict[tuple[str, str, bool], int],
    kept: dict[str, bool],
) -> ObjectiveProgress:
    def count(*, tested: bool, right: bool | None = None) -> int:
        return sum(
            n
            for (name, mode, is_right), n in told.items()
            if name == sentence
            and (mode == Mode.TEST) == tested
            and (right is None or is_right == right)
        )

    known = [kept[family] for family in families if family in kept]
    return ObjectiveProgress(
        sentence,
        count(tested=False),
        count(tested=False, right=True),
        count(tested=True),
        count(tested=True, right=True),
        len(known),
        sum(known),
    )


def strip(learner: Learner | None, today: date) -> list[list[StripDay]]:
    """The last weeks, a list of days each, Monday first; the present one ends today."""
    first = today - timedelta(days=today.weekday() + 7 * (WEEKS - 1))
    counts = counts_by_day(learner, first)
    days = [first + timedelta(days=n) for n in range((today - first).days + 1)]
    every = [StripDay(day, counts.get(day, 0)) for day in days]
    return [every[at : at + 7] for at in range(0, len(every), 7)]


@dataclass(frozen=True, slots=True)
class StripRow:
    """One day of the week over all weeks; None is a day to come."""

    name: str
    days: Sequence[StripDay | None]


def strip_rows(weeks: Sequence[Sequence[StripDay]]) -> list[StripRow]:
    names = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
    return [
        StripRow(name, [week[at] if at < len(week) else None for week in weeks])
        for at, name in enumerate(names)
    ]


def counts_by_day(learner: Learner | None, first: date) -> dict[date, int]:
    if learner is None:
        return {}
    answers = Answer.objects.filter(learner=learner, answered_at__date__gte=first).order_by()
    by_day = answers.annotate(day=TruncDate("answered_at")).values_list("day")
    return dict(by_day.annotate(count=Count("pk")))
