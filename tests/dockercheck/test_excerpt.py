import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dockercheck.excerpt import Change, Row, changes, cut, diff_rows, printable, underlined
from dockercheck.lines import Span
from dockercheck.report import Edit, apply_edits


def shown(source, span, width=40):
    rows = underlined(source.split("\n"), Span(*span), width)
    return [(row.line, row.text) for row in rows]


def columns(text):
    """How many columns a terminal uses, for text without control characters."""
    wide = sum(1 for char in text if unicodedata.east_asian_width(char) in "WF")
    nothing = sum(1 for char in text if unicodedata.category(char) in ("Mn", "Me"))
    return len(text) + wide - nothing


# Characters


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("plain ä 日本", "plain ä 日本"),
        ("\x1b[31m", "\\x1b[31m"),
        ("a\nb\tc\r", "a\\nb\\tc\\r"),
        ("\u202eevil\u200b", "\\u202eevil\\u200b"),
        ("no\xa0break", "no\\xa0break"),
        ("\udcff", "\\udcff"),
        ("\x9b2J", "\\x9b2J"),
    ],
)
def test_characters_that_act_on_a_terminal_are_written_out(text, safe):
    assert printable(text) == safe


# Underlines


def test_underline_stands_below_its_word():
    assert shown("FROM a\nRUN make all\n", (2, 5, 2, 9)) == [
        (2, "RUN make all"),
        (None, "    ^~~~"),
    ]


@pytest.mark.parametrize(
    ("source", "span", "line", "mark"),
    [
        ("\tRUN x", (1, 2, 1, 5), "    RUN x", "    ^~~"),
        ("a\tb", (1, 3, 1, 4), "a   b", "    ^"),
        ("# 日本 x", (1, 6, 1, 7), "# 日本 x", "       ^"),
        ("# 日本 x", (1, 3, 1, 5), "# 日本 x", "  ^~~~"),
        ("e\u0301 x", (1, 4, 1, 5), "e\u0301 x", "  ^"),
        ("\x1b x", (1, 3, 1, 4), "\\x1b x", "     ^"),
        ("x\r", (1, 1, 1, 3), "x", "^"),
        ("RUN a", (1, 5, 1, 5), "RUN a", "    ^"),
        ("RUN a", (1, 6, 1, 6), "RUN a", "     ^"),
        ("RUN a", (1, 60, 1, 70), "RUN a", "     ^"),
        ("", (1, 1, 1, 1), "", "^"),
    ],
)
def test_underline_follows_what_a_terminal_shows(source, span, line, mark):
    assert shown(source, span) == [(1, line), (None, mark)]


def test_span_of_several_lines_shows_its_ends():
    source = "RUN a \\\n  && b \\\n  && c\n"

    assert shown(source, (1, 5, 2, 7)) == [
        (1, "RUN a \\"),
        (None, "    ^~~"),
        (2, "  && b \\"),
        (None, "  ~~~~"),
    ]
    assert shown(source + source, (1, 1, 6, 7)) == [
        (1, "RUN a \\"),
        (None, "^~~~~~~"),
        (None, "…"),
        (6, "  && c"),
        (None, "  ~~~~"),
    ]


def test_three_lines_are_all_shown():
    rows = shown("a\nb\nc", (1, 1, 3, 2))

    assert [line for line, _text in rows] == [1, None, 2, None, 3, None]


def test_span_that_ends_before_a_line_ends_at_the_one_above():
    assert shown("RUN a\nRUN b\n", (1, 5, 2, 1)) == [(1, "RUN a"), (None, "    ^")]


def test_span_beyond_the_file_shows_its_last_line():
    assert shown("RUN a", (7, 1, 9, 3)) == [(1, "RUN a"), (None, "^~")]


def test_long_line_is_cut_around_the_span():
    line = "a" * 50 + "HERE" + "b" * 50

    assert cut(line, 50, 54, 20) == ("…aaaaaaaHEREbbbbbbb…", 8, 4)
    assert cut(line, 0, 2, 20) == ("a" * 18 + "…", 0, 2)
    assert cut(line, 103, 104, 20) == ("…" + "b" * 18, 18, 1)


