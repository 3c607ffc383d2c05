"""Which questions are asked: the mix of a test, fresh ones first, and what a small bank allows."""

import random
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes import selection
from quizzes.models import Mode, Question, Status
from quizzes.selection import HARDER, NEVER, Candidate
from tests.quizzes.conftest import answer

START = datetime(2026, 11, 1, 12, tzinfo=UTC)
MIX = {"easy": 3, "medium": 4, "hard": 3}


def candidate(number, difficulty="easy", objective=None, family=None, days=None, **fields):
    """One that was seen so many days after the start, or never."""
    return Candidate(
        question=number,
        revision=number,
        pattern=fields.pop("pattern", 1),
        objective=number if objective is None else objective,
        family=family or f"family-{number}",
        kind=fields.pop("kind", "single"),
        difficulty=difficulty,
        seen_at=None if days is None else START + timedelta(days=days),
        **fields,
    )


candidates = st.builds(
    Candidate,
    question=st.integers(1, 10_000),
    revision=st.just(1),
    pattern=st.integers(1, 3),
    objective=st.integers(1, 6) | st.none(),
    family=st.integers(1, 25).map("family-{}".format),
    kind=st.sampled_from(["single", "order", "line"]),
    difficulty=st.sampled_from(["easy", "medium", "hard"]),
    tags=st.sampled_from([(), ("architecture",)]),
    seen_at=st.none() | st.integers(0, 9).map(lambda day: START + timedelta(days=day)),
    was_right=st.none() | st.booleans(),
)
banks = st.lists(candidates, max_size=60, unique_by=lambda one: one.question)
chances = st.integers(0, 99).map(random.Random)


def levels(chosen):
    return Counter(one.difficulty for one in chosen)


@pytest.fixture
def large():
    """Sixty questions with fifteen objectives, nothing seen."""
    return [candidate(n, ["easy", "medium", "hard"][n % 3], objective=n % 15) for n in range(60)]


@pytest.mark.parametrize("seed", range(10))
def test_test_is_three_easy_four_medium_three_hard_in_that_order(large, seed):
    chosen = selection.for_test(large, random.Random(seed))

    assert [one.difficulty for one in chosen] == ["easy"] * 3 + ["medium"] * 4 + ["hard"] * 3
    assert max(Counter(one.objective for one in chosen).values()) <= 2


def test_two_learners_get_different_tests(large):
    tests = {
        tuple(one.question for one in selection.for_test(large, random.Random(seed)))
        for seed in range(20)
    }

    assert len(tests) > 15


@given(bank=banks, chance=chances)
def test_test_repeats_nothing_and_is_as_long_as_the_bank_allows(bank, chance):
    chosen = selection.for_test(bank, chance)

    families = [one.family for one in chosen]
    assert len(set(families)) == len(families) == min(10, len({one.family for one in bank}))
    assert [HARDER[one.difficulty] for one in chosen] == sorted(
        HARDER[one.difficulty] for one in chosen
    )


@given(bank=banks, chance=chances)
def test_mix_holds_wherever_the_bank_has_enough_of_each(bank, chance):
    singles = [replace(one, family=f"own-{one.question}") for one in bank]
    of_each = levels(singles)

    chosen = levels(selection.for_test(singles, chance))

    short = sum(max(0, count - of_each[level]) for level, count in MIX.items())
    assert sum(max(0, MIX[level] - chosen[level]) for level in MIX) == short
    if not short:
        assert chosen == MIX


@given(bank=banks, chance=chances)
def test_no_more_than_two_of_an_objective_where_each_has_many(bank, chance):
    spread = [replace(one, objective=n, family=f"own-{n}") for n, one in enumerate(bank)]
    crowd = [candidate(20_000 + n, one.difficulty, objective=99) for n, one in enumerate(bank)]

    chosen = selection.for_test([*spread, *crowd], chance)

    if all(levels(spread)[level] >= count for level, count in MIX.items()):
        assert sum(one.objective == 99 for one in chosen) <= 2


def test_small_bank_gives_up_the_limit_of_objectives_before_the_mix():
    bank = [
        candidate(n, level, objective=7)
        for n, level in enumerate(["easy"] * 5 + ["medium"] * 5 + ["hard"] * 5)
    ]

    assert levels(selection.for_test(bank, random.Random(1))) == MIX


def test_bank_without_hard_ones_fills_up_with_others():
    bank = [candidate(n, "easy") for n in range(12)] + [candidate(50, "medium")]

    assert levels(selection.for_test(bank, random.Random(1))) == {"easy": 9, "medium": 1}


def test_unseen_come_first_then_the_least_recently_seen():
    bank = [candidate(n, days=n) for n in range(1, 6)] + [candidate(n) for n in (6, 7)]

    for seed in range(20):
        ordered = [one.question for one in selection.freshest(bank, random.Random(seed))]
        assert set(ordered[:2]) == {6, 7}
        assert ordered[2:] == [1, 2, 3, 4, 5]


