from hypothesis import given
from hypothesis import strategies as st

from dockercheck.lines import (
    MAX_LINE_BYTES,
    Heredoc,
    Reader,
    Span,
    check_directive,
    detect_syntax,
    split_directive,
)


def read(source):
    reader = Reader(source)
    lines = []
    while (line := reader.next_line()) is not None:
        lines.append(line)
    return reader, lines


def texts(source):
    return [line.text for line in read(source)[1]]


def test_each_line_is_an_instruction():
    assert texts("FROM a\nRUN b\n") == ["FROM a", "RUN b"]


def test_last_line_needs_no_line_feed():
    assert texts("FROM a\nRUN b") == ["FROM a", "RUN b"]


def test_only_the_first_line_loses_its_leading_space():
    assert texts("  RUN a \\\n    b\n") == ["RUN a     b"]


def test_space_behind_the_continuation_sign_does_not_count():
    assert texts("RUN a \\ \t\nb\n") == ["RUN a b"]


def test_escaped_escape_token_does_not_continue_the_line():
    assert texts("ENV a b\\\\\nRUN c\n") == ["ENV a b\\\\", "RUN c"]


def test_comment_inside_a_continuation_is_dropped():
    assert texts("RUN a\\\n# note\nb\n") == ["RUN ab"]


def test_empty_line_inside_a_continuation_is_dropped_and_noted():
    _, lines = read("RUN a \\\n\n \nb\nRUN c\n")

    assert [(line.text, line.has_empty_line) for line in lines] == [
        ("RUN a b", True),
        ("RUN c", False),
    ]


def test_continuation_at_the_end_of_the_file_ends_there():
    assert texts("RUN a \\\n") == ["RUN a "]


def test_carriage_returns_at_line_ends_do_not_count():
    _, lines = read("FROM a\r\nRUN b \\\r\nc\r\n")

    assert [(line.text, line.end_line, line.end_column) for line in lines] == [
        ("FROM a", 1, 7),
        ("RUN b c", 3, 2),
    ]


def test_byte_order_mark_is_dropped_and_keeps_its_column():
    _, (line,) = read("\ufeffFROM a\n")

    assert line.text == "FROM a"
    assert line.position(0) == (1, 2)


def test_position_of_a_continued_token_is_that_of_its_line():
    _, (line,) = read("RUN a \\\n  bc\n")

    assert line.span(line.text.index("bc"), line.text.index("bc") + 2) == Span(2, 3, 2, 5)


def test_empty_stretch_has_an_empty_span():
    _, (line,) = read("FROM a\n")

    assert line.span(3, 3) == Span(1, 4, 1, 4)


def test_comments_belong_to_the_next_instruction():
    _, lines = read("# one\n# two\nFROM a\nRUN b\n")

    assert [line.comments for line in lines] == [("one", "two"), ()]


def test_empty_comment_forgets_those_above_it():
    _, (line,) = read("# one\n#\n# two\nFROM a\n")

    assert line.comments == ("two",)


def test_directives_stand_before_everything_else():
    reader, (line,) = read("# syntax=docker/dockerfile:1\n#escape = `\nRUN a `\nb\n")

    assert [d[:2] for d in reader.directives] == [
        ("syntax", "docker/dockerfile:1"),
        ("escape", "`"),
    ]
    assert line.text == "RUN a b"
    assert line.comments == ()


def test_directive_behind_a_comment_is_a_comment():
    reader, (line,) = read("# note\n# escape=`\nRUN a `\n")

    assert reader.directives == []
    assert line.comments == ("note", "escape=`")


def test_directive_behind_an_empty_line_is_a_comment():
    assert read("\n# escape=`\nRUN a `\n")[0].escape == "\\"


def test_repeated_directive_is_an_error():
    reader, _ = read("# escape=`\n# escape=\\\nFROM a\n")

    assert [(p.message, p.span.line) for p in reader.problems] == [
        ("only one escape parser directive can be used", 2)
    ]


def test_unknown_escape_token_is_an_error():
    reader, _ = read("# escape=x\nFROM a\n")

    assert [p.message for p in reader.problems] == [
        "invalid escape token 'x' does not match ` or \\"
    ]


def test_long_line_is_read_whole_and_reported():
    source = "RUN " + "a" * MAX_LINE_BYTES

    reader, (line,) = read(source)

    assert line.text == source
    assert [p.message for p in reader.problems] == [
        "dockerfile line greater than max allowed size of 65535"
    ]


def test_length_of_a_line_is_counted_in_bytes():
    assert read("é" * 32_767)[0].problems == []
    assert len(read("é" * 32_768)[0].problems) == 1


def test_directive_value_keeps_its_inner_space():
    assert split_directive("Check = skip=a // why ") == ("check", "skip=a // why")


def test_directive_of_only_spaces_has_the_last_of_them():
    assert split_directive("escape= \t") == ("escape", "\t")


def test_directive_without_a_value_is_none():
    assert split_directive("escape=") is None
    assert split_directive("just words") is None


def test_syntax_is_found_behind_a_shebang_and_in_slashes():
    assert detect_syntax("#!/bin/x\n# syntax=a/b:1 more\n") == "a/b:1"
    assert detect_syntax("// syntax=a/b\nFROM c\n") == "a/b"
    assert detect_syntax('{"syntax": "a/b"}') == "a/b"


def test_syntax_behind_another_comment_is_not_one():
    assert detect_syntax("# note\n# syntax=a/b\n") is None
    assert detect_syntax('{"other": 1}') is None
    assert detect_syntax("{broken") is None


def test_check_directive_ends_at_the_first_space():
    assert check_directive("\ufeff#check=skip=all why\n") == "skip=all"
    assert check_directive("#!x\n# check=error=true\n") == "error=true"
    assert check_directive("FROM a\n") is None


def test_heredoc_body_with_a_dash_loses_its_tabs():
    doc = Heredoc("E", "\t\ta\n\tb\n", expand=True, chomp=True, descriptor=0)

    assert doc.body == "a\nb\n"


@given(st.text(alphabet="aR \t\\\n\r#`=\ufeff", max_size=60))
def test_every_character_of_a_line_comes_from_its_place(source):
    physical = source.split("\n")

    for line in read(source)[1]:
        for offset, char in enumerate(line.text):
            number, column = line.position(offset)
            assert physical[number - 1][column - 1] == char
