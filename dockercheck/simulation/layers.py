"""The layers of an image: what each line adds, and what of it later lines hide again.

A layer is never made smaller by the one above it: removing, replacing or re-owning a file leaves
its bytes below and may add them once more.
"""

from typing import NamedTuple

from dockercheck.simulation.bytes import Bytes, total
from dockercheck.simulation.files import Place


class Layer:
    """What one line adds. Items have a label, so that two simulations can be compared."""

    def __init__(self, label: str) -> None:
        self.label = label
        self.items: dict[str, Bytes | None] = {}
        self.wasted_items: dict[str, Bytes | None] = {}

    def clone(self) -> "Layer":
        """A copy, for another stage on the same base."""
        layer = Layer(self.label)
        layer.items, layer.wasted_items = dict(self.items), dict(self.wasted_items)
        return layer

    @property
    def bytes(self) -> Bytes | None:
        """What the layer adds to the image."""
        return total(self.items.values())

    @property
    def wasted(self) -> Bytes | None:
        """How much of it nobody can see any more."""
        return total(self.wasted_items.values())


class Summary(NamedTuple):
    """A layer as it is reported."""

    place: Place
    bytes: Bytes | None
    wasted: Bytes | None

    def to_dict(self) -> dict[str, object]:
        """The layer as JSON can hold it."""
        return {
            **self.place.to_dict(),
            "bytes": self.bytes.to_dict() if self.bytes is not None else None,
            "wasted": self.wasted.to_dict() if self.wasted is not None else None,
        }


class Ledger:
    """The layers of a stage and of those below it, in order."""

    def __init__(self) -> None:
        self.layers: dict[Place, Layer] = {}
        # Layers of a stage below are shared with it until they change.
        self._own: set[Place] = set()

    def fork(self) -> "Ledger":
        """The ledger of a stage that is built from this one, which must not change any more."""
        other = Ledger()
        other.layers = dict(self.layers)
        return other

    def _layer(self, place: Place) -> Layer | None:
        layer = self.layers.get(place)
        if layer is not None and place not in self._own:
            layer = self.layers[place] = layer.clone()
            self._own.add(place)
        return layer

    def open(self, place: Place, label: str) -> None:
        """Begin a layer."""
        if place not in self.layers:
            self.layers[place] = Layer(label)
            self._own.add(place)

    def add(self, place: Place, item: str, size: Bytes | None) -> None:
        """Note what a line adds."""
        layer = self._layer(place)
        if layer is not None:
            layer.items[item] = size

    def hide(self, owner: Place, by: Place, item: str, size: Bytes | None) -> None:
        """Note that a line hides what another one, or itself, has added."""
        layer = self._layer(owner)
        if layer is None:
            return
        if owner == by:
            layer.items.pop(item, None)
        else:
            layer.wasted_items[item] = size

    def summary(self) -> tuple[Summary, ...]:
        """The layers as they are reported."""
        return tuple(
            Summary(place, layer.bytes, layer.wasted) for place, layer in self.layers.items()
        )

    def size(self) -> Bytes | None:
        """The size of the image: what is hidden counts too."""
        every = [size for layer in self.layers.values() for size in layer.items.values()]
        return total(every)
