"""The exercise on a published list of hops."""

import pytest

from learning.architecture.model import Pair
from learning.architecture.published import (
    Carrier,
    JudgedHop,
    grade,
    judge,
    judge_hops,
    jumps,
    unused_edges,
    unvisited,
    without_edge,
)
from tests.learning.architecture.examples import shipped


@pytest.fixture(scope="module")
def published():
    return shipped().published


def test_shipped_list_has_the_faults_it_is_known_for(published):
    judged = judge(published)

    assert [hop.number for hop in judged if hop.carrier == Carrier.EDGE] == [1, 2, 6]
    assert [hop.number for hop in judged if hop.carrier == Carrier.REPLY] == [7, 10, 11]
    assert [hop.number for hop in judged if hop.carrier == Carrier.NOTHING] == [3, 4, 5, 8, 9]
    assert [(hop.number, hop.jumps_from) for hop in judged if hop.is_jump] == [(9, "cache")]
    assert (len(judged), without_edge(published), jumps(published)) == (11, 5, 1)


def test_shipped_drawing_is_hardly_used(published):
    assert len(published.edges) == 11
    assert len(unused_edges(published)) == 8
    assert unvisited(published) == (
        "build-stage-1",
        "build-stage-2",
        "intermediate-image",
        "final-image",
        "deployment",
    )


def test_jump_on_an_edge_is_wrong_too():
    edges = (Pair("a", "b"), Pair("c", "d"))

    judged = judge_hops(edges, (Pair("a", "b"), Pair("c", "d")))

    assert judged == (
        JudgedHop(1, Pair("a", "b"), Carrier.EDGE, None),
        JudgedHop(2, Pair("c", "d"), Carrier.EDGE, "b"),
    )
    assert [hop.is_wrong for hop in judged] == [False, True]


def test_right_selection_is_right(published):
    result = grade(published, [3, 4, 5, 8, 9])

    assert (result.is_right, result.found, result.to_find, result.false_alarms) == (True, 5, 5, 0)


def test_selection_is_graded_hop_by_hop(published):
    result = grade(published, [1, 3, 9])

    assert [hop.judged.number for hop in result.hops if not hop.is_right] == [1, 4, 5, 8]
    assert (result.is_right, result.found, result.to_find, result.false_alarms) == (False, 2, 5, 1)


def test_every_hop_is_explained(published):
    result = grade(published, [])

    assert [result.hops[number - 1].explanation for number in (1, 3, 7, 9)] == [
        "An arrow leads from User to Load balancer.",
        "No arrow joins API gateway and Microservices, in either direction.",
        "The arrow leads from Microservices to Database; this is its reply.",
        "No arrow joins Microservices and API gateway, in either direction. "
        "It starts at Microservices, but hop 8 ended at Cache.",
    ]


@pytest.mark.parametrize("number", [0, 12, -1])
def test_hop_that_does_not_exist_is_refused(published, number):
    with pytest.raises(ValueError, match=f"no hop has the number {number}"):
        grade(published, [1, number])
