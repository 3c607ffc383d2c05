"""The calculator: closed forms, and a simulation that knows none of them."""

from fractions import Fraction
from heapq import heappop, heappush, heapreplace
from math import comb, exp, factorial, log, sqrt
from random import Random
from statistics import fmean, stdev

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from learning.architecture.model import (
    Architecture,
    CacheOutcome,
    Edge,
    EdgeKind,
    Flow,
    FlowKind,
    Hop,
    Node,
    NodeKind,
    Zone,
)
from learning.architecture.queueing import (
    NETWORK_MS,
    Workload,
    calls,
    erlang_c,
    respond,
)
from tests.learning.architecture.examples import shipped

EXACT = 1e-3  # a tenth of a percent
STUDENT_99 = 2.861  # two-sided, 19 degrees of freedom


@pytest.fixture(scope="module")
def architecture():
    return shipped()


def summed_erlang_c(servers, offered):
    """Erlang's formula as it stands in the books, in exact fractions."""
    a = Fraction(offered)
    last = a**servers / factorial(servers) * servers / (servers - a)
    return last / (sum(a**k / factorial(k) for k in range(servers)) + last)


@pytest.mark.parametrize("servers", [1, 2, 3, 8, 24, 100])
@pytest.mark.parametrize("load", ["1/100", "1/2", "9/10", "99/100"])
def test_erlang_c_agrees_with_the_sum(servers, load):
    offered = servers * Fraction(load)

    assert erlang_c(servers, float(offered)) == pytest.approx(
        float(summed_erlang_c(servers, offered)), rel=1e-9
    )


@pytest.mark.parametrize(
    ("servers", "offered", "probability"),
    [(1, 0.7, 0.7), (2, 1.0, 1 / 3), (2, 1.5, 9 / 14), (3, 2.0, 4 / 9), (5, 4.0, 0.5541)],
)
def test_erlang_c_agrees_with_the_tables(servers, offered, probability):
    assert erlang_c(servers, offered) == pytest.approx(probability, rel=EXACT)


def chain(*stations):
    """A user who calls stations one after another: (replicas, service_ms) each."""
    nodes = [Node("user", NodeKind.USER, "User", "Asks.", Zone.RUNTIME)]
    edges = []
    for number, (replicas, service_ms) in enumerate(stations):
        kind = NodeKind.SERVICE
        nodes.append(Node(f"s{number}", kind, "S", "Works.", Zone.RUNTIME, replicas, 1, service_ms))
        edges.append(Edge(f"e{number}", nodes[-2].id, f"s{number}", EdgeKind.SYNC, "e", True))
    hops = [Hop(edge.id, False, "s", 1) for edge in edges]
    hops += [Hop(edge.id, True, "s", 1) for edge in reversed(edges)]
    flows = tuple(
        Flow(outcome, FlowKind.REQUEST, "T", "S", "L", tuple(hops), outcome)
        for outcome in CacheOutcome
    )
    return Architecture("Chain", "One after another.", tuple(nodes), tuple(edges), flows)


def load(rate, **values):
    return Workload(rate, values.pop("hit_ratio", 0.5), network_ms=0, **values)


def test_one_server_has_the_closed_form():
    response = respond(chain((1, 10)), load(80))

    rate = 1 / 0.010 - 80
    assert response.mean_ms == pytest.approx(1000 / rate, rel=EXACT)
    assert response.p95_ms == pytest.approx(1000 * -log(0.05) / rate, rel=EXACT)


@pytest.mark.parametrize(("servers", "rate"), [(2, 150), (4, 350), (12, 600)])
def test_several_servers_have_the_closed_form(servers, rate):
    """P(T > t) of M/M/c, from Kleinrock's waiting time and an exponential service."""
    response = respond(chain((servers, 10)), load(rate))

    mu, waits = 100, float(summed_erlang_c(servers, Fraction(rate, 100)))
    drain = servers * mu - rate

    def tail(t):
        both = waits * (mu * exp(-drain * t) - drain * exp(-mu * t)) / (mu - drain)
        return (1 - waits) * exp(-mu * t) + both

    assert response.mean_ms == pytest.approx(1000 * (1 / mu + waits / drain), rel=EXACT)
    assert tail(response.p95_ms / 1000) == pytest.approx(0.05, rel=EXACT)


