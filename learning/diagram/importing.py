"""Somebody's own architecture, sent as JSON: the same linter, the same drawings, nothing kept."""

from dataclasses import asdict, dataclass

from learning.architecture.draft import Fault
from learning.architecture.layout import draw
from learning.architecture.model import Architecture
from learning.architecture.reading import ArchitectureError, read_json
from learning.diagram.figure import Figure, figure
from learning.diagram.marks import Marks

MOST_NODES = 60  # a drawing of so many takes about a tenth of a second
MOST_EDGES = 120


@dataclass(frozen=True)
class Imported:
    architecture: Architecture
    figures: tuple[Figure, ...]


def read_own(text: str) -> Imported:
    """Read and draw it. Raises ArchitectureError, with every fault at its line."""
    architecture = read_json(text)
    if architecture.node_count > MOST_NODES or architecture.edge_count > MOST_EDGES:
        raise ArchitectureError(
            [Fault(1, "too large to draw", f"at most {MOST_NODES} nodes and {MOST_EDGES} edges")]
        )
    drawings = (asdict(draw(architecture, narrow=narrow)) for narrow in (False, True))
    names = ("wide", "narrow")
    return Imported(
        architecture,
        tuple(
            figure(architecture, drawn, Marks(), name)
            for drawn, name in zip(drawings, names, strict=True)
        ),
    )
