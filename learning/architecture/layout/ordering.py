"""The order of the vertices within each layer, with few crossings.

Barycentre sweeps (Sugiyama, Tagawa and Toda 1981) with exchange of neighbours (Gansner et al.
1993). A lane's vertices stay on their side of the other lane's; what joins the lanes may
stand anywhere.

Only even layers are searched. An odd layer has one vertex for each edge that passes it, so
sorted by the ends of these edges it adds no crossing, and half of the work falls away.
"""

from bisect import bisect_right, insort
from collections.abc import Iterable
from itertools import pairwise
from random import Random

from learning.architecture.layout.layers import Layers

SWEEPS = 12
IDLE = 2  # sweeps without a better order before giving up
Order = list[list[int]]


class Search:
    """The even layers of a layered graph, and the best order of them so far."""

    def __init__(self, layers: Layers) -> None:
        self.layers = layers
        count = len(layers.layer)
        self.up: list[list[int]] = [[] for _ in range(count)]
        self.down: list[list[int]] = [[] for _ in range(count)]
        for chain in layers.chains:
            for upper, lower in pairwise(chain.vertices[::2]):
                self.down[upper].append(lower)
                self.up[lower].append(upper)
        self.best: Order = []
        self.fewest = -1
        self.segments = sum(map(len, self.down))
        self.work = 0

    def rows(self) -> Order:
        return self.layers.by_layer()[::2]

    def begin(self, number: int) -> None:
        """Search from another start: depth first from above or below, or shuffled."""
        order, found = improved(self, start(self, number), number)
        if self.fewest < 0 or found < self.fewest:
            self.best, self.fewest = order, found

    def mirror(self, column: int) -> None:
        """Turn a lane round, unless that costs crossings."""
        layers = self.layers
        order = []
        for row in self.best:
            lane = [v for v in row if layers.column[v] == column and not layers.is_joint[v]]
            turned = set(lane)
            order.append([lane.pop() if vertex in turned else vertex for vertex in row])
        position = [0] * len(self.up)
        for row in order:
            place(row, position)
        exchange(self, order, position)
        found = crossings(self.down, order, position, -1)
        if found <= self.fewest:
            self.best, self.fewest = order, found

    def all_layers(self) -> Order:
        """The best order, with the odd layers in between."""
        position = [0] * len(self.layers.layer)
        for row in self.best:
            place(row, position)
        order: Order = []
        for row in self.layers.by_layer():
            order.append(row)
        for number, row in enumerate(self.best):
            order[2 * number] = row
        for row in order[1::2]:
            row.sort(
                key=lambda vertex: (
                    position[self.layers.up[vertex][0]],
                    position[self.layers.down[vertex][0]],
                )
            )
        return order


def start(search: Search, number: int) -> Order:
    if number < 2:
        return first_order(search, search.down if number == 0 else search.up)
    random = Random(number)  # noqa: S311 -- for variety, not for secrets
    order = search.rows()
    for row in order:
        random.shuffle(row)
    return sided(search.layers, order)


