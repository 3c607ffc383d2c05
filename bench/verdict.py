"""How often the verdict is right: learners whose true share is known take tests. Status 1 says
that a target is missed.

A bank of 60 questions: 18 easy, 24 medium, 18 hard, four options each; true difficulties scatter
around their labels (sd 0.5), as an author's guess at a difficulty does. The truth about a learner
is the expected share right on the whole bank, which is mixed 3:4:3 as a test is; strong is 0.8
or more. Each learner takes tests of ten, unseen questions first.

The population decides the figures, so it was chosen before any were seen. Ability ~ N(1, 1.5):

- A test comes after studying, and questions are made to be answered right three times out of
  four, so the middle learner is near the border of 0.8 (at ability 1 the share is 0.78). About
  half are truly strong, and neither always saying strong nor never saying it does well.
- The standard deviation is the one that the Rasch model assumes. With learners far from the
  border only, any rule would look good; here four in ten are within 0.1 of it.

The targets hold for that population. Two others show how far the figures move: N(0, 1.5), those
who have not studied, where strong learners are few and a lucky test fools more often; and
N(1, 1.2), closer around the border.
"""

import random
import statistics
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from quizzes.verdict import (
    GUESSING,
    LOGITS,
    STRONG_SHARE,
    Exposure,
    Word,
    beta_probability,
    logistic,
    rasch_probability,
    verdict,
    word_for,
)

LEARNERS = 1_000
SEEDS = range(1, 6)  # a bank and its learners each; targets are for all of them together
BANK = {"easy": 18, "medium": 24, "hard": 18}
TEST = {"easy": 3, "medium": 4, "hard": 3}
PRACTICE = {"easy": 5, "medium": 0, "hard": 5}
ALL_EASY = {"easy": 10, "medium": 0, "hard": 0}
SCATTER = 0.5

ONE, TWO = "verdict after one test", "verdict after two tests"
NAIVE, NAIVE_TWO = "naive: 8 of 10 right", "naive: 16 of 20 right"


@dataclass(frozen=True)
class Population:
    mean: float
    sd: float


POPULATIONS = (Population(1.0, 1.5), Population(0.0, 1.5), Population(1.0, 1.2))


@dataclass(frozen=True)
class Item:
    label: str
    difficulty: float

    def share(self, ability: float) -> float:
        return GUESSING + (1 - GUESSING) * logistic(ability - self.difficulty)


@dataclass(frozen=True)
class Judged:
    """What a rule said of a learner, and whether that learner is strong."""

    rule: str
    word: Word
    is_strong: bool


@dataclass(frozen=True)
class Figures:
    """Shares: decided and called strong, of all; right, of those decided; found, of those who are
    strong; false, of those called strong."""

    decided: float
    right: float
    called_strong: float
    found: float
    false_strong: float


@dataclass(frozen=True)
class Target:
    rule: str
    right: float
    false_strong: float


TARGETS = (Target(ONE, 0.88, 0.18), Target(TWO, 0.92, 0.15))


def main() -> int:
    """Print all figures; how many targets are missed."""
    start, missed = time.perf_counter(), 0
    for population in POPULATIONS:
        runs = [simulate(population, seed) for seed in SEEDS]
        report(population, runs)
        if population is POPULATIONS[0]:
            missed = check_targets([judged for run in runs for judged in run])
    cost()
    print(f"\n{time.perf_counter() - start:.1f} s in all")
    return missed


def simulate(population: Population, seed: int) -> list[Judged]:
    """One bank, and a thousand learners."""
    chance = random.Random(seed)  # noqa: S311 -- a simulation
    bank = [
        Item(label, chance.gauss(LOGITS[label], SCATTER))
        for label, number in BANK.items()
        for _ in range(number)
    ]
    abilities = [chance.gauss(population.mean, population.sd) for _ in range(LEARNERS)]
    return [judged for ability in abilities for judged in judge(ability, bank, chance)]


def judge(ability: float, bank: Sequence[Item], chance: random.Random) -> Iterator[Judged]:
    """Everything that is said of one learner."""
    is_strong = statistics.fmean(item.share(ability) for item in bank) >= STRONG_SHARE
    first_items = draw(bank, TEST, chance)
    unseen = [item for item in bank if item not in first_items]
    first = answer(ability, first_items, chance)
    both = answer(ability, draw(unseen, TEST, chance), chance) + first
    practice = answer(ability, draw(bank, PRACTICE, chance), chance)
    easy = answer(ability, draw(bank, ALL_EASY, chance), chance)
    words = {
        ONE: verdict(first).word,
        TWO: verdict(both).word,
        NAIVE: naive(first),
        NAIVE_TWO: naive(both),
        "Rasch on one test": word_for(rasch_probability(first)),
        "Rasch on two tests": word_for(rasch_probability(both)),
        "verdict on 5 easy + 5 hard (Rasch)": verdict(practice).word,
        "  were it Beta": by_beta(practice),
        "verdict on 10 easy (Rasch)": verdict(easy).word,
        "  were it Beta ": by_beta(easy),
    }
    return (Judged(rule, word, is_strong) for rule, word in words.items())


