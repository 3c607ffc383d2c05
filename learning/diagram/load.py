"""The calculator's answer: how busy each component is, and how long a request takes."""

from dataclasses import dataclass

from learning.architecture.model import Architecture, Node
from learning.architecture.queueing import Response, Station, Workload, respond

BAR = 200  # px that a full load fills


@dataclass(frozen=True, slots=True)
class Loaded:
    """A component under load, in words and numbers."""

    node: Node
    station: Station
    percent: int
    bar: int
    mean: str
    word: str


@dataclass(frozen=True)
class Load:
    response: Response
    rows: tuple[Loaded, ...]
    bottleneck: Node
    saturated: tuple[str, ...]  # labels
    mean: str
    p95: str
    capacity: str


def stations(architecture: Architecture) -> tuple[Station, ...]:
    """Where requests queue; none if there are no flows with and without the cache."""
    try:
        return respond(architecture, Workload(requests_per_s=1, hit_ratio=0.5)).stations
    except ValueError:
        return ()


def load(architecture: Architecture, workload: Workload) -> Load:
    response = respond(architecture, workload)
    bottleneck = architecture.node[response.bottleneck.node]
    return Load(
        response=response,
        rows=tuple(
            loaded(architecture.node[station.node], station, station.node == bottleneck.id)
            for station in response.stations
        ),
        bottleneck=bottleneck,
        saturated=tuple(architecture.node[id_].label for id_ in response.saturated),
        mean=milliseconds(response.mean_ms),
        p95=milliseconds(response.p95_ms),
        capacity=f"{response.capacity_per_s:,.0f}",
    )


def loaded(node: Node, station: Station, is_bottleneck: bool) -> Loaded:
    word = "saturated" if station.is_saturated else "the bottleneck" if is_bottleneck else ""
    mean = milliseconds(None if station.mean_s is None else 1000 * station.mean_s)
    return Loaded(
        node=node,
        station=station,
        percent=round(100 * station.utilisation),
        bar=round(BAR * min(1.0, station.utilisation)),
        mean=mean,
        word=word,
    )


def milliseconds(value: float | None) -> str:
    """Three figures: 0.104 ms, 5.31 ms, 1,280 ms."""
    if value is None:
        return "grows without end"
    if value >= 100:
        return f"{value:,.0f} ms"
    return f"{value:.3g} ms"
