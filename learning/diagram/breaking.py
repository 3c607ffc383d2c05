"""Letting a component fail: which failures there are, what was predicted, what became of it."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from learning.architecture.impact import (
    Change,
    Impact,
    NodeImpact,
    State,
    changes,
    impact,
    outage_of,
)
from learning.architecture.mitigations import unsuited
from learning.architecture.model import Architecture, Cause, Failure, Mitigation, Mode, Node
from learning.architecture.scoring import MEANS, MEANS_TO_A_PERSON, NodeScore, Score, score

HAPPENS = {
    Mode.DOWN: ("{label} is down", "No replica of it answers."),
    Mode.SLOW: ("{label} is slow", "Every replica answers late."),
    Mode.ONE_REPLICA: ("{label} loses a replica", "One of its {replicas} replicas is gone."),
}


def failure_of(architecture: Architecture, name: str) -> Failure | None:
    """A failure that the author tells of, or "<component>.<mode>" for any other."""
    if name in architecture.failure:
        return architecture.failure[name]
    component, _, mode = name.partition(".")
    node = architecture.node.get(component)
    if node is None or node.is_actor or mode not in list(Mode):
        return None
    return any_failure(architecture, node, Mode(mode))


def any_failure(architecture: Architecture, node: Node, mode: Mode) -> Failure | None:
    """The component crashes or slows down, with every remedy that can stand there."""
    if mode == Mode.ONE_REPLICA and node.replicas == 1:
        return None
    title, happens = HAPPENS[mode]
    offered = tuple(
        remedy.id
        for remedy in architecture.mitigations
        if node.id in remedy.on and not unsuited(remedy.kind, mode)
    )
    return Failure(
        id=f"{node.id}.{mode}",
        component=node.id,
        mode=mode,
        cause=Cause.CRASH,
        title=title.format(label=node.label),
        happens=happens.format(replicas=node.replicas),
        notice="",
        mitigations=offered,
    )


def may_be_predicted(architecture: Architecture, failure: Failure) -> tuple[Node, ...]:
    """Everything but what fails."""
    return tuple(node for node in architecture.nodes if node.id != failure.component)


def means(node: Node) -> Mapping[State, str]:
    """What each state means for a component, or for a person."""
    return MEANS_TO_A_PERSON if node.is_actor else MEANS


@dataclass(frozen=True, slots=True)
class Row:
    """What becomes of one component, and what was predicted of it."""

    node: Node
    outcome: NodeImpact
    scored: NodeScore | None
    means: str
    predicted: str

    @property
    def is_right(self) -> bool:
        return self.scored is not None and self.scored.is_right


@dataclass(frozen=True)
class Outcome:
    """`score` is None where nothing was predicted."""

    impact: Impact
    score: Score | None
    rows: tuple[Row, ...]
    changes: tuple[Change, ...]

    @property
    def right(self) -> int:
        return sum(node.is_right for node in self.score.nodes) if self.score else 0

    @property
    def near(self) -> int:
        return sum(0 < node.points < 1 for node in self.score.nodes) if self.score else 0


def break_it(
    architecture: Architecture,
    failure: Failure,
    prediction: Mapping[str, State],
    mitigations: Collection[str] = (),
) -> Outcome:
    """What becomes of everything; predictions are judged without mitigations."""
    outage = outage_of(failure)
    bare = impact(architecture, [outage])
    found = impact(architecture, [outage], mitigations) if mitigations else bare
    judged = score(architecture, prediction, bare) if prediction else None
    by_node = {node.node: node for node in judged.nodes} if judged else {}
    return Outcome(
        impact=found,
        score=judged,
        rows=tuple(row(architecture, node, by_node.get(node.node)) for node in found.nodes),
        changes=changes(bare, found),
    )


def row(architecture: Architecture, outcome: NodeImpact, scored: NodeScore | None) -> Row:
    node = architecture.node[outcome.node]
    words = means(node)
    predicted = words[scored.predicted] if scored and scored.predicted else ""
    return Row(node, outcome, scored, words[outcome.state], predicted)


def remedies(architecture: Architecture, failure: Failure) -> tuple[Mitigation, ...]:
    return tuple(architecture.mitigation[id_] for id_ in failure.mitigations)


def as_answers(prediction: Mapping[str, State]) -> list[str]:
    return [f"{node}:{state}" for node, state in prediction.items()]


def from_answers(
    architecture: Architecture, failure: Failure, answers: Iterable[str]
) -> dict[str, State]:
    """What was kept, as far as the architecture still has it."""
    known = {node.id for node in may_be_predicted(architecture, failure)}
    pairs = (answer.partition(":")[::2] for answer in answers)
    return {node: State(state) for node, state in pairs if node in known and state in list(State)}
