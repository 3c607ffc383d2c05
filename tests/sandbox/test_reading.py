"""The small reader sees instructions, flags and heredocs as the builder does."""

from sandbox.reading import Heredoc, escape_directive, read


def names(text):
    return [(each.line, each.name, each.flags, each.rest) for each in read(text)]


def test_continued_line_is_one_instruction():
    assert names("FROM a\nRUN one && \\\n# why\n\n  two\n") == [
        (1, "FROM", (), "a"),
        (2, "RUN", (), "one &&   two"),
    ]


def test_flags_stand_before_the_rest():
    assert names("copy --from=a --link x y\n") == [(1, "COPY", ("--from=a", "--link"), " x y")]


def test_backtick_continues_where_the_directive_says_so():
    text = "# escape=`\nFROM a `\n  AS b\nRUN dir C:\\\n"

    assert (names(text)[0], escape_directive(text)) == ((2, "FROM", (), "a   AS b"), "# escape=`\n")


def test_windows_line_ends_and_a_mark_of_byte_order_change_nothing():
    assert names("\ufeffFROM a\r\nRUN x\r\n") == [(1, "FROM", (), "a"), (2, "RUN", (), "x")]


def test_heredocs_belong_to_their_instruction():
    first, second = read("RUN <<A cat <<-'B'\n1\nA\n\t2\n\tB\nUSER x\n")

    assert first.heredocs == (Heredoc("A", "1\n"), Heredoc("B", "2\n"))
    assert (second.name, second.line) == ("USER", 6)


def test_exec_form_has_no_heredoc():
    assert [len(each.heredocs) for each in read('RUN ["cat", "<<A"]\nUSER x\n')] == [0, 0]


def test_onbuild_is_looked_into():
    trigger = read("ONBUILD RUN --mount=type=ssh true\n")[0].trigger()

    assert (trigger.name, trigger.flags) == ("RUN", ("--mount=type=ssh",))
