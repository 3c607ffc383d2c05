"""What components and edges must agree on. Every rule yields all its faults."""

import re
from collections.abc import Callable, Iterable, Iterator

from learning.architecture.draft import Draft, Fault, Placed
from learning.architecture.layout.metrics import EDGE_LABEL, NODE_LABEL, fits
from learning.architecture.model import ACTORS, BUILD_KINDS, EdgeKind, NodeKind, Zone
from learning.architecture.schema import EdgeRow, FailureRow, FlowRow, MitigationRow, NodeRow

Identified = Placed[NodeRow | EdgeRow | FlowRow | FailureRow | MitigationRow]
Rule = Callable[[Draft], Iterator[Fault]]
# "one" is left out: it is an article more often than a count
NUMBERS = ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven")
TYPED_COUNT = re.compile(
    rf"\b(?P<count>\d+|{'|'.join(NUMBERS)})[ -](?P<what>hop|component|edge)s?\b", re.IGNORECASE
)


def ids_are_unique(draft: Draft) -> Iterator[Fault]:
    tables: Iterable[tuple[Identified, ...]] = (
        draft.nodes,
        draft.edges,
        draft.flows,
        draft.failures,
        draft.mitigations,
    )
    for table in tables:
        seen: dict[str, int] = {}
        for placed in table:
            line = placed.line("id")
            if first := seen.get(placed.row.id):
                message = f"the id {placed.row.id} is taken by line {first}"
                yield Fault(line, message, f"another id for this {placed.where[0]}")
            seen.setdefault(placed.row.id, line)


def edges_join_known_nodes(draft: Draft) -> Iterator[Fault]:
    for placed in draft.edges:
        for key, end in (("from", placed.row.source), ("to", placed.row.target)):
            if not draft.is_known("node", end):
                message = f"edge {placed.row.id}: there is no node {end}"
                yield Fault(placed.line(key), message, "the id of a node")


def edges_join_two_nodes(draft: Draft) -> Iterator[Fault]:
    for placed in draft.edges:
        if placed.row.source == placed.row.target:
            message = f"edge {placed.row.id} leads from {placed.row.source} to itself"
            yield Fault(placed.line("to"), message, "another node")


def edges_are_drawn_once(draft: Draft) -> Iterator[Fault]:
    seen: dict[tuple[str, str, EdgeKind], str] = {}
    for placed in draft.edges:
        row = placed.row
        first = seen.setdefault((row.source, row.target, row.kind), row.id)
        if first != row.id:
            message = f"edge {row.id} is the same as edge {first}"
            yield Fault(placed.line(), message, "one edge of a kind between two nodes")


def nobody_waits_for_async(draft: Draft) -> Iterator[Fault]:
    for placed in draft.edges:
        if placed.row.kind == EdgeKind.ASYNC and placed.row.hard:
            message = f"edge {placed.row.id} is async and hard: who hands over does not wait"
            yield Fault(placed.line("hard"), message, "hard = false, or kind = sync")


def zones_meet_by_artifacts(draft: Draft) -> Iterator[Fault]:
    """Builds are not on the request path, and nothing that runs feeds a build."""
    for placed in draft.edges:
        source, target = draft.node.get(placed.row.source), draft.node.get(placed.row.target)
        if not source or not target or source.zone == target.zone:
            continue
        into_build = target.zone == Zone.BUILD
        called = placed.row.kind in (EdgeKind.SYNC, EdgeKind.ASYNC)
        if called or (into_build and placed.row.kind == EdgeKind.ARTIFACT):
            message = (
                f"edge {placed.row.id}, of kind {placed.row.kind}, leads from {source.label} in "
                f"the {source.zone} zone to {target.label} in the {target.zone} zone"
            )
            yield Fault(placed.line("kind"), message, "artifact or control, from build to runtime")


