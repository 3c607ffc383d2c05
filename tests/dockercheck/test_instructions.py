from dockercheck.instructions import MAX_ONBUILD, parse, parse_one
from dockercheck.lines import Span


def one(source):
    (instruction,) = parse(source).instructions
    return instruction


def messages(source):
    return [problem.message for problem in parse(source).problems]


def quote(text):
    """Go's strconv.Quote, as far as the reference data need it."""
    escapes = {"\\": "\\\\", '"': '\\"', "\b": "\\b", "\f": "\\f"}
    escapes |= {"\n": "\\n", "\r": "\\r", "\t": "\\t", "\0": "\\x00"}
    return '"' + "".join(escapes.get(char, char) for char in text) + '"'


def dump(instruction):
    """The reference parser's S-expression of an instruction."""
    parts = [instruction.keyword.lower()]
    if instruction.flags:
        parts.append("[" + " ".join(quote(flag.text) for flag in instruction.flags) + "]")
    if instruction.inner is not None:
        parts.append(dump(instruction.inner))
    else:
        parts += [quote(value) for value in instruction.values]
    return "(" + " ".join(parts) + ")"


def test_reference_dumps_are_equal(conformance):
    wrong = []
    for row in conformance("parser"):
        parsed = parse(row["dockerfile"])
        text = "\n".join(dump(instruction) for instruction in parsed.instructions)
        same_text = row["error"] or row["expected"] in (None, text)
        if bool(parsed.problems) != row["error"] or not same_text:
            wrong.append(row["name"])

    assert wrong == []


def test_lines_of_a_long_file_are_those_of_the_reference(conformance):
    (row,) = [r for r in conformance("parser") if r["name"] == "line:testfile-line"]

    lines = [(i.line, i.end_line) for i in parse(row["dockerfile"]).instructions]

    assert lines == [(5, 5), (11, 12), (17, 31)]


def test_name_is_in_capitals_and_keyword_as_written():
    instruction = one("From a\n")

    assert (instruction.name, instruction.keyword) == ("FROM", "From")
    assert instruction.keyword_span == Span(1, 1, 1, 5)


def test_every_token_has_its_place():
    instruction = one("  COPY --from=a \\\n  b c\n")

    assert [(f.text, f.span) for f in instruction.flags] == [("--from=a", Span(1, 8, 1, 16))]
    assert [(t.text, t.span) for t in instruction.args] == [
        ("b", Span(2, 3, 2, 4)),
        ("c", Span(2, 5, 2, 6)),
    ]
    assert instruction.span == Span(1, 3, 2, 6)


def test_json_strings_have_their_places_with_quotes():
    instruction = one('CMD ["a\\n", "b"]\n')

    assert [(t.text, t.span.column, t.span.end_column) for t in instruction.args] == [
        ("a\n", 6, 11),
        ("b", 13, 16),
    ]
    assert instruction.json is True


def test_flag_gives_its_name_and_value():
    flags = one("RUN --mount=type=cache,target=/x --security x\n").flags

    assert [(f.name, f.value) for f in flags] == [
        ("mount", "type=cache,target=/x"),
        ("security", None),
    ]


def test_flags_are_asked_for_by_name():
    instruction = one("RUN --mount=a --mount=b --network=none x\n")

    assert instruction.flag_values("mount") == ["a", "b"]
    assert instruction.flag("network") == "none"
    assert instruction.flag("security") is None


def test_flags_of_other_alphabets_are_read_byte_by_byte():
    assert one("COPY --chown=é a b\n").flags[0].text == "--chown=Ã©"


def test_env_gives_key_value_and_separator():
    assert one("ENV a=1 b='2 3'\n").values == ["a", "1", "=", "b", "'2 3'", "="]
    assert one("ENV a 1 2\n").values == ["a", "1 2", ""]


def test_pairs_of_env_have_their_places():
    first, second = one("ENV a=1 bc=2\n").pairs

    assert (first.key, first.value, first.legacy) == ("a", "1", False)
    assert second.span == Span(1, 9, 1, 13)
    assert one("ENV a b\n").pairs[0].legacy is True


