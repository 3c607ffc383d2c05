"""The image has them all: files and tools."""

from typing import Literal

from lab.goals.goal import Goal, Texts


class Has(Goal):
    """`paths` are patterns of files, `tools` names of programs."""

    kind: Literal["has"]
    paths: Texts = ()
    tools: Texts = ()

    def wants(self) -> str:
        return f"The image has {', '.join((*self.paths, *self.tools))}."
