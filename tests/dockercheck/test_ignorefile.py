import pytest

from dockercheck.ignorefile import IgnoreFile


@pytest.mark.parametrize(
    ("text", "path", "ignored"),
    [
        ("a", "a", True),
        ("a", "a/b", True),
        ("a", "b/a", False),
        ("/a/", "a", True),
        ("**/a", "b/c/a", True),
        ("*.log", "x.log", True),
        ("*.log", "b/x.log", False),
        ("b/**", "b/c/d", True),
        ("b/?", "b/c", True),
        ("[ab]c", "bc", True),
        ("a\\*", "a*", True),
        ("a\n!a/b", "a/b", False),
        ("a\n!a/b", "a/c", True),
        ("!a\na", "a", True),
        ("# a", "# a", False),
        (" # a", "# a", True),
        ("\ufeffa", "a", True),
        ("", "a", False),
        ("!", "a", False),
        ("[a", "[a", False),
        ("a**b", "a/x/b", True),
        ("**/**/a", "x/a", True),
        ("x" * 2000, "x" * 2000, False),
    ],
)
def test_last_matching_line_decides(text, path, ignored):
    assert IgnoreFile(text).ignores(path) is ignored


def test_exceptions_and_catch_alls_are_told():
    assert IgnoreFile("a\n!b").has_exceptions is True
    assert IgnoreFile("a").has_exceptions is False
    assert IgnoreFile("**/*").ignores_everything is True
    assert IgnoreFile("!*").ignores_everything is False
