"""The image is small."""

from typing import Annotated, Literal

from pydantic import StringConstraints

from dockercheck.simulation.bytes import Bytes
from lab.goals.built import Built, Outcome
from lab.goals.foreseen import Forecast, Foreseen
from lab.goals.goal import Goal, Sight
from learning.lenses.image import Size as Range
from learning.lenses.image import amount

UNITS = {"kB": 1_000, "MB": 1_000_000, "GB": 1_000_000_000}
Amount = Annotated[str, StringConstraints(pattern=r"^\d{1,4}(\.\d{1,3})? (kB|MB|GB)$")]


class Size(Goal):
    """`at_most` is in decimal units, as image sizes are shown: "20 MB"."""

    kind: Literal["size"]
    at_most: Amount

    @property
    def limit(self) -> int:
        """The bytes that are allowed."""
        number, _, unit = self.at_most.partition(" ")
        return round(float(number) * UNITS[unit])

    def wish(self) -> str:
        return f"The image is at most {self.at_most}."

    def foresee(self, foreseen: Foreseen) -> Sight | None:
        return foreseen.look(self.variant, self._foresee)

    def _foresee(self, forecast: Forecast) -> Sight | None:
        size = None if forecast.work is None else forecast.work.ledger.size()
        if size is None:
            return None
        if size.low > self.limit:
            return Sight(False, f"The image is {shown(size)}{_foreseen_part(forecast, size.low)}.")
        if size.high is not None and size.high <= self.limit:
            return Sight(True, f"The image is {shown(size)}.")
        return None

    def see(self, built: Built) -> Sight | None:
        return built.look(self.variant, self._see)

    def _see(self, outcome: Outcome) -> Sight | None:
        size = outcome.image.bytes if outcome.image is not None else 0
        text = f"The image is {amount(size)}{_largest_part(outcome, size)}."
        return Sight(size <= self.limit, text)


def shown(size: Bytes) -> str:
    return str(Range(size.low, size.high))


def _foreseen_part(forecast: Forecast, whole: int) -> str:
    """The line that brings half of an image or more."""
    work = forecast.work
    layers = work.ledger.summary() if work is not None else ()
    known = [(layer.bytes, layer.place) for layer in layers if layer.bytes is not None]
    if not known:
        return ""
    size, place = max(known, key=lambda layer: layer[0].low)
    if size.low * 2 < whole:
        return ""
    step = forecast.step_at(place)
    if step is not None:
        return f", of which {shown(size)} comes with line {place.line}"
    name = forecast.base_name(place.stage)
    if amount(size.low) == amount(whole):
        return f": {name}, brought by line {place.line}, is that large"
    return f", of which {shown(size)} is {name}, brought by line {place.line}"


def _largest_part(outcome: Outcome, whole: int) -> str:
    """What makes up half of an image or more: its base, or a line's layer."""
    parts = [(sum(layer.bytes for layer in outcome.layers if layer.from_base), _base(outcome))]
    for number, layer in enumerate(outcome.layers):
        step = None if layer.from_base else outcome.maker(number)
        if step is not None:
            parts.append((layer.bytes, f"comes with line {step.line}"))
    size, what = max(parts, key=lambda part: part[0])
    if not what or size * 2 < whole or not size:
        return ""
    is_all = amount(size) == amount(whole)
    return f": all of it {what}" if is_all else f", of which {amount(size)} {what}"


def _base(outcome: Outcome) -> str:
    root = outcome.forecast.root
    return f"is {root.base.name}, brought by line {root.line}" if root is not None else ""
