"""The board: members in rows, what was assigned in columns, how far each is in the cells."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone

from classes import seen
from classes.models import Assignment, Classroom, Kind, Membership
from classes.work import Cell, Deeds, HandedIn, Subject, TestRun, cell, chosen_submission
from lab.judging import judgements_from
from lab.models import ExerciseStatus, Submission
from lab.showing import tally
from learning.models import Learner
from learning.ways import Way
from quizzes.standing import said
from quizzes.verdict import NEWEST, Exposure, verdict

# The ways that are read; the others are made of questions and exercises.
READ = [way for way in Way if way not in {Way.TRY, Way.LAB, Way.TEST, Way.RECALL}]


class Show(StrEnum):
    ALL = "all"
    BEHIND = "behind"


class Sort(StrEnum):
    NAME = "name"
    LEAST = "least"
    MOST = "most"
    JOINED = "joined"


@dataclass(frozen=True)
class Row:
    member: Membership
    cells: Sequence[Cell]

    @property
    def done(self) -> int:
        return sum(one.is_complete for one in self.cells)

    @property
    def overdue(self) -> int:
        return sum(one.is_overdue for one in self.cells)


@dataclass(frozen=True)
class Column:
    assignment: Assignment
    done: int
    overdue: int


@dataclass(frozen=True)
class Board:
    """All of it; `arranged` is what of it is shown."""

    assignments: Sequence[Assignment]
    rows: Sequence[Row]
    now: datetime
    left: int = 0  # how many were there and left; nothing else is known of them

    @cached_property
    def columns(self) -> list[Column]:
        cells = zip(*(row.cells for row in self.rows), strict=True) if self.rows else ()
        by_column = list(cells) or [()] * len(self.assignments)
        return [
            Column(
                assignment,
                sum(one.is_complete for one in column),
                sum(one.is_overdue for one in column),
            )
            for assignment, column in zip(self.assignments, by_column, strict=True)
        ]

    @property
    def behind(self) -> int:
        return sum(row.overdue > 0 for row in self.rows)


def arranged(board: Board, show: Show, work: str, sort: Sort) -> Board:
    """One assignment or all, everybody or who is behind in what is shown, in that order."""
    at = [n for n, one in enumerate(board.assignments) if not work or one.key == work]
    rows = [Row(row.member, [row.cells[n] for n in at]) for row in board.rows]
    if show == Show.BEHIND:
        rows = [row for row in rows if row.overdue]
    rows.sort(key=lambda row: row.member.folded_name)
    if sort == Sort.JOINED:
        rows.sort(key=lambda row: row.member.joined_at)
    if sort in {Sort.LEAST, Sort.MOST}:
        rows.sort(key=progress_of, reverse=sort == Sort.MOST)
    return Board([board.assignments[n] for n in at], rows, board.now)


def progress_of(row: Row) -> tuple[int, float]:
    """Finished work first, then how much of the rest."""
    return row.done, sum(one.points / one.of for one in row.cells if one.of)


def of_class(classroom: Classroom) -> Board:
    every = list(classroom.memberships.all())
    present = [one for one in every if one.left_at is None]
    return replace(made(classroom, present), left=len(every) - len(present))


def of_member(member: Membership) -> Board:
    """The same of one member: a student's own page says what the instructor's does."""
    return made(member.classroom, [member], member.learner)


def made(
    classroom: Classroom, members: Sequence[Membership], learner: Learner | None = None
) -> Board:
    assignments = assignments_of(classroom)
    return laid_out(members, assignments, deeds_of(classroom, members, assignments, learner))


def assignments_of(classroom: Classroom) -> list[Assignment]:
    """Each with how many texts its pattern has."""
    texts = Count("pattern__studies", filter=Q(pattern__studies__way__in=READ))
    assigned = classroom.assignments.select_related("pattern", "exercise")
    assigned = assigned.exclude(exercise__status=ExerciseStatus.RETIRED)
    return list(assigned.defer("exercise__body").annotate(texts=texts))


def laid_out(members: Sequence[Membership], assignments: Sequence[Any], deeds: Deeds) -> Board:
    now = timezone.now()
    texts = {one.pattern_id: one.texts for one in assignments if one.pattern_id}
    known = replace(deeds, texts=texts)
    rows = [Row(one, [cell(one, work, known, now) for work in assignments]) for one in members]
    rows.sort(key=lambda row: row.member.folded_name)
    return Board(assignments, rows, now)


def deeds_of(
    classroom: Classroom,
    members: Sequence[Membership],
    assignments: Sequence[Assignment],
    learner: Learner | None,
) -> Deeds:
    """A query for each kind of deed that matters here, however many members there are."""
    by_kind: dict[str, set[int]] = defaultdict(set)
    for one in assignments:
        by_kind[one.kind].add(one.exercise_id or one.pattern_id or 0)
    patterns, exercises = by_kind[Kind.PATTERN], by_kind[Kind.EXERCISE]
    submissions = submissions_of(classroom, exercises, learner)
    return Deeds(
        texts_read=texts_read(classroom, patterns, learner),
        tests=tests_of(classroom, by_kind[Kind.TEST], learner),
        submissions=submissions,
        words=words_of(classroom, patterns, learner),
        goals=goals_of(chosen(members, assignments, submissions)),
    )


def texts_read(
    classroom: Classroom, patterns: set[int], learner: Learner | None
) -> dict[Subject, list[datetime]]:
    found: dict[Subject, list[datetime]] = defaultdict(list)
    if patterns:
        rows = seen.readings(classroom, learner)
        rows = rows.filter(study__pattern__in=patterns, study__way__in=READ)
        for who, pattern, at in rows.values_list("learner", "study__pattern", "read_at"):
            if at:
                found[who, pattern].append(at)
    return found


def tests_of(
    classroom: Classroom, patterns: set[int], learner: Learner | None
) -> dict[Subject, list[TestRun]]:
    found: dict[Subject, list[TestRun]] = defaultdict(list)
    if patterns:
        right = Count("slots__answers", filter=Q(slots__answers__is_right=True))
        rows = seen.begun_tests(classroom, learner).filter(pattern__in=patterns)
        counted = rows.annotate(right=right, of=Count("slots"))
        fields = ("learner", "pattern", "started_at", "finished_at", "right", "of")
        for who, pattern, *run in counted.values_list(*fields):
            found[who, pattern].append(TestRun(*run))
    return found


def submissions_of(
    classroom: Classroom, exercises: set[int], learner: Learner | None
) -> dict[Subject, list[HandedIn]]:
    found: dict[Subject, list[HandedIn]] = defaultdict(list)
    if exercises:
        rows = seen.submissions(classroom, learner).filter(exercise__in=exercises)
        fields = ("learner", "exercise", "pk", "submitted_at", "has_passed")
        for who, exercise, pk, at, has_passed in rows.values_list(*fields):
            found[who, exercise].append(HandedIn(pk, at, bool(has_passed)))
    return found


def chosen(
    members: Sequence[Membership],
    assignments: Sequence[Assignment],
    submissions: Mapping[Subject, Sequence[HandedIn]],
) -> set[int]:
    """The submissions that the cells speak of; only their goals need be fetched."""
    picked = {
        chosen_submission(
            member,
            work,
            submissions,
            max(member.joined_at, work.opens_at or member.joined_at),
        )
        for member in members
        for work in assignments
        if work.exercise_id
    }
    return {one.pk for one in picked if one}


def goals_of(submissions: Iterable[int]) -> dict[int, tuple[int, int]]:
    """How many goals are met and how many there are."""
    picked = set(submissions)
    if not picked:
        return {}
    rows = Submission.objects.filter(pk__in=picked).order_by()
    found = {}
    for pk, judged, foreseen in rows.values_list("pk", "judgements", "foreseen"):
        counted = tally(judgements_from(judged or foreseen))
        found[pk] = (counted.met, counted.of)
    return found


def words_of(
    classroom: Classroom, patterns: set[int], learner: Learner | None
) -> dict[Subject, str]:
    """The verdict's word for each member and pattern with answers."""
    if not patterns:
        return {}
    rows = (
        seen.answers(classroom, learner)
        .filter(question__pattern__in=patterns, is_first=True, tries=1, hints=0)
        .order_by("-answered_at", "-pk")
        .values_list(
            "learner",
            "question__pattern",
            "question__difficulty",
            "is_right",
            "question__guessing",
        )
    )
    found: dict[Subject, list[Exposure]] = defaultdict(list)
    for who, pattern, difficulty, is_right, guessing in rows:
        if len(newest := found[who, pattern]) < NEWEST:
            newest.append(Exposure(difficulty, is_right, guessing))
    return {subject: said(verdict(exposures)) for subject, exposures in found.items()}
