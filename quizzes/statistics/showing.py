"""What may be shown of the figures, and what in them an author should look at."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import groupby

from quizzes.statistics.options import bands, option_statistics
from quizzes.statistics.questions import QuestionStatistics, statistics_of
from quizzes.statistics.sums import QuestionSums

SHOWN_FROM = 30  # first answers
FLAGGED_FROM = 50
SETTLED_FROM = 100

USEFUL_FROM = 0.2  # discrimination
NEARLY_ALL_FROM = 0.95  # facility
TOO_SLOW = 2  # times the seconds planned

DIFFICULTIES = ("easy", "medium", "hard")


class Visibility(StrEnum):
    HIDDEN = "hidden"
    EARLY = "early"
    SETTLED = "settled"


def visibility(n: int) -> Visibility:
    """Whether figures that rest on n first answers are shown, and with which reserve."""
    if n < SHOWN_FROM:
        return Visibility.HIDDEN
    return Visibility.EARLY if n < SETTLED_FROM else Visibility.SETTLED


def difficulty_order(facilities: Mapping[str, float | None]) -> tuple[str, ...]:
    """The questions that have a facility, the easiest first."""
    known = {name: share for name, share in facilities.items() if share is not None}
    return tuple(sorted(known, key=lambda name: (-known[name], name)))


def observed_difficulties(
    facilities: Mapping[str, float | None], labels: Mapping[str, str]
) -> dict[str, str]:
    """The labels the questions would have if as many of each went by facility.

    Equal facilities get the same label, that of the middle one.
    """
    order = difficulty_order(facilities)
    times = Counter(labels[name] for name in order)
    easy, medium = times["easy"], times["easy"] + times["medium"]
    observed: dict[str, str] = {}
    before = 0
    for _, group in groupby(order, key=lambda name: facilities[name]):
        equals = list(group)
        middle = before + len(equals) / 2
        label = DIFFICULTIES[(middle > easy) + (middle > medium)]
        observed |= dict.fromkeys(equals, label)
        before += len(equals)
    return observed


class Problem(StrEnum):
    KEY = "key"
    DISCRIMINATION = "discrimination"
    TOO_EASY = "too-easy"
    TOO_HARD = "too-hard"
    DISTRACTORS = "distractors"
    DIFFICULTY = "difficulty"
    TIME = "time"


@dataclass(frozen=True, slots=True)
class Flag:
    """Something to look at, with the reason in a sentence."""

    problem: Problem
    reason: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What the author meant: a question without options to choose one from has no key."""

    difficulty: str
    seconds: int
    guessing: float
    options: tuple[str, ...] = ()
    key: str | None = None
    words: Mapping[str, str] = field(default_factory=dict)  # what an option says

    def says(self, option: str) -> str:
        return f"“{self.words[option]}”" if option in self.words else option


def flags(
    question: QuestionSums,
    asked: Asked,
    observed: str | None = None,
    figures: QuestionStatistics | None = None,
) -> tuple[Flag, ...]:
    """What to look at; `observed` is its label by `observed_difficulties`. From 50 answers on.

    `figures` are those of the question, where they are known already.
    """
    if question.n < FLAGGED_FROM:
        return ()
    figures = figures or statistics_of(question)
    is_compared = figures.compared >= FLAGGED_FROM
    found = (
        wrong_key(question, asked) if is_compared else None,
        facility_flag(figures, asked),
        discrimination_flag(figures) if is_compared else None,
        distractor_flag(question, asked),
        difficulty_flag(figures.facility, asked, observed),
        time_flag(figures, asked),
    )
    return tuple(flag for flag in found if flag)


def wrong_key(question: QuestionSums, asked: Asked) -> Flag | None:
    """A wrong option that the best third prefer, and whose choosers do better in the rest.

    The second is what tells a wrong key from a hard question: there most fall for an option,
    some of the best too, but those who do not are better still.
    """
    if asked.key is None:
        return None
    best = bands(question, 3)[-1].options
    rows = {row.option: row for row in option_statistics(question, asked.options, asked.key)}
    for option, times in best.most_common():
        row = rows.get(option)
        if row is None or times <= best[asked.key]:
            continue
        if (row.mean_rest or 0) > (rows[asked.key].mean_rest or 0):
            return Flag(
                Problem.KEY,
                f"The key may be wrong: the best third choose {asked.says(option)} more often "
                f"than the key {asked.says(asked.key)} ({times} against {best[asked.key]}).",
            )
    return None


def facility_flag(figures: QuestionStatistics, asked: Asked) -> Flag | None:
    facility = figures.facility
    if facility is None:
        return None
    if facility >= NEARLY_ALL_FROM:
        return Flag(Problem.TOO_EASY, f"Nearly everyone gets it right: facility {facility:.2f}.")
    if not facility:
        return Flag(Problem.TOO_HARD, "Nobody gets it right.")
    if facility <= asked.guessing:
        return Flag(
            Problem.TOO_HARD,
            f"It goes no better than by guessing: facility {facility:.2f}, "
            f"by guessing {asked.guessing:.2f}.",
        )
    return None


def discrimination_flag(figures: QuestionStatistics) -> Flag | None:
    """A question that nearly all get right cannot discriminate, and is told so already."""
    value, facility = figures.item_rest, figures.facility
    if value is None or facility is None or facility >= NEARLY_ALL_FROM:
        return None
    if value < 0:
        reason = f"Those who do better in the rest do worse here: discrimination {value:.2f}."
    elif value < USEFUL_FROM:
        reason = (
            f"It hardly tells who does well in the rest: discrimination {value:.2f}, "
            f"useful from {USEFUL_FROM}."
        )
    else:
        return None
    return Flag(Problem.DISCRIMINATION, reason)


def distractor_flag(question: QuestionSums, asked: Asked) -> Flag | None:
    if asked.key is None:
        return None
    rows = option_statistics(question, asked.options, asked.key)
    idle = [asked.says(row.option) for row in rows if row.is_functional is False]
    if not idle:
        return None
    return Flag(Problem.DISTRACTORS, f"Fewer than 5 in 100 choose {' or '.join(idle)}.")


def difficulty_flag(facility: float | None, asked: Asked, observed: str | None) -> Flag | None:
    """Easy taken for hard or hard for easy: one step may be chance."""
    if facility is None or {asked.difficulty, observed} != {"easy", "hard"}:
        return None
    return Flag(
        Problem.DIFFICULTY,
        f"It is labelled {asked.difficulty}, but by facility ({facility:.2f}) it is "
        f"among the {'hardest' if observed == 'hard' else 'easiest'}.",
    )


def time_flag(figures: QuestionStatistics, asked: Asked) -> Flag | None:
    taken = figures.median_seconds
    if taken is None or taken <= TOO_SLOW * asked.seconds:
        return None
    return Flag(
        Problem.TIME, f"Half take {taken:.0f} seconds or longer; {asked.seconds} are planned."
    )