def draw(bank: Sequence[Item], mix: dict[str, int], chance: random.Random) -> list[Item]:
    return [
        item
        for label, number in mix.items()
        for item in chance.sample([item for item in bank if item.label == label], number)
    ]


def answer(ability: float, items: Sequence[Item], chance: random.Random) -> list[Exposure]:
    return [Exposure(item.label, chance.random() < item.share(ability), GUESSING) for item in items]


def naive(exposures: Sequence[Exposure]) -> Word:
    right = sum(exposure.is_right for exposure in exposures)
    return Word.STRONG if 10 * right >= 8 * len(exposures) else Word.NEEDS_WORK


def by_beta(exposures: Sequence[Exposure]) -> Word:
    right = sum(exposure.is_right for exposure in exposures)
    return word_for(beta_probability(right, len(exposures)))


def figures(judged: Sequence[Judged], rule: str) -> Figures:
    about = [each for each in judged if each.rule == rule]
    decided = [each for each in about if each.word is not Word.NEARLY]
    strong = [each for each in decided if each.word is Word.STRONG]
    right = sum((each.word is Word.STRONG) == each.is_strong for each in decided)
    return Figures(
        decided=len(decided) / len(about),
        right=right / max(len(decided), 1),
        called_strong=len(strong) / len(about),
        found=sum(each.is_strong for each in strong) / sum(each.is_strong for each in about),
        false_strong=sum(not each.is_strong for each in strong) / max(len(strong), 1),
    )


def report(population: Population, runs: Sequence[Sequence[Judged]]) -> None:
    together = [judged for run in runs for judged in run]
    truly = statistics.fmean(each.is_strong for each in together)
    print(
        f"Ability ~ N({population.mean:g}, {population.sd:g}): {len(runs)} banks of {LEARNERS:,} "
        f"learners, {truly:.0%} truly strong"
    )
    print(
        f"  {'':36}{'decided':>8}{'right':>8}{'strong':>8}{'found':>8}{'false':>8}   false, by bank"
    )
    for rule in dict.fromkeys(each.rule for each in together):
        of_all = figures(together, rule)
        each = [figures(run, rule).false_strong for run in runs]
        print(
            f"  {rule:36}{of_all.decided:8.1%}{of_all.right:8.1%}{of_all.called_strong:8.1%}"
            f"{of_all.found:8.1%}{of_all.false_strong:8.1%}   {min(each):.1%} to {max(each):.1%}"
        )
    print()


def check_targets(judged: Sequence[Judged]) -> int:
    """Print each target with what came out; how many are missed."""
    claims = []
    for target in TARGETS:
        found = figures(judged, target.rule)
        claims += [
            (f"{target.rule}, right at least {target.right:.0%}", found.right >= target.right),
            (
                f"{target.rule}, false strong at most {target.false_strong:.0%}",
                found.false_strong <= target.false_strong,
            ),
        ]
    one, by_share = figures(judged, ONE), figures(judged, NAIVE)
    claims.append(("naive rule, more false strong", by_share.false_strong > one.false_strong))
    for claim, holds in claims:
        print(f"  {'holds ' if holds else 'MISSED'}  {claim}")
    print()
    return sum(not holds for _, holds in claims)


def cost() -> None:
    """Time the verdict on as many answers as it looks at."""
    print("A verdict on 30 answers, median of 500")
    for name, labels in (("Beta", ("easy", "medium", "hard")), ("Rasch", ("easy", "easy", "hard"))):
        exposures = [
            Exposure(labels[i % 3], is_right=i % 5 > 0, guessing=(0.0, 0.25)[i % 2])
            for i in range(30)
        ]
        clocks = []
        for _ in range(500):
            start = time.perf_counter()
            verdict(exposures)
            clocks.append(time.perf_counter() - start)
        print(f"  {name:8}{statistics.median(clocks) * 1000:.3f} ms")


if __name__ == "__main__":
    sys.exit(1 if main() else 0)
