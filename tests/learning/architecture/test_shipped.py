"""The architecture that ships with the pattern."""

import pytest

from learning.architecture.model import EdgeKind, Mode, NodeKind, Zone, steps
from tests.learning.architecture.examples import shipped


@pytest.fixture(scope="module")
def architecture():
    return shipped()


def walk(architecture, id_):
    walked = steps(architecture, architecture.flow[id_])
    return [walked[0].source.id, *(step.target.id for step in walked)]


@pytest.mark.parametrize(
    ("flow", "hops"),
    [("read-miss", 12), ("read-hit", 8), ("write", 11), ("release", 7), ("check", 6)],
)
def test_flows_have_their_hops(architecture, flow, hops):
    assert architecture.flow[flow].hop_count == hops


def test_cache_miss_asks_the_cache_first_and_fills_it_afterwards(architecture):
    assert " ".join(walk(architecture, "read-miss")) == (
        "user load-balancer gateway service cache service database service cache service "
        "gateway load-balancer user"
    )


def test_cache_hit_never_reaches_the_database(architecture):
    assert " ".join(walk(architecture, "read-hit")) == (
        "user load-balancer gateway service cache service gateway load-balancer user"
    )


def test_release_leads_from_the_developer_to_the_service(architecture):
    assert " ".join(walk(architecture, "release")) == (
        "developer source ci build-stage final-stage registry deployment service"
    )


def test_test_stage_is_off_the_path(architecture):
    assert "test-stage" not in walk(architecture, "release")
    assert architecture.edge["ci-test"].label == "--target test"
    assert not [edge for edge in architecture.edges if edge.source == "test-stage"]


def test_views_are_joined_by_one_edge(architecture):
    assert [(edge.source, edge.target) for edge in architecture.joints()] == [
        ("deployment", "service")
    ]


def test_what_crosses_from_stage_to_stage_is_copied(architecture):
    edge = architecture.edge["build-final"]

    assert (edge.label, edge.kind) == ("COPY --from", EdgeKind.ARTIFACT)


def test_every_main_component_can_fail(architecture):
    failing = {failure.component for failure in architecture.failures}

    main = {node.id for node in architecture.nodes if not node.is_actor} - {"source"}
    assert failing == main
    assert {failure.mode for failure in architecture.failures} == set(Mode)


def test_zones_hold_what_belongs_to_them(architecture):
    build, runtime = (architecture.nodes_in(zone) for zone in Zone)

    assert [node.kind for node in build].count(NodeKind.STAGE) == 3
    assert [node.id for node in runtime] == [
        "user",
        "load-balancer",
        "gateway",
        "service",
        "cache",
        "database",
        "mailer",
    ]
    assert architecture.node_count == len(build) + len(runtime)


def test_time_adds_up_hop_by_hop(architecture):
    flow = architecture.flow["read-hit"]

    walked = steps(architecture, flow)

    assert [step.elapsed_ms for step in walked] == [
        20.2,
        22.45,
        24.7,
        25.05,
        28.3,
        28.55,
        28.8,
        48.8,
    ]
    assert walked[-1].elapsed_ms == pytest.approx(flow.latency_ms)
    assert [(step.number, step.of) for step in walked[:2]] == [(1, 8), (2, 8)]


def test_miss_takes_longer_than_a_hit(architecture):
    assert architecture.flow["read-miss"].latency_ms > architecture.flow["read-hit"].latency_ms


@pytest.mark.parametrize("sign", ["!", "—", "TODO"])
def test_texts_are_calm(architecture, sign):
    assert sign not in repr(architecture)
