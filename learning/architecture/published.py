"""The exercise on a published list of hops: which of them can the drawing not carry?

A hop is carried by an arrow in its direction, or is the reply along an arrow the other way.
Anything else has no edge. Apart from that a hop may jump: it starts where the one before did
not end.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from learning.architecture.model import Pair, Published


class Carrier(StrEnum):
    EDGE = "edge"
    REPLY = "reply"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class JudgedHop:
    number: int
    hop: Pair
    carrier: Carrier
    jumps_from: str | None  # where the hop before ended, if that is not where this one starts

    @property
    def is_jump(self) -> bool:
        return self.jumps_from is not None

    @property
    def is_wrong(self) -> bool:
        return self.is_jump or self.carrier == Carrier.NOTHING


@dataclass(frozen=True, slots=True)
class GradedHop:
    """A hop after the learner's answer; `explanation` holds whatever was picked."""

    judged: JudgedHop
    picked: bool
    explanation: str

    @property
    def is_right(self) -> bool:
        return self.picked == self.judged.is_wrong


@dataclass(frozen=True, slots=True)
class Grade:
    hops: tuple[GradedHop, ...]

    @property
    def found(self) -> int:
        return sum(hop.picked and hop.is_right for hop in self.hops)

    @property
    def to_find(self) -> int:
        return sum(hop.judged.is_wrong for hop in self.hops)

    @property
    def false_alarms(self) -> int:
        return sum(hop.picked and not hop.is_right for hop in self.hops)

    @property
    def is_right(self) -> bool:
        return all(hop.is_right for hop in self.hops)


def judge_hops(edges: tuple[Pair, ...], hops: tuple[Pair, ...]) -> tuple[JudgedHop, ...]:
    judged = []
    before: Pair | None = None
    for number, hop in enumerate(hops, start=1):
        is_connected = before is None or before.target == hop.source
        jumps_from = None if is_connected or before is None else before.target
        judged.append(JudgedHop(number, hop, carrier_of(edges, hop), jumps_from))
        before = hop
    return tuple(judged)


def carrier_of(edges: tuple[Pair, ...], hop: Pair) -> Carrier:
    if hop in edges:
        return Carrier.EDGE
    return Carrier.REPLY if hop.back in edges else Carrier.NOTHING


def judge(published: Published) -> tuple[JudgedHop, ...]:
    return judge_hops(published.edges, published.hops)


def without_edge(published: Published) -> int:
    """How many hops neither an arrow nor its reply carries."""
    return sum(hop.carrier == Carrier.NOTHING for hop in judge(published))


def jumps(published: Published) -> int:
    return sum(hop.is_jump for hop in judge(published))


def unused_edges(published: Published) -> tuple[Pair, ...]:
    """The arrows that no published hop follows."""
    return tuple(edge for edge in published.edges if edge not in published.hops)


def unvisited(published: Published) -> tuple[str, ...]:
    """The ids of the components that no published hop touches."""
    visited = {end for hop in published.hops for end in (hop.source, hop.target)}
    return tuple(id_ for id_, _ in published.labels if id_ not in visited)


def grade(published: Published, picked: Iterable[int]) -> Grade:
    """Grade the numbers of the hops that the learner takes to be wrong.

    Raises ValueError for a number that no hop has.
    """
    chosen = set(picked)
    if unknown := chosen - set(range(1, len(published.hops) + 1)):
        raise ValueError(f"no hop has the number {min(unknown)}")
    return Grade(
        tuple(
            GradedHop(hop, hop.number in chosen, explained(published, hop))
            for hop in judge(published)
        )
    )


def explained(published: Published, hop: JudgedHop) -> str:
    source, target = published.label(hop.hop.source), published.label(hop.hop.target)
    sentence = {
        Carrier.EDGE: f"An arrow leads from {source} to {target}.",
        Carrier.REPLY: f"The arrow leads from {target} to {source}; this is its reply.",
        Carrier.NOTHING: f"No arrow joins {source} and {target}, in either direction.",
    }[hop.carrier]
    if hop.jumps_from is None:
        return sentence
    ended = published.label(hop.jumps_from)
    return f"{sentence} It starts at {source}, but hop {hop.number - 1} ended at {ended}."
