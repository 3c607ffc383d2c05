"""A finished drawing: where everything stands, in px, ready for an SVG template."""

from dataclasses import dataclass

from learning.architecture.model import Zone

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Box:
    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.x + self.width

    @property
    def bottom(self) -> float:
        return self.y + self.height

    def overlaps(self, other: "Box") -> bool:
        return (
            self.x < other.right
            and other.x < self.right
            and self.y < other.bottom
            and other.y < self.bottom
        )


@dataclass(frozen=True, slots=True)
class TextLine:
    """One line of text; `y` is its baseline, `x` its middle or, in edge labels, its start."""

    x: float
    y: float
    text: str


@dataclass(frozen=True, slots=True)
class DrawnNode:
    id: str
    box: Box
    lines: tuple[TextLine, ...]


@dataclass(frozen=True, slots=True)
class DrawnLabel:
    box: Box
    lines: tuple[TextLine, ...]


@dataclass(frozen=True, slots=True)
class DrawnEdge:
    """`points` follow the path from source to target, curves as short chords."""

    id: str
    path: str
    points: tuple[Point, ...]
    label: DrawnLabel


@dataclass(frozen=True, slots=True)
class DrawnLane:
    zone: Zone
    box: Box
    heading: TextLine


@dataclass(frozen=True, slots=True)
class Drawing:
    width: int
    height: int
    lanes: tuple[DrawnLane, ...]
    nodes: tuple[DrawnNode, ...]
    edges: tuple[DrawnEdge, ...]