def databases_call_nobody(draft: Draft) -> Iterator[Fault]:
    """The service fills the cache from what it read; a database answers and does not call."""
    for placed in draft.edges:
        source = draft.node.get(placed.row.source)
        if source and source.kind == NodeKind.DATABASE and placed.row.kind == EdgeKind.SYNC:
            message = f"edge {placed.row.id}: {source.label} calls {placed.row.target}"
            yield Fault(placed.line("from"), message, "a call by the service that has the data")


def kinds_are_in_their_zone(draft: Draft) -> Iterator[Fault]:
    for placed in draft.nodes:
        zone = Zone.BUILD if placed.row.kind in BUILD_KINDS else Zone.RUNTIME
        if placed.row.zone != zone:
            message = (
                f"node {placed.row.id}: a {placed.row.kind} is not in the {placed.row.zone} zone"
            )
            yield Fault(placed.line("zone"), message, f'zone = "{zone}"')


def nodes_have_edges(draft: Draft) -> Iterator[Fault]:
    if not draft.is_whole("edge"):
        return
    joined = {end for edge in draft.edge for end in (edge.source, edge.target)}
    for placed in draft.nodes:
        if placed.row.id not in joined:
            yield Fault(
                placed.line(), f"no edge touches node {placed.row.id}", "an edge from or to it"
            )


def nodes_are_reachable(draft: Draft) -> Iterator[Fault]:
    """Everything is reached from somebody: a user's request or a developer's change."""
    if not draft.is_whole("node", "edge"):
        return
    reached = {node.id for node in draft.node.values() if node.is_actor}
    front = sorted(reached)
    while front:
        new = {edge.target for edge in draft.edge if edge.source in front} - reached
        reached |= new
        front = sorted(new)
    joined = {end for edge in draft.edge for end in (edge.source, edge.target)}
    for placed in draft.nodes:
        if placed.row.id in joined - reached:
            message = f"node {placed.row.id} cannot be reached from any {' or '.join(ACTORS)}"
            yield Fault(placed.line(), message, "a path of edges that leads to it")


def labels_fit(draft: Draft) -> Iterator[Fault]:
    for node in draft.nodes:
        if not fits(node.row.label, NODE_LABEL):
            message = f"node {node.row.id}: the label is too long for its box"
            yield Fault(node.line("label"), message, NODE_LABEL.described)
    for edge in draft.edges:
        if not fits(edge.row.label, EDGE_LABEL):
            message = f"edge {edge.row.id}: the label is too long for its place"
            yield Fault(edge.line("label"), message, EDGE_LABEL.described)


def counts_are_true(draft: Draft) -> Iterator[Fault]:
    """Counts are computed. Where a text states one all the same, it must agree."""
    for flow in draft.flows:
        for key in ("title", "summary"):
            yield from disputed(flow.line(key), getattr(flow.row, key), {"hop": len(flow.row.hop)})
    if draft.is_whole("node", "edge"):
        counts = {"component": len(draft.nodes), "edge": len(draft.edges)}
        for key in ("title", "summary"):
            yield from disputed(draft.lines.of((key,)), getattr(draft, key), counts)


def disputed(line: int, text: str, counts: dict[str, int]) -> Iterator[Fault]:
    for match in TYPED_COUNT.finditer(text):
        what, typed = match["what"].lower(), match["count"].lower()
        count = int(typed) if typed.isdigit() else NUMBERS.index(typed) + 2
        if what in counts and counts[what] != count:
            message = f"the text says {match[0]}, and there are {counts[what]}"
            yield Fault(line, message, "no number: counts are computed")


GRAPH_RULES: tuple[Rule, ...] = (
    ids_are_unique,
    edges_join_known_nodes,
    edges_join_two_nodes,
    edges_are_drawn_once,
    nobody_waits_for_async,
    zones_meet_by_artifacts,
    databases_call_nobody,
    kinds_are_in_their_zone,
    nodes_have_edges,
    nodes_are_reachable,
    labels_fit,
    counts_are_true,
)
