"""How long a request takes when requests queue: a network of M/M/c stations.

Every component that a request calls is one station with c = replicas x workers servers, one
queue, first come first served. Requests arrive at random (Poisson) with rate r; a call takes
an exponentially distributed time with mean s. Per station, with a = r s offered erlangs:

    utilisation   rho = a / c
    P(wait)       C(c, a), Erlang's C formula
    mean wait     C / (c/s - r)
    wait > t      C exp(-(c/s - r) t), independent of the call's own service

A request visits the stations of its flow one after another. A share h of requests takes the
cache-hit flow, the rest the cache-miss flow. Mean response times add. For the 95th percentile
the times at the stations are taken as independent, as in a Jackson network; the Laplace
transform of their sum is inverted numerically (Euler's method, error below 1e-6).

Limits, and the page says so: real service times are not exponential (less spread means
shorter queues, heavy tails mean longer ones); a service that holds a thread while it waits
for its database has fewer workers than stated; no timeouts, no retries, no warm-up; the hit
ratio does not depend on the load. A station with rho >= 1 is saturated: its queue grows as
long as the load lasts, and no response time exists.

Sources: A. K. Erlang 1917; L. Kleinrock, Queueing Systems I (1975), 3.5 and 4.8; J. R. Jackson,
"Networks of waiting lines", Operations Research 5 (1957); J. Abate and W. Whitt, "A unified
framework for numerically inverting Laplace transforms", INFORMS J. Computing 18 (2006).
"""

from cmath import pi
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from math import comb, log

from learning.architecture.model import Architecture, CacheOutcome, EdgeKind, Flow

NETWORK_MS = 0.25  # one way between two machines of a data centre; half of a 0.5 ms round trip
TERMS = 12  # of the Euler sum; double precision carries no more
Transform = Callable[[complex], complex]


@dataclass(frozen=True, slots=True)
class Workload:
    """What a learner sets. `replicas` and `service_ms` replace the architecture's own values."""

    requests_per_s: float
    hit_ratio: float
    replicas: Mapping[str, int] = field(default_factory=dict)
    service_ms: Mapping[str, float] = field(default_factory=dict)
    network_ms: float = NETWORK_MS


@dataclass(frozen=True, slots=True)
class Station:
    """A component under load. Times in seconds; `calls` per request, on average."""

    node: str
    servers: int
    service_s: float
    calls: float
    arrivals_per_s: float

    @property
    def offered(self) -> float:
        return self.arrivals_per_s * self.service_s

    @property
    def utilisation(self) -> float:
        return self.offered / self.servers

    @property
    def is_saturated(self) -> bool:
        return self.utilisation >= 1

    @property
    def wait_probability(self) -> float:
        return 1.0 if self.is_saturated else erlang_c(self.servers, self.offered)

    @property
    def drain_per_s(self) -> float:
        """How much faster the busy servers work than calls arrive."""
        return self.servers / self.service_s - self.arrivals_per_s

    @property
    def mean_s(self) -> float | None:
        """Waiting and service; None if saturated."""
        if self.is_saturated:
            return None
        return self.wait_probability / self.drain_per_s + self.service_s

    @property
    def capacity_per_s(self) -> float:
        """Requests per second of the whole flow at which this station saturates."""
        return self.servers / (self.calls * self.service_s)

    def transform(self) -> Transform:
        """The Laplace transform of the time that one call spends here."""
        waits, drain, rate = self.wait_probability, self.drain_per_s, 1 / self.service_s
        return lambda s: (1 - waits + waits * drain / (drain + s)) * rate / (rate + s)


@dataclass(frozen=True, slots=True)
class Response:
    """`mean_ms` and `p95_ms` are None when a station is saturated."""

    stations: tuple[Station, ...]
    mean_ms: float | None
    p95_ms: float | None

    @property
    def bottleneck(self) -> Station:
        return max(self.stations, key=lambda station: station.utilisation)

    @property
    def saturated(self) -> tuple[str, ...]:
        return tuple(station.node for station in self.stations if station.is_saturated)

    @property
    def capacity_per_s(self) -> float:
        return min(station.capacity_per_s for station in self.stations)


@dataclass(frozen=True, slots=True)
class Path:
    """One of the two ways of a request. `waited` are the calls it waits for, by component."""

    share: float
    waited: Mapping[str, int]
    handed: Mapping[str, int]
    network_s: float


def erlang_c(servers: int, offered: float) -> float:
    """The probability that a call finds all servers busy; needs offered < servers."""
    blocked = 1.0  # Erlang's B by its recursion, which never overflows
    for busy in range(1, servers + 1):
        blocked = offered * blocked / (busy + offered * blocked)
    return servers * blocked / (servers - offered * (1 - blocked))


