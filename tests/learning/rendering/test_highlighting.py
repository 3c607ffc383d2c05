"""Colours of code, and that no character is lost by them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from learning.rendering.highlighting import LANGUAGES, Piece, cut, highlight


def coloured(source, language="dockerfile"):
    """The pieces that have a class, line by line, as text:class."""
    return [
        " ".join(f"{p.text}:{p.css}" for p in line if p.css) for line in highlight(source, language)
    ]


def text(lines):
    return "\n".join("".join(piece.text for piece in line) for line in lines)


@pytest.mark.parametrize("language", LANGUAGES)
@settings(max_examples=60, deadline=None)
@given(source=st.text(st.sampled_from("FROMRUN \n\\<>-EOF'\"$#[]{}=,&`abc:;\tAS"), max_size=80))
def test_no_character_is_lost(language, source):
    assert text(highlight(source, language)) == source


@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "FROM a AS b",
                "RUN <<EOF",
                "RUN <<-'X' cat",
                "EOF",
                "\tX",
                "COPY <<a.py <<b /d/",
                "a.py",
                "RUN --mount=type=cache,target=/x \\",
                "# c",
                " \\",
                "",
                "ONBUILD RUN <<EOF",
                'ENV a=b c="d e" \\',
                'CMD ["a", \\',
                '"b"]',
                "HEALTHCHECK --interval=5s CMD x",
                "# escape=`",
                "x y",
                'LABEL "a b"=c',
                "=",
                "ARG",
            ]
        ),
        max_size=12,
    )
)
def test_dockerfile_lexer_gives_back_its_text(lines):
    assert text(highlight("\n".join(lines), "dockerfile")) == "\n".join(lines)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("FROM golang:1.25 AS build", ["FROM:k golang:1.25:nn AS:k build:nl"]),
        ("from a as b", ["from:k a:nn as:k b:nl"]),
        ("FROM --platform=$BUILDPLATFORM a", ["FROM:k --platform:na =:o $BUILDPLATFORM:nv a:nn"]),
        (
            "RUN --mount=type=cache,target=/x,from=deps true",
            [
                "RUN:k --mount:na =:o type:na =:o cache:s ,:p target:na =:o /x:s ,:p"
                " from:na =:o deps:nl true:nb"
            ],
        ),
        ("COPY --link --from=build /a /b", ["COPY:k --link:na --from:na =:o build:nl"]),
        ('COPY ["a b", "/c"]', ['COPY:k [:p "a b":s2 ,:p "/c":s2 ]:p']),
        ('ENTRYPOINT ["/app"]', ['ENTRYPOINT:k [:p "/app":s2 ]:p']),
        ("ARG GO_VERSION=1.25", ["ARG:k GO_VERSION:nv =:o 1.25:s"]),
        ("ARG TARGETOS TARGETARCH", ["ARG:k TARGETOS:nv TARGETARCH:s"]),
        ('ENV A=1 B="x ${A}"', ['ENV:k A:nv =:o 1:s B:nv =:o "x :s2 ${A}:nv ":s2']),
        ('LABEL org.x="a"', ['LABEL:k org.x:na =:o "a":s2']),
        ("WORKDIR /src/$APP", ["WORKDIR:k $APP:nv"]),
        (
            "HEALTHCHECK --interval=5s CMD true",
            ["HEALTHCHECK:k --interval:na =:o 5s:s CMD:k true:nb"],
        ),
        ("HEALTHCHECK NONE", ["HEALTHCHECK:k NONE:k"]),
        ("ONBUILD COPY --from=a b c", ["ONBUILD:k COPY:k --from:na =:o a:nl"]),
        (
            "# syntax=docker/dockerfile:1\n# escape=`\n# note",
            ["# syntax=docker/dockerfile:1:cp", "# escape=`:cp", "# note:c1"],
        ),
        ("FROM a\n# syntax=x", ["FROM:k a:nn", "# syntax=x:c1"]),
        ("COPY a#b /c # d", ["COPY:k"]),
        ("FROM a \\\n# note\n  AS b", ["FROM:k a:nn \\:se", "# note:c1", "AS:k b:nl"]),
        ("FORM a", [""]),
    ],
)
def test_dockerfile_is_coloured(source, expected):
    assert coloured(source) == expected


def test_comment_within_a_command_does_not_end_it():
    assert coloured("RUN true \\\n  # why\n  && false\nUSER a") == [
        "RUN:k true:nb \\:se",
        "# why:c1",
        "&&:o false:nb",
        "USER:k",
    ]


@pytest.mark.parametrize(
    ("source", "body"),
    [
        ("RUN <<EOF\nfor i in a; do\nEOF", "for:k in:k ;:p do:k"),
        ("RUN python3 <<EOF\nimport os\nEOF", "import:kn os:nn"),
        ("RUN <<EOF\n#!/usr/bin/env python3\nEOF", "#!/usr/bin/env python3:ch"),
        ("COPY <<EOF /etc/app.json\n{}\nEOF", "{}:p"),
        ("COPY <<a.py /app/\nimport os\na.py", "import:kn os:nn"),
        ("COPY <<EOF /etc/motd\nFROM here\nEOF", ""),
        ("RUN <<-EOF\n\ttrue\n\tEOF", "true:nb"),
    ],
)
def test_heredoc_is_coloured_as_what_it_is(source, body):
    lines = coloured(source)

    assert lines[1] == body
    assert lines[2].endswith(":dl")


def test_instruction_after_a_heredoc_is_one_again():
    assert coloured("COPY <<a <<b /x/\nFROM 1\na\nFROM 2\nb\nUSER c")[1:] == [
        "",
        "a:dl",
        "",
        "b:dl",
        "USER:k",
    ]


def test_unfinished_heredoc_is_no_heredoc():
    assert coloured("RUN cat <<EOF\nUSER a")[1] == "USER:k"


def test_console_tells_commands_from_output():
    source = "$ docker build \\\n    .\n#12 [build 2/5] RUN go build\n(cached)\n$ ls"

    assert coloured(source, "console") == [
        "$ :gp \\:se",
        "",
        "#12 [build 2/5] RUN go build:go",
        "(cached):go",
        "$ :gp",
    ]


def test_unknown_language_and_endless_code_stay_plain():
    assert highlight("FROM a", "perl") == [(Piece("FROM a"),)]
    assert highlight("1" * 20_001, "json") == [(Piece("1" * 20_001),)]


def test_cut_takes_columns():
    line = (Piece("abc", "k"), Piece("def"))

    assert cut(line, 2, 4) == (Piece("c", "k"), Piece("d"))
    assert cut(line, 4) == (Piece("ef"),)
    assert cut(line, 6) == ()
