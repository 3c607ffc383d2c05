import pytest

from dockercheck.paths import clean, destination, join, normalise, source


@pytest.mark.parametrize(
    ("path", "cleaned"),
    [("", "."), ("a/../b/", "b"), ("//a", "/a"), ("/..", "/"), ("./a//b", "a/b"), ("//", "/")],
)
def test_clean_is_the_shortest_path(path, cleaned):
    assert clean(path) == cleaned


def test_join_keeps_to_its_first_part():
    assert join("/a", "/b", "") == "/a/b"
    assert join("", "") == ""


@pytest.mark.parametrize(
    ("parent", "path", "result"),
    [("", "a", "/a"), ("a", "b", "/a/b"), ("/a", "/b/../c", "/b/../c"), ("/a", "", "/a")],
)
def test_relative_paths_are_joined_and_absolute_ones_kept(parent, path, result):
    assert normalise(parent, path) == result


@pytest.mark.parametrize(
    ("workdir", "path", "result"),
    [
        ("/w", ".", "/w/"),
        ("/w", "", "/w/"),
        ("/w", "a/", "/w/a/"),
        ("/w", "a", "/w/a"),
        ("/w", "/b//c/", "/b/c/"),
        ("/", ".", "/"),
        ("/", "/.", "/."),
        ("/w", "a/.", "/w/a/."),
    ],
)
def test_destination_keeps_a_closing_slash(workdir, path, result):
    assert destination(workdir, path) == result


def test_source_cannot_leave_the_root():
    assert source("../a/") == "/a"
    assert source(".") == "/"
