"""The report is free of some findings."""

from typing import Annotated, Literal

from pydantic import Field

from lab.goals.goal import Goal, Text


class Findings(Goal):
    """The report has none of these rules."""

    kind: Literal["findings"]
    absent: Annotated[tuple[Text, ...], Field(min_length=1, max_length=20, strict=False)]

    def wants(self) -> str:
        return f"The report has no {' and no '.join(self.absent)}."
