"""Where each vertex stands across: edges straight, nothing too near, little width.

U. Brandes and B. Köpf, "Fast and simple horizontal coordinate assignment" (2001): vertices are
aligned with a median neighbour, towards each of the four corners in turn, and every vertex
gets the average of the two middle results. Blocks are compacted as longest paths over the
blocks (as in dagre), which needs no correction of the paper's shift of classes. At last every
straight line is pulled towards what its ends are joined to, as far as its neighbours let it,
which takes out most of the width that the average brings.
"""

from collections.abc import Iterator
from itertools import pairwise

from learning.architecture.layout.layers import Layers
from learning.architecture.layout.ordering import Order

GAP = 14
PULLS = 6


def placed(layers: Layers, order: Order) -> dict[int, int]:
    """The line of each vertex of the order, in px from any origin."""
    results = [
        aligned(layers, order, is_up, is_left)
        for is_up in (True, False)
        for is_left in (True, False)
    ]
    spans = [extent(layers, xs) for xs in results]
    narrowest = min(range(4), key=lambda number: spans[number][1] - spans[number][0])
    for number, result in enumerate(results):
        is_left = number % 2 == 0
        side = 0 if is_left else 1
        shift = spans[narrowest][side] - spans[number][side]
        results[number] = {vertex: x + shift for vertex, x in result.items()}
    xs: dict[int, int] = {}
    for vertex in results[0]:
        _, low, high, _ = sorted(result[vertex] for result in results)
        xs[vertex] = round((low + high) / 2)
    pull(layers, order, xs)
    return xs


def extent(layers: Layers, xs: dict[int, float]) -> tuple[float, float]:
    low = min(x - layers.left[vertex] for vertex, x in xs.items())
    return low, max(x + layers.right[vertex] for vertex, x in xs.items())


def aligned(layers: Layers, order: Order, is_up: bool, is_left: bool) -> dict[int, float]:
    """One of the four: aligned with neighbours above or below, packed to the left or right."""
    rows = order if is_up else order[::-1]
    rows = rows if is_left else [row[::-1] for row in rows]
    neighbours = layers.up if is_up else layers.down
    position = {vertex: number for row in rows for number, vertex in enumerate(row)}
    root = blocks(layers, rows, neighbours, position)
    before, after = (layers.left, layers.right) if is_left else (layers.right, layers.left)
    xs = compacted(rows, root, before, after)
    return xs if is_left else {vertex: -x for vertex, x in xs.items()}


def blocks(
    layers: Layers, rows: Order, neighbours: list[list[int]], position: dict[int, int]
) -> dict[int, int]:
    """The first vertex of the straight line that each vertex belongs to."""
    root = {vertex: vertex for vertex in position}
    for row in rows[1:]:
        taken: set[int] = set()
        crossed = crossed_by_bends(layers, row, neighbours, position)
        reached = -1
        for vertex in row:
            near = sorted(
                [n for n in neighbours[vertex] if n in position], key=position.__getitem__
            )
            for middle in medians(near):
                is_free = middle not in taken and root[vertex] == vertex
                if is_free and position[middle] > reached and (middle, vertex) not in crossed:
                    root[vertex] = root[middle]
                    taken.add(middle)
                    reached = position[middle]
    return root


