"""What is told of the submissions to an exercise: each learner once, with the first."""

import pytest

from lab import statistics
from lab.exercises.exercise import Files
from lab.exercises.stored import exercise_of
from lab.judging import foresee, judgement_rows
from lab.models import State, StoredExercise
from lab.statistics import Share, histogram, statistics_of
from learning.models import Learner
from tests.lab.views.conftest import ROOT, SOLUTION, STARTER, both, hand_in, pattern, stored  # noqa: F401 -- fixtures

pytestmark = pytest.mark.django_db


@pytest.fixture
def handed_in(stored, hand_in):  # noqa: F811
    """A submission of somebody, judged by the report."""

    def put(dockerfile, whose=None, **fields):
        exercise = exercise_of(stored)
        judged = judgement_rows(foresee(exercise, Files(dockerfile)))
        whose = whose or Learner.objects.create()
        hand_in(learner=whose, dockerfile=dockerfile, judgements=judged, **fields)
        return whose

    return put


def named(shares):
    return {share.name: (share.count, share.of) for share in shares}


def test_each_learner_counts_with_the_first_that_was_handed_in(stored, handed_in):  # noqa: F811
    learner = handed_in(STARTER)
    handed_in(ROOT, learner)
    handed_in(ROOT)
    found = statistics_of(stored)

    two, user, answers = (goal.wants() for goal in exercise_of(stored).goals)
    assert found.learners == 2
    assert named(found.goals) == {user: (2, 2), two: (1, 2), answers: (0, 2)}


def test_goal_that_most_miss_comes_first(stored, handed_in):  # noqa: F811
    for dockerfile in (ROOT, ROOT, STARTER):
        handed_in(dockerfile)

    assert [share.count for share in statistics_of(stored).goals] == [3, 1, 0]


def test_known_mistake_is_told_by_its_goal_or_its_rule(stored, handed_in):  # noqa: F811
    handed_in(ROOT)
    handed_in(SOLUTION)
    found = statistics_of(stored).mistakes

    assert [(share.count, share.of) for share in found] == [(1, 2), (1, 2)]
    assert "LastStageAsRoot" in named(found)


def test_what_was_handed_in_after_the_solution_is_not_a_first(stored, handed_in):  # noqa: F811
    handed_in(ROOT, has_seen_solution=True)

    assert statistics_of(stored).learners == 0


def test_what_still_waits_is_not_counted(stored, handed_in):  # noqa: F811
    handed_in(ROOT, state=State.WAITING)

    assert statistics_of(stored).learners == 0


def test_tries_are_counted_until_passed(stored, handed_in):  # noqa: F811
    quick, slow = handed_in(SOLUTION, has_passed=True), handed_in(ROOT, has_passed=False)
    handed_in(SOLUTION, slow, has_passed=True)
    handed_in(SOLUTION, slow, has_passed=True)
    handed_in(ROOT, quick, has_passed=False)
    handed_in(ROOT, has_passed=False)

    assert [share.count for share in statistics_of(stored).tries] == [1, 1, 0, 0, 0, 1]


def test_size_is_that_of_a_learners_last_image(stored, handed_in):  # noqa: F811
    learner = handed_in(ROOT, status="ok", outcome={"image": {"bytes": 800_000_000}})
    handed_in(ROOT, learner, status="ok", outcome={"image": {"bytes": 7_000_000}})
    handed_in(ROOT, learner, status="failed", outcome={})

    assert [share for share in statistics_of(stored).sizes if share.count] == [
        Share("5 to 10 MB", 1, 1)
    ]


def test_steps_hold_every_size_once():
    found = histogram([0, 4_999_999, 5_000_000, 999_999_999, 10**9, 10**12])

    assert [share.count for share in found] == [2, 1, 0, 0, 0, 0, 0, 1, 2]
    assert histogram([]) == ()


def test_no_more_learners_are_read_than_allowed(stored, handed_in, monkeypatch):  # noqa: F811
    monkeypatch.setattr(statistics, "MOST", 2)
    for _ in range(3):
        handed_in(ROOT)

    assert statistics_of(stored).learners == 2


def test_table_counts_learners_and_not_submissions(stored, handed_in):  # noqa: F811
    learner = handed_in(ROOT, has_passed=False)
    handed_in(SOLUTION, learner, has_passed=True)
    handed_in(ROOT, has_passed=False)
    first, second = statistics.listed()

    assert (first.learners, first.passed, first.percent, first.is_shown) == (2, 1, 50, False)
    assert (second.learners, second.passed, second.percent) == (0, 0, 0)


def test_retired_exercise_is_listed_while_learners_have_tried_it(stored, handed_in):  # noqa: F811
    StoredExercise.objects.update(status="retired")
    before = statistics.listed()

    handed_in(ROOT)

    assert (before, [(one.stored, one.learners) for one in statistics.listed()]) == (
        [],
        [(stored, 1)],
    )
