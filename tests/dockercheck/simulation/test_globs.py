"""Go's filepath.Match, one name at a time."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dockercheck.simulation.globs import glob, has_wildcards


@pytest.mark.parametrize(
    ("pattern", "name", "expected"),
    [
        ("a.txt", "a.txt", True),
        ("a.txt", "b.txt", False),
        ("*", "anything", True),
        ("*", "", True),
        ("*", ".hidden", True),
        ("*.go", "main.go", True),
        ("*.go", "main.go.bak", False),
        ("main*", "main", True),
        ("?.txt", "a.txt", True),
        ("?.txt", "ab.txt", False),
        ("?", "", False),
        ("*a*b", "xaxxb", True),
        ("*a*b", "xbxa", False),
        ("a*a", "a", False),
        ("**", "name", True),
        ("[ab].c", "b.c", True),
        ("[ab].c", "c.c", False),
        ("[a-c].c", "b.c", True),
        ("[^a-c].c", "b.c", False),
        ("[^a-c].c", "z.c", True),
        ("[!a].c", "!.c", True),
        ("[!a].c", "b.c", False),
        ("[c-a].c", "b.c", False),
        ("[\\]]x", "]x", True),
        ("[a-", "a-", False),
        ("[]a]", "a", False),
        ("[-x]", "x", False),
        ("a[", "a[", False),
        ("a\\*b", "a*b", True),
        ("a\\*b", "axb", False),
        ("a\\", "a\\", False),
        ("é?", "éß", True),
        ("a\nb", "a\nb", True),
    ],
)
def test_match_is_gos(pattern, name, expected):
    assert glob(pattern).matches(name) is expected


def test_a_pattern_of_many_stars_is_quick():
    pattern = "*a" * 200 + "b"

    assert glob(pattern).matches("a" * 20_000) is False


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a.txt", False),
        ("*.txt", True),
        ("a?", True),
        ("[a]", True),
        ("a\\*", False),
        ("\\", False),
    ],
)
def test_wildcards_are_told_from_escaped_ones(text, expected):
    assert has_wildcards(text) is expected


@given(st.text(max_size=20), st.text(max_size=20))
def test_no_pattern_raises_and_a_star_takes_all(pattern, name):
    glob(pattern).matches(name)

    assert glob("*").matches(name)
