"""How a prediction of an impact is judged."""

import pytest

from learning.architecture.impact import Outage, State, impact, outage_of
from learning.architecture.model import Mode
from learning.architecture.scoring import NodeScore, score
from tests.learning.architecture.examples import shipped


@pytest.fixture(scope="module")
def architecture():
    return shipped()


@pytest.fixture(scope="module")
def outcome(architecture):
    return impact(architecture, [outage_of(architecture.failure["final-stage"])])


def test_right_prediction_gets_every_point(architecture, outcome):
    prediction = {one.node: one.state for one in outcome.nodes}

    result = score(architecture, prediction, outcome)

    assert (result.points, result.possible, result.share) == (14, 14, 1)


def test_component_that_failed_is_not_asked_for(architecture, outcome):
    result = score(architecture, {}, outcome)

    assert [one.node for one in result.nodes] == [
        one.id for one in architecture.nodes if one.id != "final-stage"
    ]
    assert result.points == 0


def test_each_node_is_judged_and_explained(architecture, outcome):
    prediction = {
        "registry": State.BLOCKED,
        "service": State.DOWN,
        "gateway": State.DOWN,
        "deployment": State.UNAFFECTED,
    }

    judged = {one.node: one for one in score(architecture, prediction, outcome).nodes}

    assert [judged[id_].points for id_ in ("registry", "service", "gateway", "deployment")] == [
        1.0,
        0.5,
        0.0,
        0.0,
    ]
    assert judged["gateway"] == NodeScore(
        "gateway",
        State.DOWN,
        State.UNAFFECTED,
        0.0,
        "Not down: API gateway: goes on as before. Nothing that it depends on has failed.",
    )
    assert judged["service"].explanation.startswith(
        "Not down: Orders service: goes on, and gets no new release. The final stage is down"
    )
    assert judged["registry"].explanation == (
        "Registry: goes on, and gets no new release. The final stage is down: no replica answers. "
        "The registry gets nothing new while the final stage is down. What it has stays as it is."
    )


def test_person_is_told_of_as_a_person(architecture):
    outcome = impact(architecture, [Outage("load-balancer", Mode.DOWN)])

    judged = {one.node: one for one in score(architecture, {}, outcome).nodes}

    assert judged["user"].explanation == (
        "User: gets no answer. The load balancer is down: no replica answers. "
        "The user gets no answer from the load balancer."
    )


def test_prediction_about_nobody_is_refused(architecture, outcome):
    with pytest.raises(ValueError, match="the architecture has no nobody"):
        score(architecture, {"nobody": State.DOWN}, outcome)
