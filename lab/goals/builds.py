"""The build succeeds."""

from typing import Literal

from lab.goals.goal import Goal


class Builds(Goal):
    """The build of the target comes to its end."""

    kind: Literal["builds"]

    def wants(self) -> str:
        return f"The build of {self.target} succeeds." if self.target else "The build succeeds."
