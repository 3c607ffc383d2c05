"""The paths of the edges: down through bands, and curved only between them.

Within a layer's band an edge is vertical, on a line that placing has kept free; it moves
sideways only in the gap between two bands, where nothing stands. So no edge can touch a
component or a label. In a gap all curves share one shape, so two of them cross only if their
ends are in another order, and then once.
"""

from dataclasses import dataclass
from itertools import pairwise

from learning.architecture.layout.drawing import Point
from learning.architecture.layout.layers import Chain, Layers

CHORDS = 8  # for a curve's points
PORT_MARGIN = 12  # px from a box's corner to its outermost edge
PORT_GAP = 13
Ports = dict[tuple[int, int], int]  # component, next vertex of the chain → x


@dataclass(frozen=True, slots=True)
class Stop:
    """A vertical piece of an edge, in the direction in which it is walked."""

    x: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Bands:
    """The top and bottom of every layer, and those of every component within its band."""

    tops: tuple[int, ...]
    bottoms: tuple[int, ...]


def ports(layers: Layers, xs: dict[int, int], components: int) -> Ports:
    """Where edges leave and enter a component: straight towards them where that is possible."""
    found: Ports = {}
    for vertex in range(components):
        for near in (layers.up[vertex], layers.down[vertex]):
            sides = sorted(near, key=xs.__getitem__)
            reach = layers.right[vertex] - PORT_MARGIN
            wanted = [xs[other] - xs[vertex] for other in sides]
            for other, x in zip(sides, spread(wanted, reach), strict=True):
                found[vertex, other] = xs[vertex] + x
    return found


def spread(wanted: list[int], reach: int) -> list[int]:
    """The nearest places within -reach … reach that keep the order and their distance."""
    count = len(wanted)
    gap = min(PORT_GAP, 2 * reach // max(1, count - 1))
    xs = []
    low = -reach
    for number, want in enumerate(wanted):
        high = reach - gap * (count - 1 - number)
        xs.append(min(max(want, low), high))
        low = xs[-1] + gap
    return xs


def widest_shifts(layers: Layers, xs: dict[int, int], at: Ports) -> list[int]:
    """For each gap below a layer, the furthest that an edge goes sideways in it."""
    widest = [0] * (max(layers.layer) + 1)
    for chain in layers.chains:
        track = track_of(chain, xs, at)
        for upper, one, other in zip(chain.vertices, track, track[1:], strict=False):
            layer = layers.layer[upper]
            widest[layer] = max(widest[layer], abs(one - other))
    return widest


def track_of(chain: Chain, xs: dict[int, int], at: Ports) -> list[int]:
    first, *inner, last = chain.vertices
    return [at[first, inner[0]], *(xs[v] for v in inner), at[last, inner[-1]]]


def stops(layers: Layers, chain: Chain, track: list[int], bands: Bands) -> list[Stop]:
    """The vertical pieces from the source of the edge to its target."""
    found = []
    last = len(track) - 1
    for number, (vertex, x) in enumerate(zip(chain.vertices, track, strict=True)):
        layer = layers.layer[vertex]
        top, bottom = bands.tops[layer], bands.bottoms[layer]
        spare = (bottom - top - layers.height[vertex]) // 2
        start = top + spare + layers.height[vertex] if number == 0 else top
        end = top + spare if number == last else bottom
        found.append(Stop(x, start, end))
    if chain.is_upward:
        return [Stop(stop.x, stop.end, stop.start) for stop in reversed(found)]
    return found


def svg_path(pieces: list[Stop]) -> str:
    x, y = pieces[0].x, pieces[0].start
    steps = [f"M{x} {y}"]
    reached = y
    for before, piece in pairwise(pieces):
        if piece.x == before.x:
            continue
        if before.end != reached:
            steps.append(f"V{before.end}")
        middle = f"{(before.end + piece.start) / 2:g}"
        steps.append(f"C{before.x} {middle} {piece.x} {middle} {piece.x} {piece.start}")
        reached = piece.start
    if pieces[-1].end != reached:
        steps.append(f"V{pieces[-1].end}")
    return "".join(steps)


def points_along(pieces: list[Stop]) -> tuple[Point, ...]:
    points: list[Point] = [(pieces[0].x, pieces[0].start), (pieces[0].x, pieces[0].end)]
    for before, piece in pairwise(pieces):
        if piece.x == before.x:
            points.append((piece.x, piece.start))
        else:
            points += curve(before, piece)
        points.append((piece.x, piece.end))
    distinct = [point for n, point in enumerate(points) if n == 0 or point != points[n - 1]]
    return tuple(distinct)


def curve(before: Stop, piece: Stop) -> list[Point]:
    """Points of a cubic curve with vertical ends, its controls at half height."""
    points = []
    for number in range(1, CHORDS + 1):
        t = number / CHORDS
        across = t * t * (3 - 2 * t)
        down = t * (1.5 - 1.5 * t + t * t)
        x = before.x + (piece.x - before.x) * across
        y = before.end + (piece.start - before.end) * down
        points.append((round(x, 2), round(y, 2)))
    return points
