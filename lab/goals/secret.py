"""A secret of the build stays out of the image."""

from typing import Literal

from lab.goals.goal import Goal, Text


class Secret(Goal):
    """`secret` is the id under which the build is given it."""

    kind: Literal["secret"]
    secret: Text

    def wants(self) -> str:
        return f"The secret {self.secret} is nowhere in the image."
