import pytest
from hypothesis import given
from hypothesis import strategies as st

from dockercheck.suggestions import did_you_mean, distance, nearest

WORDS = st.text(alphabet="abc", max_size=6)


def plain_distance(one, other):
    if not one or not other:
        return len(one) + len(other)
    return min(
        plain_distance(one[1:], other) + 1,
        plain_distance(one, other[1:]) + 1,
        plain_distance(one[1:], other[1:]) + (one[0] != other[0]),
    )


@given(WORDS, WORDS)
def test_distance_is_exact_up_to_two(one, other):
    assert distance(one, other) == min(plain_distance(one, other), 3)


@pytest.mark.parametrize(
    ("word", "options", "near"),
    [
        ("builder", ["build", "test"], "build"),
        ("chwon", ["chmod", "chown"], "chown"),
        ("ab", ["ac", "aa"], "aa"),
        ("xyz", ["build"], ""),
        ("build", ["build", "built"], ""),
        ("x" * 200, ["x" * 199], ""),
    ],
)
def test_nearest_is_at_most_two_changes_away(word, options, near):
    assert nearest(word, options) == near


@pytest.mark.parametrize(("word", "near"), [("FORM", "FROM"), ("form", "from"), ("Form", "from")])
def test_answer_is_in_the_case_of_the_question(word, near):
    assert nearest(word, ["FROM"], fold=True) == near


def test_message_without_a_near_word_stays():
    assert did_you_mean("no x", "x", ["long"]) == "no x"
