"""Variables as a stage sees them at one of its instructions.

A stage's variables change with every ENV and ARG, and rules look at any point of it. One scope
per stage keeps every value with the moment it was set; a view of it is a moment and costs
nothing to keep.
"""

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from typing import NamedTuple

# A longer chain of stages is copied together, so that looking a name up stays quick.
MAX_CHAIN = 32


class _Change(NamedTuple):
    moment: int
    value: str


def _moment(change: _Change) -> int:
    return change.moment


class Scope:
    """The variables of one stage; it begins with those of the stage it is built from."""

    def __init__(self, base: "Env | None" = None) -> None:
        # A base that set nothing itself is skipped, so that long chains stay short.
        if base is not None and not base.scope.changes:
            base = base.scope.base
        self.base: Env | None = base
        self.changes: dict[str, list[_Change]] = {}
        self.moment = 0
        self.depth: int = base.scope.depth + 1 if base is not None else 0
        if base is not None and self.depth > MAX_CHAIN:
            self.changes = {name: [_Change(0, value)] for name, value in base.flat().items()}
            self.base, self.depth = None, 0

    def set(self, name: str, value: str) -> None:
        """Give a variable a value from now on."""
        self.moment += 1
        self.changes.setdefault(name, []).append(_Change(self.moment, value))

    def now(self) -> "Env":
        """The variables as they are at this moment."""
        return Env(self, self.moment)


class Env(Mapping[str, str]):
    """The variables at one moment: a read-only mapping."""

    __slots__ = ("moment", "scope")

    def __init__(self, scope: Scope, moment: int) -> None:
        self.scope = scope
        self.moment = moment

    def get(self, name: str, default: str | None = None) -> str | None:  # type: ignore[override]
        env: Env | None = self
        while env is not None:
            changes = env.scope.changes.get(name)
            if changes is not None:
                at = bisect_right(changes, env.moment, key=_moment)
                if at:
                    return changes[at - 1].value
            env = env.scope.base
        return default

    def flat(self) -> dict[str, str]:
        """All variables at once."""
        chain: list[Env] = [self]
        while (below := chain[-1].scope.base) is not None:
            chain.append(below)
        found: dict[str, str] = {}
        for env in reversed(chain):
            for name, changes in env.scope.changes.items():
                at = bisect_right(changes, env.moment, key=_moment)
                if at:
                    found[name] = changes[at - 1].value
        return found

    def __getitem__(self, name: str) -> str:
        value = self.get(name)
        if value is None:
            raise KeyError(name)
        return value

    def __iter__(self) -> Iterator[str]:
        return iter(self.flat())

    def __len__(self) -> int:
        return len(self.flat())
