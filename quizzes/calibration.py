"""Does a learner know what they know? Certainty against being right."""

from collections.abc import Iterable
from dataclasses import dataclass

from quizzes.models import Certainty

FEW = 5  # answers below which a share says little


@dataclass(frozen=True, slots=True)
class Level:
    """One level of certainty: how often it was chosen, and how often that was right."""

    name: str
    right: int
    of: int

    @property
    def percent(self) -> int:
        return round(100 * self.right / self.of) if self.of else 0

    @property
    def is_few(self) -> bool:
        return self.of < FEW


@dataclass(frozen=True, slots=True)
class Calibration:
    levels: tuple[Level, ...]
    unsaid: int

    @property
    def sentence(self) -> str:
        """What the figures mean, and no more than they can."""
        certain, guessed = self.levels[-1], self.levels[0]
        if certain.of and certain.right < certain.of:
            wrong = certain.of - certain.right
            return (
                f"You were certain and wrong {wrong} of {certain.of} times: "
                "these are the ones to look at first."
            )
        if guessed.of >= FEW and guessed.percent > 60:
            return "You called guesses what you mostly knew: trust yourself a little more."
        if certain.of >= FEW:
            return "What you were certain of was right."
        return "Too few answers to tell more."


def of(answers: Iterable[tuple[int | None, bool]]) -> Calibration:
    """From (certainty, right?) of each answer; those without a certainty are only counted."""
    said = list(answers)
    levels = tuple(
        Level(
            name,
            sum(right for level, right in said if level == value),
            sum(level == value for level, _ in said),
        )
        for value, name in Certainty.choices
    )
    return Calibration(levels, sum(level is None for level, _ in said))
