"""The image is free of some files and programs."""

from typing import Literal

from lab.goals import contents
from lab.goals.built import Built, Outcome
from lab.goals.contents import Found, Patterns, Tools, absence
from lab.goals.foreseen import Forecast, Foreseen
from lab.goals.goal import Goal, Sight
from lab.goals.sentences import listed


class Lacks(Goal):
    """`paths` are patterns of files, `tools` names of programs; the image has none of them.

    A file that a later layer hides is still in the image.
    """

    kind: Literal["lacks"]
    paths: Patterns = ()
    tools: Tools = ()

    @property
    def names(self) -> tuple[str, ...]:
        return (*self.paths, *self.tools)

    def wish(self) -> str:
        return f"The image has {listed(f'no {name}' for name in self.names)}."

    def foresee(self, foreseen: Foreseen) -> Sight | None:
        return foreseen.look(self.variant, self._foresee)

    def _foresee(self, forecast: Forecast) -> Sight | None:
        found = [contents.foreseen_paths(forecast, path) for path in self.paths]
        found += [contents.foreseen_tool(forecast, tool) for tool in self.tools]
        if unwanted := presence(found):
            return unwanted
        sure = all(contents.lacks_paths(forecast, path) for path in self.paths)
        if sure and all(contents.lacks_tool(forecast, tool) for tool in self.tools):
            return Sight(True, absence(list(self.names)))
        return None

    def see(self, built: Built) -> Sight | None:
        return built.look(self.variant, self._see)

    def _see(self, outcome: Outcome) -> Sight | None:
        found = [contents.built_paths(outcome, path) for path in self.paths]
        found += [contents.built_tool(outcome, tool) for tool in self.tools]
        if unwanted := presence(found):
            return unwanted
        return None if outcome.files_are_cut else Sight(True, absence(list(self.names)))


def presence(found: list[Found | None]) -> Sight | None:
    """The first thing that should not be there, and the names of the others."""
    there = [each for each in found if each is not None]
    if not there:
        return None
    others = [each.label for each in there[1:]]
    are = "is" if len(others) == 1 else "are"
    more = f" So {are} {listed(others)}." if others else ""
    return Sight(False, f"{there[0]}{more}")
