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

    def wish(self) -> str:
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
        makers = self._makers(step, stage, forecast)
        for text in self.from_:
            for run in (run for maker in makers for run in running(maker, text)):
                return Sight(True, f"L{how[1:]}{_making(step, run, text)}.")
        nowhere = f"no line there runs {listed(self.from_, 'or')}"
        return Sight(False, f"L{how[1:]}, and {nowhere}.")

    def _makers(self, step: Step, stage: Stage, forecast: Forecast) -> list[Stage]:
        """The stages that the file went through, as far as that is known; else all it may have."""
        file = dict(forecast.files).get(self.path)
        trail = file.trail if file is not None else ()
        first = forecast.step_at(trail[0]) if len(trail) > 1 else None
        if first is None or trail[-1] != (step.stage, step.line):
            return forecast.makers(stage)
        known = [forecast.build.stages[place.stage] for place in trail[:-1]]
        through = [below for each in known for below in forecast.build.lineage(each)]
        source = source_of(first, forecast) if first.name != "RUN" else None
        return through if source is None else [*through, *forecast.makers(source)]


def _making(step: Step, run: Step, text: str) -> str:
    """How the instruction that makes a file stands to the one that brings it."""
    if run is step:
        return f" with {text}"
    where = "in the stage where" if step.name == "RUN" else "where"
    return f", {where} line {run.line} runs {text}"


def source_of(step: Step, forecast: Forecast) -> Stage | None:
    """The stage that an instruction's files are from: its own for a RUN, none for the context."""
    if step.name == "RUN":
        return forecast.build.stages[step.stage]
    origin = step.origin
    if origin is None or origin.kind != "stage" or origin.stage is None:
        return None
    stages = forecast.build.stages
    return stages[origin.stage] if origin.stage < len(stages) else None
