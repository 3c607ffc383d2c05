"""The marks of a state on a drawing."""

from dataclasses import asdict

import pytest

from learning.architecture.impact import impact, outage_of
from learning.architecture.layout import draw
from learning.architecture.model import Zone
from learning.diagram import marks
from learning.diagram.figure import along, figure
from tests.learning.diagram.small import EDGES, NODES, architecture

IDS = [row[0] for row in NODES]
BUILD = [row[0] for row in NODES if row[2] == "build"]


def drawn(marked, *, narrow=False):
    small = architecture()
    return figure(small, asdict(draw(small, narrow=narrow)), marked, "it")


def looks(shown):
    return {node.id: node.classes.split() for node in shown.nodes}


def walk(flow, number):
    small = architecture()
    return marks.walking(small, small.flow[flow], number)


@pytest.mark.parametrize("narrow", [False, True])
def test_every_node_and_edge_is_drawn(narrow):
    shown = drawn(marks.Marks(), narrow=narrow)

    assert [node.id for node in shown.nodes] == IDS
    assert [edge.id for edge in shown.edges] == [row[0] for row in EDGES]


def test_narrow_drawing_of_a_request_leaves_the_build_out():
    shown = drawn(walk("miss", 1), narrow=True)

    assert [node.id for node in shown.nodes] == [id_ for id_ in IDS if id_ not in BUILD]
    assert [lane.zone for lane in shown.lanes] == [Zone.RUNTIME]
    assert float(shown.height) < draw(architecture(), narrow=True).height


def test_wide_drawing_of_a_request_keeps_the_build_dim():
    shown = drawn(walk("miss", 1))

    assert {id_ for id_, look in looks(shown).items() if "off" in look} == set(BUILD)


def test_hop_is_lit_from_one_end_to_the_other():
    shown = drawn(walk("miss", 2))

    assert "from" in looks(shown)["service"]
    assert "to" in looks(shown)["cache"]
    assert (shown.run.reply, shown.run.token.text) == (False, "2")


def test_reply_runs_back_from_the_other_end():
    forward, back = drawn(walk("miss", 2)).run, drawn(walk("miss", 3)).run

    assert (forward.path, forward.reply, back.reply) == (back.path, False, True)
    assert float(back.y) > float(forward.y)


def test_what_crosses_a_border_is_bold():
    shown = drawn(marks.Marks())

    bold = {edge.id for edge in shown.edges if "bold" in edge.classes.split()}
    assert bold == {"build-final", "registry-service"}
    assert "lit" in looks(shown)["final-stage"]
    assert "lit" not in looks(shown)["build-stage"]


def test_states_are_said_in_words():
    small = architecture()
    outcome = impact(small, [outage_of(small.failure["database"])])

    shown = drawn(marks.failed(small, outcome))

    titles = {node.id: node.title for node in shown.nodes}
    assert titles["user"] == "The user, no answer"
    assert titles["service"] == "The service, 2 replicas, down"
    assert titles["database"] == "The database, failed: down"
    assert titles["cache"] == "The cache"
    assert {node.id for node in shown.nodes if node.tag} == {"user", "service", "database"}


def test_prediction_tells_only_what_fails():
    shown = drawn(marks.failing(architecture(), "database"))

    assert [(node.id, node.tag.word.text) for node in shown.nodes if node.tag] == [
        ("database", "fails")
    ]


def test_looking_leads_to_every_component():
    shown = drawn(marks.looking(architecture(), "cache"))

    assert {node.href for node in shown.nodes} == {f"?node={id_}" for id_ in IDS}
    assert [node.id for node in shown.nodes if node.is_picked] == ["cache"]
    assert [edge.id for edge in shown.edges if "past" in edge.classes] == ["service-cache"]


def test_point_along_a_line():
    corner = ((0, 0), (10, 0), (10, 10))

    assert along(corner, 4) == (4, 0)
    assert along(corner, 15) == (10, 5)
    assert along(corner, 99) == (10, 10)
