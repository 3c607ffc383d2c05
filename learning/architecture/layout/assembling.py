"""A layered drawing of an architecture, wide or narrow; the same input gives the same bytes."""

from learning.architecture.layout.building import (
    HEADING_HEIGHT,
    HEADINGS,
    LINE_CLEARANCE,
    OTHER_SIDE,
    SIDE,
    Built,
)
from learning.architecture.layout.drawing import (
    Box,
    Drawing,
    DrawnEdge,
    DrawnLabel,
    DrawnLane,
    DrawnNode,
    TextLine,
)
from learning.architecture.layout.lanes import MARGIN, PADDING, Span, across, best_build, faced
from learning.architecture.layout.layers import Chain, Layers
from learning.architecture.layout.metrics import EDGE_LABEL, NODE_LABEL, Setting
from learning.architecture.layout.routing import (
    Bands,
    points_along,
    ports,
    stops,
    svg_path,
    track_of,
    widest_shifts,
)
from learning.architecture.model import Architecture, Zone

SMALLEST_GAP, LARGEST_GAP, SLOPE = 20, 48, 9  # px between bands; one more for SLOPE px sideways
DESCENT = 4  # px below the baseline, at the size of labels


def draw(architecture: Architecture, *, narrow: bool = False) -> Drawing:
    """Lay out a consistent architecture: lanes side by side, or one below the other."""
    built, search = best_build(architecture, narrow)
    layers = built.layers
    order = faced(layers, search)
    xs, spans = across(layers, order, PADDING[narrow])
    at = ports(layers, xs, len(architecture.nodes))
    bands = down(layers, widest_shifts(layers, xs, at))
    width = max(right for _, right in spans.values()) + MARGIN
    height = bands.bottoms[-1] + PADDING[narrow] + MARGIN
    tracks = {chain.edge: track_of(chain, xs, at) for chain in layers.chains}
    return Drawing(
        width=width,
        height=height,
        lanes=lanes(architecture, layers, spans, bands, height),
        nodes=nodes(architecture, built, xs, bands),
        edges=tuple(
            edge(architecture.edges[chain.edge].id, built, chain, tracks[chain.edge], bands)
            for chain in sorted(layers.chains, key=lambda chain: chain.edge)
        ),
    )


def down(layers: Layers, shifts: list[int]) -> Bands:
    heights = [0] * len(shifts)
    for vertex, layer in enumerate(layers.layer):
        heights[layer] = max(heights[layer], layers.height[vertex])
    tops, bottoms = [], []
    y = MARGIN + HEADING_HEIGHT
    for height, shift in zip(heights, shifts, strict=True):
        tops.append(y)
        bottoms.append(y + height)
        y += height + min(LARGEST_GAP, SMALLEST_GAP + shift // SLOPE)
    return Bands(tuple(tops), tuple(bottoms))


def lanes(
    architecture: Architecture,
    layers: Layers,
    spans: dict[int, Span],
    bands: Bands,
    height: int,
) -> tuple[DrawnLane, ...]:
    zones = [zone for zone in Zone if architecture.nodes_in(zone)]
    bottom = height - MARGIN
    if layers.heading is None:
        columns = [column for column in (SIDE, OTHER_SIDE) if column in spans]
        parts = [(spans[column], MARGIN, bottom) for column in columns]
    else:
        border = bands.tops[layers.layer[layers.heading]]
        parts = [(spans[SIDE], MARGIN, border - 4), (spans[SIDE], border + 4, bottom)]
    return tuple(
        DrawnLane(
            zone,
            Box(left, top, right - left, end - top),
            TextLine(left + MARGIN, top + HEADING_HEIGHT - 10, HEADINGS[zone]),
        )
        for zone, ((left, right), top, end) in zip(zones, parts, strict=True)
    )


def nodes(
    architecture: Architecture, built: Built, xs: dict[int, int], bands: Bands
) -> tuple[DrawnNode, ...]:
    layers = built.layers
    drawn = []
    for vertex, node in enumerate(architecture.nodes):
        layer = layers.layer[vertex]
        spare = bands.bottoms[layer] - bands.tops[layer] - layers.height[vertex]
        top = bands.tops[layer] + spare // 2
        width = layers.left[vertex] + layers.right[vertex]
        box = Box(xs[vertex] - layers.left[vertex], top, width, layers.height[vertex])
        texts = set_lines(built.labels.nodes[vertex], NODE_LABEL, xs[vertex], box)
        drawn.append(DrawnNode(node.id, box, texts))
    return tuple(drawn)


def edge(id_: str, built: Built, chain: Chain, track: list[int], bands: Bands) -> DrawnEdge:
    layers = built.layers
    pieces = stops(layers, chain, track, bands)
    layer = layers.layer[chain.label]
    x = track[chain.vertices.index(chain.label)] + LINE_CLEARANCE
    height = layers.height[chain.label]
    top = bands.tops[layer] + (bands.bottoms[layer] - bands.tops[layer] - height) // 2
    width = layers.right[chain.label] - 2 * LINE_CLEARANCE
    box = Box(x, top, width, height)
    label = DrawnLabel(box, set_lines(built.labels.edges[chain.edge], EDGE_LABEL, x, box))
    return DrawnEdge(id_, svg_path(pieces), points_along(pieces), label)


def set_lines(texts: tuple[str, ...], setting: Setting, x: float, box: Box) -> tuple[TextLine, ...]:
    """Lines in the middle of the box's height."""
    first = box.y + (box.height - len(texts) * setting.line_height) / 2
    return tuple(
        TextLine(x, first + (number + 1) * setting.line_height - DESCENT - 1, text)
        for number, text in enumerate(texts)
    )
