"""Patterns of an ignore file, held against a regular expression that says the same."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dockercheck.globs import Glob


@pytest.mark.parametrize(
    ("pattern", "path", "fits"),
    [
        ("*.md", "a.md", True),
        ("*.md", "docs/a.md", False),
        ("*.md", "a.md/below", True),
        ("a*b*c", "a-b-b-c", True),
        ("a*b*c", "a-b/c", False),
        ("?", "/", False),
        ("**", "a/b/c", True),
        ("**/c", "c", True),
        ("**/c", "a/b/c", True),
        ("**/c", "a/bc", False),
        ("a**b", "ab", True),
        ("a**b", "axx/b", True),
        ("a**b", "axxb", False),
        ("a/**/b/**/c", "a/x/b/y/z/c", True),
        ("a/**/b/**/c", "a/x/y/z/c", False),
        ("[a-c]1", "b1", True),
        ("[a-c]1", "d1", False),
        ("[^a-c]1", "d1", True),
        ("[^a-c]1", "b1", False),
        ("[]a]", "]", True),
        ("[\\]x]", "]", True),
        ("[a-]", "-", True),
        ("\\*", "*", True),
        ("\\*", "a", False),
        ("a\\", "a\\", True),
    ],
)
def test_meaning(pattern, path, fits):
    assert Glob(pattern).matches(path) is fits


@pytest.mark.parametrize("pattern", ["[", "[a", "[b-a]", "[^", "x[]"])
def test_what_is_no_pattern_is_refused(pattern):
    with pytest.raises(ValueError, match=r"a (class|range)"):
        Glob(pattern)


def as_expression(pattern):
    """The same pattern for Python's engine: right, but it backtracks."""
    tokens = re.findall(r"\*\*/|\*\*|\*|\?|.", pattern)
    said = {"**/": "(?:.*/)?", "*": "[^/]*", "?": "[^/]"}
    return "".join(
        (".*" if at == len(tokens) - 1 else "(?:.*/)?")
        if token in ("**", "**/") and (token == "**" or at == len(tokens) - 1)
        else said.get(token, re.escape(token))
        for at, token in enumerate(tokens)
    )


@given(
    st.text("ab/*?", max_size=8),
    st.lists(st.text("ab", min_size=1, max_size=3), min_size=1, max_size=4).map("/".join),
)
def test_one_pass_finds_what_backtracking_finds(pattern, path):
    parts = path.split("/")
    prefixes = ["/".join(parts[: n + 1]) for n in range(len(parts))]
    expression = re.compile(as_expression(pattern))

    expected = any(expression.fullmatch(prefix) for prefix in prefixes)

    assert Glob(pattern).matches(path) is expected


@pytest.mark.parametrize("pattern", ["*a" * 500 + "b", "**/a/" * 200 + "b", "*?" * 500 + "b"])
def test_many_stars_are_answered(pattern):
    assert Glob(pattern).matches("a" * 2_000 + "/" + "a/" * 1_000) is False
