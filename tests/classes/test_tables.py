"""Files for a spreadsheet: a line each, and no text that it would take for a formula."""

import csv
import io

import pytest

from classes import board, tables
from classes.models import Kind
from tests.classes.conftest import assigned, days_ago, handed_in, joined, took_test


def rows_of(text):
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\r=1", "  =1", "＝1+1", "\n=1"]
)
def test_what_begins_like_a_formula_is_quoted(text):
    assert rows_of(tables.csv_of([[text]]))[0][0].startswith("'")


def test_grades_have_a_line_for_each_student_and_assignment(classroom, exercise, bank):
    member = joined(classroom, "=cmd|' /C calc'!A1", days=10)
    joined(classroom, "Noa")
    assigned(classroom, exercise.pattern, Kind.TEST, due_at=days_ago(5))
    assigned(classroom, exercise)
    took_test([bank[slug] for slug in ("easy-1", "easy-2", "hard-1")], member.learner, 3, right=2)
    passed = handed_in(exercise, member.learner, 2, met=2)

    rows = rows_of(tables.csv_of(tables.grade_rows(board.of_class(classroom))))

    name = f"'{member.display_name}"
    assert rows[0] == list(tables.GRADES)
    assert [row[:6] + row[7:9] for row in rows[1:]] == [
        [name, "Test: Stages", "test", "2", "3", "67", "done", "late"],
        [name, "Leave the compiler behind", "exercise", "2", "2", "100", "passed", ""],
        ["Noa", "Test: Stages", "test", "", "", "", "new", "late"],
        ["Noa", "Leave the compiler behind", "exercise", "", "", "", "new", ""],
    ]
    assert rows[2][6] == tables.stamp(passed.submitted_at)


def test_board_has_a_line_for_each_student(classroom, exercise):
    member = joined(classroom, "Mia")
    assigned(classroom, exercise)
    handed_in(exercise, member.learner, 2, met=1)

    rows = rows_of(tables.csv_of(tables.board_rows(board.of_class(classroom))))

    assert rows[0] == ["student", "joined", "done", "Leave the compiler behind"]
    assert [rows[1][0], *rows[1][2:]] == ["Mia", "0", "begun (1 of 2 goals)"]
