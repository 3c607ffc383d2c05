"""The container answers."""

from typing import Annotated, Literal

from pydantic import Field

from lab.goals.built import Built, Outcome
from lab.goals.goal import Sight, Text
from lab.goals.sentences import seconds, short
from lab.goals.trials import Trying, end_before, trial_of


class Answers(Trying):
    """Started, the image answers a request as wanted, within so many seconds."""

    kind: Literal["answers"]
    status: Annotated[int, Field(ge=100, le=599)] = 200
    body: Text | None = None
    within: Annotated[float, Field(gt=0, le=30)] = 2

    def wish(self) -> str:
        says = f" and “{self.body}”" if self.body else ""
        return f"The container answers with {self.status}{says} within {seconds(self.within)}."

    def see(self, built: Built) -> Sight | None:
        return built.look(self.variant, self._see)

    def _see(self, outcome: Outcome) -> Sight | None:
        trial = trial_of(outcome)
        if trial is None:
            return None
        if not trial.answered:
            return end_before(trial, "before it answered")
        took = trial.seconds_to_answer or 0
        if trial.http_status != self.status:
            return Sight(
                False, f"The container answers with {trial.http_status}, not with {self.status}."
            )
        if self.body is not None and self.body not in trial.body:
            said = f"it says “{short(trial.body, 60)}”" if trial.body.strip() else "it is empty"
            return Sight(False, f"The answer has no “{self.body}”: {said}.")
        text = f"The container answered with {trial.http_status} after {seconds(took)}."
        return Sight(took <= self.within, text)
