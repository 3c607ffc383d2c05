"""What a state of the page does to the drawing: what is lit, dimmed, tagged, or to be picked."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

from learning.architecture.impact import Impact, State
from learning.architecture.model import Architecture, Flow, Zone
from learning.diagram.quiz import Note, OrderQuestion, Question, choices

TAGS = {
    State.DOWN: "down",
    State.DEGRADED: "slower",
    State.BLOCKED: "nothing new",
    State.DELAYED: "late",
}
TAGS_OF_A_PERSON = TAGS | {State.DOWN: "no answer", State.DEGRADED: "waits"}


@dataclass(frozen=True, slots=True)
class Mark:
    """`look` are classes, `tag` the word beside, `href` where a click leads."""

    look: str = ""
    tag: str = ""
    href: str = ""


@dataclass(frozen=True, slots=True)
class Run:
    """The hop that is being walked, and its number."""

    edge: str
    reply: bool
    number: int


PLAIN = Mark()


@dataclass(frozen=True)
class Marks:
    """`zones` are those that the narrow drawing shows."""

    nodes: Mapping[str, Mark] = field(default_factory=dict)
    edges: Mapping[str, Mark] = field(default_factory=dict)
    run: Run | None = None
    zones: Collection[Zone] = tuple(Zone)

    def node(self, id_: str) -> Mark:
        return self.nodes.get(id_, PLAIN)

    def edge(self, id_: str) -> Mark:
        return self.edges.get(id_, PLAIN)


def address(**asked: str | int | Sequence[str]) -> str:
    """A state of the page, relative to it."""
    return "?" + urlencode(asked, doseq=True)


def looking(architecture: Architecture, node: str | None) -> Marks:
    """Every component leads to what it is; of the chosen one, its connections are lit."""
    edges = {}
    for edge in architecture.edges if node else ():
        edges[edge.id] = Mark("past" if node in (edge.source, edge.target) else "off")
    nodes = {
        one.id: Mark("picked" if one.id == node else "", href=address(node=one.id))
        for one in architecture.nodes
    }
    return Marks(nodes, edges)


def walking(architecture: Architecture, flow: Flow, number: int) -> Marks:
    """The hop with that number; what came before is lit, what is not of the flow is dim."""
    ends = [architecture.ends(hop) for hop in flow.hops]
    on_flow = {end for pair in ends for end in pair}
    reached = {end for pair in ends[:number] for end in pair}
    walked = {hop.edge for hop in flow.hops[:number]}
    nodes = {
        node.id: Mark(
            node_look(node.id, on_flow, reached, ends[number - 1]), href=address(node=node.id)
        )
        for node in architecture.nodes
    }
    used = {hop.edge for hop in flow.hops}
    edges = {
        edge.id: Mark("past" if edge.id in walked else "" if edge.id in used else "off")
        for edge in architecture.edges
    }
    hop = flow.hops[number - 1]
    zones = {architecture.node[id_].zone for id_ in on_flow}
    return Marks(nodes, edges, Run(hop.edge, hop.reply, number), zones)


def node_look(
    node: str, on_flow: Collection[str], reached: Collection[str], hop: tuple[str, str]
) -> str:
    if node not in on_flow:
        return "off"
    if node in hop:
        return "to" if node == hop[1] else "from"
    return "past" if node in reached else ""


def failing(architecture: Architecture, component: str) -> Marks:
    """Before the prediction: only what fails is told."""
    nodes = {
        node.id: Mark("failed", "fails") if node.id == component else PLAIN
        for node in architecture.nodes
    }
    return Marks(nodes)


def failed(architecture: Architecture, outcome: Impact) -> Marks:
    """Every component's state, and the connections along which the trouble went."""
    nodes = {}
    for node in outcome.nodes:
        is_person = architecture.node[node.node].is_actor
        tag = (TAGS_OF_A_PERSON if is_person else TAGS).get(node.state, "")
        if node.has_failed:
            tag = f"failed: {tag}" if tag else "failed"
        look = f"{node.state} {'failed' if node.has_failed else ''}".strip()
        nodes[node.node] = Mark(look, tag, address(node=node.node))
    hit = {link.edge for node in outcome.nodes for link in node.chain}
    edges = {edge.id: Mark("hit" if edge.id in hit else "off") for edge in architecture.edges}
    return Marks(nodes, edges)


def asking(
    architecture: Architecture,
    question: Question,
    picks: Sequence[str],
    notes: Sequence[Note] = (),
) -> Marks:
    """What may be picked leads to itself being picked; what was judged says how."""
    judged = {note.id: "right" if note.is_right else "wrong" for note in notes}
    is_order = isinstance(question, OrderQuestion)
    found = {}
    for id_ in choices(architecture, question):
        picked = id_ in picks
        look = f"open {'picked' if picked else ''} {judged.get(id_, '')}".strip()
        tag = judged.get(id_, "picked" if picked else "")
        if is_order and picked:
            tag = f"{picks.index(id_) + 1}"
        href = "" if notes or (is_order and picked) else picked_address(question, picks, id_)
        found[id_] = Mark(look, tag, href)
    if question.kind == "node":
        zones = {architecture.node[id_].zone for id_ in found}
        return Marks(nodes=found, zones=zones)
    ends = {end for id_ in found for end in edge_ends(architecture, id_)}
    return Marks(edges=found, zones={architecture.node[id_].zone for id_ in ends})


def picked_address(question: Question, picks: Sequence[str], id_: str) -> str:
    """One is picked instead of another; an order grows."""
    chosen = [*picks, id_] if isinstance(question, OrderQuestion) else [id_]
    return address(question=question.id, pick=chosen)


def edge_ends(architecture: Architecture, id_: str) -> tuple[str, str]:
    edge = architecture.edge[id_]
    return edge.source, edge.target
