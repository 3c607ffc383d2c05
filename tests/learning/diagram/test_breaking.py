"""Failing, predicting, mending."""

import pytest

from learning.architecture.impact import State
from learning.architecture.model import Mode
from learning.diagram.breaking import (
    as_answers,
    break_it,
    failure_of,
    from_answers,
    may_be_predicted,
)
from tests.learning.diagram.small import architecture


def test_told_failure_is_found_by_its_id():
    assert failure_of(architecture(), "database").title == "Failure database"


def test_any_component_can_fail_with_the_remedies_that_stand_there():
    failure = failure_of(architecture(), "database.down")

    assert (failure.component, failure.mode) == ("database", Mode.DOWN)
    assert failure.mitigations == ("retry", "second-replica")
    assert failure_of(architecture(), "database.slow").mitigations == ("retry",)


@pytest.mark.parametrize(
    "name", ["", "nothing", "user.down", "database.gone", "cache.one-replica", "database.", ".down"]
)
def test_what_cannot_fail_is_no_failure(name):
    assert failure_of(architecture(), name) is None


def test_one_of_several_replicas_can_fail():
    failure = failure_of(architecture(), "service.one-replica")

    assert failure.title == "The service loses a replica"
    assert failure.happens == "One of its 2 replicas is gone."


def test_prediction_is_judged_for_everything_but_what_failed():
    small = architecture()
    failure = failure_of(small, "database")
    rest = {node.id: State.UNAFFECTED for node in may_be_predicted(small, failure)}

    outcome = break_it(small, failure, rest | {"user": State.DOWN, "service": State.DEGRADED})

    assert (outcome.right, outcome.near, outcome.score.possible) == (7, 1, 8)
    assert {row.node.id for row in outcome.rows if not row.is_right} == {"service", "database"}


def test_without_a_prediction_there_is_no_score():
    outcome = break_it(architecture(), failure_of(architecture(), "database"), {})

    assert outcome.score is None
    assert {row.scored for row in outcome.rows} == {None}


def test_remedy_changes_the_outcome_and_not_the_score():
    small = architecture()
    failure = failure_of(small, "database")
    guess = {"user": State.DOWN}

    bare = break_it(small, failure, guess)
    mended = break_it(small, failure, guess, ["second-replica"])

    assert bare.changes == ()
    assert [(change.node, change.before) for change in mended.changes] == [
        ("user", State.DOWN),
        ("service", State.DOWN),
        ("database", State.DOWN),
    ]
    assert mended.score == bare.score


def test_kept_answers_give_the_prediction_back():
    small = architecture()
    failure = failure_of(small, "database")
    prediction = {"user": State.DOWN, "cache": State.UNAFFECTED}

    assert from_answers(small, failure, as_answers(prediction)) == prediction


@pytest.mark.parametrize("answer", ["gone:down", "user:dead", "database:down", "user", ""])
def test_kept_answers_to_what_has_gone_are_dropped(answer):
    small = architecture()

    assert from_answers(small, failure_of(small, "database"), [answer]) == {}
