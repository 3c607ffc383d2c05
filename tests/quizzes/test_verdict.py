"""The verdict on a pattern: the published values, the borders, and both models held against
slower arithmetic and simulated learners."""

import math
import random
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.verdict import (
    Exposure,
    Method,
    Verdict,
    Word,
    beta_probability,
    is_mixed_as_a_test,
    rasch_probability,
    verdict,
    wilson_interval,
    word_for,
)

TEST = "eeemmmmhhh"
LABELS = {"e": "easy", "m": "medium", "h": "hard"}

exposures = st.builds(
    Exposure, st.sampled_from(["easy", "medium", "hard"]), st.booleans(), st.floats(0, 1)
)
answers = st.lists(exposures, min_size=1, max_size=40)


def answered(labels, right, guessing=0.25):
    """The first `right` of the questions right, the others wrong."""
    return [Exposure(LABELS[label], i < right, guessing) for i, label in enumerate(labels)]


def wrong(exposure):
    return Exposure(exposure.difficulty, is_right=False, guessing=exposure.guessing)


def right(exposure):
    return Exposure(exposure.difficulty, is_right=True, guessing=exposure.guessing)


# Beta


@pytest.mark.parametrize(
    ("k", "n", "probability"),
    [(10, 10, 0.914), (9, 10, 0.678), (18, 20, 0.821), (27, 30, 0.893), (0, 0, 0.2)],
)
def test_beta_gives_the_known_values(k, n, probability):
    assert round(beta_probability(k, n), 3) == probability


@pytest.mark.parametrize("n", [1, 10, 20, 30])
def test_beta_is_the_integral_of_the_density(n):
    def density(k, p):
        return (n + 1) * math.comb(n, k) * p**k * (1 - p) ** (n - k)

    for k in range(n + 1):
        step = 0.2 / 400
        inner = sum((4 if i % 2 else 2) * density(k, 0.8 + i * step) for i in range(1, 400))
        integral = step / 3 * (density(k, 0.8) + inner + density(k, 1))

        assert beta_probability(k, n) == pytest.approx(integral, abs=1e-7)


@pytest.mark.parametrize("n", range(1, 31))
def test_beta_rises_with_every_right_answer(n):
    chances = [beta_probability(k, n) for k in range(n + 1)]

    assert all(fewer < more for fewer, more in pairwise(chances))
    assert chances[0] > 0
    assert chances[-1] < 1


# Words


@pytest.mark.parametrize(
    ("probability", "word"),
    [
        (1, Word.STRONG),
        (0.8, Word.STRONG),
        (math.nextafter(0.8, 0), Word.NEARLY),
        (math.nextafter(0.2, 1), Word.NEARLY),
        (0.2, Word.NEEDS_WORK),
        (0, Word.NEEDS_WORK),
    ],
)
def test_borders_belong_to_the_decided_words(probability, word):
    assert word_for(probability) is word


@pytest.mark.parametrize(
    ("tests", "k", "word", "so_far"),
    [
        (1, 10, "strong", True),
        (1, 9, "nearly there", False),
        (1, 8, "nearly there", False),
        (1, 7, "needs work", False),
        (2, 18, "strong", False),
        (2, 17, "nearly there", False),
        (2, 15, "nearly there", False),
        (2, 14, "needs work", False),
        (3, 27, "strong", False),
        (3, 26, "nearly there", False),
        (3, 22, "needs work", False),
    ],
)
def test_word_after_tests(tests, k, word, so_far):
    found = verdict(answered(TEST * tests, k))

    assert (found.word, found.so_far, found.method) == (word, so_far, Method.BETA)


def test_strong_is_so_far_until_twenty_answers():
    nineteen, twenty = answered("eeeeeemmmmmmmhhhhhh", 19), answered(TEST * 2, 20)

    assert (verdict(nineteen).word, verdict(nineteen).so_far) == (Word.STRONG, True)
    assert (verdict(twenty).word, verdict(twenty).so_far) == (Word.STRONG, False)


