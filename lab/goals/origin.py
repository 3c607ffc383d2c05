"""A file comes from the stage that makes it."""

from typing import Annotated, Literal

from pydantic import Field

from dockercheck.simulation.files import State
from dockercheck.stages import Stage, Step
from lab.goals.built import Built, Outcome
from lab.goals.contents import absence
from lab.goals.foreseen import Forecast, Foreseen, came_by, running
from lab.goals.goal import Goal, Sight, Text, Texts
from lab.goals.sentences import listed


class Origin(Goal):
    """The file at `path` comes from a stage that runs one of the texts of `from`."""

    kind: Literal["origin"]
    path: Text
    from_: Annotated[Texts, Field(alias="from", min_length=1)]

    def wants(self) -> str:
        return f"{self.path} comes from the stage that runs {listed(self.from_, 'or')}."

    def foresee(self, foreseen: Foreseen) -> Sight | None:
        return foreseen.look(self.variant, self._foresee)

    def _foresee(self, forecast: Forecast) -> Sight | None:
        if forecast.lacks(self.path):
            return Sight(False, absence([self.path]))
        file = dict(forecast.files).get(self.path)
        if file is None or forecast.state(self.path) is not State.PRESENT:
            return None
        step = forecast.step_at(file.trail[-1])
        return None if step is None else self._sight(step, forecast)

    def see(self, built: Built) -> Sight | None:
        return built.look(self.variant, self._see)

    def _see(self, outcome: Outcome) -> Sight | None:
        file = outcome.files.get(outcome.true_path(self.path))
        if file is None:
            return None if outcome.files_are_cut else Sight(False, absence([self.path]))
        step = outcome.maker(file.layer)
        if step is not None:
            return self._sight(step, outcome.forecast)
        if file.layer is not None:
            return None  # which line made the layer cannot be told
        return Sight(False, f"{self.path} is not made here: {outcome.came_by(None)}.")

    def _sight(self, step: Step, forecast: Forecast) -> Sight:
        how = came_by(step, forecast.build).replace(" it", f" {self.path}", 1)
        stage = source_of(step, forecast)
        if stage is None:
            return Sight(False, f"{how[:1].upper()}{how[1:]}: no stage of yours made it.")
        makers = forecast.makers(stage)
        for text in self.from_:
            for run in (run for maker in makers for run in running(maker, text)):
                there = f" with {text}" if run is step else f", where line {run.line} runs {text}"
                return Sight(True, f"L{how[1:]}{there}.")
        nowhere = f"no line there runs {listed(self.from_, 'or')}"
        return Sight(False, f"L{how[1:]}, and {nowhere}.")


def source_of(step: Step, forecast: Forecast) -> Stage | None:
    """The stage that an instruction's files are from: its own for a RUN, none for the context."""
    if step.name == "RUN":
        return forecast.build.stages[step.stage]
    origin = step.origin
    if origin is None or origin.kind != "stage" or origin.stage is None:
        return None
    return (
        forecast.build.stages[origin.stage] if origin.stage < len(forecast.build.stages) else None
    )
