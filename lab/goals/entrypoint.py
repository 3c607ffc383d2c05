"""The container starts a program, not a shell around it."""

from typing import Literal

from lab.goals.built import Built, Outcome
from lab.goals.foreseen import Forecast, Foreseen
from lab.goals.goal import Goal, Sight, Texts
from lab.goals.sentences import command

SHELLS = frozenset({"/bin/sh", "sh", "/bin/bash", "bash", "/bin/ash", "ash"})
# Programs that start another one, and hand every signal on to it.
INITS = frozenset({"tini", "dumb-init", "catatonit", "docker-entrypoint.sh", "--"})


class Entrypoint(Goal):
    """`command`, where given, is how the words begin that are started."""

    kind: Literal["entrypoint"]
    command: Texts = ()

    def wish(self) -> str:
        what = f" {command(self.command)}" if self.command else " its program"
        return f"The container starts{what} in exec form, without a shell around it."

    def foresee(self, foreseen: Foreseen) -> Sight | None:
        return foreseen.look(self.variant, self._foresee)

    def _foresee(self, forecast: Forecast) -> Sight | None:
        image, root = forecast.build.image, forecast.root
        if image is None or root is None:
            return None
        entrypoint, cmd = image.entrypoint or (), image.cmd or ()
        is_known = bool(entrypoint or cmd) or root.base.kind == "scratch"
        return self._sight(entrypoint, cmd, forecast) if is_known else None

    def see(self, built: Built) -> Sight | None:
        return built.look(self.variant, self._see)

    def _see(self, outcome: Outcome) -> Sight | None:
        if outcome.image is None:
            return None
        config = outcome.image.config
        return self._sight(config.entrypoint, config.cmd, outcome.forecast)

    def _sight(
        self, entrypoint: tuple[str, ...], cmd: tuple[str, ...], forecast: Forecast
    ) -> Sight:
        words = (*entrypoint, *cmd)
        if not words:
            return Sight(False, "The container has nothing to start: no ENTRYPOINT and no CMD.")
        where = line_of(forecast, "ENTRYPOINT" if entrypoint else "CMD")
        if words[0] in SHELLS and words[1:2] == ("-c",):
            text = (
                f"The container starts a shell, {command(words[:2])}, around {' '.join(words[2:])}"
            )
            return Sight(False, f"{text}: {where} is in shell form.")
        if self.command and not starts(words, len(entrypoint), self.command):
            return Sight(False, f"The container starts {command(words)}: {where} says so.")
        return Sight(True, f"The container starts {command(words)} without a shell.")


def starts(words: tuple[str, ...], cmd_at: int, wanted: tuple[str, ...]) -> bool:
    """Whether a command begins as wanted, or is handed that by a program that starts another."""
    places = {0, cmd_at}
    while (
        words[len(places) - 1 : len(places)] and words[len(places) - 1].rpartition("/")[2] in INITS
    ):
        places.add(len(places))
    return any(words[at : at + len(wanted)] == wanted for at in places)


def line_of(forecast: Forecast, name: str) -> str:
    """The line that says what is started."""
    steps = [step for step in forecast.steps if step.name == name]
    return f"{name} in line {steps[-1].line}" if steps else f"{name} of the base image"
