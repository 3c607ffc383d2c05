"""What each option drew, and from whom."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from quizzes.statistics.questions import Spread, compared, marks_and_rests
from quizzes.statistics.sums import UNIT, QuestionSums, Result

FUNCTIONAL_FROM = 0.05  # share of the answers that a wrong option must draw


@dataclass(frozen=True, slots=True)
class OptionStatistics:
    """What an option drew. `discrimination` correlates choosing it with the mark of the rest."""

    option: str
    is_key: bool
    n: int
    share: float | None
    mean_rest: float | None
    mean_total: float | None
    discrimination: float | None
    is_functional: bool | None  # None of the key, and where nobody answered


def option_statistics(
    question: QuestionSums, options: Sequence[str], key: str | None
) -> tuple[OptionStatistics, ...]:
    """The distractor table, in the order of the options."""
    chosen: Counter[str | None] = Counter()
    for got, times in question.results.items():
        chosen[got.option] += times
    drawn = drawn_by(question)
    everybody = Drawn(*map(sum, zip(*drawn.values(), strict=True))) if drawn else Drawn()
    return tuple(
        option_row(option, option == key, (chosen[option], question.n), drawn[option], everybody)
        for option in options
    )


class Drawn(NamedTuple):
    """Sums over the answers that have a rest, of those who chose an option."""

    n: int = 0
    mark: int = 0
    rest: int = 0
    square: int = 0  # of the rest


def drawn_by(question: QuestionSums) -> defaultdict[str | None, Drawn]:
    drawn: defaultdict[str | None, Drawn] = defaultdict(Drawn)
    for got, times in compared(question).results.items():
        n, mark, rest, square = drawn[got.option]
        rests = got.rest * times
        drawn[got.option] = Drawn(
            n + times, mark + got.mark * times, rest + rests, square + got.rest * rests
        )
    return drawn


def option_row(
    option: str, is_key: bool, chosen: tuple[int, int], drawn: Drawn, everybody: Drawn
) -> OptionStatistics:
    n, of_all = chosen
    share = n / of_all if of_all else None
    whole = everybody.n
    pair = Spread(
        whole,
        whole * drawn.n - drawn.n**2,
        whole * drawn.rest - drawn.n * everybody.rest,
        whole * everybody.square - everybody.rest**2,
    )
    return OptionStatistics(
        option=option,
        is_key=is_key,
        n=n,
        share=share,
        mean_rest=drawn.rest / (drawn.n * UNIT) if drawn.n else None,
        mean_total=(drawn.rest + drawn.mark) / (drawn.n * UNIT) if drawn.n else None,
        discrimination=pair.correlation,
        is_functional=None if is_key or share is None else share >= FUNCTIONAL_FROM,
    )


def ticked(question: QuestionSums, option: str) -> QuestionSums:
    """Where several may be ticked together: as if only this one could have been."""
    results: Counter[Result] = Counter()
    for got, times in question.results.items():
        is_ticked = got.option is not None and option in got.option.split()
        results[got._replace(option=option if is_ticked else None)] += times
    return QuestionSums(results, question.seconds)


# Bands


@dataclass(frozen=True, slots=True)
class Band:
    """Learners who did about equally well in the rest: a point of the curve."""

    n: int
    facility: float | None
    options: Counter[str]  # how often each was chosen


def bands(question: QuestionSums, number: int) -> tuple[Band, ...]:
    """The answers that have a rest in so many bands, from the weakest in it to the best.

    Equal marks of the rest stay together, in the band of the middle one; a band may be empty.
    """
    question = compared(question)
    _, rests = marks_and_rests(question)
    n, band_of, below = question.n, {}, 0
    for rest, times in sorted(rests.items()):
        band_of[rest] = number * (2 * below + times) // (2 * n)
        below += times
    parts = [QuestionSums() for _ in range(number)]
    for got, times in question.results.items():
        parts[band_of[got.rest]].results[got] += times
    return tuple(band(part) for part in parts)


def band(part: QuestionSums) -> Band:
    options: Counter[str] = Counter()
    mark = full = 0
    for got, times in part.results.items():
        mark += got.mark * times
        full += got.full * times
        if got.option is not None:
            options[got.option] += times
    return Band(part.n, mark / full if full else None, options)