def medians(near: list[int]) -> list[int]:
    if not near:
        return []
    last = len(near) - 1
    return near[last // 2 : (last + 1) // 2 + 1]


def crossed_by_bends(
    layers: Layers, row: list[int], neighbours: list[list[int]], position: dict[int, int]
) -> set[tuple[int, int]]:
    """Segments that cross the inside of a long edge; the long edge goes straight instead."""
    is_bend = layers.is_bend
    segments = [
        (position[n], position[v], n, v) for v in row for n in neighbours[v] if n in position
    ]
    inner = [(a, b) for a, b, n, v in segments if is_bend[n] and is_bend[v]]
    if not inner:
        return set()
    return {
        (n, v)
        for a, b, n, v in segments
        if not (is_bend[n] and is_bend[v])
        and any((a < inner_a) != (b < inner_b) and a != inner_a for inner_a, inner_b in inner)
    }


def compacted(
    rows: Order, root: dict[int, int], before: list[int], after: list[int]
) -> dict[int, float]:
    """Blocks as far left as they can, then as far right as that leaves the width alone."""
    nexts: dict[int, dict[int, int]] = {first: {} for first in root.values()}
    entered = dict.fromkeys(nexts, 0)
    for row in rows:
        for first, second in pairwise(row):
            distance = after[first] + before[second] + GAP
            one, other = root[first], root[second]
            if other not in nexts[one]:
                entered[other] += 1
            nexts[one][other] = max(distance, nexts[one].get(other, 0))
    queue = [block for block in nexts if entered[block] == 0]
    xs = dict.fromkeys(nexts, 0)
    for block in queue:
        for other, distance in nexts[block].items():
            xs[other] = max(xs[other], xs[block] + distance)
            entered[other] -= 1
            if entered[other] == 0:
                queue.append(other)  # the list is the queue
    for block in reversed(queue):
        room = [xs[other] - distance for other, distance in nexts[block].items()]
        if room:
            xs[block] = max(xs[block], min(room))
    return {vertex: xs[first] for vertex, first in root.items()}


def pull(layers: Layers, order: Order, xs: dict[int, int]) -> None:
    """Move straight lines to the median of what they are joined to."""
    lines = straight_lines(layers, xs)
    before, after = {}, {}
    for row in order:
        for first, second in pairwise(row):
            before[second], after[first] = first, second
    for _ in range(PULLS):
        has_moved = False
        for line in lines:
            wanted = sorted(pulls(layers, line, xs))
            if wanted:
                middle = len(wanted) // 2
                move = (
                    wanted[middle] if len(wanted) % 2 else mild(wanted[middle - 1], wanted[middle])
                )
                move = within_room(layers, line, xs, (before, after), move)
                has_moved |= move != 0
                for vertex in line:
                    xs[vertex] += move
        if not has_moved:
            break


def mild(low: int, high: int) -> int:
    """The smallest move between two that are equally good."""
    return 0 if low <= 0 <= high else min(low, high, key=abs)


def straight_lines(layers: Layers, xs: dict[int, int]) -> list[list[int]]:
    """Vertices that hang together vertically, in the order of their first one."""
    lines: dict[int, list[int]] = {}
    for vertex in sorted(xs, key=lambda vertex: layers.layer[vertex]):
        same = [u for u in layers.up[vertex] if u in xs and xs[u] == xs[vertex]]
        line = lines.get(same[0]) if same else None
        if line is None:
            line = []
        line.append(vertex)
        lines[vertex] = line
    return list({id(line): line for line in lines.values()}.values())


def pulls(layers: Layers, line: list[int], xs: dict[int, int]) -> Iterator[int]:
    """How far each edge that leaves the line would have it moved."""
    members = set(line)
    for vertex in line:
        for other in (*layers.up[vertex], *layers.down[vertex]):
            if other in xs and other not in members:
                yield xs[other] - xs[vertex]


def within_room(
    layers: Layers,
    line: list[int],
    xs: dict[int, int],
    sides: tuple[dict[int, int], dict[int, int]],
    move: int,
) -> int:
    """As much of a move as the vertices beside the line leave room for."""
    before, after = sides
    for vertex in line:
        if move > 0 and (other := after.get(vertex)) is not None:
            room = xs[other] - xs[vertex] - layers.right[vertex] - layers.left[other] - GAP
            move = max(0, min(move, room))
        elif move < 0 and (other := before.get(vertex)) is not None:
            room = xs[vertex] - xs[other] - layers.left[vertex] - layers.right[other] - GAP
            move = min(0, max(move, -room))
    return move
