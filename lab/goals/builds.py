"""The build succeeds."""

from typing import Literal

from lab.goals.built import Built, Outcome
from lab.goals.foreseen import Foreseen
from lab.goals.goal import Goal, Sight
from lab.goals.sentences import seconds, sentence
from sandbox import Status


class Builds(Goal):
    """The build of the target comes to its end."""

    kind: Literal["builds"]

    def wish(self) -> str:
        return "The build succeeds."

    def foresee(self, foreseen: Foreseen) -> Sight | None:
        return foreseen.of(self.variant).obstacle

    def see(self, built: Built) -> Sight | None:
        outcome = built.outcome(self.variant)
        return built.left_out(self.variant) if outcome is None else end_of(outcome)


def end_of(outcome: Outcome) -> Sight:
    """How a build ended, with its last words where it failed."""
    result = outcome.result
    if result.status is Status.OK:
        took = result.seconds.get("build")
        return Sight(True, f"It was built{f' in {seconds(took)}' if took is not None else ''}.")
    failure = outcome.failure
    text = sentence(failure[:1].upper() + failure[1:])
    said = outcome.last_words if result.status is Status.FAILED else ""
    if not said or text.rstrip(".") in said:  # the builder has no other words
        return Sight(False, text)
    return Sight(False, sentence(f"{text} Before that it said: {said}"))
