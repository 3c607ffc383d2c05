"""Two parts of the build do not wait for each other."""

from itertools import permutations
from typing import Annotated, Literal

from pydantic import Field

from dockercheck.graph import Graph, Vertex
from dockercheck.stages import Step
from lab.goals.foreseen import Forecast, Foreseen
from lab.goals.goal import Goal, Sight, Text
from lab.goals.sentences import listed


class Independent(Goal):
    """The instructions with these texts need nothing of each other."""

    kind: Literal["independent"]
    between: Annotated[tuple[Text, ...], Field(min_length=2, max_length=6, strict=False)]

    def wish(self) -> str:
        return f"The lines with {listed(self.between)} do not wait for each other."

    def foresee(self, foreseen: Foreseen) -> Sight | None:
        return foreseen.look(self.variant, self._foresee)

    def _foresee(self, forecast: Forecast) -> Sight | None:
        found = {
            text: [step for step in forecast.needed(text) if step.name == "RUN"]
            for text in self.between
        }
        for text, steps in found.items():
            if not steps:
                return Sight(False, f"No RUN that the image needs has {text}.")
        for first, second in permutations(self.between, 2):
            for step in found[first]:
                for other in found[second]:
                    if waits := _waits(forecast.report.graph, step, other):
                        return Sight(False, _sentence(second, other, first, step, waits))
        lines = (f"line {found[text][0].line}" for text in self.between)
        return Sight(True, f"{listed(lines).capitalize()} can run at the same time.")


def _sentence(text: str, step: Step, first: str, before: Step, waits: str) -> str:
    if waits == "same":
        return f"Line {step.line} runs both {first} and {text}, one after the other."
    return f"Line {step.line} ({text}) waits for line {before.line} ({first})."


def _waits(graph: Graph, first: Step, second: Step) -> str:
    """Whether the second instruction needs the first: "" where it does not."""
    if (first.stage, first.line) == (second.stage, second.line):
        return "same"
    firsts = {vertex.id for vertex in graph.vertices if first.line in vertex.lines}
    seconds = [vertex for vertex in graph.vertices if second.line in vertex.lines]
    return "waits" if firsts & _inputs(graph, seconds) else ""


def _inputs(graph: Graph, vertices: list[Vertex]) -> set[int]:
    """All that some vertices need, themselves left out."""
    found: set[int] = set()
    waiting = [number for vertex in vertices for number in vertex.inputs]
    while waiting:
        number = waiting.pop()
        if number not in found:
            found.add(number)
            waiting.extend(graph.vertices[number].inputs)
    return found
