"""The one faulty line of some code."""

import random
from dataclasses import replace

import pytest

from quizzes.kinds import NotWellFormed, line
from quizzes.kinds.line import NOTHING_WRONG, pickable
from tests.quizzes.kinds.making import LINES, SOURCES, SPECS, entry, sent

SPEC = SPECS["line"]


def messages(*entries):
    made = replace(SOURCES["line"], entries=entries)
    return [(flaw.line, flaw.message) for flaw in line.flaws(made)]


def test_blank_lines_and_comments_cannot_be_picked():
    assert pickable(LINES) == [1, 4, 5]
    assert pickable("  # a\n\t\nRUN a # b\n") == [3]


def test_only_lines_with_code_get_a_button():
    drawn = line.render(SPEC, ["4"], random.Random(1))["lines"]

    assert [row["number"] for row in drawn] == [1, 2, 3, 4, 5, 6]
    assert [row["number"] for row in drawn if row["can_pick"]] == [1, 4, 5]
    assert [row["number"] for row in drawn if row["is_given"]] == [4]


@pytest.mark.parametrize("values", [("2",), ("3",), ("7",), ("0",), ("-1",), ("05",), ("5", "4")])
def test_other_lines_are_refused(values):
    with pytest.raises(NotWellFormed, match="cannot be picked"):
        line.parse(SPEC, sent(*values))


def test_nothing_picked_is_refused():
    with pytest.raises(NotWellFormed, match="Pick a line first"):
        line.parse(SPEC, sent())


def test_line_that_the_author_did_not_expect_has_nothing_wrong():
    known = {number: SPEC["known"][number] for number in ("5", "1")}

    grade = line.grade({**SPEC, "known": known}, ["4"])

    assert (grade.score, grade.misconceptions) == (0, ())
    assert [note.feedback for note in grade.notes] == [NOTHING_WRONG]


def test_note_shows_the_line():
    (note,) = line.grade(SPEC, ["4"]).notes

    assert note.label.startswith("Line 4: <code>")
    assert "scratch" in note.label


def test_hostile_code_is_escaped():
    made = replace(SOURCES["line"], code="RUN echo '<script>'\nRUN a\nRUN b\nRUN c\nRUN d")

    (note,) = line.grade(line.read(made), ["1"]).notes

    assert "<script>" not in note.label


def test_flaws_of_the_answers():
    right, first, last = SOURCES["line"].entries

    assert messages(first, last) == [(5, "0 lines are marked as faulty")]
    assert messages(right, replace(first, is_right=True), last, entry("b", "1")) == [
        (5, "2 lines are marked as faulty"),
        (9, "1 occurs twice"),
    ]
    assert messages(right, first) == [(5, "feedback for too few other lines")]
    assert messages(right, first, last, entry("a", "2")) == [(9, "'2' is no line to pick")]
    assert messages(right, first, last, entry("a", "4")) == [(9, "4 occurs twice")]
