"""Patterns fit what they fit for Docker, and never take long."""

import time

import pytest

from sandbox.choosing import Patterns, UnknownPatternError


@pytest.mark.parametrize(
    ("lines", "fitting", "others"),
    [
        (["*.md"], ["a.md"], ["d/a.md", "a.mdx"]),
        (["**/*.md"], ["a.md", "d/e/a.md"], ["a.mdx"]),
        (["*.md", "!README.md"], ["a.md"], ["README.md"]),
        (["node_modules"], ["node_modules", "node_modules/a/b"], ["d/node_modules"]),
        (["/d/*"], ["d/a", "d/a/b"], ["d"]),
        (["d/**"], ["d/a", "d/a/b"], ["d"]),
        (["a?[bc]"], ["axb", "axc/d"], ["ab", "axd"]),
        (["# a", "", " b "], ["b"], ["a", "# a"]),
        (["./d/../e"], ["e"], ["d"]),
        (["**"], ["a", "a/b"], []),
    ],
)
def test_pattern_fits(lines, fitting, others):
    patterns = Patterns(lines)

    assert [path for path in (*fitting, *others) if patterns.fit(path)] == fitting


@pytest.mark.parametrize("lines", [["a"] * 101, ["a/" * 20], ["a**b"], ["a\\b"]])
def test_pattern_that_is_not_surely_known_is_not_guessed(lines):
    with pytest.raises(UnknownPatternError):
        Patterns(lines)


def test_pattern_of_many_stars_takes_no_time():
    patterns = Patterns(["/".join(["**", "*a*a*a*a*a*a*b"] * 8)] * 100)
    start = time.process_time()

    assert not patterns.fit("/".join(["a" * 7] * 31))
    assert time.process_time() - start < 1
