"""The image has none of them: files and tools."""

from typing import Literal

from lab.goals.goal import Goal, Texts


class Lacks(Goal):
    """`paths` are patterns of files, `tools` names of programs."""

    kind: Literal["lacks"]
    paths: Texts = ()
    tools: Texts = ()

    def wants(self) -> str:
        return f"The image has none of {', '.join((*self.paths, *self.tools))}."
