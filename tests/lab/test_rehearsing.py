"""Exercises that are built before they are published: asked for, built, and what is told of it."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from lab import rehearsing
from lab.exercises.exercise import Mistake
from lab.exercises.part import EXERCISES
from lab.models import Rehearsal
from lab.rehearsing import Rehearsing, ask, claim, story_of
from learning.content.course import read_course
from learning.content.files import read_folder
from sandbox import Status
from tests.lab.line import BASES, BUILT, FAILED, ONE_STAGE, FakeBuilder, exercise_with

FOLDER = "patterns/stages/exercises/two-stages/"
MISTAKE = Mistake("two", "One stage keeps it all.", ONE_STAGE)
NAMES = ["solution", "starter", "mistakes/two"]


def asked(**fields):
    ask(FOLDER, exercise_with(mistakes=(MISTAKE,), **fields))


def rehearse(builder=None):
    spoken = []
    work = Rehearsing(spoken.append)
    work.begin(builder or FakeBuilder(), BASES)
    work.join()
    return spoken


def run_out():
    Rehearsal.objects.update(held_until=timezone.now() - timedelta(seconds=1))


@pytest.mark.django_db
def test_nothing_is_told_of_what_nobody_asked_for():
    assert story_of(FOLDER) is None
    assert claim() is None


@pytest.mark.usefixtures("shared_database")
def test_every_file_is_built_and_held_against_what_it_is_to_be():
    asked()
    before = story_of(FOLDER)

    spoken = rehearse(FakeBuilder(BUILT, FAILED))

    story = story_of(FOLDER)
    assert (before.done, before.of, before.is_over, before.is_going_on) == (0, 3, False, False)
    assert (story.done, story.of, story.is_over, story.is_going_on) == (3, 3, True, False)
    assert [case.name for case in story.cases] == NAMES
    assert [case.status for case in story.cases] == [Status.OK, Status.FAILED, Status.FAILED]
    assert [len(case.judgements) for case in story.cases] == [3, 3, 3]
    assert [case.log for case in story.cases] == [(), ("no such file",), ("no such file",)]
    assert spoken == [f"{FOLDER}: begun", f"{FOLDER}: ended"]


@pytest.mark.usefixtures("shared_database")
def test_solution_that_misses_a_goal_is_not_as_it_should_be_and_a_mistake_that_does_is():
    asked()

    rehearse()  # the image that was built has no file, so the goal to have one is missed

    solution, starter, mistake = story_of(FOLDER).cases
    assert [one.id for one in solution.missed] == ["made"]
    assert not solution.is_as_it_should
    assert [one.id for one in mistake.missed] == ["two", "made"]
    assert (starter.is_as_it_should, mistake.is_as_it_should) == (True, True)


@pytest.mark.usefixtures("shared_database")
def test_asking_again_forgets_what_was():
    asked()
    rehearse()

    asked(digest="2" * 64)

    story = story_of(FOLDER)
    assert (story.digest, story.done, story.is_over) == ("2" * 64, 0, False)
    assert Rehearsal.objects.count() == 1


@pytest.mark.usefixtures("shared_database")
def test_result_of_what_is_no_longer_asked_for_is_not_kept():
    asked()
    row = claim()
    asked(digest="2" * 64)

    assert not rehearsing.keep(row, results=[{"name": "solution"}])
    assert story_of(FOLDER).cases == ()


@pytest.mark.usefixtures("shared_database")
def test_one_worker_has_it_at_a_time_and_the_next_goes_on_where_one_died():
    asked()
    row = claim()
    exercise = exercise_with()
    found = rehearsing.result_of(exercise, exercise.solution, FakeBuilder(), BASES)
    rehearsing.keep(row, results=[{"name": "solution", **found}])
    assert claim() is None
    run_out()
    builder = FakeBuilder()

    rehearse(builder)

    assert [case.name for case in story_of(FOLDER).cases] == NAMES
    assert builder.dockerfiles == [ONE_STAGE.dockerfile] * 2


@pytest.mark.usefixtures("shared_database")
def test_what_kills_workers_is_let_go():
    asked()
    for _ in range(rehearsing.MOST_TRIES):
        assert claim() is not None
        run_out()

    assert claim() is None
    assert (story_of(FOLDER).is_over, story_of(FOLDER).done) == (True, 0)


@pytest.mark.usefixtures("shared_database")
def test_worker_that_ends_leaves_it_to_the_next():
    asked()
    builder = FakeBuilder()
    builder.may_end.clear()
    spoken = []
    work = Rehearsing(spoken.append)
    work.begin(builder, BASES)
    assert builder.has_begun.wait(60)

    work.give_up()
    builder.may_end.set()
    work.join()

    row = Rehearsal.objects.get()
    assert (row.held_until, row.tries, row.results) == (None, 0, [])
    assert spoken == [f"{FOLDER}: begun", f"{FOLDER}: given up"]


@pytest.mark.usefixtures("shared_database")
def test_fault_of_ours_says_nothing_of_the_file(caplog):
    class Faulty(FakeBuilder):
        def check(self, *asked):
            raise ZeroDivisionError(asked)

    asked()

    rehearse(Faulty())

    cases = story_of(FOLDER).cases
    assert [case.message for case in cases] == [rehearsing.BROKE_OFF] * 3
    assert [case.is_known for case in cases] == [False] * 3
    assert len(caplog.records) == 3


@pytest.mark.builds
@pytest.mark.usefixtures("shared_database")
def test_shipped_exercise_is_as_it_should_be_when_it_is_really_built(builder):
    (exercise,) = [
        text.exercise
        for part, read in read_course(read_folder(settings.CONTENT_DIR)).parts
        if part is EXERCISES
        for text in read
        if text.exercise.slug == "mistyped-stage"
    ]
    ask(FOLDER, exercise)

    rehearse(builder)

    cases = story_of(FOLDER).cases
    assert {case.name: case.is_as_it_should for case in cases} == dict.fromkeys(
        rehearsing.cases(exercise), True
    )
    assert [case.undecided for case in cases if case.status == Status.OK] == [[]] * 2
