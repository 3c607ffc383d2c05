"""What stops, degrades or goes on when components fail: troubles walk along dependencies.

A trouble is a fact about one component. Each edge passes a trouble of the component that is
depended on (its provider) to the one that depends (its dependent), as a milder or equal one:

    edge               provider's trouble    dependent's trouble
    sync, hard         down                  down: no replica is left to answer
                       slow                  slow
                       reduced               slow: calls in flight on the lost replica fail
    sync, soft         down, slow, reduced   slow: it answers without, later or less well
    async              down, slow, late      late: it answers now, what it handed over waits
    artifact, control  down, stuck           stuck: runs as it is, and gets nothing new
      hard             slow, held            held: what is new arrives late
      soft             down, stuck           held
    a cache that is down sends all reads of its callers to their databases: slow

The facts grow until nothing new follows. Every rule has one premise, so outages add up and
none can undo another; a mitigation only swaps a trouble for a milder one. Both are tested.
Left out: time (recovery, detection), load that shifts to the replicas that remain, and
failures that are wrong answers instead of missing ones.
"""

from collections import deque
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from learning.architecture.explaining import Trouble, passed_sentence, started_sentence
from learning.architecture.model import (
    Architecture,
    Cause,
    Edge,
    EdgeKind,
    Failure,
    MitigationKind,
    Mode,
    Node,
    NodeKind,
    Zone,
)


class State(StrEnum):
    """What a learner predicts for a component; the worse, the later."""

    UNAFFECTED = "unaffected"
    DELAYED = "delayed"
    BLOCKED = "blocked"  # goes on running, gets no new release
    DEGRADED = "degraded"
    DOWN = "down"

    @property
    def severity(self) -> int:
        return list(State).index(self)


SHOWN_AS = {
    Trouble.DOWN: State.DOWN,
    Trouble.SLOW: State.DEGRADED,
    Trouble.REDUCED: State.DEGRADED,
    Trouble.STUCK: State.BLOCKED,
    Trouble.WITHHELD: State.BLOCKED,
    Trouble.LATE: State.DELAYED,
    Trouble.HELD: State.DELAYED,
}
WORST_FIRST = tuple(SHOWN_AS)
NEW = {
    True: {
        Trouble.DOWN: Trouble.STUCK,
        Trouble.STUCK: Trouble.STUCK,
        Trouble.SLOW: Trouble.HELD,
        Trouble.HELD: Trouble.HELD,
    },
    False: {Trouble.DOWN: Trouble.HELD, Trouble.STUCK: Trouble.HELD},
}
SLOWED = {Trouble.SLOW: Trouble.SLOW, Trouble.REDUCED: Trouble.SLOW}
LATER = dict.fromkeys((Trouble.DOWN, Trouble.SLOW, Trouble.LATE), Trouble.LATE)
PASSED: Mapping[tuple[EdgeKind, bool], Mapping[Trouble, Trouble]] = {
    (EdgeKind.SYNC, True): {Trouble.DOWN: Trouble.DOWN, **SLOWED},
    (EdgeKind.SYNC, False): {Trouble.DOWN: Trouble.SLOW, **SLOWED},
    (EdgeKind.ASYNC, True): LATER,
    (EdgeKind.ASYNC, False): LATER,
    (EdgeKind.ARTIFACT, True): NEW[True],
    (EdgeKind.ARTIFACT, False): NEW[False],
    (EdgeKind.CONTROL, True): NEW[True],
    (EdgeKind.CONTROL, False): NEW[False],
}


@dataclass(frozen=True, slots=True)
class Outage:
    """A component fails. With one replica, losing one is losing all."""

    component: str
    mode: Mode
    cause: Cause = Cause.CRASH


@dataclass(frozen=True, slots=True)
class Link:
    """One step of a chain of reasons. `edge` is None where the chain begins."""

    node: str
    state: State
    edge: str | None
    sentence: str


@dataclass(frozen=True, slots=True)
class NodeImpact:
    """What becomes of a component, and why: the chain leads from an outage to it."""

    node: str
    state: State
    has_failed: bool
    chain: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Impact:
    """One NodeImpact for each component, in the order of the architecture."""

    nodes: tuple[NodeImpact, ...]

    def of(self, node: str) -> NodeImpact:
        return next(impact for impact in self.nodes if impact.node == node)

    def state(self, node: str) -> State:
        return self.of(node).state

    def in_state(self, state: State) -> tuple[str, ...]:
        return tuple(impact.node for impact in self.nodes if impact.state == state)


@dataclass(frozen=True, slots=True)
class Change:
    """A component that a mitigation brought to another state."""

    node: str
    before: State
    after: State


@dataclass(frozen=True, slots=True)
class Fact:
    """A trouble of a component and what it follows from."""

    node: str
    trouble: Trouble
    edge: Edge | None = None
    because: "Fact | None" = None

    @property
    def what(self) -> tuple[str, Trouble]:
        return self.node, self.trouble


def outage_of(failure: Failure) -> Outage:
    return Outage(failure.component, failure.mode, failure.cause)


def impact(
    architecture: Architecture, outages: Sequence[Outage], mitigations: Collection[str] = ()
) -> Impact:
    """Let components fail, with these mitigations switched on.

    Raises ValueError for a component or a mitigation that does not exist.
    """
    unknown = [o.component for o in outages if o.component not in architecture.node]
    unknown += [m for m in mitigations if m not in architecture.mitigation]
    if unknown:
        raise ValueError(f"the architecture has no {unknown[0]}")
    spread = Spread(architecture, mitigations)
    facts: dict[tuple[str, Trouble], Fact] = {}
    for outage in outages:
        for fact in spread.facts_after(outage):
            facts.setdefault(fact.what, fact)
    failed = {outage.component for outage in outages}
    return Impact(
        tuple(
            concluded(architecture, node, facts, node.id in failed) for node in architecture.nodes
        )
    )


