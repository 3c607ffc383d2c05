"""Is this question good, is this test? What the first answers of many learners say about it.

The formulas are those of Moodle's statistics report, each derived in "Quiz statistics
calculations" (https://docs.moodle.org/dev/Quiz_statistics_calculations). As there, values are
marks; the weights, the discrimination index, the efficiency and the error ratio are per cent.

Marks are counted in whole trillionths, so every sum is exact: the same in whatever order answers
came, and where all are equal their spread is 0, not nearly 0. A figure that the
answers do not give (too few, all alike) is None.

Sums over different answers can be added: `merge`. Mean, spread, correlations, weights, alpha and
standard error need only sums of x, y, x², y² and xy; skewness and kurtosis those of x³ and x⁴.
The median, the discriminative efficiency, the best third and the curve need the order of the
answers, and no sum of a fixed size gives that. So what is kept is how often each result occurred:
it can be added up as well, gives all of them, and grows with the number of different results
rather than with the number of answers.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from fractions import Fraction
from itertools import groupby
from typing import Any, NamedTuple

UNIT = 10**12  # of a mark
MOST_MARKS = 10**6
MOST_SECONDS = 3600  # who takes longer has left the desk

SHOWN_FROM = 30  # first answers
FLAGGED_FROM = 50
SETTLED_FROM = 100

FUNCTIONAL_FROM = 0.05  # share of the answers that a wrong option must draw
USEFUL_FROM = 0.2  # discrimination
NEARLY_ALL_FROM = 0.95  # facility
TOO_SLOW = 2  # times the seconds planned

DIFFICULTIES = ("easy", "medium", "hard")


@dataclass(frozen=True, slots=True)
class Reply:
    """A learner's first answer to a question; `option` is None where none was chosen."""

    question: str
    score: float  # of the full mark
    max_mark: float = 1.0
    option: str | None = None
    seconds: int | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.score <= 1:
            raise ValueError(f"A score is from 0 to 1, not {self.score}.")
        if not 0 <= self.max_mark <= MOST_MARKS:
            raise ValueError(f"A full mark is from 0 to {MOST_MARKS}, not {self.max_mark}.")
        if self.seconds is not None and self.seconds < 0:
            raise ValueError(f"No answer takes {self.seconds} seconds.")


class Result(NamedTuple):
    """Of a question in an attempt: its mark, that of all the others, and the option chosen."""

    mark: int
    full: int
    rest: int
    full_rest: int
    option: str | None


class Total(NamedTuple):
    """Of an attempt."""

    mark: int
    full: int


@dataclass(frozen=True, slots=True)
class QuestionSums:
    """What is kept of the answers to a question: how often each result and each time."""

    results: Counter[Result] = field(default_factory=Counter)
    seconds: Counter[int] = field(default_factory=Counter)

    @property
    def n(self) -> int:
        return self.results.total()


@dataclass(frozen=True, slots=True)
class Sums:
    """What is kept of attempts at a test."""

    totals: Counter[Total] = field(default_factory=Counter)
    questions: dict[str, QuestionSums] = field(default_factory=dict)
    # How often each mark at each place of the test, whichever question stood there.
    places: Counter[tuple[int, int]] = field(default_factory=Counter)

    @property
    def n(self) -> int:
        return self.totals.total()


# Adding up


def sums(attempts: Iterable[Sequence[Reply]]) -> Sums:
    """Add up attempts: of each its first answers, in the order of the test.

    Attempts may have different questions, as where a test draws them at random.
    """
    added = Sums()
    for replies in attempts:
        if len({reply.question for reply in replies}) < len(replies):
            raise ValueError("A question has one first answer in an attempt.")
        if replies:
            add_attempt(added, replies)
    return added


def add_attempt(added: Sums, replies: Sequence[Reply]) -> None:
    marks = [units(reply.score * reply.max_mark) for reply in replies]
    fulls = [units(reply.max_mark) for reply in replies]
    total = Total(sum(marks), sum(fulls))
    added.totals[total] += 1
    for place, (reply, mark, full) in enumerate(zip(replies, marks, fulls, strict=True)):
        question = added.questions.setdefault(reply.question, QuestionSums())
        rest, full_rest = total.mark - mark, total.full - full
        question.results[Result(mark, full, rest, full_rest, reply.option)] += 1
        if reply.seconds is not None:
            question.seconds[min(reply.seconds, MOST_SECONDS)] += 1
        added.places[place, mark] += 1


def units(marks: float) -> int:
    return round(marks * UNIT)


def merge(one: Sums, other: Sums) -> Sums:
    """The sums over the attempts of both."""
    nothing = QuestionSums()
    questions = {
        name: merge_question(one.questions.get(name, nothing), other.questions.get(name, nothing))
        for name in one.questions | other.questions
    }
    return Sums(one.totals + other.totals, questions, one.places + other.places)


