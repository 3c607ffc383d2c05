"""The image says how it wants to be run."""

from typing import Literal

from lab.goals.goal import Goal, Text, Texts, Words


class Config(Goal):
    """What the image's configuration has to say; only what is given counts."""

    kind: Literal["config"]
    env: Words = {}
    ports: Texts = ()
    workdir: Text | None = None
    stop_signal: Text | None = None
    healthcheck: bool | None = None

    def wants(self) -> str:
        return "The image's configuration is as asked."