def test_pairs_of_arg_may_have_no_value():
    assert [(p.key, p.value) for p in one("ARG a b= c=d\n").pairs] == [
        ("a", None),
        ("b", ""),
        ("c", "d"),
    ]


def test_other_instructions_have_no_pairs():
    assert one("RUN a=b\n").pairs == ()


def test_env_word_without_equals_is_an_error():
    assert messages("FROM a\nENV a=1 b\n") == [
        'Syntax error - can\'t find = in "b". Must be of the form: name=value'
    ]


def test_heredocs_follow_the_line():
    instruction = one("COPY <<a <<-'b c' /x\n1\na\n\t2\n\tb c\n")

    assert [
        (d.name, d.content, d.expand, d.chomp, d.line, d.end_line) for d in instruction.heredocs
    ] == [
        ("a", "1\n", True, False, 2, 3),
        ("b c", "\t2\n", False, True, 4, 5),
    ]
    assert (instruction.end_line, instruction.span.end_column) == (5, 5)


def test_heredoc_keeps_carriage_returns_of_its_body():
    assert one("RUN <<E\r\na\r\nE\r\n").heredocs[0].content == "a\r\n"


def test_heredoc_needs_space_before_it():
    assert one("RUN cat<<E\n").heredocs == ()


def test_heredoc_is_only_for_run_copy_and_add():
    assert len(parse("CMD <<E\nE\n").instructions) == 2


def test_heredoc_in_json_form_is_text():
    assert one('RUN ["<<E"]\n').heredocs == ()


def test_heredoc_of_onbuild_belongs_to_it():
    instruction = one("ONBUILD RUN <<E\na\nE\n")

    assert [d.content for d in instruction.heredocs] == ["a\n"]
    assert instruction.trigger == "RUN <<E\na\nE"


def test_heredoc_without_an_end_is_an_error():
    assert messages("RUN <<E\na\n") == ["unterminated heredoc"]


def test_heredoc_with_an_open_quote_is_no_heredoc():
    assert one("RUN <<'E\n").heredocs == ()


def test_onbuild_holds_the_inner_instruction():
    instruction = one('onbuild COPY --from=a ["b", "c"]\n')

    assert instruction.values == ["COPY", "b", "c"]
    assert instruction.json is False
    assert (instruction.inner.name, instruction.inner.json) == ("COPY", True)
    assert instruction.inner.flag("from") == "a"


def test_onbuild_without_an_instruction_has_no_arguments():
    instruction = one("ONBUILD\n")

    assert (instruction.values, instruction.inner) == ([], None)


def test_onbuild_nested_beyond_measure_is_an_error():
    assert messages("ONBUILD " * (MAX_ONBUILD + 2) + "RUN a") == [
        "Chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed"
    ]


def test_json_array_of_other_things_is_an_error():
    assert messages('FROM a\nCMD ["a", 1]\n') == [
        "when using JSON array syntax, arrays must be comprised of strings only"
    ]


def test_error_does_not_hide_what_follows():
    parsed = parse("FROM a\nENV b\nRUN c\nENV d\n")

    assert [p.span.line for p in parsed.problems] == [2, 4]
    assert [i.broken for i in parsed.instructions] == [False, True, False, True]


def test_file_without_instructions_is_an_error():
    assert messages("") == ["the Dockerfile cannot be empty"]
    assert messages("# a\n") == ["file with no instructions"]


def test_healthcheck_has_its_type_first():
    assert one("HEALTHCHECK CMD  a b\n").values == ["CMD", "a b"]
    assert one('HEALTHCHECK CMD ["a"]\n').values == ["CMD", "a"]
    assert one("HEALTHCHECK\n").values == []


def test_unknown_instruction_keeps_its_name():
    assert one("FOO bar\n").name == "FOO"


def test_trigger_is_read_as_one_instruction():
    instruction, problems = parse_one("RUN <<E\na\nE")

    assert (instruction.name, problems) == ("RUN", [])
    assert parse_one("RUN a\nRUN b") is None
    assert parse_one("") is None


def test_representation_names_the_place():
    assert repr(one("\nRUN a\n")) == "<RUN line 2: a>"