def respond(architecture: Architecture, workload: Workload) -> Response:
    """How the request flow answers under this load.

    Raises ValueError if the architecture has no cache-hit and cache-miss flow, or for a
    workload out of range.
    """
    checked(architecture, workload)
    paths = (
        path(architecture, CacheOutcome.HIT, workload.hit_ratio, workload.network_ms),
        path(architecture, CacheOutcome.MISS, 1 - workload.hit_ratio, workload.network_ms),
    )
    stations = tuple(stations_of(architecture, workload, paths))
    if any(station.is_saturated for station in stations):
        return Response(stations, None, None)
    by_node = {station.node: station for station in stations}
    mean = sum(p.share * mean_of(p, by_node) for p in paths)
    return Response(stations, 1000 * mean, 1000 * percentile(0.95, paths, by_node, mean))


def checked(architecture: Architecture, workload: Workload) -> None:
    values = (workload.requests_per_s, *workload.replicas.values(), *workload.service_ms.values())
    if not all(0 < value < float("inf") for value in values):
        raise ValueError("rates, replicas and service times are positive and finite")
    if not 0 <= workload.hit_ratio <= 1 or not 0 <= workload.network_ms < float("inf"):
        raise ValueError("the hit ratio lies between 0 and 1, the network time is not negative")
    named = (*workload.replicas, *workload.service_ms)
    if unknown := [node for node in named if node not in architecture.node]:
        raise ValueError(f"the architecture has no {unknown[0]}")


def path(
    architecture: Architecture, outcome: CacheOutcome, share: float, network_ms: float
) -> Path:
    flow = next((flow for flow in architecture.flows if flow.cache == outcome), None)
    if flow is None:
        raise ValueError(f"no flow is a cache {outcome}")
    waited = calls(architecture, flow, EdgeKind.SYNC)
    handed = calls(architecture, flow, EdgeKind.ASYNC)
    inner = sum(
        not any(architecture.node[end].is_actor for end in architecture.ends(hop))
        for hop in flow.hops
        if architecture.edge[hop.edge].kind == EdgeKind.SYNC
    )
    return Path(share, waited, handed, inner * network_ms / 1000)


def calls(architecture: Architecture, flow: Flow, kind: EdgeKind) -> dict[str, int]:
    """How often each component is called; a reply is no call."""
    counts: dict[str, int] = {}
    for hop in flow.hops:
        edge = architecture.edge[hop.edge]
        if not hop.reply and edge.kind == kind:
            counts[edge.target] = counts.get(edge.target, 0) + 1
    return counts


def stations_of(
    architecture: Architecture, workload: Workload, paths: tuple[Path, ...]
) -> list[Station]:
    stations = []
    for node in architecture.nodes:
        per_request = sum(
            p.share * (p.waited.get(node.id, 0) + p.handed.get(node.id, 0)) for p in paths
        )
        service_ms = workload.service_ms.get(node.id, node.service_ms)
        if not per_request or service_ms is None:
            continue
        servers = workload.replicas.get(node.id, node.replicas) * node.workers
        arrivals = per_request * workload.requests_per_s
        stations.append(Station(node.id, servers, service_ms / 1000, per_request, arrivals))
    return stations


def mean_of(path: Path, stations: Mapping[str, Station]) -> float:
    return path.network_s + sum(
        count * (stations[node].mean_s or 0) for node, count in path.waited.items() if path.share
    )


def percentile(
    share: float, paths: tuple[Path, ...], stations: Mapping[str, Station], mean: float
) -> float:
    """The time that this share of requests stays below, by bisection."""
    tails = [(p.share, p.network_s, tail(p, stations)) for p in paths if p.share]

    def above(t: float) -> float:
        return sum(part * (beyond(t - delay) if t > delay else 1) for part, delay, beyond in tails)

    low, high = 0.0, 2 * mean
    while above(high) > 1 - share:
        low, high = high, 2 * high
    while high - low > 1e-7 * high:
        middle = (low + high) / 2
        low, high = (middle, high) if above(middle) > 1 - share else (low, middle)
    return high


def tail(path: Path, stations: Mapping[str, Station]) -> Callable[[float], float]:
    """P(time at the stations > t) for one way of a request."""
    factors = [(stations[node].transform(), count) for node, count in path.waited.items()]

    def transform(s: complex) -> complex:
        product = 1 + 0j
        for factor, count in factors:
            product *= factor(s) ** count
        return (1 - product) / s

    return lambda t: inverted(transform, t)


def euler_weights() -> tuple[float, ...]:
    weights = [0.5] + [1.0] * TERMS + [0.0] * TERMS
    weights[2 * TERMS] = 2.0**-TERMS
    for k in range(1, TERMS):
        weights[2 * TERMS - k] = weights[2 * TERMS - k + 1] + 2.0**-TERMS * comb(TERMS, k)
    return tuple((-1) ** k * weight for k, weight in enumerate(weights))


WEIGHTS = euler_weights()
SHIFT = TERMS * log(10) / 3


def inverted(transform: Transform, t: float) -> float:
    """The function of t > 0 whose Laplace transform this is."""
    terms = (w * transform(complex(SHIFT, pi * k) / t).real for k, w in enumerate(WEIGHTS))
    return float(10 ** (TERMS / 3) / t * sum(terms))
