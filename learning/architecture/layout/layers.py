"""The layered graph between the steps of a layout: vertices in layers, edges as chains.

A vertex is a component, a bend of an edge that passes through a layer, the label of an edge,
or the heading of a lane. Components stand in even layers, labels in odd ones, so that no
label can meet a component; an edge is a chain of vertices in neighbouring layers.
"""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Chain:
    """An edge from its upper end to its lower one; `is_upward` if its arrow points up."""

    edge: int
    vertices: tuple[int, ...]
    label: int  # the vertex that carries the label
    is_upward: bool


@dataclass(slots=True)
class Layers:
    """Vertices are numbers; components come first, in the order of the architecture.

    `left` and `right` are what a vertex needs on either side of its line. `column` keeps the
    lanes apart: within a layer, a lower column stands further left. What joins the lanes gets
    its column only when its place is known.
    """

    layer: list[int] = field(default_factory=list)
    column: list[int] = field(default_factory=list)
    left: list[int] = field(default_factory=list)
    right: list[int] = field(default_factory=list)
    height: list[int] = field(default_factory=list)
    is_bend: list[bool] = field(default_factory=list)
    is_joint: list[bool] = field(default_factory=list)
    up: list[list[int]] = field(default_factory=list)
    down: list[list[int]] = field(default_factory=list)
    chains: list[Chain] = field(default_factory=list)
    heading: int | None = None  # the vertex of the second lane's heading, if it stands in a layer

    def add(self, layer: int, column: int, left: int, right: int, height: int = 0) -> int:
        self.layer.append(layer)
        self.column.append(column)
        self.left.append(left)
        self.right.append(right)
        self.height.append(height)
        self.is_bend.append(False)
        self.is_joint.append(False)
        self.up.append([])
        self.down.append([])
        return len(self.layer) - 1

    def join(self, upper: int, lower: int) -> None:
        self.down[upper].append(lower)
        self.up[lower].append(upper)

    def by_layer(self) -> list[list[int]]:
        order: list[list[int]] = [[] for _ in range(max(self.layer) + 1)]
        for vertex, layer in enumerate(self.layer):
            order[layer].append(vertex)
        return order