def merge_question(one: QuestionSums, other: QuestionSums) -> QuestionSums:
    """The sums over the answers of both, also from different tests."""
    return QuestionSums(one.results + other.results, one.seconds + other.seconds)


def question_to_json(question: QuestionSums) -> dict[str, Any]:
    """To be stored, and read by `question_from_json`."""
    return {
        "results": [[*result, times] for result, times in question.results.items()],
        "seconds": [[seconds, times] for seconds, times in question.seconds.items()],
    }


def question_from_json(stored: Mapping[str, Any]) -> QuestionSums:
    results = {Result(*result): times for *result, times in stored["results"]}
    return QuestionSums(Counter(results), Counter(dict(stored["seconds"])))


def to_json(added: Sums) -> dict[str, Any]:
    """To be stored, and read by `from_json`."""
    return {
        "totals": [[*total, times] for total, times in added.totals.items()],
        "questions": {name: question_to_json(one) for name, one in added.questions.items()},
        "places": [[*place, times] for place, times in added.places.items()],
    }


def from_json(stored: Mapping[str, Any]) -> Sums:
    return Sums(
        Counter({Total(*total): times for *total, times in stored["totals"]}),
        {name: question_from_json(one) for name, one in stored["questions"].items()},
        Counter({(place, mark): times for place, mark, times in stored["places"]}),
    )


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
    pair = mark_and_rest(question)
    variance, item_rest = pair.per_pair(pair.xx), pair.correlation
    greatest = widest(*marks_and_rests(question))
    with_total = spread((got.mark, got.mark + got.rest, times) for got, times in results)
    return QuestionStatistics(
        n=pair.n,
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


# Options


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
    question: QuestionSums, options: Sequence[str], key: str
) -> tuple[OptionStatistics, ...]:
    """The distractor table, in the order of the options."""
    return tuple(option_row(question, option, option == key) for option in options)


def option_row(question: QuestionSums, option: str, is_key: bool) -> OptionStatistics:
    chosen = [(got, times) for got, times in question.results.items() if got.option == option]
    n = sum(times for _, times in chosen)
    rest = sum(got.rest * times for got, times in chosen)
    total = rest + sum(got.mark * times for got, times in chosen)
    share = n / question.n if question.n else None
    pair = spread(
        (int(got.option == option), got.rest, times) for got, times in question.results.items()
    )
    return OptionStatistics(
        option=option,
        is_key=is_key,
        n=n,
        share=share,
        mean_rest=rest / (n * UNIT) if n else None,
        mean_total=total / (n * UNIT) if n else None,
        discrimination=pair.correlation,
        is_functional=None if is_key or share is None else share >= FUNCTIONAL_FROM,
    )


# Bands


@dataclass(frozen=True, slots=True)
class Band:
    """Learners who did about equally well in the rest: a point of the curve."""

    n: int
    facility: float | None
    options: Counter[str]  # how often each was chosen


def bands(question: QuestionSums, number: int) -> tuple[Band, ...]:
    """The answers in so many bands, from the weakest in the rest to the best.

    Equal marks of the rest stay together, in the band of the middle one; a band may be empty.
    """
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
    for got, times in part.results.items():
        if got.option is not None:
            options[got.option] += times
    return Band(part.n, statistics_of(part).facility, options)


# Tests


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
        if all(part.total() == added.n for part in parts):
            return parts
    return []


# What may be shown


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


def flags(question: QuestionSums, asked: Asked, observed: str | None = None) -> tuple[Flag, ...]:
    """What to look at; `observed` is its label by `observed_difficulties`. From 50 answers on."""
    if question.n < FLAGGED_FROM:
        return ()
    figures = statistics_of(question)
    found = (
        wrong_key(question, asked),
        facility_flag(figures, asked),
        discrimination_flag(figures),
        distractor_flag(question, asked),
        difficulty_flag(figures, asked, observed),
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
                f"The key may be wrong: the best third choose {option} more often than the key "
                f"{asked.key} ({times} against {best[asked.key]}).",
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
    idle = [row.option for row in rows if row.is_functional is False]
    if not idle:
        return None
    return Flag(Problem.DISTRACTORS, f"Fewer than 5 in 100 choose {' or '.join(idle)}.")


def difficulty_flag(figures: QuestionStatistics, asked: Asked, observed: str | None) -> Flag | None:
    """Easy taken for hard or hard for easy: one step may be chance."""
    if figures.facility is None or {asked.difficulty, observed} != {"easy", "hard"}:
        return None
    return Flag(
        Problem.DIFFICULTY,
        f"It is labelled {asked.difficulty}, but by facility ({figures.facility:.2f}) it is "
        f"among the {'hardest' if observed == 'hard' else 'easiest'}.",
    )


def time_flag(figures: QuestionStatistics, asked: Asked) -> Flag | None:
    taken = figures.median_seconds
    if taken is None or taken <= TOO_SLOW * asked.seconds:
        return None
    return Flag(
        Problem.TIME, f"Half take {taken:.0f} seconds or longer; {asked.seconds} are planned."
    )
