"""The container does its work and ends."""

from typing import Annotated, Literal

from pydantic import Field

from lab.goals.goal import Goal, Text


class Runs(Goal):
    """Started, the image ends by itself with the code `exit`, having said `output`."""

    kind: Literal["runs"]
    output: Text | None = None
    exit: Annotated[int, Field(ge=0, le=255)] = 0

    @property
    def is_tried(self) -> bool:
        return True

    def wants(self) -> str:
        return f"The container runs and ends with code {self.exit}."
