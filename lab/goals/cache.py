"""After an edit, the dear steps come from the cache."""

from typing import Annotated, Literal

from pydantic import Field

from dockercheck.simulation.cache import Rerun
from dockercheck.simulation.files import Place
from lab.goals.built import Built, Outcome
from lab.goals.foreseen import Forecast, Foreseen
from lab.goals.goal import Goal, Sight, Text, Texts, Variant
from lab.goals.sentences import listed, sentence


class Cache(Goal):
    """After the file `edit` has changed, instructions with a text of `keeps` do not run again.

    `append` is what the file gets at its end; a comment of its language without it.
    """

    kind: Literal["cache"]
    edit: Text
    keeps: Annotated[Texts, Field(min_length=1)]
    append: str = ""

    def wish(self) -> str:
        verb = "comes" if len(self.keeps) == 1 else "come"
        return f"After an edit of {self.edit}, {listed(self.keeps)} {verb} from the cache."

    def variants(self) -> tuple[Variant, ...]:
        return (self._edited,)

    @property
    def _edited(self) -> Variant:
        own = self.variant
        return Variant(own.target, own.build_args, "", self.edit, self.append)

    def foresee(self, foreseen: Foreseen) -> Sight | None:
        return foreseen.look(self.variant, self._foresee)

    def _foresee(self, forecast: Forecast) -> Sight | None:
        rerun = {each.place: each for each in forecast.cache_after(self.edit).rebuilt}
        doubt = False
        for text in self.keeps:
            steps = list(forecast.needed(text))
            if not steps:
                return Sight(False, f"No instruction that the image needs has {text}.")
            for step in steps:
                again = rerun.get(Place(step.stage, step.line))
                if again is not None and again.certain:
                    return Sight(False, self._again(text, again))
                doubt = doubt or again is not None
        return None if doubt else Sight(True, self._kept(forecast))

    def _again(self, text: str, rerun: Rerun) -> str:
        return sentence(
            f"After an edit of {self.edit}, line {rerun.place.line} runs {text} again: "
            f"{rerun.because}"
        )

    def _kept(self, forecast: Forecast) -> str:
        lines = sorted({step.line for text in self.keeps for step in forecast.needed(text)})
        where = f"{'line' if len(lines) == 1 else 'lines'} {listed(map(str, lines))}"
        verb = "comes" if len(lines) == 1 else "come"
        return f"After an edit of {self.edit}, {where} {verb} from the cache."

    def see(self, built: Built) -> Sight | None:
        return built.look(self._edited, self._see)

    def _see(self, outcome: Outcome) -> Sight | None:
        again = outcome.again
        if not again:
            return None
        for text in self.keeps:
            steps = [step for step in again if step.has(text)]
            if not steps:
                return Sight(False, f"No instruction of the build has {text}.")
            for step in steps:
                if not step.cached:
                    return Sight(
                        False, sentence(f"After an edit of {self.edit} this ran again: {step}")
                    )
        return Sight(True, self._kept(outcome.forecast))
