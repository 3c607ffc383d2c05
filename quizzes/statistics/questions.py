"""The figures of a question."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from quizzes.statistics.sums import UNIT, QuestionSums, Sums

# Spread


@dataclass(frozen=True, slots=True)
class Spread:
    """Sums of squares and products about the means, times n: whole numbers, hence exact."""

    n: int
    xx: int
    xy: int
    yy: int

    @property
    def correlation(self) -> float | None:
        if not self.xx or not self.yy:
            return None
        # Rounding must not carry it past the ends.
        return max(-1.0, min(1.0, self.xy / math.sqrt(self.xx * self.yy)))

    def per_pair(self, whole: int) -> Fraction | None:
        """A variance or covariance, with n - 1 as divisor; in units squared."""
        return Fraction(whole, self.n * (self.n - 1)) if self.n > 1 else None


def spread(pairs: Iterable[tuple[int, int, int]]) -> Spread:
    """Of x and y, each with how often the two occurred together."""
    n = x = y = xx = xy = yy = 0
    for one, other, times in pairs:
        n += times
        x += one * times
        y += other * times
        xx += one * one * times
        xy += one * other * times
        yy += other * other * times
    return Spread(n, n * xx - x * x, n * xy - x * y, n * yy - y * y)


def mark_and_rest(question: QuestionSums) -> Spread:
    return spread((got.mark, got.rest, times) for got, times in question.results.items())


def compared(question: QuestionSums) -> QuestionSums:
    """The answers whose attempt had other questions: only they have a rest to be compared with."""
    results = Counter({got: times for got, times in question.results.items() if got.full_rest})
    return question if len(results) == len(question.results) else QuestionSums(results)


def widest(one: Counter[int], other: Counter[int]) -> int:
    """The greatest covariance the values could have, in the terms of `Spread`: both sorted."""
    n = one.total()
    mean_products = sum(x * t for x, t in one.items()) * sum(y * t for y, t in other.items())
    ranked = iter(sorted(other.items()))
    products, y, left = 0, 0, 0
    for x, times in sorted(one.items()):
        wanted = times
        while wanted:
            if not left:
                y, left = next(ranked)
            paired = min(wanted, left)
            products += x * y * paired
            wanted, left = wanted - paired, left - paired
    return n * products - mean_products


def median(values: Mapping[int, int]) -> float | None:
    """Of values and how often each: the middle one, or the mean of the middle two."""
    n = sum(values.values())
    if not n:
        return None
    return (value_at(values, (n - 1) // 2) + value_at(values, n // 2)) / 2


def value_at(values: Mapping[int, int], rank: int) -> int:
    """The value that so many values come before."""
    for value, times in sorted(values.items()):
        rank -= times
        if rank < 0:
            return value
    raise IndexError("There are not so many values.")


# Questions


@dataclass(frozen=True, slots=True)
class QuestionStatistics:
    """The figures of a question, never to be shown without its n."""

    n: int
    compared: int  # of them, with a rest: what discrimination and efficiency rest on
    facility: float | None  # mean mark as a share of the full mark
    standard_deviation: float | None
    intended_weight: float | None
    effective_weight: float | None  # None where it pulls against the total, as in Moodle
    discrimination_index: float | None
    discriminative_efficiency: float | None
    item_rest: float | None  # corrected discrimination, -1 to 1: the index as a correlation
    item_total: float | None  # not corrected
    median_seconds: float | None


def question_statistics(added: Sums) -> dict[str, QuestionStatistics]:
    """Of each question of a test."""
    weights = effective_weights(added)
    return {
        name: replace(statistics_of(question), effective_weight=weights[name])
        for name, question in added.questions.items()
    }


def statistics_of(question: QuestionSums) -> QuestionStatistics:
    """Of one question by itself: all but its effective weight, which hangs on the others.

    The discrimination index is the correlation with the mark of the rest ("Discrimination
    index"). Where Moodle drew a question at random it correlates with the whole mark instead:
    that is `item_total`, times 100. The efficiency is the covariance with the rest, as a share
    of what it would be had the best in the rest the best marks here ("Discriminative efficiency").
    """
    results = question.results.items()
    full = sum(got.full * times for got, times in results)
    whole = sum((got.full + got.full_rest) * times for got, times in results)
    with_rest = compared(question)
    pair = mark_and_rest(with_rest)
    item_rest = pair.correlation
    greatest = widest(*marks_and_rests(with_rest))
    marks = spread((got.mark, 0, times) for got, times in results)
    variance = marks.per_pair(marks.xx)
    with_total = spread((got.mark, got.mark + got.rest, times) for got, times in results)
    return QuestionStatistics(
        n=marks.n,
        compared=pair.n,
        facility=sum(got.mark * times for got, times in results) / full if full else None,
        standard_deviation=None if variance is None else math.sqrt(variance) / UNIT,
        intended_weight=100 * full / whole if whole else None,
        effective_weight=None,
        discrimination_index=None if item_rest is None else 100 * item_rest,
        discriminative_efficiency=100 * pair.xy / greatest if greatest else None,
        item_rest=item_rest,
        item_total=with_total.correlation,
        median_seconds=median(question.seconds),
    )


def marks_and_rests(question: QuestionSums) -> tuple[Counter[int], Counter[int]]:
    marks: Counter[int] = Counter()
    rests: Counter[int] = Counter()
    for got, times in question.results.items():
        marks[got.mark] += times
        rests[got.rest] += times
    return marks, rests


def effective_weights(added: Sums) -> dict[str, float | None]:
    """The root of each question's covariance with the total, as per cent of all such roots.

    ("Effective question weight".) A negative covariance has no root and counts for nothing. Where
    attempts had different questions, each covariance is over the attempts that had the question.
    """
    roots: dict[str, float | None] = {}
    for name, question in added.questions.items():
        pair = mark_and_rest(question)
        covariance = pair.per_pair(pair.xx + pair.xy) or 0
        roots[name] = math.sqrt(covariance) if covariance >= 0 else None
    of_all = math.fsum(root for root in roots.values() if root is not None)
    return {
        name: 100 * root / of_all if root is not None and of_all else None
        for name, root in roots.items()
    }
