"""Tests run in the build, and stop it when they fail."""

from typing import Literal

from lab.goals.goal import Goal, Text, Variant


class Tests(Goal):
    """The build of the target succeeds, and fails with the files of the overlay `breaks`."""

    kind: Literal["tests"]
    target: Text
    breaks: Text

    def wants(self) -> str:
        return f"The build of {self.target} runs the tests, and fails when they fail."

    def variants(self) -> tuple[Variant, ...]:
        own = self.variant
        return (own, Variant(own.target, own.build_args, self.breaks))
