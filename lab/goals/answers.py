"""The container answers."""

from typing import Annotated, Literal

from pydantic import Field

from lab.goals.goal import Goal, Text


class Answers(Goal):
    """Started, the image answers a request as wanted, within so many seconds."""

    kind: Literal["answers"]
    status: Annotated[int, Field(ge=100, le=599)] = 200
    body: Text | None = None
    within: Annotated[float, Field(gt=0, le=30)] = 2

    @property
    def is_tried(self) -> bool:
        return True

    def wants(self) -> str:
        return f"The container answers with {self.status} within {self.within:g} seconds."
