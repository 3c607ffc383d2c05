"""What goals that start the container have in common."""

import re

from lab.goals.built import Outcome
from lab.goals.foreseen import Foreseen
from lab.goals.goal import Goal, Sight
from lab.goals.sentences import sentence, short
from sandbox import TrialOutcome

NOT_STARTED = re.compile(r'unable to start container process: (.*?)"?$', re.MULTILINE)


class Trying(Goal):
    """A goal for which the image is started. Only a build that surely stops is foreseen."""

    @property
    def is_tried(self) -> bool:
        return True

    def foresee(self, foreseen: Foreseen) -> Sight | None:
        return foreseen.of(self.variant).obstacle


def trial_of(outcome: Outcome) -> TrialOutcome | None:
    return outcome.result.trial


def end_before(trial: TrialOutcome, what: str) -> Sight:
    """That the container came to nothing before something, with its last words."""
    said = last_line(trial)
    words = f": {said}" if said else ""
    if not trial.started:
        return Sight(False, sentence(f"The container did not start{words}"))
    if trial.exit_code is not None:
        return Sight(
            False, sentence(f"The container ended with code {trial.exit_code} {what}{words}")
        )
    return Sight(False, sentence(f"The container ran, but {what.replace('before it', 'it never')}"))


def last_line(trial: TrialOutcome) -> str:
    """What the container said last, or why it could not be started."""
    if reason := NOT_STARTED.search(trial.output):
        return short(reason[1].replace('\\"', '"'))
    lines = [line for line in trial.output.splitlines() if line.strip()]
    return short(lines[-1]) if lines else ""
