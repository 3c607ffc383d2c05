"""The target is built from several stages."""

from typing import Annotated, Literal

from pydantic import Field

from dockercheck.stages import Stage
from lab.goals.foreseen import Forecast, Foreseen
from lab.goals.goal import Goal, Sight
from lab.goals.sentences import listed


class Stages(Goal):
    """So many stages are used, the target's own among them."""

    kind: Literal["stages"]
    at_least: Annotated[int, Field(ge=1, le=20)]

    def wish(self) -> str:
        return f"At least {self.at_least} stages make the image."

    def foresee(self, foreseen: Foreseen) -> Sight | None:
        return foreseen.look(self.variant, self._count)

    def _count(self, forecast: Forecast) -> Sight:
        used = forecast.build.target_stages
        left = [stage for stage in forecast.build.stages if not stage.in_target]
        number = "One stage makes" if len(used) == 1 else f"{len(used)} stages make"
        text = f"{number} the image: {named(used)}."
        if left and len(used) < self.at_least:
            text += f" It needs nothing of {named(left)}."
        return Sight(len(used) >= self.at_least, text)


def named(stages: list[Stage]) -> str:
    return listed(f"{stage.label} (line {stage.line})" for stage in stages)
