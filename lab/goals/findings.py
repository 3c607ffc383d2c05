"""The report is free of some findings."""

from typing import Annotated, Literal

from pydantic import Field

from lab.goals.foreseen import Forecast, Foreseen
from lab.goals.goal import Goal, Sight, Text
from lab.goals.sentences import listed, sentence


class Findings(Goal):
    """The report has none of these rules."""

    kind: Literal["findings"]
    absent: Annotated[tuple[Text, ...], Field(min_length=1, max_length=20, strict=False)]

    def wish(self) -> str:
        return f"The report has {listed(f'no {rule}' for rule in self.absent)}."

    def foresee(self, foreseen: Foreseen) -> Sight | None:
        return foreseen.look(self.variant, self._look)

    def _look(self, forecast: Forecast) -> Sight | None:
        found = [each for each in forecast.report.findings if each.rule in self.absent]
        if not found:
            return Sight(True, self.wish())
        first = found[0]
        text = sentence(f"{first.rule} in line {first.line}: {first.message}")
        more = f" And {len(found) - 1} more." if len(found) > 1 else ""
        return Sight(False, f"{text}{more}")
