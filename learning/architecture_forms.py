"""What is sent to the pages of an architecture, checked."""

from collections.abc import Sequence
from typing import Any

from django import forms

from learning.architecture.impact import State
from learning.architecture.model import Architecture, Failure, Mode, Node
from learning.architecture.queueing import Station, Workload
from learning.architecture.schema import MAX_CHARS
from learning.diagram import quiz
from learning.diagram.breaking import may_be_predicted
from learning.diagram.quiz import OrderQuestion, Question

MODES = {
    Mode.DOWN: "is down",
    Mode.SLOW: "is slow",
    Mode.ONE_REPLICA: "loses one of its replicas",
}


class StepForm(forms.Form):
    """A hop of a flow, from 1."""

    hop = forms.IntegerField(min_value=1, max_value=60, required=False)


class ImportForm(forms.Form):
    """Somebody's own architecture, as the JSON that this site exports."""

    model = forms.CharField(label="The model, as JSON", max_length=MAX_CHARS, strip=False)


class AnyFailureForm(forms.Form):
    """Any component, in any mode."""

    component = forms.ChoiceField(label="Component")
    mode = forms.ChoiceField(label="What happens", choices=[*MODES.items()])

    def __init__(self, architecture: Architecture, data: Any = None) -> None:
        super().__init__(data)
        self.architecture = architecture
        choices = [(node.id, node.label) for node in architecture.nodes if not node.is_actor]
        self.fields["component"].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        node = self.architecture.node.get(data.get("component", ""))
        if node and data.get("mode") == Mode.ONE_REPLICA and node.replicas == 1:
            message = f"{node.label} has one replica: losing it is being down."
            raise forms.ValidationError(message)
        return data


class PredictionForm(forms.Form):
    """A state for each component; `rest` says that all others go on as before."""

    rest = forms.BooleanField(required=False)
    record = forms.BooleanField(required=False)

    def __init__(self, data: Any, architecture: Architecture, failure: Failure) -> None:
        super().__init__(data)
        self.nodes = may_be_predicted(architecture, failure)
        for node in self.nodes:
            self.fields[f"p-{node.id}"] = forms.ChoiceField(
                choices=[(state, state) for state in State], required=False
            )

    def prediction(self) -> dict[str, State]:
        """By component; empty if nothing was said of any."""
        found = {}
        for node in self.nodes:
            state = self.cleaned_data[f"p-{node.id}"]
            if state or self.cleaned_data["rest"]:
                found[node.id] = State(state or State.UNAFFECTED)
        return found


class RecordForm(forms.Form):
    record = forms.BooleanField(required=False)


def picked(architecture: Architecture, question: Question, given: Sequence[str]) -> list[str]:
    """What was picked, as far as it may be: one thing, or each once in an order."""
    open_ = quiz.choices(architecture, question)
    known = [id_ for id_ in dict.fromkeys(given) if id_ in open_]
    return known if isinstance(question, OrderQuestion) else known[-1:]


def is_whole(architecture: Architecture, question: Question, picks: Sequence[str]) -> bool:
    needed = len(quiz.choices(architecture, question)) if isinstance(question, OrderQuestion) else 1
    return len(picks) == needed


def numbers(given: Sequence[str], last: int) -> list[str]:
    """The numbers from 1 to `last` among what was sent, in order and each once."""
    return [str(number) for number in range(1, last + 1) if str(number) in given]


class LoadForm(forms.Form):
    """What goes into the calculator; a row of two fields for each station."""

    rps = forms.FloatField(label="Requests per second", min_value=0.1, max_value=1_000_000)
    hit = forms.FloatField(label="Cache hit ratio", min_value=0, max_value=100)

    def __init__(self, data: Any, nodes: Sequence[Node]) -> None:
        super().__init__(data)
        self.nodes = nodes
        for node in nodes:
            self.fields[f"n-{node.id}"] = forms.IntegerField(
                label=f"Replicas of {node.label}", min_value=1, max_value=1_000
            )
            self.fields[f"ms-{node.id}"] = forms.FloatField(
                label=f"Service time of {node.label}", min_value=0.01, max_value=60_000
            )

    def rows(self) -> list[tuple[Node, forms.BoundField, forms.BoundField]]:
        return [(node, self[f"n-{node.id}"], self[f"ms-{node.id}"]) for node in self.nodes]

    def workload(self) -> Workload:
        data = self.cleaned_data
        return Workload(
            requests_per_s=data["rps"],
            hit_ratio=data["hit"] / 100,
            replicas={node.id: data[f"n-{node.id}"] for node in self.nodes},
            service_ms={node.id: data[f"ms-{node.id}"] for node in self.nodes},
        )


def starting_load(stations: Sequence[Station], architecture: Architecture) -> dict[str, Any]:
    """The architecture's own values, under a load that it carries."""
    values: dict[str, Any] = {"rps": 3000, "hit": 80}
    for station in stations:
        node = architecture.node[station.node]
        values |= {f"n-{node.id}": node.replicas, f"ms-{node.id}": node.service_ms}
    return values