def test_two_stations_have_the_closed_form():
    response = respond(chain((1, 10), (1, 4)), load(60))

    a, b = 100 - 60, 250 - 60
    t = response.p95_ms / 1000
    assert response.mean_ms == pytest.approx(1000 * (1 / a + 1 / b), rel=EXACT)
    assert (b * exp(-a * t) - a * exp(-b * t)) / (b - a) == pytest.approx(0.05, rel=EXACT)


def test_many_equal_stations_have_an_erlang_time():
    response = respond(chain(*[(1, 5)] * 6), load(100))

    rate, t = 100, response.p95_ms / 1000
    tail = sum(exp(-rate * t) * (rate * t) ** k / factorial(k) for k in range(6))
    assert response.mean_ms == pytest.approx(60, rel=EXACT)
    assert tail == pytest.approx(0.05, rel=EXACT)


def test_calls_are_counted_without_replies(architecture):
    assert calls(architecture, architecture.flow["read-miss"], EdgeKind.SYNC) == {
        "load-balancer": 1,
        "gateway": 1,
        "service": 1,
        "cache": 2,
        "database": 1,
    }
    assert calls(architecture, architecture.flow["write"], EdgeKind.ASYNC) == {"mailer": 1}


def test_hits_spare_the_database(architecture):
    response = respond(architecture, Workload(1000, 0.8))

    use = {station.node: station.utilisation for station in response.stations}
    assert use == pytest.approx(
        {
            "load-balancer": 1000 * 0.0002 / 16,
            "gateway": 1000 * 0.002 / 16,
            "service": 1000 * 0.005 / 24,
            "cache": 1000 * 1.2 * 0.0001,
            "database": 1000 * 0.2 * 0.006 / 8,
        }
    )
    assert response.bottleneck.node == "service"
    assert response.capacity_per_s == pytest.approx(24 / 0.005)
    assert response.saturated == ()


def test_mean_of_the_shipped_flow_is_the_sum_of_its_stations(architecture):
    response = respond(architecture, Workload(3000, 0.7))

    calls_per_request = {
        "load-balancer": (16, 0.0002, 1),
        "gateway": (16, 0.002, 1),
        "service": (24, 0.005, 1),
        "cache": (1, 0.0001, 0.7 + 0.3 * 2),
        "database": (8, 0.006, 0.3),
    }
    expected = 0
    for servers, service, count in calls_per_request.values():
        rate = 3000 * count
        waits = float(summed_erlang_c(servers, Fraction(rate * service)))
        expected += count * (service + waits / (servers / service - rate))
    hops = 0.7 * 6 + 0.3 * 10
    assert response.mean_ms == pytest.approx(1000 * expected + hops * NETWORK_MS, rel=EXACT)


def test_saturated_is_said_as_saturated(architecture):
    response = respond(architecture, Workload(5000, 0.5))

    assert response.saturated == ("service", "database")
    assert (response.mean_ms, response.p95_ms) == (None, None)
    assert response.bottleneck.node == "database"
    assert response.bottleneck.utilisation == pytest.approx(5000 * 0.5 * 0.006 / 8)


def test_exactly_full_is_saturated():
    assert respond(chain((2, 10)), load(200)).saturated == ("s0",)


def test_learner_replaces_replicas_and_times(architecture):
    response = respond(
        architecture, Workload(1000, 0.5, {"service": 1}, {"service": 20.0, "database": 1.0})
    )

    service = next(station for station in response.stations if station.node == "service")
    assert (service.servers, service.service_s) == (8, 0.02)
    assert response.saturated == ("service",)


def test_nothing_is_asked_of_the_database_when_all_hit(architecture):
    response = respond(architecture, Workload(1000, 1.0))

    assert "database" not in [station.node for station in response.stations]
    assert response.p95_ms > response.mean_ms


