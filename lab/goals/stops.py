"""The container ends when it is asked to."""

from typing import Annotated, Literal

from pydantic import Field

from lab.goals.goal import Goal


class Stops(Goal):
    """It ends on the stop signal by itself, within so many seconds."""

    kind: Literal["stops"]
    within: Annotated[float, Field(gt=0, le=30)] = 2

    @property
    def is_tried(self) -> bool:
        return True

    def wants(self) -> str:
        return f"The container stops within {self.within:g} seconds of being asked."
