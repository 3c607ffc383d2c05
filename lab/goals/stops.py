"""The container ends when it is asked to."""

from typing import Annotated, Literal

from pydantic import Field

from lab.goals.built import Built, Outcome
from lab.goals.goal import Sight
from lab.goals.sentences import seconds
from lab.goals.trials import Trying, end_before, trial_of

# By itself, or by the signal that it was sent: 128 and the number of SIGTERM.
CODES = (0, 143)


class Stops(Trying):
    """It ends on the stop signal by itself, within so many seconds, with exit code 0 or 143."""

    kind: Literal["stops"]
    within: Annotated[float, Field(gt=0, le=30)] = 2

    def wish(self) -> str:
        return f"Asked to stop, the container ends within {seconds(self.within)}."

    def see(self, built: Built) -> Sight | None:
        return built.look(self.variant, self._see)

    def _see(self, outcome: Outcome) -> Sight | None:
        trial = trial_of(outcome)
        if trial is None:
            return None
        if not trial.answered:
            return end_before(trial, "before it answered")
        took = trial.seconds_to_stop
        if not trial.stopped_on_signal or took is None:
            return Sight(False, "Asked to stop, the container went on: it would have been killed.")
        text = f"Asked to stop, the container ended after {seconds(took)}"
        if trial.exit_code not in CODES:
            return Sight(False, f"{text}, but with exit code {trial.exit_code}.")
        return Sight(took <= self.within, f"{text} with exit code {trial.exit_code}.")
