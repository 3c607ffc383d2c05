"""What makes a list of hops a flow: each has an edge, they connect, and they end in their place."""

from collections.abc import Callable, Iterator

from learning.architecture.draft import Draft, Fault, Placed
from learning.architecture.model import (
    ANSWERED,
    CALLS,
    CacheOutcome,
    Edge,
    EdgeKind,
    FlowKind,
    Node,
    NodeKind,
    Zone,
)
from learning.architecture.schema import FlowRow, HopRow

Rule = Callable[[Draft], Iterator[Fault]]
LONGEST_MS = {  # a hop above this is a slip of the keyboard
    FlowKind.REQUEST: 10_000,
    FlowKind.RELEASE: 3_600_000,
    FlowKind.CHECK: 3_600_000,
}


def hops_have_an_edge(draft: Draft) -> Iterator[Fault]:
    if not draft.is_whole("node", "edge"):
        return
    for flow in draft.flows:
        for number, hop in enumerate(flow.row.hop):
            if not draft.edges_for(hop, flow.row.kind):
                message = f"{named(flow, number)}: no edge joins {hop.source} and {hop.target}"
                expected = "two nodes that an edge joins"
                if hop.edge:
                    message = f"{named(flow, number)}: {hop.edge} does not join these two nodes"
                    expected = "the id of an edge between them"
                yield Fault(flow.line("hop", number), message, expected)


def hops_connect(draft: Draft) -> Iterator[Fault]:
    """Hop n starts where hop n-1 ended. A sender that does not wait may also go on itself."""
    for flow in draft.flows:
        for number in range(1, len(flow.row.hop)):
            before, hop = flow.row.hop[number - 1 : number + 1]
            if hop.source not in places_after(draft, flow, before):
                message = (
                    f"{named(flow, number)} starts at {hop.source}, "
                    f"but hop {number} ended at {before.target}"
                )
                yield Fault(flow.line("hop", number), message, f'from = "{before.target}"')


def places_after(draft: Draft, flow: Placed[FlowRow], hop: HopRow) -> tuple[str, ...]:
    found = draft.edges_for(hop, flow.row.kind)
    if found and not found[0][1] and found[0][0].kind in (EdgeKind.ASYNC, EdgeKind.CONTROL):
        return hop.source, hop.target
    return (hop.target,)


def requests_stay_on_stage(draft: Draft) -> Iterator[Fault]:
    for flow in draft.flows:
        if flow.row.kind != FlowKind.REQUEST:
            continue
        for number, hop in enumerate(flow.row.hop):
            node = draft.node.get(hop.target)
            if node and node.zone == Zone.BUILD:
                message = f"{named(flow, number)}: a request enters {node.label} in the build zone"
                yield Fault(flow.line("hop", number), message, "a node of the runtime zone")


def hops_use_edges_of_their_kind(draft: Draft) -> Iterator[Fault]:
    for flow, number, _, edge, _ in draft.walked:
        is_request = flow.row.kind == FlowKind.REQUEST
        if (edge.kind in CALLS) != is_request:
            allowed = "sync or async" if is_request else "artifact or control"
            message = (
                f"{named(flow, number)}: {edge.id} is of kind {edge.kind} in a {flow.row.kind} flow"
            )
            yield Fault(flow.line("hop", number), message, f"an edge of kind {allowed}")


def replies_are_possible(draft: Draft) -> Iterator[Fault]:
    for flow, number, _, edge, reply in draft.walked:
        if reply and edge.kind not in ANSWERED:
            message = (
                f"{named(flow, number)}: nobody answers {edge.id}, which is of kind {edge.kind}"
            )
            yield Fault(flow.line("hop", number), message, "a reply to a sync or control edge")


def replies_follow_requests(draft: Draft) -> Iterator[Fault]:
    for flow in draft.flows:
        asked: list[str] = []
        for number, _, edge, reply in hops_of(draft, flow):
            if not reply:
                asked.append(edge.id)
            elif edge.id in asked:
                asked.remove(edge.id)
            elif edge.kind in ANSWERED:
                message = f"{named(flow, number)} answers {edge.id}, which nobody asked before"
                yield Fault(flow.line("hop", number), message, "the call first, then its reply")


def hops_of(draft: Draft, flow: Placed[FlowRow]) -> Iterator[tuple[int, HopRow, Edge, bool]]:
    for other, number, hop, edge, reply in draft.walked:
        if other is flow:
            yield number, hop, edge, reply


