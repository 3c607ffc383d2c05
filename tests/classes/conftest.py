"""A class with a student, the small bank of the quizzes, and two exercises of the lab."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.core.signing import get_cookie_signer
from django.test import Client
from django.utils import timezone

from classes import joining, teaching
from classes.models import Assignment, Classroom, Kind, Membership
from lab.models import State, StoredExercise, Submission
from learning.learners import COOKIE
from learning.models import Learner, Reading, Study
from learning.signin import ADMINISTRATORS, INSTRUCTORS, roles
from quizzes.models import Answer, Attempt, Mode, Slot
from tests.quizzes.conftest import bank, pattern  # noqa: F401 -- fixtures of a neighbour


def days_ago(days):
    return timezone.now() - timedelta(days=days)


def instructor(name, *more):
    user = User.objects.create_user(name, f"{name}@example.org")
    user.groups.add(*roles(INSTRUCTORS, *more))
    return user


@pytest.fixture
def owner(db):
    return instructor("owner")


@pytest.fixture
def assistant(classroom):
    user = instructor("assistant")
    teaching.add_assistant(classroom, user)
    return user


@pytest.fixture
def administrator(db):
    return instructor("administrator", ADMINISTRATORS)


@pytest.fixture
def stranger(db):
    """An instructor, and owner of another class."""
    user = instructor("stranger")
    teaching.found(user, "Another class", "Somebody else")
    return user


@pytest.fixture
def classroom(owner):
    return teaching.found(owner, "Builds 101", "Ada Lovelace")


@pytest.fixture
def member(classroom):
    return joined(classroom, "Mia", days=10)


def joined(classroom, name, days=10, learner=None):
    """A learner who joined so many days ago."""
    membership = joining.join(classroom, learner or Learner.objects.create(), name)
    Membership.objects.filter(pk=membership.pk).update(joined_at=days_ago(days))
    return Membership.objects.select_related("classroom", "learner").get(pk=membership.pk)


def client_of(who):
    """A browser that is signed in, or that carries a learner's cookie."""
    client = Client()
    if isinstance(who, User):
        client.force_login(who, "allauth.account.auth_backends.AuthenticationBackend")
    elif isinstance(who, Learner):
        client.cookies[COOKIE] = get_cookie_signer(salt=COOKIE).sign(who.key)
    return client


def answered(question, learner, days, right=True, **more):
    """An answer that counted so many days ago."""
    values = {
        "learner": learner,
        "question": question,
        "revision": question.current,
        "mode": Mode.PRACTICE,
        "given": ["key"],
        "score": float(right),
        "credit": float(right),
        "is_right": right,
        "is_first": True,
        "misconceptions": [] if right else ["mixed-up"],
        "key": f"k{Answer.objects.count()}",
        "answered_at": days_ago(days),
    }
    return Answer.objects.create(**values | more)


def took_test(questions, learner, days, right, begun=None):
    """A test of these questions, begun and handed in; as many right as said."""
    finished = days_ago(days)
    attempt = Attempt.objects.create(
        learner=learner,
        pattern=questions[0].pattern,
        mode=Mode.TEST,
        started_at=days_ago(begun) if begun else finished - timedelta(minutes=12),
        finished_at=finished,
    )
    for number, question in enumerate(questions, start=1):
        slot = Slot.objects.create(
            attempt=attempt, number=number, revision=question.current, seed=number
        )
        answered(question, learner, days, number <= right, slot=slot, mode=Mode.TEST)
    return attempt


def begun_test(questions, learner, days):
    attempt = Attempt.objects.create(
        learner=learner,
        pattern=questions[0].pattern,
        mode=Mode.TEST,
        started_at=days_ago(days),
    )
    Slot.objects.create(attempt=attempt, number=1, revision=questions[0].current, seed=1)
    return attempt


GOAL = {"id": "two", "wants": "Two stages.", "because": "", "foreseen": None, "seen": None}


def judged(met, of):
    """Judgements as a submission keeps them, of which so many are met."""
    sights = [{"met": number < met, "text": "", "is_blocked": False} for number in range(of)]
    return [GOAL | {"id": f"goal-{n}", "foreseen": sight} for n, sight in enumerate(sights)]


def handed_in(exercise, learner, days, met=1, of=2, **more):
    values = {
        "learner": learner,
        "exercise": exercise,
        "form_key": f"form-{Submission.objects.count()}",
        "dockerfile": "FROM scratch\n",
        "exercise_digest": exercise.digest,
        "same": "0" * 64,
        "state": State.DONE,
        "foreseen": judged(met, of),
        "has_passed": met == of,
        "submitted_at": days_ago(days),
    }
    return Submission.objects.create(**values | more)


@pytest.fixture
def studies(pattern):  # noqa: F811 -- the fixture
    """Two texts to be read of the pattern, and its test, which is none."""
    values = {"summary": "", "minutes": 5, "parts": [], "sections": [], "digest": "0" * 64}
    return {
        way: Study.objects.get_or_create(
            pattern=pattern, way=way, defaults={"title": way.title(), **values}
        )[0]
        for way in ("overview", "why", "test")
    }


def read(study, learner, days):
    at = days_ago(days)
    return Reading.objects.create(learner=learner, study=study, read_at=at, updated_at=at)


@pytest.fixture
def exercise(pattern):  # noqa: F811 -- the fixture
    return StoredExercise.objects.create(
        slug="leave-it-behind",
        pattern=pattern,
        number=1,
        title="Leave the compiler behind",
        difficulty="easy",
        minutes=10,
        body="{}",
        digest="1" * 64,
        rendered="1" * 64,
    )


def assigned(classroom, thing, kind=None, **more):
    """An assignment of an exercise, or of a pattern or its test."""
    if isinstance(thing, StoredExercise):
        fields = {"kind": Kind.EXERCISE, "exercise": thing}
    else:
        fields = {"kind": kind or Kind.PATTERN, "pattern": thing}
    return Assignment.objects.create(classroom=classroom, **fields, **more)


def another_class():
    return Classroom.objects.create(name="Another", teacher="Bob")
