"""What becomes of a system when parts of it fail."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from learning.architecture.impact import (
    Change,
    Outage,
    State,
    changes,
    impact,
    outage_of,
)
from learning.architecture.model import (
    Architecture,
    Cause,
    Edge,
    EdgeKind,
    Mitigation,
    MitigationKind,
    Mode,
    Node,
    NodeKind,
    Zone,
)
from tests.learning.architecture.examples import shipped

UNAFFECTED, DELAYED, BLOCKED, DEGRADED, DOWN = State
SYNC, ASYNC, ARTIFACT, CONTROL = EdgeKind


@pytest.fixture(scope="module")
def architecture():
    return shipped()


def node(id_, kind=NodeKind.SERVICE, zone=Zone.RUNTIME, replicas=1):
    return Node(id_, kind, id_.capitalize(), "Does.", zone, replicas)


def pair(kind, hard, replicas):
    """Two components; "b" is what "a" depends on."""
    ends = ("a", "b") if kind in (SYNC, ASYNC) else ("b", "a")
    nodes = (node("a"), node("b", replicas=replicas))
    return Architecture("Pair", "Two.", nodes, (Edge("e", *ends, kind, "e", hard),))


@pytest.mark.parametrize(
    ("kind", "hard", "mode", "replicas", "provider", "dependent"),
    [
        (SYNC, True, Mode.DOWN, 1, DOWN, DOWN),
        (SYNC, True, Mode.DOWN, 3, DOWN, DOWN),
        (SYNC, True, Mode.SLOW, 1, DEGRADED, DEGRADED),
        (SYNC, True, Mode.SLOW, 3, DEGRADED, DEGRADED),
        (SYNC, True, Mode.ONE_REPLICA, 1, DOWN, DOWN),
        (SYNC, True, Mode.ONE_REPLICA, 2, DEGRADED, DEGRADED),
        (SYNC, True, Mode.ONE_REPLICA, 3, DEGRADED, DEGRADED),
        (SYNC, False, Mode.DOWN, 1, DOWN, DEGRADED),
        (SYNC, False, Mode.DOWN, 3, DOWN, DEGRADED),
        (SYNC, False, Mode.SLOW, 1, DEGRADED, DEGRADED),
        (SYNC, False, Mode.ONE_REPLICA, 1, DOWN, DEGRADED),
        (SYNC, False, Mode.ONE_REPLICA, 2, DEGRADED, DEGRADED),
        (ASYNC, False, Mode.DOWN, 1, DOWN, DELAYED),
        (ASYNC, False, Mode.DOWN, 3, DOWN, DELAYED),
        (ASYNC, False, Mode.SLOW, 1, DEGRADED, DELAYED),
        (ASYNC, False, Mode.ONE_REPLICA, 1, DOWN, DELAYED),
        (ASYNC, False, Mode.ONE_REPLICA, 2, DEGRADED, UNAFFECTED),
        (ARTIFACT, True, Mode.DOWN, 1, DOWN, BLOCKED),
        (ARTIFACT, True, Mode.DOWN, 3, DOWN, BLOCKED),
        (ARTIFACT, True, Mode.SLOW, 1, DEGRADED, DELAYED),
        (ARTIFACT, True, Mode.ONE_REPLICA, 1, DOWN, BLOCKED),
        (ARTIFACT, True, Mode.ONE_REPLICA, 2, DEGRADED, UNAFFECTED),
        (ARTIFACT, False, Mode.DOWN, 1, DOWN, DELAYED),
        (ARTIFACT, False, Mode.SLOW, 1, DEGRADED, UNAFFECTED),
        (ARTIFACT, False, Mode.ONE_REPLICA, 2, DEGRADED, UNAFFECTED),
        (CONTROL, True, Mode.DOWN, 1, DOWN, BLOCKED),
        (CONTROL, True, Mode.SLOW, 1, DEGRADED, DELAYED),
        (CONTROL, True, Mode.ONE_REPLICA, 1, DOWN, BLOCKED),
        (CONTROL, True, Mode.ONE_REPLICA, 2, DEGRADED, UNAFFECTED),
        (CONTROL, False, Mode.DOWN, 1, DOWN, DELAYED),
        (CONTROL, False, Mode.SLOW, 1, DEGRADED, UNAFFECTED),
    ],
)
def test_trouble_passes_along_an_edge(kind, hard, mode, replicas, provider, dependent):
    outcome = impact(pair(kind, hard, replicas), [Outage("b", mode)])

    assert (outcome.state("b"), outcome.state("a")) == (provider, dependent)


@pytest.mark.parametrize("kind", EdgeKind)
def test_trouble_never_passes_to_what_is_depended_on(kind):
    outcome = impact(pair(kind, kind != ASYNC, 1), [Outage("a", Mode.DOWN)])

    assert outcome.state("b") == UNAFFECTED


def test_delay_is_not_passed_to_who_gets_an_answer():
    nodes = (node("a"), node("b"), node("c"))
    edges = (Edge("ab", "a", "b", SYNC, "e", True), Edge("bc", "b", "c", ASYNC, "e", False))

    outcome = impact(Architecture("T", "S", nodes, edges), [Outage("c", Mode.DOWN)])

    assert [one.state for one in outcome.nodes] == [UNAFFECTED, DELAYED, DOWN]


def test_cycle_comes_to_an_end():
    nodes = (node("a"), node("b"))
    edges = (Edge("ab", "a", "b", SYNC, "e", True), Edge("ba", "b", "a", SYNC, "e", True))

    outcome = impact(Architecture("T", "S", nodes, edges), [Outage("a", Mode.DOWN)])

    assert [one.state for one in outcome.nodes] == [DOWN, DOWN]


def test_final_stage_blocks_the_release_and_nothing_that_runs(architecture):
    outcome = impact(architecture, [outage_of(architecture.failure["final-stage"])])

    assert outcome.in_state(BLOCKED) == ("registry", "deployment", "service")
    assert outcome.in_state(DOWN) == ("final-stage",)
    assert len(outcome.in_state(UNAFFECTED)) == architecture.node_count - 4


def test_chain_of_reasons_leads_from_the_outage_to_the_node(architecture):
    outcome = impact(architecture, [outage_of(architecture.failure["final-stage"])])

    chain = outcome.of("service").chain

    assert [(link.node, link.state, link.edge) for link in chain] == [
        ("final-stage", DOWN, None),
        ("registry", BLOCKED, "final-registry"),
        ("deployment", BLOCKED, "registry-deployment"),
        ("service", BLOCKED, "deployment-service"),
    ]
    assert [link.sentence for link in chain] == [
        "The final stage is down: no replica answers.",
        "The registry gets nothing new while the final stage is down. What it has stays as it is.",
        "The registry has nothing new to pass on, so nothing new reaches the deployment. What it "
        "has stays as it is.",
        "The deployment has nothing new to pass on, so nothing new reaches the orders service. "
        "What it has stays as it is.",
    ]


@pytest.mark.parametrize(
    ("failure", "mitigation", "improved"),
    [
        ("final-stage", "retry", []),
        ("build-stage", "retry", []),
        (
            "build-stage-network",
            "retry",
            [
                Change("build-stage", DOWN, DEGRADED),
                Change("test-stage", BLOCKED, DELAYED),
                Change("final-stage", BLOCKED, DELAYED),
                Change("registry", BLOCKED, DELAYED),
                Change("deployment", BLOCKED, DELAYED),
                Change("service", BLOCKED, DELAYED),
            ],
        ),
        ("final-stage", "last-good-image", [Change("service", BLOCKED, DELAYED)]),
        (
            "service",
            "rollback",
            [
                Change("user", DOWN, UNAFFECTED),
                Change("load-balancer", DOWN, UNAFFECTED),
                Change("gateway", DOWN, UNAFFECTED),
                Change("service", DOWN, BLOCKED),
            ],
        ),
        ("service", "retry", []),
        (
            "service-replica",
            "retry",
            [
                Change("user", DEGRADED, UNAFFECTED),
                Change("load-balancer", DEGRADED, UNAFFECTED),
                Change("gateway", DEGRADED, UNAFFECTED),
            ],
        ),
        ("cache", "stampede-protection", [Change("database", DEGRADED, UNAFFECTED)]),
        (
            "database",
            "stale-reads",
            [
                Change("user", DOWN, DEGRADED),
                Change("load-balancer", DOWN, DEGRADED),
                Change("gateway", DOWN, DEGRADED),
                Change("service", DOWN, DEGRADED),
            ],
        ),
        (
            "mailer",
            "second-replica",
            [Change("service", DELAYED, UNAFFECTED), Change("mailer", DOWN, DEGRADED)],
        ),
        ("database-slow", "retry", []),
    ],
)
def test_mitigation_helps_where_it_can(architecture, failure, mitigation, improved):
    outages = [outage_of(architecture.failure[failure])]
    before = impact(architecture, outages)

    after = impact(architecture, outages, [mitigation])

    assert list(changes(before, after)) == improved


def test_dead_cache_lets_every_read_through(architecture):
    outcome = impact(architecture, [outage_of(architecture.failure["cache"])])

    assert outcome.state("database") == DEGRADED
    assert outcome.of("database").chain[-1].sentence == (
        "With the cache gone, every read that it answered goes to the database, which slows down."
    )


def test_failing_test_stage_stops_nothing(architecture):
    outcome = impact(architecture, [outage_of(architecture.failure["test-stage"])])

    assert outcome.in_state(UNAFFECTED) == tuple(
        one.id for one in architecture.nodes if one.id != "test-stage"
    )


def test_two_outages_add_up(architecture):
    outcome = impact(architecture, [Outage("cache", Mode.DOWN), Outage("registry", Mode.DOWN)])

    assert [outcome.state(id_) for id_ in ("service", "deployment", "database")] == [
        DEGRADED,
        BLOCKED,
        DEGRADED,
    ]
    assert [one.node for one in outcome.nodes if one.has_failed] == ["registry", "cache"]


@pytest.mark.parametrize(
    ("outages", "mitigations", "name"),
    [([Outage("nobody", Mode.DOWN)], [], "nobody"), ([], ["prayer"], "prayer")],
)
def test_what_does_not_exist_is_refused(architecture, outages, mitigations, name):
    with pytest.raises(ValueError, match=f"the architecture has no {name}"):
        impact(architecture, outages, mitigations)


KINDS = [NodeKind.SERVICE, NodeKind.CACHE, NodeKind.DATABASE, NodeKind.STAGE, NodeKind.WORKER]
IDS = "abcdef"


@st.composite
def architectures(draw):
    """Any graph with any remedies, more than the linter would let through."""
    ids = IDS[: draw(st.integers(2, len(IDS)))]
    kinds = {id_: draw(st.sampled_from(KINDS)) for id_ in ids}
    nodes = tuple(
        node(
            id_,
            kinds[id_],
            Zone.BUILD if kinds[id_] == NodeKind.STAGE else Zone.RUNTIME,
            draw(st.integers(1, 3)),
        )
        for id_ in ids
    )
    ends = st.tuples(st.sampled_from(ids), st.sampled_from(ids), st.sampled_from(EdgeKind))
    edges = tuple(
        Edge(f"e{number}", one, other, kind, "e", draw(st.booleans()) and kind != ASYNC)
        for number, (one, other, kind) in enumerate(draw(st.lists(ends, max_size=10, unique=True)))
        if one != other
    )
    protected = tuple(draw(st.lists(st.sampled_from(ids), unique=True)))
    mitigations = tuple(
        Mitigation(kind.value, kind, "M", "Does.", "Limits.", protected) for kind in MitigationKind
    )
    return Architecture("Any", "Any.", nodes, edges, mitigations=mitigations)


def outages(architecture):
    return st.lists(
        st.builds(
            Outage,
            st.sampled_from([one.id for one in architecture.nodes]),
            st.sampled_from(Mode),
            st.sampled_from(Cause),
        ),
        max_size=3,
    )


def no_better(worse, better):
    return all(
        one.state.severity >= other.state.severity
        for one, other in zip(worse.nodes, better.nodes, strict=True)
    )


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_failing_more_never_helps(data):
    architecture = data.draw(architectures())
    some, more = data.draw(outages(architecture)), data.draw(outages(architecture))
    active = data.draw(st.sets(st.sampled_from(sorted(MitigationKind))))

    assert no_better(impact(architecture, some + more, active), impact(architecture, some, active))


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_failing_harder_never_helps(data):
    """Without mitigations: with a standby, a crash may be milder than slowness, as in life."""
    architecture = data.draw(architectures())
    failing = data.draw(outages(architecture))
    down = [Outage(one.component, Mode.DOWN, one.cause) for one in failing]

    assert no_better(impact(architecture, down), impact(architecture, failing))


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_mitigation_never_hurts(data):
    architecture = data.draw(architectures())
    failing = data.draw(outages(architecture))
    active = data.draw(st.sets(st.sampled_from(sorted(MitigationKind))))
    one_more = active | {data.draw(st.sampled_from(sorted(MitigationKind)))}

    assert no_better(impact(architecture, failing, active), impact(architecture, failing, one_more))


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_replica_more_never_hurts(data):
    architecture = data.draw(architectures())
    failing = data.draw(outages(architecture))
    more = replace(
        architecture,
        nodes=tuple(replace(one, replicas=one.replicas + 1) for one in architecture.nodes),
    )

    assert no_better(impact(architecture, failing), impact(more, failing))


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_every_affected_node_has_an_unbroken_chain(data):
    architecture = data.draw(architectures())
    failing = data.draw(outages(architecture))

    outcome = impact(architecture, failing)

    for one in outcome.nodes:
        assert bool(one.chain) == (one.state != UNAFFECTED)
        if one.chain:
            first, *rest = one.chain
            assert first.edge is None
            assert first.node in {outage.component for outage in failing}
            assert one.chain[-1].node == one.node
            for before, link in zip(one.chain, rest, strict=False):
                edge = architecture.edge[link.edge]
                assert link.node in (edge.source, edge.target)
                assert before.node != link.node


def test_outage_of_one_replica_spares_a_component_with_a_second(architecture):
    second = impact(
        architecture, [Outage("database", Mode.DOWN, Cause.CRASH)], ["second-replica", "retry"]
    )

    assert [second.state(id_) for id_ in ("database", "service", "user")] == [
        DEGRADED,
        UNAFFECTED,
        UNAFFECTED,
    ]