def flows_start_with_somebody(draft: Draft) -> Iterator[Fault]:
    for flow in draft.flows:
        wanted = NodeKind.USER if flow.row.kind == FlowKind.REQUEST else NodeKind.DEVELOPER
        node = draft.node.get(flow.row.hop[0].source)
        if node and node.kind != wanted:
            message = f"flow {flow.row.id} starts at {node.label}"
            yield Fault(flow.line("hop", 0, "from"), message, f"a node of kind {wanted}")


def flows_end_in_their_place(draft: Draft) -> Iterator[Fault]:
    for flow in draft.flows:
        last = len(flow.row.hop) - 1
        start, end = flow.row.hop[0].source, draft.node.get(flow.row.hop[-1].target)
        if end and (expected := missed_end(flow.row.kind, start, end)):
            message = f"flow {flow.row.id} ends at {end.label}"
            yield Fault(flow.line("hop", last, "to"), message, expected)


def missed_end(kind: FlowKind, start: str, end: Node) -> str:
    """What the end of the flow should have been, or nothing."""
    if kind == FlowKind.REQUEST and end.id != start:
        return f"the reply back to {start}"
    if kind == FlowKind.RELEASE and end.zone != Zone.RUNTIME:
        return "a node of the runtime zone, where the release runs"
    return ""


def checks_stay_backstage(draft: Draft) -> Iterator[Fault]:
    for flow in draft.flows:
        for number, hop in enumerate(flow.row.hop):
            node = draft.node.get(hop.target)
            if flow.row.kind == FlowKind.CHECK and node and node.zone == Zone.RUNTIME:
                message = f"{named(flow, number)}: a check leaves the build zone for {node.label}"
                yield Fault(flow.line("hop", number), message, "a node of the build zone")


def latencies_are_possible(draft: Draft) -> Iterator[Fault]:
    for flow in draft.flows:
        longest = LONGEST_MS[flow.row.kind]
        for number, hop in enumerate(flow.row.hop):
            if hop.latency_ms > longest:
                message = f"{named(flow, number)} takes {hop.latency_ms:g} ms"
                line = flow.line("hop", number, "latency_ms")
                yield Fault(line, message, f"at most {longest} ms in a {flow.row.kind} flow")


def cache_outcomes_are_true(draft: Draft) -> Iterator[Fault]:
    """A hit is answered by the cache alone; a miss asks the cache first, then the database."""
    for flow in draft.flows:
        if not flow.row.cache or not draft.is_whole("node"):
            continue
        kinds = [draft.node[h.target].kind for h in flow.row.hop if h.target in draft.node]
        is_miss = flow.row.cache == CacheOutcome.MISS
        if NodeKind.CACHE not in kinds or (NodeKind.DATABASE in kinds) != is_miss:
            message = f"flow {flow.row.id} is no cache {flow.row.cache}"
            expected = "the cache, and the database only after a miss"
            yield Fault(flow.line("cache"), message, expected)


def calculated_nodes_have_a_service_time(draft: Draft) -> Iterator[Fault]:
    """The calculator needs a time for each component that a cache hit or miss calls."""
    called = {
        hop.target
        for flow, _, hop, _, reply in draft.walked
        if flow.row.cache and not reply and hop.target in draft.node
    }
    for placed in draft.nodes:
        if placed.row.id in called and placed.row.service_ms is None:
            message = f"node {placed.row.id} is called in a cache flow and has no service_ms"
            yield Fault(placed.line(), message, "service_ms, the mean work for one call")


def everything_is_shown(draft: Draft) -> Iterator[Fault]:
    """An edge or a component that no flow uses is drawn for nothing, or a flow is missing."""
    if not draft.flows or not draft.is_whole("node", "edge", "flow"):
        return
    used = {edge.id for _, _, _, edge, _ in draft.walked}
    for edge in draft.edges:
        if edge.row.id not in used:
            yield Fault(edge.line(), f"no flow uses edge {edge.row.id}", "a hop along it")
    seen = {end for flow in draft.flows for hop in flow.row.hop for end in (hop.source, hop.target)}
    for node in draft.nodes:
        if node.row.id not in seen:
            yield Fault(node.line(), f"node {node.row.id} is in no flow", "a hop from or to it")


def named(flow: Placed[FlowRow], number: int) -> str:
    return f"flow {flow.row.id}, hop {number + 1}"


FLOW_RULES: tuple[Rule, ...] = (
    hops_have_an_edge,
    hops_connect,
    requests_stay_on_stage,
    hops_use_edges_of_their_kind,
    replies_are_possible,
    replies_follow_requests,
    flows_start_with_somebody,
    flows_end_in_their_place,
    checks_stay_backstage,
    latencies_are_possible,
    cache_outcomes_are_true,
    calculated_nodes_have_a_service_time,
    everything_is_shown,
)
