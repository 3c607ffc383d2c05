"""A stored drawing with the marks of one state on it, as the SVG template draws it.

Every shape is a path and every number a text: a template that formats a thousand numbers is
what a step would otherwise wait for.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import hypot
from typing import Any

from learning.architecture.layout.metrics import text_width
from learning.architecture.model import Architecture, Edge, EdgeKind, Node, NodeKind, Zone
from learning.diagram.marks import Mark, Marks
from learning.diagram.stored import Drawn

MARGIN = 8  # px around the lanes that are shown
TAG_FONT, TAG_HEIGHT = 12, 18
BOLD = 1.12  # how much wider bold letters are than the widths that are known
TOKEN_AT = 13  # px from where a hop starts to its number
CAP = 5  # px, half the height of a drum's lid
CORNER = 3
HEADING = (186, 27)  # px, what a lane's name needs
STORES = (NodeKind.DATABASE, NodeKind.CACHE, NodeKind.REGISTRY)
VERBS = {
    EdgeKind.SYNC: "calls, and waits for",
    EdgeKind.ASYNC: "hands over, without waiting, to",
    EdgeKind.ARTIFACT: "gives an artifact to",
    EdgeKind.CONTROL: "gives an order to",
}
Place = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Text:
    x: str
    y: str
    text: str


@dataclass(frozen=True, slots=True)
class Tag:
    """A word on a plate."""

    path: str
    word: Text


@dataclass(frozen=True, slots=True)
class DrawnLane:
    zone: str
    path: str
    plate: str
    heading: Text


@dataclass(frozen=True, slots=True)
class DrawnNode:
    """`behind` hints at further replicas."""

    id: str
    classes: str
    title: str
    href: str
    is_picked: bool
    path: str
    behind: str
    lines: tuple[Text, ...]
    tag: Tag | None


@dataclass(frozen=True, slots=True)
class DrawnEdge:
    id: str
    classes: str
    title: str
    href: str
    is_picked: bool
    path: str
    plate: str
    lines: tuple[Text, ...]
    tag: Tag | None


@dataclass(frozen=True, slots=True)
class DrawnRun:
    """The hop that is walked; `token` is its number, where it starts."""

    path: str
    reply: bool
    x: str
    y: str
    token: Text


@dataclass(frozen=True, slots=True)
class Figure:
    name: str  # wide or narrow; begins the ids
    title: str
    said: str
    top: str
    width: str
    height: str
    lanes: tuple[DrawnLane, ...]
    edges: tuple[DrawnEdge, ...]
    nodes: tuple[DrawnNode, ...]
    run: DrawnRun | None


def figure(architecture: Architecture, drawn: Drawn, marks: Marks, name: str) -> Figure:
    """The lanes that the marks are about. Lanes side by side share their height: both are drawn."""
    boxes = [lane["box"] for lane in drawn["lanes"] if lane["zone"] in marks.zones]
    top = min(box["y"] for box in boxes) - MARGIN
    bottom = max(box["y"] + box["height"] for box in boxes) + MARGIN
    return Figure(
        name=name,
        title=architecture.title,
        said=said(architecture),
        top=f"{top:g}",
        width=f"{drawn['width']:g}",
        height=f"{bottom - top:g}",
        lanes=tuple(lane_of(lane) for lane in drawn["lanes"] if top <= lane["box"]["y"] <= bottom),
        edges=tuple(edges(architecture, drawn, marks, (top, bottom))),
        nodes=tuple(nodes(architecture, drawn, marks, (top, bottom))),
        run=run_of(drawn, marks),
    )


def said(architecture: Architecture) -> str:
    """The drawing in a sentence; its parts say the rest."""
    build, runtime = (len(architecture.nodes_in(zone)) for zone in Zone)
    return (
        f"{build} components backstage, where the image is made, and {runtime} on stage, where it "
        f"runs; {architecture.edge_count} connections, {len(architecture.joints())} of them "
        "between the zones."
    )


def lane_of(lane: Place) -> DrawnLane:
    width, height = HEADING
    plate = {"x": lane["box"]["x"] + 1, "y": lane["box"]["y"] + 1, "width": width, "height": height}
    return DrawnLane(lane["zone"], rectangle(lane["box"]), rectangle(plate), text(lane["heading"]))


def images(architecture: Architecture) -> set[str]:
    """The stages that are pushed to a registry: they become the image."""
    return {
        edge.source
        for edge in architecture.edges
        if architecture.node[edge.target].kind == NodeKind.REGISTRY
        and architecture.node[edge.source].kind == NodeKind.STAGE
    }


def crossings(architecture: Architecture) -> set[str]:
    """What crosses a border: from another stage into the image, from one zone to the other."""
    pushed = images(architecture)
    into_image = {
        edge.id
        for edge in architecture.edges
        if edge.target in pushed and architecture.node[edge.source].kind == NodeKind.STAGE
    }
    return into_image | {edge.id for edge in architecture.joints()}


def nodes(
    architecture: Architecture, drawn: Drawn, marks: Marks, span: tuple[float, float]
) -> Iterator[DrawnNode]:
    pushed = images(architecture)
    for one in drawn["nodes"]:
        if span[0] <= one["box"]["y"] <= span[1]:
            node = architecture.node[one["id"]]
            yield node_of(node, one, marks.node(node.id), is_lit=node.id in pushed)


def node_of(node: Node, drawn: Place, mark: Mark, *, is_lit: bool) -> DrawnNode:
    box = drawn["box"]
    is_drum = node.kind in STORES
    is_many = node.replicas > 1 and not is_drum
    radius = box["height"] / 2 if node.is_actor else CORNER
    return DrawnNode(
        id=node.id,
        classes=joined("node", node.zone, "lit" if is_lit else "", mark.look),
        title=node_title(node, mark),
        href=mark.href,
        is_picked="picked" in mark.look,
        path=drum(box) if is_drum else rectangle(box, radius),
        behind=rectangle({**box, "x": box["x"] + 4, "y": box["y"] - 4}, CORNER) if is_many else "",
        lines=tuple(text(line, 3 if is_drum else 0) for line in drawn["lines"]),
        tag=tag_at(box["x"] + box["width"] + 10, box["y"], mark.tag),
    )


def node_title(node: Node, mark: Mark) -> str:
    replicas = f"{node.replicas} replicas" if node.replicas > 1 else ""
    return ", ".join(part for part in (node.label, replicas, mark.tag) if part)


def edges(
    architecture: Architecture, drawn: Drawn, marks: Marks, span: tuple[float, float]
) -> Iterator[DrawnEdge]:
    bold = crossings(architecture)
    for one in drawn["edges"]:
        if any(span[0] <= y <= span[1] for _, y in one["points"]):
            edge = architecture.edge[one["id"]]
            look = "bold" if edge.id in bold else ""
            yield edge_of(architecture, edge, one, marks.edge(edge.id), look)


def edge_of(
    architecture: Architecture, edge: Edge, drawn: Place, mark: Mark, look: str
) -> DrawnEdge:
    source, target = architecture.node[edge.source], architecture.node[edge.target]
    title = f"{source.label} {VERBS[edge.kind]} {target.label}: {edge.label}"
    box = drawn["label"]["box"]
    inside = source.zone if source.zone == target.zone else ""
    return DrawnEdge(
        id=edge.id,
        classes=joined("wire", edge.kind, look, inside, mark.look),
        title=f"{title} ({mark.tag})" if mark.tag else title,
        href=mark.href,
        is_picked="picked" in mark.look,
        path=drawn["path"],
        plate=rectangle(box),
        lines=tuple(text(line) for line in drawn["label"]["lines"]),
        tag=tag_on(box["x"], box["y"], mark.tag),
    )


def joined(*classes: str) -> str:
    return " ".join(part for part in classes if part)


def text(line: Place, lower: float = 0) -> Text:
    return Text(f"{line['x']:g}", f"{line['y'] + lower:g}", line["text"])


def rectangle(box: Place, radius: float = 0) -> str:
    x, y, width, height = box["x"], box["y"], box["width"], box["height"]
    if not radius:
        return f"M{x:g} {y:g}h{width:g}v{height:g}h{-width:g}z"
    across, down, r = width - 2 * radius, height - 2 * radius, f"a{radius:g} {radius:g} 0 0 1 "
    return (
        f"M{x + radius:g} {y:g}h{across:g}{r}{radius:g} {radius:g}v{down:g}{r}{-radius:g} "
        f"{radius:g}h{-across:g}{r}{-radius:g} {-radius:g}v{-down:g}{r}{radius:g} {-radius:g}z"
    )


def drum(box: Place) -> str:
    """A cylinder in the box: sides, both lids, and the front edge of the upper one."""
    x, y, width, height = box["x"], box["y"], box["width"], box["height"]
    arc = f"a{width / 2:g} {CAP} 0 0 "
    return (
        f"M{x:g} {y + CAP:g}{arc}1 {width:g} 0v{height - 2 * CAP:g}{arc}1 {-width:g} 0z"
        f"m0 0{arc}0 {width:g} 0"
    )


def tag_at(right: float, top: float, word: str) -> Tag | None:
    """A word on the upper right corner."""
    if not word:
        return None
    width = tag_width(word)
    return tag(right - width / 2, top - 13, width, word)


def tag_on(x: float, y: float, word: str) -> Tag | None:
    """A word on a connection, above its label, which begins at that point."""
    return tag(x - 5, y - TAG_HEIGHT - 1, tag_width(word), word) if word else None


def tag_width(word: str) -> int:
    return max(TAG_HEIGHT, round(BOLD * text_width(word, TAG_FONT)) + 10)


def tag(middle: float, top: float, width: float, word: str) -> Tag:
    box = {"x": middle - width / 2, "y": top, "width": width, "height": TAG_HEIGHT}
    return Tag(rectangle(box, CORNER), Text(f"{middle:g}", f"{top + TAG_HEIGHT - 5:g}", word))


def run_of(drawn: Drawn, marks: Marks) -> DrawnRun | None:
    if marks.run is None:
        return None
    edge = next(one for one in drawn["edges"] if one["id"] == marks.run.edge)
    points = edge["points"][::-1] if marks.run.reply else edge["points"]
    x, y = along(points, TOKEN_AT)
    number = Text(f"{x:.1f}", f"{y + 4:.1f}", str(marks.run.number))
    return DrawnRun(edge["path"], marks.run.reply, number.x, f"{y:.1f}", number)


def along(points: Sequence[Sequence[float]], distance: float) -> tuple[float, float]:
    """The point that far from the start of a line of chords."""
    for (x1, y1), (x2, y2) in pairwise(points):
        length = hypot(x2 - x1, y2 - y1)
        if length and distance <= length:
            part = distance / length
            return x1 + part * (x2 - x1), y1 + part * (y2 - y1)
        distance -= length
    x, y = points[-1]
    return x, y