@pytest.mark.parametrize(
    ("workload", "message"),
    [
        (Workload(0, 0.5), "positive and finite"),
        (Workload(float("inf"), 0.5), "positive and finite"),
        (Workload(float("nan"), 0.5), "positive and finite"),
        (Workload(1, 1.5), "between 0 and 1"),
        (Workload(1, float("nan")), "between 0 and 1"),
        (Workload(1, 0.5, network_ms=-1), "not negative"),
        (Workload(1, 0.5, {"cache": 0}), "positive and finite"),
        (Workload(1, 0.5, {"nobody": 1}), "the architecture has no nobody"),
    ],
)
def test_workload_out_of_range_is_refused(architecture, workload, message):
    with pytest.raises(ValueError, match=message):
        respond(architecture, workload)


def test_architecture_without_cache_flows_is_refused():
    bare = Architecture("Bare", "No flows.", chain((1, 1)).nodes, chain((1, 1)).edges)

    with pytest.raises(ValueError, match="no flow is a cache hit"):
        respond(bare, Workload(1, 0.5))


@settings(max_examples=60, deadline=None)
@given(
    st.floats(1, 4000), st.floats(0, 1), st.integers(1, 8), st.floats(0.1, 20), st.floats(1.01, 3)
)
def test_more_load_is_never_faster(rate, hit_ratio, replicas, service_ms, factor):
    architecture = chain((replicas, service_ms), (2, 1.0))
    calm = respond(architecture, load(rate, hit_ratio=hit_ratio))
    busy = respond(architecture, load(rate * factor, hit_ratio=hit_ratio))

    if calm.mean_ms is None:
        assert busy.mean_ms is None
    elif busy.mean_ms is not None:
        assert busy.mean_ms >= calm.mean_ms * (1 - 1e-9)
        assert busy.p95_ms >= calm.p95_ms * (1 - 1e-6)


def simulated(stations, paths, rate, requests, seed):
    """Response times in order of arrival; events in order of time, queues in order of coming."""
    random = Random(seed)
    free = {name: [0.0] * servers for name, (servers, _) in stations.items()}
    events, arrival, results = [], 0.0, [0.0] * requests
    for number in range(requests):
        arrival += random.expovariate(rate)
        path = random.choices([p for _, p in paths], [share for share, _ in paths])[0]
        heappush(events, (arrival, number, 0, arrival, path))
    while events:
        now, number, step, began, path = heappop(events)
        if step == len(path):
            results[number] = now - began
            continue
        servers = free[path[step]]
        done = max(now, servers[0]) + random.expovariate(1 / stations[path[step]][1])
        heapreplace(servers, done)
        heappush(events, (done, number, step + 1, began, path))
    return results


def interval(batches):
    middle = fmean(batches)
    half = STUDENT_99 * stdev(batches) / sqrt(len(batches))
    return middle - half, middle + half


@pytest.mark.parametrize(("rate", "hit_ratio"), [(600, 0.8), (900, 0.5)])
def test_simulation_agrees_within_its_confidence_interval(architecture, rate, hit_ratio):
    few = {"gateway": 1, "service": 1}
    workload = Workload(rate, hit_ratio, few, network_ms=0)
    response = respond(architecture, workload)
    stations = {one.node: (one.servers, one.service_s) for one in response.stations}
    hit = ["load-balancer", "gateway", "service", "cache"]
    paths = [(hit_ratio, hit), (1 - hit_ratio, [*hit, "database", "cache"])]

    times = simulated(stations, paths, rate, 30_000, seed=20)[2_000:]

    size = len(times) // 20
    batches = [sorted(times[start : start + size]) for start in range(0, 20 * size, size)]
    low, high = interval([fmean(batch) for batch in batches])
    assert low < response.mean_ms / 1000 < high
    assert high - low < 0.1 * low
    low, high = interval([batch[int(0.95 * size)] for batch in batches])
    assert low < response.p95_ms / 1000 < high


def test_weights_of_the_inversion_sum_as_they_must():
    """Euler's smoothing takes the mean of the binomial tail: its weights add up to 2^n parts."""
    from learning.architecture.queueing import TERMS, WEIGHTS  # noqa: PLC0415 -- only for this test

    tail = [abs(weight) for weight in WEIGHTS[TERMS + 1 :]]

    assert tail == [
        sum(comb(TERMS, k) for k in range(number, TERMS + 1)) / 2**TERMS
        for number in range(1, TERMS + 1)
    ]
