import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dockercheck.patterns import MAX_PATTERN, PatternError, replace, trim_prefix, trim_suffix

PATTERNS = st.text(alphabet="ab*?", max_size=8)
VALUES = st.text(alphabet="abc", max_size=12)


def expression(pattern, greedy):
    star = ".*" if greedy else ".*?"
    return "".join({"*": star, "?": "."}.get(char, re.escape(char)) for char in pattern)


@given(PATTERNS, VALUES, st.booleans())
def test_prefix_is_what_a_regular_expression_cuts(pattern, value, longest):
    found = re.match(expression(pattern, longest), value)

    assert trim_prefix(pattern, value, longest=longest) == (
        value[found.end() :] if found else value
    )


@given(PATTERNS, VALUES, st.booleans())
def test_suffix_is_the_prefix_of_the_mirror(pattern, value, longest):
    mirrored = trim_prefix(pattern[::-1], value[::-1], longest=longest)

    assert trim_suffix(pattern, value, longest=longest) == mirrored[::-1]


@given(PATTERNS, VALUES)
def test_first_match_is_replaced_as_by_a_regular_expression(pattern, value):
    expected = re.sub(expression(pattern, greedy=True), "X", value, count=1)

    assert replace(pattern, "X", value, every=False, limit=1000) == expected


@given(st.text(alphabet="ab?", min_size=1, max_size=4), VALUES)
def test_every_match_is_replaced_as_by_a_regular_expression(pattern, value):
    expected = re.sub(expression(pattern, greedy=True), "X", value)

    assert replace(pattern, "X", value, every=True, limit=1000) == expected


@pytest.mark.parametrize(
    ("pattern", "value", "result"),
    [("*", "abc", "X"), ("", "ab", "XaXbX"), ("a*", "ba\nca", "bX\ncX"), ("*c", "ab", "ab")],
)
def test_empty_matches_and_lines_are_those_of_go(pattern, value, result):
    assert replace(pattern, "X", value, every=True, limit=1000) == result


def test_replacement_of_every_match_is_a_template():
    assert replace("b?", "<$0|$1|${x}|$$>", "abc", every=True, limit=1000) == "a<bc|||$>"
    assert replace("b", "$$", "abc", every=True, limit=1000) == "a$c"


def test_escaped_signs_are_literal():
    assert trim_prefix("\\*", "*a", longest=False) == "a"
    assert trim_prefix("a\\}", "a}b", longest=False) == "b"


@pytest.mark.parametrize("pattern", ["\\a", "a\\"])
def test_unknown_escape_is_refused(pattern):
    with pytest.raises(PatternError, match="invalid escape"):
        trim_prefix(pattern, "a", longest=False)


def test_long_wildcards_are_refused():
    with pytest.raises(PatternError, match="longer than"):
        trim_prefix("?" * (MAX_PATTERN + 1), "a", longest=False)


@pytest.mark.parametrize("pattern", ["a", "?"])
def test_long_results_are_refused(pattern):
    with pytest.raises(PatternError, match="more than 10 characters"):
        replace(pattern, "xxx", "aaaa", every=True, limit=10)
