"""What an architecture is made of: components, what connects them, flows, failures, remedies."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property


class Zone(StrEnum):
    """Backstage, where images are made; on stage, where they run."""

    BUILD = "build"
    RUNTIME = "runtime"


class NodeKind(StrEnum):
    DEVELOPER = "developer"
    SOURCE = "source"
    CI = "ci"
    STAGE = "stage"
    REGISTRY = "registry"
    DEPLOYMENT = "deployment"
    USER = "user"
    LOAD_BALANCER = "load-balancer"
    GATEWAY = "gateway"
    SERVICE = "service"
    CACHE = "cache"
    DATABASE = "database"
    WORKER = "worker"


ACTORS = (NodeKind.DEVELOPER, NodeKind.USER)
BUILD_KINDS = (
    NodeKind.DEVELOPER,
    NodeKind.SOURCE,
    NodeKind.CI,
    NodeKind.STAGE,
    NodeKind.REGISTRY,
    NodeKind.DEPLOYMENT,
)


class EdgeKind(StrEnum):
    """How two components meet, and with it who depends on whom.

    sync      the source calls and waits: it depends on the target
    async     the source hands over and goes on: its work arrives late while the target fails
    artifact  something is made at the source and used by the target: the target depends on it
    control   the source tells the target what to do: the target depends on it for what is new
    """

    SYNC = "sync"
    ASYNC = "async"
    ARTIFACT = "artifact"
    CONTROL = "control"


CALLS = (EdgeKind.SYNC, EdgeKind.ASYNC)
ANSWERED = (EdgeKind.SYNC, EdgeKind.CONTROL)  # an order has an exit status, a call has a reply


class FlowKind(StrEnum):
    """request: from a user and back; release: from a developer to what runs; check: build only."""

    REQUEST = "request"
    RELEASE = "release"
    CHECK = "check"


class CacheOutcome(StrEnum):
    HIT = "hit"
    MISS = "miss"


class Mode(StrEnum):
    """down: every replica; slow: it answers late; one-replica: one of several is gone."""

    DOWN = "down"
    SLOW = "slow"
    ONE_REPLICA = "one-replica"


class Cause(StrEnum):
    """What decides whether another try or another replica can help.

    crash    the one instance stopped; another instance of the same thing would work
    network  a connection failed and comes back by itself
    defect   something is wrong in what was built: every try and every replica fails alike
    """

    CRASH = "crash"
    NETWORK = "network"
    DEFECT = "defect"


class MitigationKind(StrEnum):
    RETRY = "retry"
    SECOND_REPLICA = "second-replica"
    ROLLBACK = "rollback"
    LAST_GOOD_IMAGE = "last-good-image"
    STAMPEDE_PROTECTION = "stampede-protection"
    STALE_READS = "stale-reads"


@dataclass(frozen=True, slots=True)
class Node:
    """A component. `service_ms` is its mean work for one call, without waiting."""

    id: str
    kind: NodeKind
    label: str
    does: str
    zone: Zone
    replicas: int = 1
    workers: int = 1  # calls that one replica works on at the same time
    service_ms: float | None = None

    @property
    def servers(self) -> int:
        return self.replicas * self.workers

    @property
    def is_actor(self) -> bool:
        return self.kind in ACTORS


@dataclass(frozen=True, slots=True)
class Edge:
    """A connection in the direction in which calls, messages, artifacts or orders go."""

    id: str
    source: str
    target: str
    kind: EdgeKind
    label: str
    hard: bool

    @property
    def dependent(self) -> str:
        """The component that misses something when the other one fails."""
        return self.source if self.kind in CALLS else self.target

    @property
    def provider(self) -> str:
        return self.target if self.kind in CALLS else self.source


@dataclass(frozen=True, slots=True)
class Hop:
    """One step of a flow: along an edge, or back as the reply to it."""

    edge: str
    reply: bool
    sentence: str
    latency_ms: float
    note: str = ""


@dataclass(frozen=True, slots=True)
class Flow:
    """A way through the architecture. `latencies` says where its times come from."""

    id: str
    kind: FlowKind
    title: str
    summary: str
    latencies: str
    hops: tuple[Hop, ...]
    cache: CacheOutcome | None = None

    @property
    def hop_count(self) -> int:
        return len(self.hops)

    @property
    def latency_ms(self) -> float:
        return sum(hop.latency_ms for hop in self.hops)


@dataclass(frozen=True, slots=True)
class Mitigation:
    """A remedy, on the components that it can stand at."""

    id: str
    kind: MitigationKind
    label: str
    does: str
    limits: str
    on: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Failure:
    """A component fails. `notice` is what a learner should see in the outcome."""

    id: str
    component: str
    mode: Mode
    cause: Cause
    title: str
    happens: str
    notice: str
    mitigations: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Pair:
    """From one component of a published drawing to another, by id."""

    source: str
    target: str

    @property
    def back(self) -> "Pair":
        return Pair(self.target, self.source)


@dataclass(frozen=True, slots=True)
class Published:
    """A drawing and its list of hops as somebody published them, faults and all."""

    title: str
    task: str
    labels: tuple[tuple[str, str], ...]  # id, label
    edges: tuple[Pair, ...]
    hops: tuple[Pair, ...]

    def label(self, id_: str) -> str:
        return dict(self.labels)[id_]


@dataclass(frozen=True)
class Architecture:
    """A consistent architecture: `reading` makes them and refuses anything else."""

    title: str
    summary: str
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    flows: tuple[Flow, ...] = ()
    failures: tuple[Failure, ...] = ()
    mitigations: tuple[Mitigation, ...] = ()
    published: Published | None = None

    @cached_property
    def node(self) -> Mapping[str, Node]:
        return {node.id: node for node in self.nodes}

    @cached_property
    def edge(self) -> Mapping[str, Edge]:
        return {edge.id: edge for edge in self.edges}

    @cached_property
    def flow(self) -> Mapping[str, Flow]:
        return {flow.id: flow for flow in self.flows}

    @cached_property
    def failure(self) -> Mapping[str, Failure]:
        return {failure.id: failure for failure in self.failures}

    @cached_property
    def mitigation(self) -> Mapping[str, Mitigation]:
        return {mitigation.id: mitigation for mitigation in self.mitigations}

    @property
    def node_count(self) -> int:
        return len(self.nodes)

    @property
    def edge_count(self) -> int:
        return len(self.edges)

    def ends(self, hop: Hop) -> tuple[str, str]:
        """Where a hop starts and where it ends."""
        edge = self.edge[hop.edge]
        return (edge.target, edge.source) if hop.reply else (edge.source, edge.target)

    def nodes_in(self, zone: Zone) -> tuple[Node, ...]:
        return tuple(node for node in self.nodes if node.zone == zone)

    def joints(self) -> tuple[Edge, ...]:
        """The edges that join the two zones."""
        zone = {node.id: node.zone for node in self.nodes}
        return tuple(edge for edge in self.edges if zone[edge.source] != zone[edge.target])


@dataclass(frozen=True, slots=True)
class Step:
    """A hop as it is walked: its number, its ends, and the time since the flow began."""

    number: int
    of: int
    hop: Hop
    source: Node
    target: Node
    elapsed_ms: float


def steps(architecture: Architecture, flow: Flow) -> tuple[Step, ...]:
    walked = []
    elapsed = 0.0
    for number, hop in enumerate(flow.hops, start=1):
        elapsed += hop.latency_ms
        source, target = (architecture.node[end] for end in architecture.ends(hop))
        walked.append(Step(number, flow.hop_count, hop, source, target, round(elapsed, 6)))
    return tuple(walked)
