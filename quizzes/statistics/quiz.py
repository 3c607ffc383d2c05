"""The figures of a whole test."""

import math
from collections import Counter
from dataclasses import dataclass
from fractions import Fraction

from quizzes.statistics.questions import marks_and_rests, median, spread
from quizzes.statistics.sums import UNIT, Sums


@dataclass(frozen=True, slots=True)
class QuizStatistics:
    """The figures of a whole test, never to be shown without its n."""

    n: int
    full_mark: float | None  # the mean one, where attempts had different questions
    mean: float | None
    median: float | None
    standard_deviation: float | None
    skewness: float | None
    kurtosis: float | None  # 0 for a normal distribution
    alpha: float | None  # Cronbach's; Moodle's coefficient of internal consistency is 100 times it
    error_ratio: float | None
    standard_error: float | None


def quiz_statistics(added: Sums) -> QuizStatistics:
    """("Test statistics" of Moodle's page.)

    The error ratio is the share of the standard deviation that is owed to chance, and the
    standard error is that part of it: sd · √(1 - alpha).
    """
    n = added.n
    totals: Counter[int] = Counter()
    for total, times in added.totals.items():
        totals[total.mark] += times
    full = sum(total.full * times for total, times in added.totals.items())
    middle = median(totals)
    variance = variance_of(totals)
    deviation = None if variance is None else math.sqrt(variance) / UNIT
    unexplained = one_less_alpha(added, variance)
    error = None if unexplained is None else math.sqrt(unexplained)
    return QuizStatistics(
        n=n,
        full_mark=full / (n * UNIT) if n else None,
        mean=sum(mark * times for mark, times in totals.items()) / (n * UNIT) if n else None,
        median=None if middle is None else middle / UNIT,
        standard_deviation=deviation,
        skewness=skewness(totals),
        kurtosis=kurtosis(totals),
        alpha=None if unexplained is None else float(1 - unexplained),
        error_ratio=None if error is None else 100 * error,
        standard_error=None if error is None or deviation is None else deviation * error,
    )


def variance_of(values: Counter[int]) -> Fraction | None:
    pair = spread((value, 0, times) for value, times in values.items())
    return pair.per_pair(pair.xx)


def central_power(values: Counter[int], power: int) -> Fraction:
    """The mean of that power of the differences from the mean: Moodle's m2, m3, m4."""
    n = values.total()
    mean_times_n = sum(value * times for value, times in values.items())
    whole = sum((n * value - mean_times_n) ** power * times for value, times in values.items())
    return Fraction(whole, n ** (power + 1))


def skewness(values: Counter[int]) -> float | None:
    """k3 / k2^(3/2), from three values on."""
    n, k2 = values.total(), variance_of(values)
    if n < 3 or not k2:
        return None
    k3 = n * n * central_power(values, 3) / ((n - 1) * (n - 2))
    return float(k3) / (float(k2) * math.sqrt(k2))


def kurtosis(values: Counter[int]) -> float | None:
    """k4 / k2², from four values on."""
    n, k2 = values.total(), variance_of(values)
    if n < 4 or not k2:
        return None
    m2, m4 = central_power(values, 2), central_power(values, 4)
    k4 = n * n * ((n + 1) * m4 - 3 * (n - 1) * m2 * m2) / ((n - 1) * (n - 2) * (n - 3))
    return float(k4 / (k2 * k2))


def one_less_alpha(added: Sums, variance: Fraction | None) -> Fraction | None:
    """1 - alpha, where alpha = p / (p - 1) · (1 - sum of the p parts' variances / variance).

    As in Moodle it takes three attempts, two parts, and a variance.
    """
    parts = parts_of(added)
    p = len(parts)
    if added.n < 3 or p < 2 or not variance:
        return None
    of_parts = sum((variance_of(part) or Fraction(0) for part in parts), Fraction(0))
    return 1 - Fraction(p, p - 1) * (1 - of_parts / variance)


def parts_of(added: Sums) -> list[Counter[int]]:
    """The marks of each part that every attempt had.

    Those parts are the questions, or, where questions are drawn at random, the places of the
    test, as Moodle's are. Attempts of different length have no such parts.
    """
    questions = [marks_and_rests(question)[0] for question in added.questions.values()]
    places: dict[int, Counter[int]] = {}
    for (place, mark), times in added.places.items():
        places.setdefault(place, Counter())[mark] += times
    for parts in (questions, list(places.values())):
        if parts and all(part.total() == added.n for part in parts):
            return parts
    return []