class Spread:
    """How troubles spread through one architecture, with some mitigations switched on."""

    def __init__(self, architecture: Architecture, mitigations: Collection[str]) -> None:
        self.architecture = architecture
        self.remedies = {
            (architecture.mitigation[id_].kind, node)
            for id_ in mitigations
            for node in architecture.mitigation[id_].on
        }
        self.dependents: dict[str, list[Edge]] = {node.id: [] for node in architecture.nodes}
        for edge in architecture.edges:
            self.dependents[edge.provider].append(edge)

    def facts_after(self, outage: Outage) -> Iterator[Fact]:
        """All that follows from one outage, the nearest first."""
        first = Fact(outage.component, self.first_trouble(outage))
        waiting = deque([first])
        seen = {first.what}
        while waiting:
            fact = waiting.popleft()
            yield fact
            for new in (*self.passed_on(fact), *self.overloaded(fact)):
                if new.what not in seen:
                    seen.add(new.what)
                    waiting.append(new)

    def first_trouble(self, outage: Outage) -> Trouble:
        node = self.architecture.node[outage.component]
        if outage.mode == Mode.ONE_REPLICA and node.replicas > 1:
            return Trouble.REDUCED
        if outage.cause == Cause.DEFECT and self.has(MitigationKind.ROLLBACK, node.id):
            return Trouble.WITHHELD
        if outage.mode == Mode.SLOW:
            return Trouble.SLOW
        return self.stood_in(node, outage.cause)

    def stood_in(self, node: Node, cause: Cause) -> Trouble:
        """What is left of "down" when something can take over or try again."""
        if cause == Cause.NETWORK and self.has(MitigationKind.RETRY, node.id):
            return Trouble.SLOW
        has_second = self.has(MitigationKind.SECOND_REPLICA, node.id) and node.replicas == 1
        return Trouble.REDUCED if cause == Cause.CRASH and has_second else Trouble.DOWN

    def passed_on(self, fact: Fact) -> Iterator[Fact]:
        for edge in self.dependents[fact.node]:
            trouble = PASSED[edge.kind, edge.hard].get(fact.trouble)
            if trouble:
                trouble = self.eased(edge, fact.trouble, trouble)
            if trouble:
                yield Fact(edge.dependent, trouble, edge, fact)

    def eased(self, edge: Edge, trouble: Trouble, passed: Trouble) -> Trouble | None:
        is_sync = edge.kind == EdgeKind.SYNC
        if is_sync and trouble == Trouble.REDUCED and self.has(MitigationKind.RETRY, edge.provider):
            return None
        if (
            is_sync
            and passed == Trouble.DOWN
            and self.has(MitigationKind.STALE_READS, edge.provider)
        ):
            return Trouble.SLOW
        keeps_image = trouble == Trouble.STUCK and self.has(
            MitigationKind.LAST_GOOD_IMAGE, edge.provider
        )
        if keeps_image and self.architecture.node[edge.dependent].zone == Zone.RUNTIME:
            return Trouble.HELD
        return passed

    def overloaded(self, fact: Fact) -> Iterator[Fact]:
        """The databases that a dead cache no longer shields."""
        node = self.architecture.node[fact.node]
        if node.kind != NodeKind.CACHE or fact.trouble != Trouble.DOWN:
            return
        if self.has(MitigationKind.STAMPEDE_PROTECTION, node.id):
            return
        callers = {edge.source for edge in self.dependents[node.id] if edge.kind == EdgeKind.SYNC}
        for edge in self.architecture.edges:
            is_shielded = self.architecture.node[edge.target].kind == NodeKind.DATABASE
            if edge.source in callers and edge.kind == EdgeKind.SYNC and is_shielded:
                yield Fact(edge.target, Trouble.SLOW, edge, fact)

    def has(self, kind: MitigationKind, node: str) -> bool:
        return (kind, node) in self.remedies


def concluded(
    architecture: Architecture,
    node: Node,
    facts: Mapping[tuple[str, Trouble], Fact],
    has_failed: bool,
) -> NodeImpact:
    for trouble in WORST_FIRST:
        if fact := facts.get((node.id, trouble)):
            chain = tuple(chain_of(architecture, fact))
            return NodeImpact(node.id, SHOWN_AS[trouble], has_failed, chain)
    return NodeImpact(node.id, State.UNAFFECTED, has_failed, ())


def chain_of(architecture: Architecture, fact: Fact) -> list[Link]:
    state = SHOWN_AS[fact.trouble]
    node = architecture.node[fact.node]
    if fact.edge is None or fact.because is None:
        return [Link(fact.node, state, None, started_sentence(node, fact.trouble))]
    provider = architecture.node[fact.because.node]
    sentence = passed_sentence(node, provider, fact.edge, fact.because.trouble, fact.trouble)
    link = Link(fact.node, state, fact.edge.id, sentence)
    return [*chain_of(architecture, fact.because), link]


def changes(before: Impact, after: Impact) -> tuple[Change, ...]:
    """What a mitigation, or one outage more, has changed."""
    return tuple(
        Change(old.node, old.state, new.state)
        for old, new in zip(before.nodes, after.nodes, strict=True)
        if old.state != new.state
    )
