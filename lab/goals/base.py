"""The final stage stands on one of some images."""

from fnmatch import fnmatchcase
from typing import Annotated, Literal

from pydantic import Field

from dockercheck.stages import Base as StageBase
from lab.goals.foreseen import Forecast, Foreseen
from lab.goals.goal import Goal, Sight, Text
from lab.goals.sentences import listed


class Base(Goal):
    """`of` are patterns of image names as people write them, without Docker Hub's host.

    A pattern fits the name with or without its tag.
    """

    kind: Literal["base"]
    of: Annotated[tuple[Text, ...], Field(min_length=1, max_length=20, strict=False)]

    def wish(self) -> str:
        return f"The final stage stands on {listed(self.of, 'or')}."

    def foresee(self, foreseen: Foreseen) -> Sight | None:
        return foreseen.look(self.variant, self._look)

    def _look(self, forecast: Forecast) -> Sight | None:
        root = forecast.root
        if root is None:
            return None
        met = any(fnmatchcase(name, each) for name in names_of(root.base) for each in self.of)
        return Sight(met, f"The final stage stands on {root.base.name} (line {root.line}).")


def names_of(base: StageBase) -> list[str]:
    """What a base may be called: by name, by name and tag, and as it is written."""
    reference = base.reference
    if reference is None:
        return [base.name]
    name = reference.familiar
    return [name, f"{name}:{reference.tag or 'latest'}", base.name]
