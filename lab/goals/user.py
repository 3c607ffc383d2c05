"""The container does not start as root."""

from typing import Literal

from lab.goals.goal import Goal


class User(Goal):
    """The image names a user that is not root."""

    kind: Literal["user"]

    def wants(self) -> str:
        return "The container does not start as root."
