"""Where a learner stands: made of first answers without a hint, and of nothing else."""

import random
from math import comb

import pytest

from quizzes import attempts, selection, standing
from quizzes.models import Attempt, Mode
from quizzes.verdict import Exposure, verdict
from tests.quizzes.conftest import answer, fill, slot_of

TEN = (
    *("easy-1", "easy-2", "easy-3", "medium-1", "medium-2"),
    *("medium-3", "medium-4", "hard-1", "hard-2", "hard-3"),
)


@pytest.fixture
def take_test(begin):
    def take(*rights):
        attempt = begin(Mode.TEST, *TEN)
        fill(attempt, *rights)
        attempts.hand_in(attempt)
        return attempt

    return take


def test_nothing_answered_is_not_tested(bank, learner, pattern):
    found = standing.of(learner, pattern)

    assert (found.word, found.css, found.verdict.n) == ("Not tested yet", "not-tested", 0)
    assert (found.objectives, found.unasked, found.weakest) == ([], 4, None)
    assert standing.verdict_of(None, pattern) is None


def test_no_word_before_five_answers(begin, learner, pattern):
    attempt = begin(Mode.PRACTICE, *TEN)
    words = []

    for number in range(1, 6):
        answer(attempt, number)
        words.append(standing.of(learner, pattern).word)

    assert words[:4] == ["Too early to say"] * 4
    assert words[4] != "Too early to say"


def test_verdict_is_that_of_the_first_answers(take_test, learner, pattern, bank):
    take_test(*[True] * 7, *[False] * 3)

    found = standing.of(learner, pattern)

    exposures = [
        Exposure(bank[slug].difficulty, number < 7, bank[slug].guessing)
        for number, slug in enumerate(TEN)
    ]
    assert found.verdict == verdict(exposures[::-1])
    assert (found.verdict.k, found.verdict.n) == (7, 10)


def test_second_answers_further_tries_and_hinted_ones_do_not_count(
    begin, learner, pattern, take_test
):
    hinted = begin(Mode.TRY, "twin-1")
    attempts.ask_hint(slot_of(hinted), 1)
    answer(hinted)
    missed = begin(Mode.TRY, "twin-2")
    answer(missed, right=False)
    answer(missed, right=True)
    before = standing.of(learner, pattern).verdict

    answer(begin(Mode.TRY, "twin-2"))

    assert (before.k, before.n) == (0, 1)
    assert standing.of(learner, pattern).verdict == before


def test_other_patterns_and_other_learners_do_not_count(begin, learner, pattern):
    answer(begin(Mode.PRACTICE, "call-1"))
    answer(begin(Mode.PRACTICE, "easy-1", whose=type(learner).objects.create()))

    assert standing.of(learner, pattern).verdict.n == 0


def test_objectives_are_weakest_first_and_the_weakest_is_named(take_test, learner, pattern):
    #         copy  cache  user  copy  cache  user  size  copy  cache  user
    take_test(True, True, True, True, False, True, True, True, False, True)

    found = standing.of(learner, pattern)

    assert [(one.slug, one.right, one.of) for one in found.objectives] == [
        ("st.cache", 1, 3),
        ("st.size", 1, 1),
        ("st.copy", 3, 3),
        ("st.user", 3, 3),
    ]
    assert found.weakest == found.objectives[0]
    assert found.unasked == 0


def test_all_right_leaves_no_weakest(take_test, learner, pattern):
    take_test(*[True] * 10)

    assert standing.of(learner, pattern).weakest is None


def test_one_miss_of_one_does_not_look_like_none_of_ten():
    one = standing.ObjectiveStanding("a", "", 0, 1)
    ten = standing.ObjectiveStanding("b", "", 0, 10)

    assert ten.share < one.share


def test_scale_is_drawn_from_the_interval(take_test, learner, pattern):
    take_test(*[True] * 8, False, False)

    found = standing.of(learner, pattern)

    assert found.low_x == 10 + 4 * found.low
    assert found.range_width == 4 * (found.high - found.low)
    assert found.point_x == 10 + 320


def test_standing_is_three_queries(take_test, learner, pattern, django_assert_num_queries):
    take_test(*[True] * 10)

    with django_assert_num_queries(2):
        standing.of(learner, pattern)


def test_finished_tests_are_newest_first_with_their_results(take_test, begin, learner, pattern):
    one = take_test(*[True] * 4)
    other = take_test(*[True] * 9)
    begin(Mode.TEST, *TEN)  # still open
    answer(begin(Mode.TRY, "easy-1"))

    found = standing.finished_tests(learner, pattern)

    assert [(test.attempt, test.right, test.of) for test in found] == [(other, 9, 10), (one, 4, 10)]


def test_only_the_newest_ten_tests_are_listed(take_test, learner, pattern):
    for _ in range(11):
        take_test()

    assert len(standing.finished_tests(learner, pattern)) == 10
    assert Attempt.objects.count() == 11


def test_exercises_say_what_to_do_and_how_far_one_is(begin, learner, pattern):
    answer(begin(Mode.TRY, "easy-3"))
    answer(begin(Mode.TRY, "medium-3"), right=False)

    found = selection.hands_on(selection.candidates(learner, pattern))

    assert [
        (one.slug, one.kind, one.is_begun, one.is_solved) for one in standing.exercises(found)
    ] == [
        ("easy-3", "Fill the gaps", True, True),
        ("medium-2", "Put in order", False, False),
        ("medium-3", "Find the line", True, False),
        ("hard-3", "Fill the gaps", False, False),
    ]
    assert standing.slugs_of(found) == ["easy-3", "medium-2", "medium-3", "hard-3"]


def test_table_of_the_rule_is_computed_from_the_rule():
    rows = {(row.k, row.n): row for row in standing.table()}

    for (k, n), row in rows.items():
        found = verdict(standing.mixed(k, n // 10))
        assert row.percent == round(100 * found.P)
        assert row.word.removesuffix(" so far") == standing.WORDS[found.word]
    assert [n for _, n in rows] == [10] * 4 + [20] * 5 + [30] * 6


def test_luck_is_what_tossing_a_loaded_coin_gives():
    chance = random.Random(1)
    games = 20_000
    lucky = sum(sum(chance.random() < 0.7 for _ in range(10)) >= 8 for _ in range(games))

    assert standing.luck() == round(
        100 * sum(comb(10, k) * 7**k * 3 ** (10 - k) for k in (8, 9, 10)) / 10**10
    )
    assert abs(standing.luck() - 100 * lucky / games) < 2
