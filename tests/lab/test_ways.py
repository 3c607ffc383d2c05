"""How far a learner is with the way "lab" once an exercise is retired."""

import pytest

from lab import ways
from lab.exercises.part import open_way
from lab.models import ExerciseStatus, State, StoredExercise
from learning.models import Learner, Reading
from tests.lab.line import exercise_with, in_line, store

pytestmark = pytest.mark.django_db


@pytest.fixture
def second(stored):
    other = {"slug": "another", "number": 2, "digest": "2" * 64}
    open_way(stored.pattern, [exercise_with(), exercise_with(**other)])
    return store(**other)


def passed(exercise, learner):
    in_line(exercise, learner, state=State.DONE, has_passed=True)
    ways.note_passed(learner, exercise.pattern)


def retire(exercise):
    StoredExercise.objects.filter(pk=exercise.pk).update(status=ExerciseStatus.RETIRED)
    ways.note_all_passed(exercise.pattern)


def readings():
    return {one.learner: (one.percent, bool(one.read_at)) for one in Reading.objects.all()}


def test_whoever_has_passed_all_that_is_left_is_done(stored, second, learner):
    other = Learner.objects.create()
    passed(stored, learner)
    passed(second, other)
    before = readings()

    retire(second)

    assert before == {learner: (50, False), other: (50, False)}
    assert readings() == {learner: (100, True), other: (50, False)}


def test_retired_exercise_counts_for_nobody(stored, second, learner):
    retire(second)

    passed(second, learner)

    assert readings() == {learner: (0, False)}


def test_nobody_is_done_where_nothing_is_left(stored, second, learner):
    passed(stored, learner)
    StoredExercise.objects.update(status=ExerciseStatus.RETIRED)

    ways.note_all_passed(stored.pattern)

    assert readings() == {learner: (50, False)}