def first_order(search: Search, neighbours: list[list[int]]) -> Order:
    """As a depth-first walk meets the vertices, so that what belongs together stands together."""
    rows = search.rows()
    order: Order = [[] for _ in rows]
    seen = [False] * len(neighbours)
    backwards = search.up if neighbours is search.down else search.down
    vertices = (vertex for row in rows for vertex in row)
    roots = sorted(vertices, key=lambda vertex: (len(backwards[vertex]) > 0, vertex))
    for root in roots:
        stack = [root]
        while stack:
            vertex = stack.pop()
            if not seen[vertex]:
                seen[vertex] = True
                order[search.layers.layer[vertex] // 2].append(vertex)
                stack.extend(reversed(neighbours[vertex]))
    return sided(search.layers, order)


def sided(layers: Layers, order: Order) -> Order:
    for row in order:
        row.sort(key=lambda vertex: layers.column[vertex])
    return order


def improved(search: Search, order: Order, variant: int) -> tuple[Order, int]:
    position = [0] * len(search.up)
    for row in order:
        place(row, position)
    best = order
    fewest = -1
    idle = 0
    for number in range(variant, variant + SWEEPS):
        search.work += search.segments
        sweep(search, order, position, number)
        exchange(search, order, position)
        found = crossings(search.down, order, position, fewest)
        idle += 1
        if fewest < 0 or found < fewest:
            best, fewest, idle = [row[:] for row in order], found, 0
        if fewest == 0 or idle == IDLE:
            break
    return best, fewest


def place(row: list[int], position: list[int]) -> None:
    for number, vertex in enumerate(row):
        position[vertex] = number


def sweep(search: Search, order: Order, position: list[int], number: int) -> None:
    """Down or up by turns; ties keep their order in one pair of sweeps, turn in the next."""
    is_down = number % 2 == 0
    neighbours = search.up if is_down else search.down
    rows: Iterable[list[int]] = order[1:] if is_down else reversed(order[:-1])
    for row in rows:
        weight: dict[int, float] = {}
        for vertex in row:
            near = neighbours[vertex]
            if len(near) == 1:  # nearly always, and worth the shortcut
                weight[vertex] = position[near[0]]
            else:
                places = [position[other] for other in near] or [position[vertex]]
                weight[vertex] = sum(places) / len(places)
        if number % 4 > 1:
            row.reverse()
        weigh(search.layers, row, weight)
        place(row, position)


def weigh(layers: Layers, row: list[int], weight: dict[int, float]) -> None:
    """By weight within each lane; what joins the lanes goes where the weights suit it best."""
    column = layers.column
    joints = [vertex for vertex in row if layers.is_joint[vertex]]
    row[:] = [vertex for vertex in row if not layers.is_joint[vertex]] if joints else row
    row.sort(key=weight.__getitem__)
    row.sort(key=column.__getitem__)
    for vertex in joints:
        row.insert(best_place(row, weight, weight[vertex]), vertex)


def best_place(row: list[int], weight: dict[int, float], own: float) -> int:
    """Where the fewest vertices are on the wrong side."""
    wrong = least = sum(weight[vertex] < own for vertex in row)
    best = 0
    for number, vertex in enumerate(row, start=1):
        wrong += (weight[vertex] > own) - (weight[vertex] < own)
        if wrong < least:
            best, least = number, wrong
    return best


def exchange(search: Search, order: Order, position: list[int]) -> None:
    """Swap neighbours as long as that saves crossings."""
    waiting = list(range(len(order)))
    while waiting:
        number = waiting.pop(0)
        if swapped(search, order[number], position):
            near = (number, number - 1, number + 1)
            waiting += [n for n in near if 0 <= n < len(order) and n not in waiting]


def swapped(search: Search, row: list[int], position: list[int]) -> bool:
    """One pass over a row; whether anything moved."""
    column, is_joint = search.layers.column, search.layers.is_joint
    up, down = search.up, search.down
    has_swapped = False
    first = row[0]
    for index, second in enumerate(row[1:], start=1):
        if column[first] != column[second] and not (is_joint[first] or is_joint[second]):
            first = second
            continue
        gain = saved(position, up[first], up[second]) if up[first] and up[second] else 0
        if down[first] and down[second]:
            gain += saved(position, down[first], down[second])
        if gain > 0:
            row[index - 1], row[index] = second, first
            position[first], position[second] = index, index - 1
            has_swapped = True
        else:
            first = second
    return has_swapped


def saved(position: list[int], ones: list[int], others: list[int]) -> int:
    """Crossings on one side that a swap saves, from the neighbours of the two there."""
    if len(ones) == 1 == len(others):  # nearly always, and worth the shortcut
        here, there = position[ones[0]], position[others[0]]
        return (here > there) - (here < there)
    total = 0
    places = [position[other] for other in others]
    for one in ones:
        here = position[one]
        for there in places:
            total += (here > there) - (here < there)
    return total


def crossings(down: list[list[int]], order: Order, position: list[int], limit: int) -> int:
    """How many edges cross; from the limit on, if there is one, nobody counts further."""
    total = 0
    for row in order:
        met: list[int] = []
        for vertex in row:
            ends = [position[other] for other in down[vertex]]
            for end in ends:
                total += len(met) - bisect_right(met, end)
            for end in ends:
                insort(met, end)
        if 0 <= limit <= total:
            break
    return total
