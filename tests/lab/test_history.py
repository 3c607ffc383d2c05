"""What changed between two texts, line by line."""

import pytest

from lab.history import MOST_LINES, Change, Difference, Kind, difference


def test_changed_line_is_gone_and_new_with_what_stands_around_it():
    before = "one\ntwo\nthree\nfour\nfive\nsix\nseven\n"
    after = "one\ntwo\nthree\n4\nfive\nsix\nseven\n"

    found = difference("Dockerfile", before, after)

    assert found.lines == (
        Change(Kind.GAP),
        Change(Kind.SAME, 2, 2, "two"),
        Change(Kind.SAME, 3, 3, "three"),
        Change(Kind.GONE, 4, None, "four"),
        Change(Kind.NEW, None, 4, "4"),
        Change(Kind.SAME, 5, 5, "five"),
        Change(Kind.SAME, 6, 6, "six"),
        Change(Kind.GAP),
    )
    assert (found.gone, found.new) == (1, 1)


def test_numbers_of_later_lines_follow_what_was_added():
    found = difference("Dockerfile", "one\ntwo\n", "zero\none\ntwo\n")

    assert found.lines == (
        Change(Kind.NEW, None, 1, "zero"),
        Change(Kind.SAME, 1, 2, "one"),
        Change(Kind.SAME, 2, 3, "two"),
    )


@pytest.mark.parametrize(("before", "after"), [("", ""), ("one\n", "one\n"), ("one", "one\n")])
def test_same_lines_are_no_difference(before, after):
    assert difference("Dockerfile", before, after) == Difference("Dockerfile")


@pytest.mark.parametrize(("gone", "new"), [("", "one\ntwo\n"), ("one\ntwo\n", "")])
def test_empty_file_has_no_line(gone, new):
    found = difference(".dockerignore", gone, new)

    assert {(line.kind, line.text) for line in found.lines} == {
        (Kind.NEW if new else Kind.GONE, "one"),
        (Kind.NEW if new else Kind.GONE, "two"),
    }


def test_texts_too_long_to_compare_are_not_compared():
    long = "a\n" * (MOST_LINES + 1)

    assert difference("Dockerfile", long, "b\n") == Difference("Dockerfile", is_too_long=True)
