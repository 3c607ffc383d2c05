"""The final stage stands on one of some images."""

from typing import Annotated, Literal

from pydantic import Field

from lab.goals.goal import Goal, Text


class Base(Goal):
    """`of` are patterns of image names as people write them, without Docker Hub's host."""

    kind: Literal["base"]
    of: Annotated[tuple[Text, ...], Field(min_length=1, max_length=20, strict=False)]

    def wants(self) -> str:
        return f"The final stage stands on {', '.join(self.of)}."
