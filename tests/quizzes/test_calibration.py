"""Certainty against being right, and no more said than the figures can bear."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes import calibration
from quizzes.calibration import Level

certainties = st.none() | st.integers(1, 3)


def sentence(*answers):
    return calibration.of(answers).sentence


@given(answers=st.lists(st.tuples(certainties, st.booleans())))
def test_every_answer_is_in_one_level_or_unsaid(answers):
    found = calibration.of(answers)

    assert sum(level.of for level in found.levels) + found.unsaid == len(answers)
    assert sum(level.right for level in found.levels) == sum(
        right for certainty, right in answers if certainty
    )
    assert [level.name for level in found.levels] == ["A guess", "Fairly sure", "Certain"]


def test_share_of_nothing_is_nothing():
    assert (Level("Certain", 0, 0).percent, Level("Certain", 2, 3).percent) == (0, 67)


def test_share_of_few_is_marked():
    assert [Level("Certain", 1, of).is_few for of in (1, 4, 5)] == [True, True, False]


def test_certain_and_wrong_comes_first():
    answers = [(3, False), (3, True), (1, True), (1, True), (1, True), (1, True), (1, True)]

    assert sentence(*answers) == (
        "You were certain and wrong 1 of 2 times: these are the ones to look at first."
    )


@pytest.mark.parametrize("right", [4, 5])
def test_guesses_that_are_mostly_right_are_known_things(right):
    answers = [(1, n < right) for n in range(5)]

    assert "trust yourself" in sentence(*answers)


def test_guesses_that_chance_explains_are_no_knowledge():
    assert sentence(*[(1, n < 3) for n in range(5)]) == "Too few answers to tell more."


def test_certain_and_always_right_is_said_from_five_on():
    assert sentence(*[(3, True)] * 4) == "Too few answers to tell more."
    assert sentence(*[(3, True)] * 5) == "What you were certain of was right."


def test_nothing_answered_says_nothing():
    assert sentence() == "Too few answers to tell more."
