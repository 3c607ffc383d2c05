"""CSV: what is written reads back equal, no cell is a formula, and nothing of a file can hurt."""

import csv
import io
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.exchange import table
from quizzes.exchange.items import (
    Fault,
    Format,
    Item,
    Kind,
    Number,
    Option,
    Pair,
    Reading,
    Text,
    Truth,
)
from tests.quizzes.exchange.drawn import items, unhurried

FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "|cmd", "%x", "＝1", "'=1", "''-1"]


def plain(text):
    return Text(text, Format.PLAIN)


@unhurried
@given(st.lists(items, max_size=2))
def test_what_is_written_reads_back_equal(given_items):
    reading = table.read(table.write(given_items).encode())

    assert reading.faults == ()
    assert list(reading.items) == given_items


@unhurried
@given(st.lists(items, max_size=2))
def test_no_cell_begins_as_a_formula_does(given_items):
    rows = csv.reader(io.StringIO(table.write(given_items), newline=""))

    assert [cell for row in rows for cell in row if cell[:1] in set("=+-@\t\r\n|%＝＋－＠")] == []


@pytest.mark.parametrize("said", FORMULAS)
def test_a_formula_is_guarded_and_comes_back(said):
    item = Item(kind=Kind.ESSAY, stem=plain("Why?"), title=said.strip())

    assert table.read(table.write([item]).encode()).items == (item,)


@pytest.mark.parametrize("said", ["'tis", "it's", "''", "a=b"])
def test_an_apostrophe_that_guards_nothing_stays(said):
    assert table.bared(table.guarded(said)) == said == table.guarded(said)


def test_a_table_of_somebody_with_a_spreadsheet_is_read():
    file = (
        "Question;Answer 1;Points 1;Feedback 1;Answer 2;Points 2\r\n"
        'Which one?;"COPY; . .";x;Yes.;RUN;\r\n'
        "\r\n"
        '"Two\nlines";a;50 %;;b;50\r\n'
    )

    reading = table.read(b"\xef\xbb\xbf" + file.encode())

    assert reading == Reading(
        (
            Item(
                kind=Kind.SINGLE,
                stem=plain("Which one?"),
                options=(
                    Option(plain("COPY; . ."), 100.0, plain("Yes.")),
                    Option(plain("RUN"), 0.0),
                ),
            ),
            Item(
                kind=Kind.MULTIPLE,
                stem=plain("Two\nlines"),
                options=(Option(plain("a"), 50.0), Option(plain("b"), 50.0)),
            ),
        ),
        (),
        (2, 4),
    )


def test_every_kind_has_its_row():
    head = "kind,question,answer 1,points 1,match 1,feedback 1,answer 2,points 2,feedback 2\n"
    file = head + (
        "numeric,N?,7,100,0.5,,*,0,No.\n"
        "matching,M?,a,,1,,,,\n"
        "truefalse,T?,true,0,,Wrong,false,100,Right\n"
        "short,S?,build,100,,,,,\n"
        "essay,E?,,,,,,,\n"
    )

    assert table.read(file.encode()).items == (
        Item(
            kind=Kind.NUMERIC,
            stem=plain("N?"),
            numbers=(
                Number(Decimal(7), Decimal("0.5")),
                Number(None, Decimal(0), 0.0, plain("No.")),
            ),
        ),
        Item(kind=Kind.MATCHING, stem=plain("M?"), pairs=(Pair(plain("a"), "1"),)),
        Item(
            kind=Kind.TRUE_FALSE,
            stem=plain("T?"),
            truth=Truth(is_true=False, wrong=plain("Wrong"), right=plain("Right")),
        ),
        Item(kind=Kind.SHORT, stem=plain("S?"), options=(Option(plain("build"), 100.0),)),
        Item(kind=Kind.ESSAY, stem=plain("E?")),
    )


ROWS = {
    ",a": "The question has no text.",
    "Q,": "The question has no answers.",
    "Q,a,200": "The points '200' are not between -100 and 100.",
    "Q,a,many": "The points 'many' are not between -100 and 100.",
    "Q,a,1,cloze": (
        "'cloze' is no kind of question; it is one of single, multiple, short, numeric, "
        "truefalse, matching, essay, description."
    ),
    "Q,a,1,numeric": "'a' is no number.",
    "Q,a,1,matching": "A pair has nothing in its column match.",
    "Q,a,1,truefalse": "True or false has other answers than true and false.",
    "Q,a,1,,docx": "'docx' is no format; it is one of moodle, html, markdown, plain.",
    "Q,,1": "An answer has no text.",
}


@pytest.mark.parametrize(("row", "message"), ROWS.items())
def test_a_row_that_is_no_question_is_a_fault(row, message):
    file = f"question,answer 1,points 1,kind,format\n{row}\nGood?,a,100\n"

    reading = table.read(file.encode())

    assert reading.faults == (Fault(2, message),)
    assert [item.stem.text for item in reading.items] == ["Good?"]


FILES = {
    b"": "The first row names no column question and answer 1.",
    b"a,b\n1,2\n": "The first row names no column question and answer 1.",
    b"question,answer 1,question\n": "The first row names a column twice.",
    b'question,answer 1\n"open,a\n': "The file is no CSV: unexpected end of data.",
    b'question,answer 1\n"a"b,c\n': "The file is no CSV: ',' expected after '\"'.",
    b"question,answer 1\nQ,\xff\n": "The file is not UTF-8: this line has other bytes.",
    b"question,answer 1\nQ,\0\n": "This line has a NUL character; the file is no text.",
    b"question,answer 1\nQ," + b"a" * 100_001: "A cell has more than 100,000 characters.",
    b"question,answer 1\nQ," + b"a" * 140_000: "The file is no CSV: field larger than field limit "
    "(131072).",
    b"x" * 1_000_001: "The file has 1,000,001 bytes; at most 1,000,000 are read.",
}


@pytest.mark.parametrize(("data", "message"), FILES.items(), ids=range(len(FILES)))
def test_a_file_that_is_no_table_is_refused_whole(data, message):
    reading = table.read(data)

    assert reading.items == ()
    assert [fault.message for fault in reading.faults] == [message]


def test_a_column_that_is_not_known_is_said_once():
    reading = table.read(b"question,answer 1,author,answer 61\nQ,a,me,\n")

    assert reading.faults == tuple(
        Fault(1, f"The column {name!r} is not known; what stands in it is left out.")
        for name in ("author", "answer 61")
    )
    assert len(reading.items) == 1


def test_more_questions_than_are_read_are_said():
    reading = table.read(b"question,answer 1\n" + b"Q,a\n" * 2_003)

    assert len(reading.items) == 2_000
    assert reading.faults == (Fault(2002, "Only the first 2,000 questions are read."),)
