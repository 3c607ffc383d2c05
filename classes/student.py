"""One student, as the class may see them: verdicts, objectives, tests, exercises, day by day."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import groupby

from classes import board, past
from classes.board import Board
from classes.models import Membership
from classes.past import Given, Past, Submitted
from learning.models import Pattern
from quizzes import overview
from quizzes.models import Mode, Question, Status
from quizzes.overview import ObjectiveProgress
from quizzes.standing import ObjectiveStanding, Standing
from quizzes.verdict import NEWEST, verdict

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
    done = past.of(member)
    patterns = patterns_of(done.answers)
    assignments = board.assignments_of(member.classroom)
    deeds = past.deeds_of(member, done)
    told = told_of(done)
    counted = board.chosen([member], assignments, deeds.submissions)
    goals = board.goals_of(counted | {one.pk for one in told.values()})
    words = {
        (member.learner_id, part.pattern.pk): part.standing.word
        for part in patterns
        if part.standing.verdict.n
    }
    tests = tests_of(done)
    return StudentPage(
        board.laid_out([member], assignments, replace(deeds, goals=goals, words=words)),
        patterns,
        tests,
        exercises_of(done, told, goals),
        list(days_of(member, done, tests))[:MOST_LISTED],
    )


def patterns_of(answers: Sequence[Given]) -> list[PatternPart]:
    """Those with an answer since joining. One query."""
    by_pattern: dict[int, list[Given]] = defaultdict(list)
    for one in answers:
        by_pattern[one.pattern].append(one)
    rows = Question.objects.filter(pattern__in=list(by_pattern)).order_by("pattern", "objective_id")
    few = rows.select_related("pattern", "objective").only(
        "status",
        "family",
        "pattern__slug",
        "pattern__title",
        "pattern__order",
        "objective__sentence",
    )
    return [
        part_of(pattern, list(questions), by_pattern[pattern.pk])
        for pattern, questions in groupby(few, key=lambda question: question.pattern)
    ]


def part_of(
    pattern: Pattern, questions: Sequence[Question], answers: Sequence[Given]
) -> PatternPart:
    asked = [one for one in questions if one.status == Status.REVIEWED]
    return PatternPart(
        standing_of(pattern, asked, answers),
        objectives_of(asked, answers),
    )


def standing_of(pattern: Pattern, asked: Sequence[Question], answers: Sequence[Given]) -> Standing:
    """As `quizzes.standing` has it, of the answers that the class may see."""
    found = [one for one in answers if one.counts][:NEWEST]
    right: Counter[str] = Counter()
    every: Counter[str] = Counter()
    for one in found:
        every[one.objective or ""] += 1
        right[one.objective or ""] += one.is_right
    sentences = {one.objective: one.sentence or "" for one in found if one.objective}
    objectives = [
        ObjectiveStanding(slug, sentence, right[slug], every[slug])
        for slug, sentence in sentences.items()
    ]
    objectives.sort(key=lambda one: (one.share, one.slug))
    unasked = len({one.objective_id for one in asked}) - len(objectives)
    judged = verdict([one.exposure for one in found])
    return Standing(pattern, judged, objectives, max(0, unasked))


def objectives_of(asked: Sequence[Question], answers: Sequence[Given]) -> list[ObjectiveProgress]:
    """As `quizzes.overview` has them; what is retained rests on answers that may not be seen."""
    families: dict[str, set[str]] = defaultdict(set)
    for question in asked:
        if question.objective:
            families[question.objective.sentence].add(question.family)
    first_tries = (one for one in answers if one.tries == 1)
    told = Counter((one.sentence or "", one.mode, one.is_right) for one in first_tries)
    return [overview.objective(name, kept, told, {}) for name, kept in families.items()]


def tests_of(done: Past) -> list[Test]:
    """The newest, newest first."""
    found = [
        Test(
            one.title or "",
            at,
            one.right,
            one.of,
            round((at - one.started_at).total_seconds() / 60),
        )
        for one in done.tests
        if (at := one.finished_at)
    ]
    return sorted(found, key=lambda test: test.at, reverse=True)[:MOST_LISTED]


def told_of(done: Past) -> dict[str, Submitted]:
    """By exercise, the submission that it is told by: the first that passed, or the newest."""
    told: dict[str, Submitted] = {}
    for one in done.submissions:
        if one.title not in told or not told[one.title].has_passed:
            told[one.title] = one
    return told


def exercises_of(
    done: Past, told: Mapping[str, Submitted], goals: Mapping[int, tuple[int, int]]
) -> list[ExercisePart]:
    times = Counter(one.title for one in done.submissions)
    return [
        ExercisePart(
            title,
            times[title],
            *goals.get(one.pk, (0, 0)),
            bool(one.has_passed),
            one.at,
            one.has_seen_solution,
        )
        for title, one in told.items()
    ]


def days_of(member: Membership, done: Past, tests: Sequence[Test]) -> Iterator[Day]:
    """What was done, by day, the newest first; it began with joining."""
    events: dict[date, list[str]] = defaultdict(list)
    for day, event in [*answered(done), *handed_in(done), *read(done)]:
        events[day].append(event)
    for test in tests:
        words = f"handed in a test of {test.pattern}: {test.right} of {test.of} right"
        events[test.at.date()].append(words)
    events[member.joined_at.date()].append("joined the class")
    for day in sorted(events, reverse=True):
        yield Day(day, events[day])


def answered(done: Past) -> Iterator[tuple[date, str]]:
    practised = [one for one in done.answers if one.mode != Mode.TEST]
    right = Counter(one.at.date() for one in practised if one.is_right)
    for day, of in Counter(one.at.date() for one in practised).items():
        yield day, f"answered {of} {'question' if of == 1 else 'questions'}, {right[day]} right"


def handed_in(done: Past) -> Iterator[tuple[date, str]]:
    of_day = Counter((one.at.date(), one.title) for one in done.submissions)
    passed = {(one.at.date(), one.title) for one in done.submissions if one.has_passed}
    for day, title in sorted(of_day):
        of = of_day[day, title]
        times = "once" if of == 1 else f"{of} times"
        yield day, f"handed in “{title}” {times}{', and passed' if (day, title) in passed else ''}"


def read(done: Past) -> Iterator[tuple[date, str]]:
    for text in done.texts:
        yield text.at.date(), f"read “{text.title}” of {text.pattern_title}"
