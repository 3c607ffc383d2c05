"""Two parts of the build do not wait for each other."""

from typing import Annotated, Literal

from pydantic import Field

from lab.goals.goal import Goal, Text


class Independent(Goal):
    """The instructions with these texts need nothing of each other."""

    kind: Literal["independent"]
    between: Annotated[tuple[Text, ...], Field(min_length=2, max_length=6, strict=False)]

    def wants(self) -> str:
        return f"{' and '.join(self.between)} do not wait for each other."
