"""The build leaves out what it does not need."""

from typing import Literal

from lab.goals.built import Built, Outcome
from lab.goals.foreseen import Forecast, Foreseen
from lab.goals.goal import Goal, Sight, Text


class Skips(Goal):
    """The build of the target runs no instruction with the text."""

    kind: Literal["skips"]
    text: Text

    def wish(self) -> str:
        return f"The build does not run {self.text}."

    def foresee(self, foreseen: Foreseen) -> Sight | None:
        return foreseen.look(self.variant, self._foresee)

    def _foresee(self, forecast: Forecast) -> Sight | None:
        needed = next(forecast.needed(self.text), None)
        if needed is not None:
            stage = forecast.build.stages[needed.stage]
            return Sight(
                False, f"Line {needed.line} runs {self.text} in {stage.label}, which is needed."
            )
        return Sight(True, self._left_out(forecast))

    def _left_out(self, forecast: Forecast) -> str:
        step = next(forecast.elsewhere(self.text), None)
        if step is None:
            return f"No instruction has {self.text}."
        stage = forecast.build.stages[step.stage]
        return f"Line {step.line} has {self.text}, in {stage.label}, which is not needed."

    def see(self, built: Built) -> Sight | None:
        return built.look(self.variant, self._see)

    def _see(self, outcome: Outcome) -> Sight | None:
        ran = next((step for step in outcome.ran if step.has(self.text)), None)
        if ran is not None:
            return Sight(False, f"The build ran {ran}.")
        return None if outcome.log_is_cut else Sight(True, self._left_out(outcome.forecast))
