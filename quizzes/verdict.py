"""Is this pattern strong? What a learner's first answers, given without hints, can say about it.

"Strong" means: would get at least 80 % of a test right in the long run. `P` is the probability of
that, given the answers. Two models give it:

Beta, where easy, medium and hard are mixed as in a test. The share right in the long run is p,
and nothing is known of it beforehand: Beta(1, 1). It is conjugate to the binomial, so after k
right of n, p ~ Beta(1 + k, 1 + n - k) (Gelman et al., Bayesian Data Analysis, 3rd ed., §2.4).

Rasch, for any other mix, where a share right would say more of the mix than of the learner. An
answer is right with probability c + (1 - c) · logistic(θ - b): Rasch 1960 (Probabilistic Models
for Some Intelligence and Attainment Tests), with a floor c for guessing as in Birnbaum's model
(in Lord & Novick 1968, ch. 17-20), c being the question's own and fixed.
"""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

NEWEST = 30  # older answers tell of a learner who has learnt since
ENOUGH = 20  # below this many answers, strong is strong so far

STRONG_SHARE = 0.8
STRONG_FROM = 0.8
NEEDS_WORK_TO = 0.2

# Of a test: tenths of its questions, and where each label lies on the scale of ability.
TENTHS = {"easy": 3, "medium": 4, "hard": 3}
LOGITS = {"easy": -1.0, "medium": 0.0, "hard": 1.0}
GUESSING = 0.25  # four options

ABILITY_SD = 1.5
FURTHEST = 6.0  # four standard deviations
STEPS = 60  # on either side of the border: 121 points in all

Z95 = 1.959963984540054  # the normal distribution's 97.5 % point


class Word(StrEnum):
    STRONG = "strong"
    NEARLY = "nearly there"
    NEEDS_WORK = "needs work"
    NOT_TESTED = "not tested"


class Method(StrEnum):
    BETA = "beta"
    RASCH = "rasch"


@dataclass(frozen=True, slots=True)
class Exposure:
    """The first answer to a question, given without hints.

    `guessing` is the chance to be right without knowing anything: 0 where the answer is typed.
    """

    difficulty: str
    is_right: bool
    guessing: float

    def __post_init__(self) -> None:
        if self.difficulty not in LOGITS:
            raise ValueError(f"A difficulty is one of {', '.join(LOGITS)}, not {self.difficulty}.")
        if not 0 <= self.guessing <= 1:
            raise ValueError(f"A chance is from 0 to 1, not {self.guessing}.")


@dataclass(frozen=True, slots=True)
class Verdict:
    """The word, and what it rests on: k of n right, and the 95 % interval of that share."""

    word: Word
    so_far: bool  # strong, but on few answers
    k: int
    n: int
    P: float  # probability of being strong; with no answers, what was assumed beforehand
    low: float
    high: float
    method: Method


def verdict(exposures: Sequence[Exposure]) -> Verdict:
    """Judge the newest answers; `exposures` come newest first."""
    counted = exposures[:NEWEST]
    n, k = len(counted), sum(exposure.is_right for exposure in counted)
    method = Method.BETA if not n or is_mixed_as_a_test(counted) else Method.RASCH
    probability = beta_probability(k, n) if method is Method.BETA else rasch_probability(counted)
    word = word_for(probability) if n else Word.NOT_TESTED
    low, high = wilson_interval(k, n)
    so_far = word is Word.STRONG and n < ENOUGH
    return Verdict(word, so_far, k, n, probability, low, high, method)


def word_for(probability: float) -> Word:
    if probability >= STRONG_FROM:
        return Word.STRONG
    return Word.NEEDS_WORK if probability <= NEEDS_WORK_TO else Word.NEARLY


def is_mixed_as_a_test(exposures: Sequence[Exposure]) -> bool:
    """Whether each difficulty's share is within ten points of its share of a test."""
    labels = [exposure.difficulty for exposure in exposures]
    n = len(labels)
    # Tenths of an answer, as whole numbers: exactly ten points off must not hang on rounding.
    return all(abs(10 * labels.count(name) - tenths * n) <= n for name, tenths in TENTHS.items())


def beta_probability(k: int, n: int) -> float:
    """P(p >= 0.8) for p ~ Beta(1 + k, 1 + n - k), in closed form.

    A beta's upper tail with whole parameters is a binomial's lower tail: the k + 1-th smallest
    of n + 1 uniform numbers is at least x exactly if at most k of them are below x.
    (NIST Digital Library of Mathematical Functions, §8.17(i), 8.17.5.)
    """
    x = STRONG_SHARE
    return math.fsum(math.comb(n + 1, j) * x**j * (1 - x) ** (n + 1 - j) for j in range(k + 1))


def wilson_interval(k: int, n: int) -> tuple[float, float]:
    """The 95 % score interval of a share (Wilson 1927, J. Am. Stat. Assoc. 22:209-212)."""
    if not n:
        return 0.0, 1.0
    share, z2 = k / n, Z95**2
    middle = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = Z95 * math.sqrt(share * (1 - share) / n + z2 / (4 * n**2)) / (1 + z2 / n)
    return max(0.0, middle - half), min(1.0, middle + half)


def rasch_probability(exposures: Sequence[Exposure]) -> float:
    """The posterior probability that the expected share right of a test is at least 0.8.

    A test is 3 easy, 4 medium and 3 hard questions with four options; ability θ ~ N(0, 1.5).
    """
    weights: Sequence[float] = PRIOR
    for exposure, times in Counter(exposures).items():
        factors = zip(weights, likelihood(exposure), strict=True)
        weights = [weight * factor**times for weight, factor in factors]
    return math.fsum(weights[STEPS + 1 :]) / math.fsum(weights)


@lru_cache(maxsize=128)
def likelihood(exposure: Exposure) -> tuple[float, ...]:
    """Of one answer, at each ability of the grid, up to a constant."""
    known = [logistic(ability - LOGITS[exposure.difficulty]) for ability in ABILITIES]
    if exposure.is_right:
        return tuple(exposure.guessing + (1 - exposure.guessing) * share for share in known)
    # 1 - guessing is a factor at every ability, so it cancels; kept, it could underflow.
    return tuple(1 - share for share in known)


def logistic(x: float) -> float:
    return 1 / (1 + math.exp(-x))


def expected_share(ability: float) -> float:
    """What a learner of that ability gets right of a test."""
    known = sum(TENTHS[name] / 10 * logistic(ability - LOGITS[name]) for name in TENTHS)
    return GUESSING + (1 - GUESSING) * known


def ability_at(share: float) -> float:
    """The ability with that expected share, by bisection: the share rises with ability."""
    low, high = -FURTHEST, FURTHEST
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if expected_share(middle) < share else (low, middle)
    return (low + high) / 2


def simpson(low: float, high: float) -> list[tuple[float, float]]:
    """Points and weights of Simpson's rule."""
    step = (high - low) / STEPS
    ends_and_between = [1, *(4 if i % 2 else 2 for i in range(1, STEPS)), 1]
    return [(low + i * step, step / 3 * factor) for i, factor in enumerate(ends_and_between)]


# The border is a point of the grid, once for each side: were it between two points, P would
# depend on where between them it happens to lie.
BORDER = ability_at(STRONG_SHARE)
GRID = (*simpson(-FURTHEST, BORDER), *simpson(BORDER, FURTHEST))
ABILITIES = tuple(ability for ability, _ in GRID)
PRIOR = tuple(weight * math.exp(-((ability / ABILITY_SD) ** 2) / 2) for ability, weight in GRID)
