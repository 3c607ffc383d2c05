"""Tests run in the build, and stop it when they fail."""

from typing import Literal

from lab.goals.builds import end_of
from lab.goals.built import Built
from lab.goals.foreseen import Forecast, Foreseen
from lab.goals.goal import Goal, Sight, Text, Variant
from lab.goals.sentences import sentence
from sandbox import Status


class Tests(Goal):
    """The build of the target succeeds, and fails with the files of the overlay `breaks`."""

    kind: Literal["tests"]
    target: Text
    breaks: Text

    def wish(self) -> str:
        return f"The build of {self.target} runs the tests, and stops when one fails."

    @property
    def _broken(self) -> Variant:
        own = self.variant
        return Variant(own.target, own.build_args, self.breaks)

    @property
    def flags(self) -> tuple[str, ...]:
        return super().flags[1:]  # the sentence names the target

    def variants(self) -> tuple[Variant, ...]:
        return (self.variant, self._broken)

    def foresee(self, foreseen: Foreseen) -> Sight | None:
        return foreseen.look(self.variant, self._foresee)

    def _foresee(self, forecast: Forecast) -> Sight | None:
        if any(
            step.name == "RUN" for stage in forecast.build.target_stages for step in stage.steps
        ):
            return None
        return Sight(False, f"Nothing that {self.target} needs has a RUN: no test can run.")

    def see(self, built: Built) -> Sight | None:
        whole, broken = built.outcome(self.variant), built.outcome(self._broken)
        if whole is None:
            return built.left_out(self.variant)
        if whole.result.status is not Status.OK:
            return end_of(whole)
        if broken is None:
            return None
        if broken.result.status is Status.OK:
            text = f"With a test that fails, {self.target} is built all the same: "
            return Sight(False, text + "the tests do not seem to run, or nobody hears of it.")
        at = str(broken.ran[-1]) if broken.ran else ""
        said = broken.last_words
        text = f"With a test that fails, the build stops{f' at {at}' if at else ''}"
        return Sight(True, sentence(f"{text}: {said}" if said else text))