@given(bank=banks, chance=chances)
def test_no_question_is_seen_again_while_a_fresher_one_of_its_kind_waits(bank, chance):
    own = [replace(one, objective=n, family=f"own-{n}") for n, one in enumerate(bank)]
    if any(levels(own)[level] < count for level, count in MIX.items()):
        return

    chosen = selection.for_test(own, chance)

    for level in MIX:
        taken = [one.seen_at or NEVER for one in chosen if one.difficulty == level]
        left = [
            one.seen_at or NEVER for one in own if one.difficulty == level and one not in chosen
        ]
        assert not left or max(taken) <= min(left)


def test_practice_is_five_of_different_objectives_from_easy_to_hard(large):
    chosen = selection.for_practice(large, random.Random(3))

    assert len({one.objective for one in chosen}) == len(chosen) == 5
    assert [HARDER[one.difficulty] for one in chosen] == sorted(
        HARDER[one.difficulty] for one in chosen
    )


def test_practice_prefers_unseen_then_missed_then_known():
    bank = [
        candidate(1, days=1, was_right=True),
        candidate(2, days=9, was_right=False),
        candidate(3, days=2, was_right=True),
        candidate(4),
        candidate(5, days=8, was_right=False),
        candidate(6),
        candidate(7, days=3, was_right=True),
    ]

    assert {one.question for one in selection.for_practice(bank, random.Random(1))} == {
        *(4, 6),
        *(2, 5),
        1,
    }


@given(bank=banks, chance=chances)
def test_practice_repeats_no_family_and_is_as_long_as_the_bank_allows(bank, chance):
    families = [one.family for one in selection.for_practice(bank, chance)]

    assert len(set(families)) == len(families) == min(5, len({one.family for one in bank}))


@given(bank=banks, chance=chances)
def test_architecture_asks_three_of_its_tag_and_no_others(bank, chance):
    tagged = {one.family for one in bank if "architecture" in one.tags}

    chosen = selection.for_architecture(bank, chance)

    assert [one for one in chosen if "architecture" not in one.tags] == []
    assert len({one.family for one in chosen}) == len(chosen) == min(3, len(tagged))


def test_mistakes_are_what_was_wrong_last_oldest_first_and_patterns_take_turns():
    bank = [
        candidate(1, days=1, was_right=False, pattern=1),
        candidate(2, days=2, was_right=False, pattern=1),
        candidate(3, days=3, was_right=False, pattern=1),
        candidate(4, days=4, was_right=False, pattern=2),
        candidate(5, days=5, was_right=False, pattern=2),
        candidate(6, days=0, was_right=True, pattern=2),
        candidate(7, pattern=3),
        candidate(8, days=6, was_right=False, pattern=3),
    ]

    assert [one.question for one in selection.for_mistakes(bank)] == [1, 4, 8, 2, 5, 3]


@given(bank=banks)
def test_mistakes_of_one_pattern_follow_each_other_only_when_no_other_is_left(bank):
    chosen = selection.for_mistakes(bank)

    wrong = [one for one in bank if one.was_right is False]
    assert len(chosen) == min(10, len(wrong))
    left = Counter(one.pattern for one in wrong)
    for one, following in pairwise(chosen):
        left[one.pattern] -= 1
        others = sum(count for pattern, count in left.items() if pattern != one.pattern)
        assert one.pattern != following.pattern or others == 0


def test_hands_on_are_the_kinds_that_are_done_by_hand_from_easy_to_hard(bank, pattern):
    found = selection.candidates(None, pattern)
    names = {question.pk: slug for slug, question in bank.items()}

    assert [names[one.question] for one in selection.hands_on(found)] == [
        *("easy-3", "medium-2", "medium-3", "hard-3")
    ]


def test_candidates_are_those_asked_of_the_pattern(bank, pattern):
    Question.objects.filter(slug="easy-1").update(status=Status.DRAFT)
    Question.objects.filter(slug="easy-2").update(status=Status.RETIRED)

    found = selection.candidates(None, pattern)

    assert len(found) == len([slug for slug in bank if not slug.startswith("call")]) - 2
    assert len(selection.candidates(None)) == len(bank) - 2


def test_candidates_know_the_latest_answer_in_two_queries(
    begin, bank, learner, django_assert_num_queries
):
    attempt = begin()
    answer(attempt, right=False)
    newest = answer(attempt)
    answer(attempt, 2, right=False)
    answer(begin(Mode.PRACTICE, "easy-1", whose=type(learner).objects.create()), right=False)

    with django_assert_num_queries(2):
        found = {one.question: one for one in selection.candidates(learner)}

    first = found[bank["easy-1"].pk]
    assert (first.seen_at, first.was_right) == (newest.answered_at, True)
    assert found[bank["easy-2"].pk].was_right is False
    assert found[bank["easy-3"].pk].seen_at is None
    assert selection.for_mistakes(list(found.values())) == [found[bank["easy-2"].pk]]
