"""What goals say before a build and after it, and which of the two counts."""

import pytest

from lab import judging
from lab.exercises.exercise import Files
from lab.goals import Sight
from lab.goals.built import Built
from lab.judging import Judgement, foresee, see
from learning import time_box
from tests.lab.cases import MINE, exercise
from tests.lab.goals.made import (
    FAILURE,
    MAIN,
    NO_BUILD,
    ONE_STAGE,
    UNAVAILABLE,
    goal,
    image,
    layer,
    ok,
)

GOALS = (
    goal("stages", id="two", at_least=2, because="One stage ships what builds it."),
    goal("size", id="small", at_most="20 MB"),
)
EXERCISE = exercise(*GOALS)
TWO = Sight(True, "2 stages make the image: build (line 1) and stage 1 (line 6).")
LARGE = Sight(False, "The image is 21 MB: all of it comes with line 7.")
BUILT = Built({MAIN: ok(image([layer(21_000_000)]))})


def judgement(foreseen, seen):
    return Judgement("it", "A goal.", "", foreseen, seen)


def test_goals_are_foreseen_in_their_order():
    assert foresee(EXERCISE, MINE) == (
        Judgement("two", GOALS[0].wants(), "One stage ships what builds it.", TWO, None),
        Judgement("small", "The image is at most 20 MB.", "", None, None),
    )


def test_what_was_seen_stands_beside_what_was_foreseen():
    two, small = see(EXERCISE, MINE, BUILT)

    assert (two.foreseen, two.seen, two.is_met) == (TWO, None, True)
    assert (small.foreseen, small.seen, small.is_met) == (None, LARGE, False)


@pytest.mark.parametrize(
    ("foreseen", "seen", "is_met", "surprises"),
    [
        (None, None, None, False),
        (TWO, None, True, False),
        (None, LARGE, False, False),
        (TWO, LARGE, False, True),
        (LARGE, TWO, True, True),
        (TWO, Sight(False, "There is no image.", is_blocked=True), False, False),
    ],
)
def test_what_was_seen_counts_for_more(foreseen, seen, is_met, surprises):
    one = judgement(foreseen, seen)

    assert (one.sight, one.is_met, one.surprises) == (seen or foreseen, is_met, surprises)


def test_sandbox_that_could_not_build_changes_nothing():
    assert see(EXERCISE, MINE, Built({MAIN: UNAVAILABLE})) == foresee(EXERCISE, MINE)


def test_failed_build_meets_no_goal_that_needs_its_image():
    _, small = see(EXERCISE, MINE, Built({MAIN: NO_BUILD}))

    text = f"There is no image to look at: {FAILURE}"
    assert small.seen == Sight(False, text, is_blocked=True)


@pytest.mark.parametrize(
    "files",
    [
        Files("FROM alpine\n" + "RUN true\n" * 301),
        Files("FROM alpine\n#" + "x" * 65_536),
        Files("FROM alpine\n", "*\n" * 300),
    ],
)
def test_files_that_are_too_much_work_are_left_to_the_build(files):
    assert [one.sight for one in foresee(EXERCISE, files)] == [None, None]


def test_time_that_is_up_leaves_the_rest_open(monkeypatch):
    def give_up(seconds, work):
        work()
        raise time_box.TimeUpError

    monkeypatch.setattr(judging, "within", give_up)

    assert [one.is_met for one in foresee(EXERCISE, Files(ONE_STAGE))] == [False, False]


def test_builds_are_told_by_the_lines_of_the_files_that_were_built():
    longer = Files(MINE.dockerfile.replace("USER", "# nobody\nCOPY go.mod /\nUSER"))
    layers = Built({MAIN: ok(image([layer(1), layer(21_000_000)]))})

    small = see(EXERCISE, longer, layers)[1]

    assert small.seen == Sight(False, "The image is 21 MB: all of it comes with line 9.")
