"""The image is small."""

from typing import Literal

from lab.goals.goal import Goal, Text


class Size(Goal):
    """`at_most` is in decimal units, as image sizes are shown: "20 MB"."""

    kind: Literal["size"]
    at_most: Text

    def wants(self) -> str:
        return f"The image is at most {self.at_most}."