def test_long_span_is_shown_from_its_beginning():
    assert cut("RUN " + "x" * 90, 4, 94, 20) == ("…" + "x" * 18 + "…", 1, 18)


def test_long_line_costs_no_more_than_a_short_one():
    class Counting(str):
        taken = 0

        def __getitem__(self, key):
            part = super().__getitem__(key)
            Counting.taken += len(part)
            return part

    cut(Counting("x" * 1_000_000), 500_000, 500_004, 80)

    assert Counting.taken == 240


TEXT = st.text(st.sampled_from("ab \t日ä\u0301\x1b\u202e"), max_size=150)


@given(TEXT, st.integers(0, 150), st.integers(0, 150), st.integers(20, 60))
def test_whatever_is_cut_fits_and_is_marked_inside(text, one, other, width):
    start, end = sorted((min(one, len(text)), min(other, len(text))))

    line, before, marked = cut(text, start, end, width)

    assert printable(line) == line
    assert columns(line) <= width
    assert before + marked <= max(columns(line), before + 1)
    assert marked >= 1


# Diffs


LINES = ["FROM a", "COPY . .", "RUN b", "RUN c", ""]


@pytest.mark.parametrize(
    ("edits", "expected"),
    [
        ([Edit(Span(3, 5, 3, 6), "x")], [Change(3, ("RUN b",), ("RUN x",))]),
        ([Edit(Span(2, 1, 2, 1), "USER u\n")], [Change(2, (), ("USER u",))]),
        ([Edit(Span(2, 9, 2, 9), "\nUSER u")], [Change(3, (), ("USER u",))]),
        ([Edit(Span(2, 1, 3, 1), "")], [Change(2, ("COPY . .",), ())]),
        ([Edit(Span(4, 1, 4, 6), "")], [Change(4, ("RUN c",), ())]),
        (
            [Edit(Span(3, 1, 4, 1), ""), Edit(Span(2, 1, 2, 1), "RUN b\n")],
            [Change(2, (), ("RUN b",)), Change(3, ("RUN b",), ())],
        ),
        (
            [Edit(Span(1, 6, 1, 7), "z"), Edit(Span(4, 5, 4, 6), "z")],
            [Change(1, ("FROM a",), ("FROM z",)), Change(4, ("RUN c",), ("RUN z",))],
        ),
        (
            [Edit(Span(3, 1, 3, 1), "A=1 "), Edit(Span(3, 5, 3, 6), "z")],
            [Change(3, ("RUN b",), ("A=1 RUN z",))],
        ),
        ([Edit(Span(3, 5, 3, 6), "b")], []),
    ],
)
def test_changes_are_whole_lines(edits, expected):
    assert changes(LINES, edits) == expected


@given(
    st.lists(st.sampled_from(["a", "bb", ""]), min_size=3, max_size=8),
    st.lists(
        st.tuples(st.integers(1, 9), st.integers(1, 3), st.sampled_from(["", "x", "y\n", "\nz"])),
        max_size=4,
        unique_by=lambda edit: edit[0],
    ),
)
def test_changes_say_what_the_edits_do(lines, places):
    edits = [
        Edit(Span(line, column, line, column), text)
        for line, column, text in places
        if line <= len(lines) and column <= len(lines[line - 1]) + 1
    ]
    rebuilt = list(lines)

    for change in reversed(changes(lines, edits)):
        assert tuple(lines[change.line - 1 :][: len(change.removed)]) == change.removed
        rebuilt[change.line - 1 : change.line - 1 + len(change.removed)] = change.added

    assert [line for line in rebuilt if line] == [
        line for line in apply_edits("\n".join(lines), edits).split("\n") if line
    ]


def test_diff_is_cut_where_the_lines_differ():
    change = Change(7, ("x" * 60 + "old",), ("x" * 60 + "new", "more\r"))

    assert diff_rows(change, 20) == [
        Row(7, "-", "…xxxxxxxxxxxxxxxold"),
        Row(7, "+", "…xxxxxxxxxxxxxxxnew"),
        Row(8, "+", "more"),
    ]
