"""The container starts a program, not a shell around it."""

from typing import Literal

from lab.goals.goal import Goal, Texts


class Entrypoint(Goal):
    """`command`, where given, is how the words begin that are started."""

    kind: Literal["entrypoint"]
    command: Texts = ()

    def wants(self) -> str:
        return "The container starts its program in exec form."
