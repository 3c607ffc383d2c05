"""The image has some files and programs."""

from typing import Literal

from lab.goals import contents
from lab.goals.built import Built, Outcome
from lab.goals.contents import Found, Patterns, Tools, absence
from lab.goals.foreseen import Forecast, Foreseen
from lab.goals.goal import Goal, Sight
from lab.goals.sentences import listed


class Has(Goal):
    """`paths` are patterns of files, `tools` names of programs; the image has them all."""

    kind: Literal["has"]
    paths: Patterns = ()
    tools: Tools = ()

    @property
    def names(self) -> tuple[str, ...]:
        return (*self.paths, *self.tools)

    def wish(self) -> str:
        return f"The image has {listed(self.names)}."

    def foresee(self, foreseen: Foreseen) -> Sight | None:
        return foreseen.look(self.variant, self._foresee)

    def _foresee(self, forecast: Forecast) -> Sight | None:
        missing = [path for path in self.paths if contents.lacks_paths(forecast, path)]
        missing += [tool for tool in self.tools if contents.lacks_tool(forecast, tool)]
        if missing:
            return Sight(False, absence(missing))
        found = [contents.foreseen_paths(forecast, path) for path in self.paths]
        found += [contents.foreseen_tool(forecast, tool) for tool in self.tools]
        return self._presence(found)

    def see(self, built: Built) -> Sight | None:
        return built.look(self.variant, self._see)

    def _see(self, outcome: Outcome) -> Sight | None:
        found = [contents.built_paths(outcome, path) for path in self.paths]
        found += [contents.built_tool(outcome, tool) for tool in self.tools]
        missing = [
            name
            for name, each in zip(self.names, found, strict=True)
            if each is None or each.is_buried
        ]
        if not missing:
            return self._presence(found)
        return None if outcome.files_are_cut else Sight(False, absence(missing))

    def _presence(self, found: list[Found | None]) -> Sight | None:
        there = [each for each in found if each is not None and not each.is_buried]
        if len(there) < len(self.names):
            return None
        if len(there) == 1:
            return Sight(True, str(there[0]))
        return Sight(True, f"{listed(self.names)} are in the image.")
