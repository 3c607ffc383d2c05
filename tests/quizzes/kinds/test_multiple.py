"""Several right answers: part of them earn part of the credit, and no blind choice pays."""

import random
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.kinds import NotWellFormed, multiple
from tests.quizzes.kinds.making import SPECS, entry, sent, source, unhurried

SPEC = SPECS["multiple"]
# All that the linter lets through: 4 to 6 options, two or more right, one or more wrong.
SIZES = [(keys, of - keys) for of in (4, 5, 6) for keys in range(2, of)]
sizes = pytest.mark.parametrize(("keys", "wrong"), SIZES)


def spec(keys, wrong):
    made = [entry(f"e{n}", right=n < keys) for n in range(keys + wrong)]
    assert list(multiple.flaws(source(*made))) == []
    return multiple.read(source(*made))


def ids(made):
    return [option["id"] for option in made["options"]]


def earned(made, size):
    """What a random choice of that many options earns on average: all choices are tried."""
    scores = [multiple.grade(made, chosen).score for chosen in combinations(ids(made), size)]
    return sum(scores) / len(scores)


@sizes
def test_no_blind_choice_earns_more_than_a_guess_among_four(keys, wrong):
    made = spec(keys, wrong)

    assert all(earned(made, size) <= 0.25 for size in range(1, keys + wrong + 1))


@sizes
def test_choosing_each_at_random_earns_less_than_that(keys, wrong):
    made = spec(keys, wrong)
    every = [c for n in range(1, keys + wrong + 1) for c in combinations(ids(made), n)]

    assert sum(multiple.grade(made, chosen).score for chosen in every) / len(every) <= 0.25


@sizes
def test_all_of_them_earn_nothing(keys, wrong):
    made = spec(keys, wrong)

    assert multiple.grade(made, ids(made)).score == 0


@sizes
def test_only_the_keys_are_right(keys, wrong):
    made = spec(keys, wrong)
    every = [c for n in range(1, keys + wrong + 1) for c in combinations(ids(made), n)]

    assert [c for c in every if multiple.grade(made, c).is_right] == [tuple(ids(made)[:keys])]


@sizes
def test_one_key_more_never_earns_less_and_one_wrong_never_more(keys, wrong):
    made = spec(keys, wrong)
    for size in range(1, keys + wrong):
        for chosen in combinations(ids(made), size):
            score = multiple.grade(made, chosen).score
            for option in made["options"]:
                if option["id"] not in chosen:
                    more = multiple.grade(made, [*chosen, option["id"]]).score
                    assert more >= score if option["right"] else more <= score


@pytest.mark.parametrize(
    ("given_", "score"),
    [
        (["app"], 0.25),
        (["app", "libs"], 1),
        (["app", "libs", "source"], 0.25),
        (["app", "source"], 0),
        (["source"], 0),
    ],
)
def test_part_of_the_credit(given_, score):
    assert multiple.grade(SPEC, given_).score == score


def test_answer_is_in_the_authors_order_and_once():
    assert multiple.parse(SPEC, sent("tools", "app", "tools")) == ["app", "tools"]


def test_unknown_option_is_refused():
    with pytest.raises(NotWellFormed, match="none of the answers here"):
        multiple.parse(SPEC, sent("app", "other"))


def test_none_of_them_is_refused():
    with pytest.raises(NotWellFormed, match="Choose at least one"):
        multiple.parse(SPEC, sent())


def test_notes_are_of_what_was_chosen():
    grade = multiple.grade(SPEC, ["app", "tools"])

    assert [(note.label, note.is_right) for note in grade.notes] == [
        ("<code>app</code>", True),
        ("<code>tools</code>", False),
    ]
    assert grade.misconceptions == ("tools-belief",)


@unhurried
@given(st.integers())
def test_same_seed_draws_the_same_order(seed):
    drawn = [multiple.render(SPEC, given_, random.Random(seed)) for given_ in (None, ["app"])]
    orders = [[option["id"] for option in one["options"]] for one in drawn]

    assert orders[0] == orders[1]
    assert sorted(orders[0]) == sorted(ids(SPEC))


@pytest.mark.parametrize(
    ("keys", "wrong", "messages"),
    [
        (1, 3, ["1 options are marked as right"]),
        (0, 4, ["0 options are marked as right"]),
        (4, 0, ["no option is wrong"]),
        (2, 1, ["3 options"]),
        (3, 4, ["7 options"]),
    ],
)
def test_number_of_options(keys, wrong, messages):
    made = [entry(f"e{n}", right=n < keys) for n in range(keys + wrong)]

    assert [flaw.message for flaw in multiple.flaws(source(*made))] == messages
