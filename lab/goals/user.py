"""The container does not start as root."""

from typing import Literal

from dockercheck.runtime import is_root, starts_as_root
from dockercheck.stages import Step
from lab.goals.built import Built, Outcome
from lab.goals.foreseen import Forecast, Foreseen
from lab.goals.goal import Goal, Sight


class User(Goal):
    """The image names a user that is not root."""

    kind: Literal["user"]

    def wish(self) -> str:
        return "The container does not start as root."

    def foresee(self, foreseen: Foreseen) -> Sight | None:
        return foreseen.look(self.variant, self._foresee)

    def _foresee(self, forecast: Forecast) -> Sight | None:
        step = last_user(forecast)
        image, root = forecast.build.image, forecast.root
        if image is None or root is None or (step is not None and step.undefined):
            return None
        if step is not None:
            return sight_of(image.user, forecast)
        as_root = starts_as_root(forecast.build, root)
        if as_root is None:
            return None
        named = str(forecast.facts.get("user") or "a user that is not root")
        return Sight(not as_root, _by_base(forecast, "root" if as_root else named))

    def see(self, built: Built) -> Sight | None:
        return built.look(self.variant, self._see)

    def _see(self, outcome: Outcome) -> Sight | None:
        if outcome.image is None:
            return None
        return sight_of(outcome.image.config.user, outcome.forecast)


def sight_of(user: str, forecast: Forecast) -> Sight:
    """What a USER means, with the line that says it."""
    step = last_user(forecast)
    met = not is_root(user) and not _is_zero(user)
    if step is None:
        return Sight(met, _by_base(forecast, "root" if not met else user))
    who = user if met else "root" if user in {"", "root"} else f"root, which {user} is"
    return Sight(met, f"The container starts as {who}: line {step.line} says so.")


def _is_zero(user: str) -> bool:
    name = user.partition(":")[0]
    return name.isascii() and name.isdigit() and int(name) == 0


def last_user(forecast: Forecast) -> Step | None:
    users = [step for step in forecast.steps if step.name == "USER" and not step.failed]
    return users[-1] if users else None


def _by_base(forecast: Forecast, who: str) -> str:
    root = forecast.root
    base = root.base.name if root is not None else "its base"
    return f"The container starts as {who}: no line says USER, and so {base} decides."
