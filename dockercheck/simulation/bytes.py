"""Amounts of bytes as ranges; what is not known is None and never zero."""

from collections.abc import Iterable
from typing import NamedTuple


class Bytes(NamedTuple):
    """At least `low` and at most `high` bytes; `high` is None where there is no known limit."""

    low: int
    high: int | None

    @classmethod
    def exactly(cls, amount: int) -> "Bytes":
        """A known number of bytes."""
        return cls(amount, amount)

    def to_dict(self) -> dict[str, object]:
        """The range as JSON can hold it."""
        return {"low": self.low, "high": self.high}


NONE_AT_ALL = Bytes(0, 0)


def total(parts: Iterable[Bytes | None]) -> Bytes | None:
    """The sum: without upper limit where a part is not known, None where nothing is known."""
    low, high = 0, 0
    limited = True
    for part in parts:
        if part is None:
            limited = False
            continue
        low += part.low
        if part.high is None:
            limited = False
        else:
            high += part.high
    if not limited and not low:
        return None
    return Bytes(low, high if limited else None)