def test_without_answers_there_is_no_verdict():
    assert verdict([]) == Verdict(
        Word.NOT_TESTED, False, 0, 0, pytest.approx(0.2), 0.0, 1.0, Method.BETA
    )


def test_verdict_says_what_it_rests_on():
    assert verdict(answered(TEST, 8)) == Verdict(
        Word.NEARLY,
        False,
        8,
        10,
        pytest.approx(0.3826, abs=1e-4),
        pytest.approx(0.490, abs=1e-3),
        pytest.approx(0.943, abs=1e-3),
        Method.BETA,
    )


def test_only_the_newest_thirty_count():
    newest, older = answered(TEST * 3, 27), answered("e" * 50, 0)

    assert verdict(newest + older) == verdict(newest)
    assert verdict(older + newest) == verdict(older[:30])


# Mixes


@pytest.mark.parametrize(
    ("labels", "is_test"),
    [
        (TEST, True),
        ("e" * 4 + "m" * 4 + "h" * 2, True),
        ("e" * 2 + "m" * 5 + "h" * 3, True),
        ("e" * 4 + "m" * 3 + "h" * 3, True),
        ("e" * 5 + "m" * 3 + "h" * 2, False),
        ("e" * 2 + "m" * 6 + "h" * 2, False),
        ("e" * 5 + "h" * 5, False),
        ("emh", True),
        ("m", False),
        ("e" * 12 + "m" * 9 + "h" * 9, True),
        ("e" * 13 + "m" * 9 + "h" * 8, False),
        ("e" * 12 + "m" * 8 + "h" * 10, False),
        ("e" * 6 + "m" * 15 + "h" * 9, True),
        ("e" * 5 + "m" * 15 + "h" * 10, False),
    ],
)
def test_mix_is_that_of_a_test_within_ten_points(labels, is_test):
    found = answered(labels, len(labels) // 2)

    assert is_mixed_as_a_test(found) is is_test
    assert verdict(found).method is (Method.BETA if is_test else Method.RASCH)


# Wilson


@pytest.mark.parametrize(
    ("k", "n", "low", "high"),
    [
        (8, 10, 0.4902, 0.9433),
        (10, 10, 0.7225, 1.0),
        (1, 1, 0.2065, 1.0),
        # Newcombe 1998, Statistics in Medicine 17:857-872, table I, method 3
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
        (0, 0, 0.0, 1.0),
    ],
)
def test_wilson_gives_the_known_values(k, n, low, high):
    assert tuple(round(bound, 4) for bound in wilson_interval(k, n)) == (low, high)


@given(st.integers(1, 300).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_wilson_holds_the_share_and_mirrors(case):
    k, n = case
    low, high = wilson_interval(k, n)

    assert 0 <= low <= k / n + 1e-12
    assert k / n - 1e-12 <= high <= 1
    assert wilson_interval(n - k, n) == pytest.approx((1 - high, 1 - low))


# Rasch


def slow_rasch(exposures):
    """The same posterior by the midpoints of 12,000 equal steps, factor by factor."""
    difficulties = {"easy": -1, "medium": 0, "hard": 1}

    def right_at(theta, label, guessing):
        return guessing + (1 - guessing) / (1 + math.exp(difficulties[label] - theta))

    strong = everything = 0.0
    for i in range(12_000):
        theta = -6 + (i + 0.5) / 1_000
        weight = math.exp(-(theta**2) / (2 * 1.5**2))
        for each in exposures:
            p = right_at(theta, each.difficulty, each.guessing)
            weight *= p if each.is_right else 1 - p
        share = sum(right_at(theta, LABELS[label], 0.25) for label in TEST) / 10
        everything += weight
        strong += weight if share >= 0.8 else 0.0
    return strong / everything


@pytest.mark.parametrize(
    "exposures",
    [
        [],
        answered("e", 0),
        answered("h" * 5, 5),
        answered("eeeeehhhhh", 8),
        answered("e" * 30, 28, guessing=0.5),
        answered("h" * 30, 22, guessing=0),
        answered("mmh", 1, guessing=0.1) + answered("eh", 2, guessing=1 / 3),
    ],
)
def test_rasch_equals_a_finer_grid(exposures):
    assert rasch_probability(exposures) == pytest.approx(slow_rasch(exposures), abs=1e-3)


def test_all_right_says_more_on_harder_questions():
    easy, medium, hard = (rasch_probability(answered(label * 10, 10)) for label in "emh")

    assert easy < medium < hard


def test_ten_easy_ones_right_are_not_strong_but_ten_hard_ones_are():
    words = [verdict(answered(label * 10, 10)).word for label in "eh"]

    assert words == [Word.NEARLY, Word.STRONG]


def test_a_right_answer_says_less_the_easier_it_is_guessed():
    chances = [rasch_probability(answered("h" * 8, 7, guessing=c)) for c in (0, 0.2, 0.25, 0.5)]

    assert all(typed > guessed for typed, guessed in pairwise(chances))


def test_what_anyone_gets_right_says_nothing():
    assert rasch_probability(answered("h" * 9, 9, guessing=1)) == rasch_probability([])


def test_thirty_wrong_ones_do_not_divide_by_zero():
    assert rasch_probability(answered("e" * 30, 0, guessing=1)) < 1e-9


@given(answers)
def test_every_verdict_is_within_its_bounds(exposures):
    found = verdict(exposures)

    assert 0 <= found.P <= 1
    assert 0 <= found.low <= found.high <= 1
    assert (found.n, found.k) == (
        min(len(exposures), 30),
        sum(each.is_right for each in exposures[:30]),
    )
    assert found.word is word_for(found.P)


@given(answers.flatmap(lambda found: st.tuples(st.just(found), st.integers(0, len(found) - 1))))
def test_a_right_answer_in_place_of_a_wrong_one_never_harms(case):
    exposures, i = case
    before, after = exposures[:i], exposures[i + 1 :]

    better = verdict([*before, right(exposures[i]), *after])

    assert better.P >= verdict([*before, wrong(exposures[i]), *after]).P - 1e-12


@given(answers.flatmap(lambda found: st.tuples(st.just(found[:30]), st.permutations(found[:30]))))
def test_order_within_the_newest_does_not_matter(case):
    exposures, other = case

    assert math.isclose(verdict(other).P, verdict(exposures).P, rel_tol=1e-9)


@pytest.mark.parametrize(
    ("difficulty", "guessing", "message"),
    [
        ("hardest", 0.25, "A difficulty is one of easy, medium, hard, not hardest."),
        ("easy", 1.5, "A chance is from 0 to 1, not 1.5."),
        ("easy", -0.1, "A chance is from 0 to 1, not -0.1."),
        ("easy", math.nan, "A chance is from 0 to 1, not nan."),
    ],
)
def test_what_cannot_be_is_refused(difficulty, guessing, message):
    with pytest.raises(ValueError, match=r"^A ") as error:
        Exposure(difficulty, is_right=True, guessing=guessing)

    assert str(error.value) == message


# Learners


def share(ability, difficulty):
    return 0.25 + 0.75 / (1 + math.exp(difficulty - ability))


def test_strong_is_less_often_false_than_eight_of_ten():
    chance = random.Random(20_260_101)
    scale = {"e": -1, "m": 0, "h": 1}
    strong, naive = [], []

    for _ in range(400):
        ability = chance.gauss(1, 1.5)
        is_truly = sum(share(ability, scale[label]) for label in TEST) / 10 >= 0.8
        exposures = [
            Exposure(LABELS[label], chance.random() < share(ability, scale[label]), 0.25)
            for label in TEST * 2
        ]
        found = verdict(exposures)
        strong += [is_truly] if found.word is Word.STRONG else []
        naive += [is_truly] if found.k >= 16 else []

    assert min(len(strong), len(naive)) > 80
    assert strong.count(False) / len(strong) <= 0.15 < naive.count(False) / len(naive)
