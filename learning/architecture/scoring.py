"""How well a learner predicted an impact: per component, with the reason."""

from collections.abc import Mapping
from dataclasses import dataclass

from learning.architecture.impact import Impact, NodeImpact, State
from learning.architecture.model import Architecture

RIGHT, NEAR, WRONG = 1.0, 0.5, 0.0
MEANS = {
    State.UNAFFECTED: "goes on as before",
    State.DELAYED: "goes on, and something arrives late",
    State.BLOCKED: "goes on, and gets no new release",
    State.DEGRADED: "goes on, slower or with less",
    State.DOWN: "does not answer",
}
MEANS_TO_A_PERSON = MEANS | {
    State.DEGRADED: "waits longer, or gets less",
    State.DOWN: "gets no answer",
}


@dataclass(frozen=True, slots=True)
class NodeScore:
    """`predicted` is None where nothing was picked."""

    node: str
    predicted: State | None
    actual: State
    points: float
    explanation: str

    @property
    def is_right(self) -> bool:
        return self.points == RIGHT


@dataclass(frozen=True, slots=True)
class Score:
    nodes: tuple[NodeScore, ...]

    @property
    def points(self) -> float:
        return sum(node.points for node in self.nodes)

    @property
    def possible(self) -> int:
        return len(self.nodes)

    @property
    def share(self) -> float:
        return self.points / self.possible if self.nodes else 0.0


def score(architecture: Architecture, prediction: Mapping[str, State], impact: Impact) -> Score:
    """Judge a prediction for every component that did not fail itself.

    Half a point goes to who saw that a component is affected, and not how. Raises ValueError
    for a prediction about a component that does not exist.
    """
    if unknown := [node for node in prediction if node not in architecture.node]:
        raise ValueError(f"the architecture has no {unknown[0]}")
    return Score(
        tuple(
            judged(architecture, prediction.get(node.node), node)
            for node in impact.nodes
            if not node.has_failed
        )
    )


def judged(architecture: Architecture, predicted: State | None, actual: NodeImpact) -> NodeScore:
    node = architecture.node[actual.node]
    means = MEANS_TO_A_PERSON if node.is_actor else MEANS
    explanation = f"{node.label}: {means[actual.state]}. {reason(actual)}"
    if predicted and predicted != actual.state:
        explanation = f"Not {predicted}: {explanation}"
    return NodeScore(
        actual.node, predicted, actual.state, points(predicted, actual.state), explanation
    )


def points(predicted: State | None, actual: State) -> float:
    if predicted == actual:
        return RIGHT
    is_near = predicted and State.UNAFFECTED not in (predicted, actual)
    return NEAR if is_near else WRONG


def reason(actual: NodeImpact) -> str:
    if not actual.chain:
        return "Nothing that it depends on has failed."
    return " ".join(link.sentence for link in actual.chain)
