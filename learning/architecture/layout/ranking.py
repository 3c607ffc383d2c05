"""Which layer each component stands in: calls and artifacts lead down, few layers, short edges."""

from collections.abc import Sequence

Arc = tuple[int, int]


def ranks(count: int, arcs: Sequence[Arc], capacity: int | None = None) -> list[int]:
    """A rank for each vertex, from 0, such that every arc but those of cycles leads down.

    With a capacity no rank holds more vertices than that, for narrow drawings.
    """
    below = without_cycles(count, arcs)
    order = sorted_down(count, below)
    above: list[list[int]] = [[] for _ in range(count)]
    for upper, lowers in enumerate(below):
        for lower in lowers:
            above[lower].append(upper)
    if capacity:
        return packed(order, above, capacity)
    return shortened(order, above, below)


def without_cycles(count: int, arcs: Sequence[Arc]) -> list[list[int]]:
    """What stands below each vertex, once the arcs that close a cycle are turned round."""
    targets: list[list[int]] = [[] for _ in range(count)]
    entered = [0] * count
    for source, target in arcs:
        targets[source].append(target)
        entered[target] += 1
    below: list[list[int]] = [[] for _ in range(count)]
    state = [0] * count  # 0 new, 1 on the path, 2 done
    roots = sorted(range(count), key=lambda vertex: (entered[vertex] > 0, vertex))
    for root in roots:
        if state[root] == 0:
            search(root, targets, state, below)
    return below


def search(root: int, targets: list[list[int]], state: list[int], below: list[list[int]]) -> None:
    """Depth first; an arc back onto the path is turned round."""
    path = [(root, iter(targets[root]))]
    state[root] = 1
    while path:
        vertex, rest = path[-1]
        target = next(rest, None)
        if target is None:
            state[vertex] = 2
            path.pop()
        elif state[target] == 1:
            if vertex not in below[target]:
                below[target].append(vertex)
        else:
            if target not in below[vertex]:
                below[vertex].append(target)
            if state[target] == 0:
                state[target] = 1
                path.append((target, iter(targets[target])))


def sorted_down(count: int, below: list[list[int]]) -> list[int]:
    waiting = [0] * count
    for lowers in below:
        for lower in lowers:
            waiting[lower] += 1
    order = [vertex for vertex in range(count) if waiting[vertex] == 0]
    for vertex in order:
        for lower in below[vertex]:
            waiting[lower] -= 1
            if waiting[lower] == 0:
                order.append(lower)  # the list is the queue
    return order


def shortened(order: list[int], above: list[list[int]], below: list[list[int]]) -> list[int]:
    """Longest paths first; then each vertex moves towards the side that more edges pull to."""
    rank = [0] * len(order)
    for vertex in order:
        rank[vertex] = 1 + max((rank[upper] for upper in above[vertex]), default=-1)
    for _ in range(len(order)):
        has_moved = False
        for vertex in (*reversed(order), *order):
            better = pulled(vertex, rank, above, below)
            has_moved |= better != rank[vertex]
            rank[vertex] = better
        if not has_moved:
            break
    return rank


def pulled(vertex: int, rank: list[int], above: list[list[int]], below: list[list[int]]) -> int:
    pull = len(below[vertex]) - len(above[vertex])
    if pull > 0:
        return min(rank[lower] for lower in below[vertex]) - 1
    if pull < 0:
        return max(rank[upper] for upper in above[vertex]) + 1
    return rank[vertex]


def packed(order: list[int], above: list[list[int]], capacity: int) -> list[int]:
    rank = [0] * len(order)
    held: dict[int, int] = {}
    for vertex in order:
        place = 1 + max((rank[upper] for upper in above[vertex]), default=-1)
        while held.get(place, 0) >= capacity:
            place += 1
        rank[vertex] = place
        held[place] = held.get(place, 0) + 1
    return rank


def offsets(upper: list[int], lower: list[int], joints: Sequence[Arc]) -> list[int]:
    """How many ranks the second lane may start below the first, beside it; the best first.

    `joints` are edges between a vertex of the first lane and one of the second. None may lie
    level, since an edge needs a layer to lead to; few ranks and short joints are better, and a
    joint that leads up costs as much as half a rank.
    """
    height, other_height = max(upper), max(lower)
    costs = []
    for shift in range(-other_height - 1, height + 2):
        spans = [lower[second] + shift - upper[first] for first, second in joints]
        if 0 not in spans:
            used = max(height, other_height + shift) - min(0, shift)
            cost = 2 * used + sum(abs(span) for span in spans) + sum(span < 0 for span in spans)
            costs.append((cost, shift))
    return [shift for _, shift in sorted(costs)]
