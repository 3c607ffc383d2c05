"""Gaps are judged with forgiveness for white space, and say why."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learning import exercises
from learning.exercises import GapResult
from tests.learning.conftest import GAPS


def test_any_accepted_answer_is_right():
    assert exercises.is_right("0", ["build", "0"], case=False)
    assert exercises.is_right("  BUILD ", ["build", "0"], case=False)
    assert not exercises.is_right("builder", ["build", "0"], case=False)


def test_case_counts_where_the_author_says_so():
    assert not exercises.is_right("user", ["USER"], case=True)
    assert exercises.is_right("USER", ["USER"], case=True)


@pytest.mark.parametrize(
    ("given", "answer"),
    [("${BUILDPLATFORM}", "$BUILDPLATFORM"), ("[“/app”]", '["/app"]'), ("‘a’", "'a'")],
)
def test_spellings_of_the_same_are_forgiven(given, answer):
    assert exercises.is_right(given, [answer], case=True)


def test_white_space_inside_is_forgiven_but_not_dropped():
    assert exercises.is_right("COPY   go.mod\tgo.sum ./", ["COPY go.mod go.sum ./"], case=True)
    assert not exercises.is_right("COPYgo.mod go.sum ./", ["COPY go.mod go.sum ./"], case=True)


def test_result_tells_feedback_when_right_and_a_hint_when_wrong():
    result = exercises.judge(GAPS, ["build", "root"])

    assert result.gaps == (
        GapResult(1, "build", True, "build", "<p>The stage's name.</p>", None),
        GapResult(2, "root", False, "65532", None, "<p>A number.</p>"),
    )
    assert (result.right, result.of, result.is_complete) == (1, 2, False)


@given(st.lists(st.text(max_size=20), max_size=5))
def test_judging_never_fails_and_counts_every_gap(given):
    result = exercises.judge(GAPS, given)

    assert result.of == 2
    assert 0 <= result.right <= 2


@given(st.text(max_size=40))
def test_normal_form_is_stable(text):
    once = exercises.normal(text, case=False)

    assert exercises.normal(once, case=False) == once


def test_rows_carry_the_results_without_the_answers():
    rows = exercises.rows(GAPS, exercises.judge(GAPS, ["stage"]))

    assert rows[0][1]["result"] == GapResult(1, "stage", False, "build", None, None)
    assert [row[1]["line"] for row in rows] == ["COPY --from=…", "USER …"]


@pytest.mark.parametrize("option", [-1, 3, 99])
def test_opening_has_no_such_option(overview, option):
    assert exercises.opening_choice(overview, option) is None
