"""All that the class may see of one student, read once: a query for each kind of deed."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.db.models import Count, Q

from classes import seen
from classes.board import READ
from classes.models import Membership
from classes.work import Deeds, HandedIn, Subject, TestRun
from quizzes.verdict import Exposure


class Given(NamedTuple):
    """An answer."""

    pattern: int
    objective: str | None
    sentence: str | None
    difficulty: str
    guessing: float
    mode: str
    is_right: bool
    is_first: bool
    tries: int
    hints: int
    at: datetime

    @property
    def counts(self) -> bool:
        """Towards the verdict."""
        return self.is_first and self.tries == 1 and self.hints == 0

    @property
    def exposure(self) -> Exposure:
        return Exposure(self.difficulty, self.is_right, self.guessing)


GIVEN = (
    "question__pattern",
    "question__objective__slug",
    "question__objective__sentence",
    "question__difficulty",
    "question__guessing",
    "mode",
    "is_right",
    "is_first",
    "tries",
    "hints",
    "answered_at",
)


class BegunTest(NamedTuple):
    """A test that was begun after joining, handed in or not."""

    pattern: int | None
    title: str | None
    started_at: datetime
    finished_at: datetime | None
    right: int
    of: int


class Submitted(NamedTuple):
    pk: int
    exercise: int
    title: str
    at: datetime
    has_passed: bool | None
    has_seen_solution: bool


class TextRead(NamedTuple):
    way: str
    title: str
    pattern: int
    pattern_title: str
    at: datetime


@dataclass(frozen=True)
class Past:
    answers: Sequence[Given]  # newest first
    tests: Sequence[BegunTest]
    submissions: Sequence[Submitted]  # oldest first
    texts: Sequence[TextRead]  # oldest first


def of(member: Membership) -> Past:
    who = (member.classroom, member.learner)
    answers = seen.answers(*who).order_by("-answered_at", "-pk")
    right = Count("slots__answers", filter=Q(slots__answers__is_right=True))
    tests = seen.begun_tests(*who).annotate(right=right, of=Count("slots"))
    handed_in = seen.submissions(*who).order_by("submitted_at", "pk")
    read = seen.readings(*who).exclude(read_at=None).order_by("read_at")
    of_test = ("pattern", "pattern__title", "started_at", "finished_at", "right", "of")
    of_submission = ("pk", "exercise", "exercise__title", "submitted_at")
    of_reading = ("study__way", "study__title", "study__pattern", "study__pattern__title")
    return Past(
        [Given(*row) for row in answers.values_list(*GIVEN)],
        [BegunTest(*row) for row in tests.values_list(*of_test)],
        [
            Submitted(*row)
            for row in handed_in.values_list(*of_submission, "has_passed", "has_seen_solution")
        ],
        [TextRead(*row) for row in read.values_list(*of_reading, "read_at")],
    )


def deeds_of(member: Membership, past: Past) -> Deeds:
    """The same as the board sees them."""
    texts: dict[Subject, list[datetime]] = defaultdict(list)
    tests: dict[Subject, list[TestRun]] = defaultdict(list)
    submissions: dict[Subject, list[HandedIn]] = defaultdict(list)
    learner = member.learner_id
    for text in past.texts:
        if text.way in READ:
            texts[learner, text.pattern].append(text.at)
    for test in past.tests:
        run = TestRun(test.started_at, test.finished_at, test.right, test.of)
        tests[learner, test.pattern or 0].append(run)
    for one in past.submissions:
        handed_in = HandedIn(one.pk, one.at, bool(one.has_passed))
        submissions[learner, one.exercise].append(handed_in)
    return Deeds(texts_read=texts, tests=tests, submissions=submissions)
