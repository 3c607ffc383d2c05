"""One right answer among several."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learning.rendering import Flaw
from quizzes.kinds import Note, NotWellFormed, single
from tests.quizzes.kinds.making import SPECS, entry, sent, source, unhurried

SPEC = SPECS["single"]
IDS = ["app", "source", "tools", "all"]


def order(seed, answer=None):
    return [option["id"] for option in single.render(SPEC, answer, random.Random(seed))["options"]]


@unhurried
@given(st.integers())
def test_options_are_drawn_in_an_order_of_the_seed(seed):
    assert sorted(order(seed)) == sorted(IDS)
    assert order(seed) == order(seed, ["tools"])


def test_no_place_is_the_keys():
    places = [order(seed).index("app") for seed in range(400)]

    assert [80 < places.count(place) < 120 for place in range(4)] == [True] * 4


def test_what_was_given_stays_chosen():
    drawn = single.render(SPEC, ["tools"], random.Random(1))

    assert [option["id"] for option in drawn["options"] if option["is_given"]] == ["tools"]


@pytest.mark.parametrize("values", [("source", "app"), ("app", "app"), ("App",), ("other",), ("",)])
def test_only_one_of_the_options_is_an_answer(values):
    with pytest.raises(NotWellFormed, match="Choose one of them"):
        single.parse(SPEC, sent(*values))


def test_wrong_answer_says_why_and_what_it_showed():
    grade = single.grade(SPEC, ["source"])

    note = Note("<code>source</code>", False, "<p>Why source.</p>")
    assert (grade.score, grade.notes, grade.misconceptions) == (0, (note,), ("source-belief",))


@pytest.mark.parametrize(
    ("right", "wrong", "messages"),
    [
        (1, 2, []),
        (1, 4, []),
        (0, 3, ["0 options are marked as right"]),
        (2, 2, ["2 options are marked as right"]),
        (1, 1, ["2 options"]),
        (1, 5, ["6 options"]),
    ],
)
def test_number_of_options(right, wrong, messages):
    made = [entry(f"e{n}", right=n < right) for n in range(right + wrong)]

    flaws = list(single.flaws(source(*made)))

    assert [(flaw.line, flaw.message) for flaw in flaws] == [(5, text) for text in messages]
    assert all(isinstance(flaw, Flaw) for flaw in flaws)
