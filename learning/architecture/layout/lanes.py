"""The two lanes: how far one stands below the other, which way they face, where they begin."""

from itertools import islice

from learning.architecture.layout.building import (
    CORRIDOR,
    HEADINGS,
    OTHER_SIDE,
    SIDE,
    Built,
    builds,
)
from learning.architecture.layout.layers import Layers
from learning.architecture.layout.metrics import NODE_LABEL, text_width
from learning.architecture.layout.ordering import Order, Search
from learning.architecture.layout.placing import placed
from learning.architecture.model import Architecture

MARGIN = 8  # px around the whole
PADDING = {False: 18, True: 6}  # between a lane's border and what is in it; narrow or not
CORRIDOR_GAP = 14  # px on either side of what runs between the lanes
TRIES = 9  # ways to set the lanes against each other
FAVOURITES, STARTS = 4, 12  # of them, those that are searched again, each so often
WORK_IN_ALL = 11_000  # segments of edges times sweeps; keeps 30 components within 50 ms
Span = tuple[int, int]


def best_build(architecture: Architecture, narrow: bool) -> tuple[Built, Search]:
    """The most compact without crossings, or else the one with the fewest."""
    if not architecture.nodes:
        raise ValueError("an architecture without components cannot be drawn")
    tried = []
    for built in islice(builds(architecture, narrow), TRIES):
        search = Search(built.layers)
        search.begin(0)
        tried.append((built, search))
        if search.fewest == 0:
            break
    for number in range(1, STARTS):
        tried.sort(key=lambda one: one[1].fewest)
        for _, search in tried[:FAVOURITES]:
            work = sum(one.work for _, one in tried)
            if tried[0][1].fewest > 0 and work < WORK_IN_ALL:
                search.begin(number)
    return min(tried, key=lambda one: one[1].fewest)


def faced(layers: Layers, search: Search) -> Order:
    """The best order, with lanes turned so that what joins them starts near their border."""
    order = settled(layers, search.all_layers())
    if any(layers.is_joint) and layers.heading is None:
        for column in (SIDE, OTHER_SIDE):
            if turns_away(layers, order, column):
                search.mirror(column)
        order = settled(layers, search.all_layers())
    return order


def settled(layers: Layers, order: Order) -> Order:
    """Give what joins the lanes the column that it came to stand in."""
    if layers.heading is not None:
        layers.column[layers.heading] = SIDE
        return order
    for row in order:
        of_lanes = [n for n, vertex in enumerate(row) if not layers.is_joint[vertex]]
        sides = {n: layers.column[row[n]] for n in of_lanes}
        last_left = max((n for n, column in sides.items() if column == SIDE), default=-1)
        first_right = min((n for n, column in sides.items() if column != SIDE), default=len(row))
        for number, vertex in enumerate(row):
            if layers.is_joint[vertex]:
                is_left, is_right = number < last_left, number > first_right
                column = SIDE if is_left else OTHER_SIDE if is_right else CORRIDOR
                layers.column[vertex] = column
    return order


def turns_away(layers: Layers, order: Order, column: int) -> bool:
    """Whether the ends of what joins the lanes are further from the border than they need be."""
    part = [[vertex for vertex in row if layers.column[vertex] == column] for row in order]
    found, width = from_zero(layers, part)
    ends = [v for v in found if not layers.is_joint[v] and joins_lanes(layers, v)]
    from_left = sum(found[vertex] for vertex in ends)
    from_right = len(ends) * width - from_left
    return from_left < from_right if column == SIDE else from_right < from_left


def joins_lanes(layers: Layers, vertex: int) -> bool:
    return any(layers.is_joint[other] for other in (*layers.up[vertex], *layers.down[vertex]))


def across(layers: Layers, order: Order, padding: int) -> tuple[dict[int, int], dict[int, Span]]:
    """Every vertex's line, and from where to where each column of lanes reaches."""
    if layers.heading is None:
        return beside(layers, order, padding)
    return below(layers, order, padding)


def beside(layers: Layers, order: Order, padding: int) -> tuple[dict[int, int], dict[int, Span]]:
    """The lanes, and between them what joins them."""
    xs: dict[int, int] = {}
    spans: dict[int, Span] = {}
    start = MARGIN
    for column in (SIDE, CORRIDOR, OTHER_SIDE):
        part = [[vertex for vertex in row if layers.column[vertex] == column] for row in order]
        if not any(part):
            continue
        room = CORRIDOR_GAP if column == CORRIDOR else padding
        found, width = from_zero(layers, part)
        slack = 0 if column == CORRIDOR else max(0, heading_width() - width)
        xs |= {vertex: x + start + room + slack // 2 for vertex, x in found.items()}
        spans[column] = (start, start + width + slack + 2 * room)
        start = spans[column][1]
    return xs, spans


def below(layers: Layers, order: Order, padding: int) -> tuple[dict[int, int], dict[int, Span]]:
    """The second lane below the first, each placed for itself and set in the middle."""
    border = layers.layer[layers.heading or 0]
    parts = [from_zero(layers, part) for part in (order[:border], order[border:])]
    widest = max(width for _, width in parts)
    xs: dict[int, int] = {}
    for found, width in parts:
        start = MARGIN + padding + (widest - width) // 2
        xs |= {vertex: x + start for vertex, x in found.items()}
    return xs, {SIDE: (MARGIN, MARGIN + widest + 2 * padding)}


def from_zero(layers: Layers, part: Order) -> tuple[dict[int, int], int]:
    found = placed(layers, part)
    low = min(x - layers.left[vertex] for vertex, x in found.items())
    high = max(x + layers.right[vertex] for vertex, x in found.items())
    return {vertex: x - low for vertex, x in found.items()}, high - low


def heading_width() -> int:
    return round(max(text_width(text, NODE_LABEL.font) for text in HEADINGS.values()))
