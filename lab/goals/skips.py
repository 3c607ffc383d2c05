"""The build leaves out what it does not need."""

from typing import Literal

from lab.goals.goal import Goal, Text


class Skips(Goal):
    """The build of the target runs no instruction with the text."""

    kind: Literal["skips"]
    text: Text

    def wants(self) -> str:
        return f"The build does not run {self.text}."
