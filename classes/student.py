"""One student, as the class may see them: verdicts, objectives, tests, exercises, day by day."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q
from django.db.models.functions import TruncDate

from classes import board, seen
from classes.board import Board
from classes.models import Membership
from learning.models import Pattern
from quizzes import overview, standing
from quizzes.overview import ObjectiveProgress
from quizzes.standing import Standing

MOST_LISTED = 50  # of tests, of submissions, and of days


@dataclass(frozen=True)
class PatternPart:
    standing: Standing
    objectives: Sequence[ObjectiveProgress]

    @property
    def pattern(self) -> Pattern:
        return self.standing.pattern


@dataclass(frozen=True, slots=True)
class Test:
    __test__ = False

    pattern: str
    at: datetime
    right: int
    of: int
    minutes: int


@dataclass(frozen=True, slots=True)
class ExercisePart:
    """The submissions for one exercise; goals are those of the one that passed, or the newest."""

    title: str
    submissions: int
    met: int
    of: int
    has_passed: bool
    at: datetime
    has_seen_solution: bool  # before the one that passed, or ever


@dataclass(frozen=True)
class Day:
    day: date
    events: Sequence[str]


@dataclass(frozen=True)
class StudentPage:
    board: Board
    patterns: Sequence[PatternPart]
    tests: Sequence[Test]
    exercises: Sequence[ExercisePart]
    days: Sequence[Day]  # newest first


def of(member: Membership) -> StudentPage:
    tests = tests_of(member)
    return StudentPage(
        board.of_member(member),
        patterns_of(member),
        tests,
        exercises_of(member),
        list(days_of(member, tests))[:MOST_LISTED],
    )


def patterns_of(member: Membership) -> list[PatternPart]:
    """Those with an answer since joining."""
    among = seen.answers_of(member)
    answers = seen.answers(member.classroom, member.learner)
    touched = answers.values_list("question__pattern", flat=True).distinct()
    return [
        PatternPart(
            standing.of(member.learner, pattern, among),
            overview.objectives_of(member.learner, pattern, among),
        )
        for pattern in Pattern.objects.filter(pk__in=list(touched))
    ]


def tests_of(member: Membership) -> list[Test]:
    right = Count("slots__answers", filter=Q(slots__answers__is_right=True))
    rows = seen.begun_tests(member.classroom, member.learner).exclude(finished_at=None)
    counted = rows.annotate(right=right, of=Count("slots")).order_by("-finished_at")[:MOST_LISTED]
    fields = ("pattern__title", "started_at", "finished_at", "right", "of")
    return [
        Test(title or "", finished, right, of, round((finished - started).total_seconds() / 60))
        for title, started, finished, right, of in counted.values_list(*fields)
    ]


def exercises_of(member: Membership) -> list[ExercisePart]:
    rows = seen.submissions(member.classroom, member.learner).order_by("submitted_at", "pk")
    fields = ("pk", "exercise__title", "submitted_at", "has_passed", "has_seen_solution")
    by_title: dict[str, list[tuple[int, datetime, bool, bool]]] = {}
    for pk, title, at, has_passed, has_seen in rows.values_list(*fields):
        by_title.setdefault(title, []).append((pk, at, bool(has_passed), has_seen))
    told = {
        title: next((one for one in all_ if one[2]), all_[-1]) for title, all_ in by_title.items()
    }
    goals = board.goals_of(pk for pk, *_ in told.values())
    return [
        ExercisePart(title, len(by_title[title]), *goals.get(pk, (0, 0)), has_passed, at, has_seen)
        for title, (pk, at, has_passed, has_seen) in told.items()
    ]


def days_of(member: Membership, tests: Sequence[Test]) -> Iterator[Day]:
    """What was done, by day, the newest first; it began with joining."""
    events: dict[date, list[str]] = {}
    for day, event in [*answered(member), *handed_in(member), *read(member)]:
        events.setdefault(day, []).append(event)
    for test in tests:
        events.setdefault(test.at.date(), []).append(
            f"handed in a test of {test.pattern}: {test.right} of {test.of} right"
        )
    events.setdefault(member.joined_at.date(), []).append("joined the class")
    for day in sorted(events, reverse=True):
        yield Day(day, events[day])


def answered(member: Membership) -> Iterator[tuple[date, str]]:
    rows = seen.answers(member.classroom, member.learner).exclude(mode="test")
    by_day = rows.annotate(day=TruncDate("answered_at")).values_list("day")
    right = Count("pk", filter=Q(is_right=True))
    for day, of, good in by_day.annotate(of=Count("pk"), right=right).order_by("day"):
        yield day, f"answered {of} {'question' if of == 1 else 'questions'}, {good} right"


def handed_in(member: Membership) -> Iterator[tuple[date, str]]:
    rows = seen.submissions(member.classroom, member.learner)
    by_day = rows.annotate(day=TruncDate("submitted_at")).values_list("day", "exercise__title")
    passed = Count("pk", filter=Q(has_passed=True))
    counted = by_day.annotate(of=Count("pk"), passed=passed).order_by("day", "exercise__title")
    for day, title, of, good in counted:
        times = "once" if of == 1 else f"{of} times"
        yield day, f"handed in “{title}” {times}{', and passed' if good else ''}"


def read(member: Membership) -> Iterator[tuple[date, str]]:
    rows = seen.readings(member.classroom, member.learner).order_by("read_at")
    for title, pattern, at in rows.values_list("study__title", "study__pattern__title", "read_at"):
        if at:
            yield at.date(), f"read “{title}” of {pattern}"
