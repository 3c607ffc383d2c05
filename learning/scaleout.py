"""The scale-out clock: from "twenty more nodes" to "all of them answer", in seconds.

Every new node pulls the image at the same time. A node gets what its own link carries, or its
share of what the registry sends, whichever is less:

    rate  = min(node link, registry link / nodes)          Mbit/s
    pull  = image size * 8 / rate                          s, size in MB (10^6 bytes), compressed
    total = pull + start-up

Left out, and said so on the page: unpacking, layers that a node already has, pulls from peers,
and the scheduler's own time.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Rollout:
    """What is the same for both images."""

    nodes: int
    node_mbit: int
    registry_mbit: int
    startup_seconds: float

    @property
    def rate_mbit(self) -> float:
        """Mbit/s that each node gets while all pull at once."""
        return min(self.node_mbit, self.registry_mbit / self.nodes)

    @property
    def is_registry_bound(self) -> bool:
        return self.registry_mbit / self.nodes < self.node_mbit


@dataclass(frozen=True)
class Clock:
    """How long one image takes to be everywhere."""

    size_mb: float
    pull_seconds: float
    startup_seconds: float

    @property
    def total_seconds(self) -> float:
        return self.pull_seconds + self.startup_seconds

    @property
    def pull_text(self) -> str:
        return spoken(self.pull_seconds)

    @property
    def total_text(self) -> str:
        return spoken(self.total_seconds)


@dataclass(frozen=True)
class Comparison:
    """Two images under the same roll-out; bars are drawn on one scale."""

    rollout: Rollout
    before: Clock
    after: Clock

    @property
    def saved_text(self) -> str:
        return spoken(abs(self.before.total_seconds - self.after.total_seconds))

    @property
    def is_faster(self) -> bool:
        return self.after.total_seconds < self.before.total_seconds

    def bar(self, clock: Clock, width: int) -> tuple[int, int]:
        """Widths of the pull and the start-up, where the slower image fills `width`."""
        longest = max(self.before.total_seconds, self.after.total_seconds) or 1
        pull = round(width * clock.pull_seconds / longest)
        return pull, round(width * clock.total_seconds / longest) - pull


def clock(size_mb: float, rollout: Rollout) -> Clock:
    return Clock(size_mb, size_mb * 8 / rollout.rate_mbit, rollout.startup_seconds)


def compare(before_mb: float, after_mb: float, rollout: Rollout) -> Comparison:
    return Comparison(rollout, clock(before_mb, rollout), clock(after_mb, rollout))


def spoken(seconds: float) -> str:
    """0.4 s, 12.3 s, 48 s, 3 min 05 s, 2 h 10 min: as exact as it is worth."""
    if seconds < 19.95:
        return f"{seconds:.1f}\u00a0s"
    whole = round(seconds)
    if whole < 60:
        return f"{whole}\u00a0s"
    if whole < 3600:
        return f"{whole // 60}\u00a0min {whole % 60:02}\u00a0s"
    return f"{whole // 3600}\u00a0h {whole % 3600 // 60:02}\u00a0min"
