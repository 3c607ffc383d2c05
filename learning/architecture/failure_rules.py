"""What failures, remedies and the published drawing must agree on."""

from collections.abc import Callable, Iterator

from learning.architecture.draft import Draft, Fault, Placed
from learning.architecture.mitigations import misplaced, unsuited
from learning.architecture.model import Cause, Mode, Pair
from learning.architecture.published import JudgedHop, judge_hops
from learning.architecture.schema import FailureRow, PublishedTable

Rule = Callable[[Draft], Iterator[Fault]]


def failures_have_a_component(draft: Draft) -> Iterator[Fault]:
    for placed in draft.failures:
        node = draft.node.get(placed.row.component)
        line = placed.line("component")
        if not draft.is_known("node", placed.row.component):
            message = f"failure {placed.row.id}: there is no node {placed.row.component}"
            yield Fault(line, message, "the id of a node")
        elif node and node.is_actor:
            message = f"failure {placed.row.id}: {node.label} is a person and does not fail"
            yield Fault(line, message, "a component")


def one_replica_needs_several(draft: Draft) -> Iterator[Fault]:
    for placed in draft.failures:
        node = draft.node.get(placed.row.component)
        if node and placed.row.mode == Mode.ONE_REPLICA and node.replicas == 1:
            message = (
                f"failure {placed.row.id}: {node.id} has one replica, so losing it is mode down"
            )
            yield Fault(placed.line("mode"), message, 'mode = "down", or more replicas')


def failures_are_told_once(draft: Draft) -> Iterator[Fault]:
    seen: dict[tuple[str, Mode, Cause], str] = {}
    for placed in draft.failures:
        row = placed.row
        first = seen.setdefault((row.component, row.mode, row.cause), row.id)
        if first != row.id:
            message = f"failure {row.id} is the same as failure {first}"
            yield Fault(placed.line(), message, "another component, mode or cause")


def offered_mitigations_help(draft: Draft) -> Iterator[Fault]:
    """A remedy that is offered must be able to stand at that component for that failure."""
    for placed in draft.failures:
        for number, id_ in enumerate(placed.row.mitigations):
            line = placed.line("mitigations", number)
            if not draft.is_known("mitigation", id_):
                message = f"failure {placed.row.id}: there is no mitigation {id_}"
                yield Fault(line, message, "the id of a mitigation")
            elif reason := not_applicable(draft, placed, id_):
                message = f"failure {placed.row.id}: {id_} does not apply: {reason}"
                yield Fault(line, message, "a mitigation that can stand here")


def not_applicable(draft: Draft, placed: Placed[FailureRow], id_: str) -> str:
    mitigation = draft.mitigation.get(id_)
    node = draft.node.get(placed.row.component)
    if not mitigation or not node:
        return ""
    if node.id not in mitigation.on:
        return f"it does not stand at {node.id}"
    return unsuited(mitigation.kind, placed.row.mode)


def mitigations_have_a_place(draft: Draft) -> Iterator[Fault]:
    for placed in draft.mitigations:
        for number, id_ in enumerate(placed.row.on):
            line = placed.line("on", number)
            node = draft.node.get(id_)
            if not draft.is_known("node", id_):
                message = f"mitigation {placed.row.id}: there is no node {id_}"
                yield Fault(line, message, "the id of a node")
            elif node and (reason := misplaced(placed.row.kind, node)):
                yield Fault(line, f"mitigation {placed.row.id} at {id_}: {reason}", "another node")


def mitigations_are_offered(draft: Draft) -> Iterator[Fault]:
    if not draft.is_whole("failure"):
        return
    offered = {id_ for placed in draft.failures for id_ in placed.row.mitigations}
    for placed in draft.mitigations:
        if placed.row.id not in offered:
            message = f"no failure offers mitigation {placed.row.id}"
            yield Fault(placed.line(), message, "a failure that lists it")


def published_pairs_have_nodes(draft: Draft) -> Iterator[Fault]:
    if not draft.published:
        return
    table = draft.published.row
    ids = [node.id for node in table.node]
    for number, id_ in enumerate(ids):
        if id_ in ids[:number]:
            line = draft.published.line("node", number, "id")
            yield Fault(line, f"published: the id {id_} is taken", "another id")
    for key, pairs in (("edge", table.edge), ("hop", table.hop)):
        for number, pair in enumerate(pairs):
            for end in sorted({pair.source, pair.target} - set(ids)):
                line = draft.published.line(key, number)
                yield Fault(line, f"published {key}: there is no node {end}", "a published node")


def published_has_something_to_find(draft: Draft) -> Iterator[Fault]:
    if draft.published and not any(hop.is_wrong for hop in judged(draft.published.row)):
        line = draft.published.line("hop")
        yield Fault(line, "published: every hop is right", "a hop without edge, or a jump")


def judged(table: PublishedTable) -> Iterator[JudgedHop]:
    edges = tuple(Pair(edge.source, edge.target) for edge in table.edge)
    yield from judge_hops(edges, tuple(Pair(hop.source, hop.target) for hop in table.hop))


FAILURE_RULES: tuple[Rule, ...] = (
    failures_have_a_component,
    one_replica_needs_several,
    failures_are_told_once,
    offered_mitigations_help,
    mitigations_have_a_place,
    mitigations_are_offered,
    published_pairs_have_nodes,
    published_has_something_to_find,
)
