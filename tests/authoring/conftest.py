"""A small course that is served, and instructors who write in it: Ann, Bob, Cleo."""

import pytest
from django.contrib.auth.models import User

from authoring import drafts, reviewing
from authoring.models import Stage
from learning.content.course import read_course
from learning.content.storing import store
from learning.signin import INSTRUCTORS, roles
from tests.lab.exercises.texts import files as exercise_files
from tests.learning.content.courses import course_files
from tests.quizzes.bank.files import question_files


@pytest.fixture
def files():
    """The course's files: texts, a question of each kind, an exercise."""
    return course_files() | question_files() | exercise_files()


@pytest.fixture
def course(db, files):
    store(read_course(files))
    return files


@pytest.fixture
def instructor(db):
    def make(name):
        user = User.objects.create_user(username=name, email=f"{name}@example.org")
        user.groups.add(*roles(INSTRUCTORS))
        return user

    return make


@pytest.fixture
def ann(instructor):
    return instructor("ann")


@pytest.fixture
def bob(instructor):
    return instructor("bob")


@pytest.fixture
def cleo(instructor):
    return instructor("cleo")


@pytest.fixture
def approved(ann, bob):
    """A draft that Ann wrote and Bob approved."""

    def make(path, body):
        draft = drafts.begin(path, ann, body=body)
        draft = reviewing.ask(path, draft.version, ann)
        assert not isinstance(draft, reviewing.Refused), draft
        draft = reviewing.approve(path, draft.version, bob)
        assert draft.stage == Stage.APPROVED
        return draft

    return make
