"""From an architecture to layers: ranks per lane, edges cut into chains, room for every label."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import ceil

from learning.architecture.layout.layers import Chain, Layers
from learning.architecture.layout.metrics import (
    EDGE_LABEL,
    NODE_LABEL,
    Setting,
    text_width,
    wrapped,
)
from learning.architecture.layout.ranking import offsets, ranks
from learning.architecture.model import Architecture, Edge, Zone

SIDE, CORRIDOR, OTHER_SIDE = (
    0,
    1,
    2,
)  # columns: the build lane, what joins the lanes, the runtime lane
IN_A_RANK = 3  # components side by side in a narrow drawing
NODE_PADDING = {False: 24, True: 16}  # px of width around the label; narrow or not
NODE_HEIGHT_PADDING = 18
NODE_MINIMUM = {False: 84, True: 76}
LINE_CLEARANCE = 5  # px between an edge and its own label
BEND = 5  # px that a passing edge needs on either side
HEADINGS = {Zone.BUILD: "Build zone, backstage", Zone.RUNTIME: "Runtime zone, on stage"}
HEADING_HEIGHT = 30


@dataclass(frozen=True, slots=True)
class Labels:
    """The lines of text of components and edges, and the room that they need."""

    nodes: tuple[tuple[str, ...], ...]
    edges: tuple[tuple[str, ...], ...]
    node_sizes: tuple[tuple[int, int], ...]
    edge_sizes: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Built:
    """The layers, and the text that goes into them."""

    layers: Layers
    labels: Labels


def builds(architecture: Architecture, narrow: bool) -> Iterator[Built]:
    """The ways to set the lanes against each other, the most compact first."""
    labels = set_labels(architecture, narrow)
    for rank in rankings(architecture, narrow):
        yield build(architecture, rank, narrow, labels)


def set_labels(architecture: Architecture, narrow: bool) -> Labels:
    nodes = tuple(lines(node.label, NODE_LABEL, narrow) for node in architecture.nodes)
    edges = tuple(lines(edge.label, EDGE_LABEL, narrow) for edge in architecture.edges)
    return Labels(
        nodes,
        edges,
        tuple(size(of_node, NODE_LABEL) for of_node in nodes),
        tuple(size(of_edge, EDGE_LABEL) for of_edge in edges),
    )


def build(
    architecture: Architecture, rank: Mapping[str, int], narrow: bool, labels: Labels
) -> Built:
    layers = Layers()
    for node, (width, height) in zip(architecture.nodes, labels.node_sizes, strict=True):
        column = OTHER_SIDE if node.zone == Zone.RUNTIME and not narrow else SIDE
        half = max(NODE_MINIMUM[narrow], width + NODE_PADDING[narrow]) // 2
        layers.add(2 * rank[node.id], column, half, half, height + NODE_HEIGHT_PADDING)
    vertex = {node.id: number for number, node in enumerate(architecture.nodes)}
    for number, edge in enumerate(architecture.edges):
        ends = (vertex[edge.source], vertex[edge.target])
        add_chain(layers, number, ends, labels.edge_sizes[number])
    if narrow and architecture.nodes_in(Zone.BUILD) and architecture.nodes_in(Zone.RUNTIME):
        last = max(rank[node.id] for node in architecture.nodes_in(Zone.BUILD))
        width = ceil(text_width(HEADINGS[Zone.RUNTIME], NODE_LABEL.font))
        layers.heading = layers.add(2 * last + 2, SIDE - 1, 0, width, HEADING_HEIGHT)
    return Built(layers, labels)


def rankings(architecture: Architecture, narrow: bool) -> Iterator[dict[str, int]]:
    """Lanes stand side by side; in a narrow drawing the second stands below the first."""
    lanes = [architecture.nodes_in(zone) for zone in Zone]
    first, second = ({node.id: n for n, node in enumerate(lane)} for lane in lanes)
    upper = lane_ranks(first, architecture.edges, narrow)
    lower = lane_ranks(second, architecture.edges, narrow)
    shifts = [0]
    if narrow and upper:
        shifts = [max(upper) + 2]
    elif upper and lower:
        shifts = offsets(upper, lower, [joint(e, first, second) for e in architecture.joints()])
    for shift in shifts:
        top = min(0, shift)
        rank = {id_: upper[number] - top for id_, number in first.items()}
        yield rank | {id_: lower[number] + shift - top for id_, number in second.items()}


def lane_ranks(numbers: dict[str, int], edges: Sequence[Edge], narrow: bool) -> list[int]:
    arcs = [
        (numbers[edge.source], numbers[edge.target])
        for edge in edges
        if edge.source in numbers and edge.target in numbers
    ]
    return ranks(len(numbers), arcs, IN_A_RANK if narrow else None)


def joint(edge: Edge, first: dict[str, int], second: dict[str, int]) -> tuple[int, int]:
    if edge.source in first:
        return first[edge.source], second[edge.target]
    return first[edge.target], second[edge.source]


def lines(label: str, setting: Setting, narrow: bool) -> tuple[str, ...]:
    return wrapped(label, setting.font, setting.narrow if narrow else setting.wide)


def size(of_label: tuple[str, ...], setting: Setting) -> tuple[int, int]:
    width = max(text_width(line, setting.font) for line in of_label)
    return ceil(width), len(of_label) * setting.line_height


def add_chain(layers: Layers, edge: int, ends: tuple[int, int], label: tuple[int, int]) -> None:
    """Bends in every layer between the ends, the label in the middle odd one."""
    is_upward = layers.layer[ends[0]] > layers.layer[ends[1]]
    upper, lower = (ends[1], ends[0]) if is_upward else ends
    top, bottom = layers.layer[upper], layers.layer[lower]
    same_lane = layers.column[upper] == layers.column[lower]
    column = layers.column[upper] if same_lane else CORRIDOR
    label_layer = top + 1 + 2 * ((bottom - top) // 4 if bottom - top > 2 else 0)
    chain = [upper]
    labelled = upper
    for layer in range(top + 1, bottom):
        if layer == label_layer:
            right = LINE_CLEARANCE + label[0] + BEND
            labelled = layers.add(layer, column, BEND, right, label[1])
        bend = labelled if layer == label_layer else layers.add(layer, column, BEND, BEND)
        layers.is_bend[bend] = True
        layers.is_joint[bend] = not same_lane
        layers.join(chain[-1], bend)
        chain.append(bend)
    layers.join(chain[-1], lower)
    layers.chains.append(Chain(edge, (*chain, lower), labelled, is_upward))
