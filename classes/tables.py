"""The board and the grades as files for a spreadsheet."""

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import datetime

from classes.board import Board
from classes.work import Cell
from learning.spreadsheets import plain

GRADES = (
    "student",
    "work",
    "kind",
    "points",
    "of",
    "percent",
    "when",
    "state",
    "late",
    "verdict",
)


def csv_of(rows: Iterable[Iterable[object]]) -> str:
    """The mark at the beginning tells spreadsheets that it is UTF-8."""
    file = io.StringIO()
    csv.writer(file).writerows([plain(str(cell)) for cell in row] for row in rows)
    return f"\ufeff{file.getvalue()}"


def board_rows(board: Board) -> Iterator[list[object]]:
    yield ["student", "joined", "done", *(one.title for one in board.assignments)]
    for row in board.rows:
        texts = [one.text for one in row.cells]
        yield [row.member.display_name, stamp(row.member.joined_at), row.done, *texts]


def grade_rows(board: Board) -> Iterator[Iterable[object]]:
    """A line for each student and each assignment."""
    yield GRADES
    for row in board.rows:
        for assignment, cell in zip(board.assignments, row.cells, strict=True):
            yield [row.member.display_name, assignment.title, assignment.kind, *grade(cell)]


def grade(cell: Cell) -> list[object]:
    percent = "" if cell.percent is None else cell.percent
    when = stamp(cell.at) if cell.at else ""
    of = cell.of or ""
    return [
        cell.points if cell.of else "",
        of,
        percent,
        when,
        str(cell.state),
        "late" if cell.is_late else "",
        cell.word_of_verdict,
    ]


def stamp(moment: datetime) -> str:
    return moment.isoformat(timespec="minutes")
