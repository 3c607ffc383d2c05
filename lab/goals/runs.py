"""The container does its work and ends."""

from typing import Annotated, Literal

from pydantic import Field

from lab.goals.built import Built, Outcome
from lab.goals.goal import Sight, Text
from lab.goals.sentences import sentence
from lab.goals.trials import Trying, end_before, last_line, trial_of


class Runs(Trying):
    """Started, the image ends by itself with the code `exit`, having said `output`."""

    kind: Literal["runs"]
    output: Text | None = None
    exit: Annotated[int, Field(ge=0, le=255)] = 0

    def wish(self) -> str:
        says = f"says “{self.output}” and " if self.output else ""
        return f"The container {says}ends with code {self.exit}."

    def see(self, built: Built) -> Sight | None:
        return built.look(self.variant, self._see)

    def _see(self, outcome: Outcome) -> Sight | None:
        trial = trial_of(outcome)
        if trial is None:
            return None
        if not trial.started or trial.exit_code is None:
            return end_before(trial, "before it ended")
        said = last_line(trial)
        text = f"The container ended with code {trial.exit_code}"
        has_said = self.output is None or self.output in trial.output
        if trial.exit_code == self.exit and not has_said:
            return Sight(
                False,
                sentence(f"{text}, but did not say “{self.output}”: {said or 'it was silent'}"),
            )
        return Sight(trial.exit_code == self.exit, sentence(f"{text}: {said}" if said else text))
