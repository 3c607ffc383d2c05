"""The target is built from several stages."""

from typing import Annotated, Literal

from pydantic import Field

from lab.goals.goal import Goal


class Stages(Goal):
    """So many stages are used, the target's own among them."""

    kind: Literal["stages"]
    at_least: Annotated[int, Field(ge=1, le=20)]

    def wants(self) -> str:
        return f"At least {self.at_least} stages are used."
