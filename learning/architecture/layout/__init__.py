"""A layered drawing of an architecture: components in boxes, edges around them, two lanes."""

from learning.architecture.layout.assembling import draw
from learning.architecture.layout.drawing import Drawing

__all__ = ["Drawing", "draw"]
