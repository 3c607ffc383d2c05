"""An architecture before it is accepted: rows with their places, for rules to judge."""

from dataclasses import dataclass
from functools import cached_property
from typing import Generic, NamedTuple, TypeVar

from learning.architecture.lines import Lines, Location
from learning.architecture.model import CALLS, Edge, EdgeKind, FlowKind, Node
from learning.architecture.schema import (
    EdgeRow,
    FailureRow,
    FlowRow,
    HopRow,
    MitigationRow,
    NodeRow,
    PublishedTable,
)

Row_co = TypeVar("Row_co", covariant=True)


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """What is wrong, on which line, and what was expected there."""

    line: int
    message: str
    expected: str = ""

    def __str__(self) -> str:
        expected = f" (expected {self.expected})" if self.expected else ""
        return f"{self.line}: {self.message}{expected}"


@dataclass(frozen=True, slots=True)
class Placed(Generic[Row_co]):
    """A row and where it stands."""

    row: Row_co
    where: Location
    lines: Lines

    def line(self, *key: str | int) -> int:
        return self.lines.of((*self.where, *key))


class Walked(NamedTuple):
    """A hop of a flow, and the edge that it goes along or answers."""

    flow: Placed[FlowRow]
    number: int
    hop: HopRow
    edge: Edge
    reply: bool


@dataclass(frozen=True)
class Draft:
    """The rows that are well formed, and the ids of those that are not.

    A rule passes over what refers to a broken row: that row has its own fault already.
    """

    title: str
    summary: str
    nodes: tuple[Placed[NodeRow], ...]
    edges: tuple[Placed[EdgeRow], ...]
    flows: tuple[Placed[FlowRow], ...]
    failures: tuple[Placed[FailureRow], ...]
    mitigations: tuple[Placed[MitigationRow], ...]
    published: Placed[PublishedTable] | None
    broken: frozenset[tuple[str, str]]  # table, id
    lines: Lines

    @cached_property
    def node(self) -> dict[str, Node]:
        return {row.id: Node(**dict(row)) for row in reversed([p.row for p in self.nodes])}

    @cached_property
    def edge(self) -> tuple[Edge, ...]:
        return tuple(Edge(**dict(placed.row)) for placed in self.edges)

    @cached_property
    def mitigation(self) -> dict[str, MitigationRow]:
        return {placed.row.id: placed.row for placed in reversed(self.mitigations)}

    def is_known(self, table: str, id_: str) -> bool:
        rows = self.node if table == "node" else self.mitigation
        return id_ in rows or (table, id_) in self.broken

    def is_whole(self, *tables: str) -> bool:
        return not any(table in tables for table, _ in self.broken)

    @cached_property
    def between(self) -> dict[tuple[str, str], list[Edge]]:
        found: dict[tuple[str, str], list[Edge]] = {}
        for edge in self.edge:
            found.setdefault((edge.source, edge.target), []).append(edge)
        return found

    def edges_for(self, hop: HopRow, kind: FlowKind) -> list[tuple[Edge, bool]]:
        """The edges that a hop may mean, the likeliest first, and whether it is their reply."""
        forward = [(edge, False) for edge in self.between.get((hop.source, hop.target), [])]
        back = [(edge, True) for edge in self.between.get((hop.target, hop.source), [])]
        found = [pair for pair in forward + back if hop.edge in (None, pair[0].id)]
        return sorted(found, key=lambda pair: (pair[1], rank(pair[0].kind, kind)))

    @cached_property
    def walked(self) -> tuple[Walked, ...]:
        """Every hop that has an edge, with it."""
        return tuple(
            Walked(flow, number, hop, *found[0])
            for flow in self.flows
            for number, hop in enumerate(flow.row.hop)
            if (found := self.edges_for(hop, flow.row.kind))
        )


def rank(edge: EdgeKind, flow: FlowKind) -> tuple[bool, int]:
    """A request means a call before anything else; a release means an artifact."""
    is_foreign = (edge in CALLS) != (flow == FlowKind.REQUEST)
    return is_foreign, list(EdgeKind).index(edge)
