"""Today's words become words of 2022 that mean the same, or are refused."""

import pytest

from sandbox.lowering import lower
from sandbox.preflight import Refusal
from sandbox.reading import read
from sandbox.trimming import trimmed

CONTEXT = {
    "a": b"1",
    "a.md": b"2",
    "d/b.md": b"3",
    "d/b": b"4",
    "d/e/c.txt": b"5",
    "left-out": b"6",
    ".dockerignore": b"left-*\n",
}


def lowered(text):
    return lower(read(text), context=CONTEXT)


def test_what_needs_nothing_stays_as_it_is():
    text = "FROM a\nRUN x && \\\n    y\nCOPY --from=b c d\n"

    assert lowered(text).text == text


@pytest.mark.parametrize(
    ("today", "then"),
    [
        ("COPY --link a b", "COPY a b"),
        ("COPY --link --chown=x a b", "COPY --chown=x a b"),
        ("RUN --network=none make", "RUN make"),
        ("RUN --mount=target=/x ls", "RUN --mount=type=bind,target=/x ls"),
        ("RUN --mount=from=b,target=/x ls", "RUN --mount=type=bind,from=b,target=/x ls"),
        ("RUN --mount=type=secret,id=a cat", "RUN --mount=type=secret,id=a cat"),
        ("RUN --mount=type=secret,src=a,required cat",
         "RUN --mount=type=secret,id=a,required=true cat"),
        ("RUN --mount=type=secret,dst=/x/a,required=false cat",
         "RUN --mount=type=secret,id=a,target=/x/a cat"),
        ("RUN --mount=type=secret,id=a,env=A,mode=0444 cat",
         "RUN --mount=type=secret,id=a,target=/run/stagecraft-variables/A,mode=0444 cat"),
        ("RUN --mount=type=secret,id=a,env=A,target=/a cat",
         "RUN --mount=type=secret,id=a,target=/run/stagecraft-variables/A"
         " --mount=type=secret,id=a,target=/a cat"),
        ("COPY --chmod=+x a b", "COPY --chmod=755 a b"),
        ("COPY --chmod=u=rwx,go=rx --from=x a b", "COPY --chmod=755 --from=x a b"),
        ("COPY --chmod=a+rX d b", "COPY d b"),
        ("COPY --chmod=go= a b", "COPY --chmod=600 a b"),
        ("COPY --chmod=a=rx --link d b", "COPY --chmod=555 d b"),
        ("HEALTHCHECK --start-interval=1s CMD x", "HEALTHCHECK CMD x"),
        ("RUN <<EOF\none\ntwo\nEOF", 'RUN ["/bin/sh", "-c", "one\\ntwo\\n"]'),
        ("RUN <<E\n#!/usr/bin/env python3\nx\nE",
         'RUN ["/usr/bin/env", "python3", "-c", "#!/usr/bin/env python3\\nx\\n"]'),
        ("RUN cat <<-E > /x\n\ta\nE", 'RUN ["/bin/sh", "-c", "cat <<E > /x\\na\\nE\\n"]'),
    ],
)  # fmt: skip
def test_word_of_today_is_said_in_old_words(today, then):
    assert lowered(f"{today}\n").text == f"{then}\n"


def test_script_runs_in_the_shell_of_its_stage():
    text = 'FROM a\nSHELL ["/bin/bash", "-ec"]\nRUN <<E\nx\nE\nFROM b\nRUN <<E\nx\nE\n'

    assert lowered(text).text.splitlines()[2::2] == [
        'RUN ["/bin/bash", "-ec", "x\\n"]',
        'RUN ["/bin/sh", "-c", "x\\n"]',
    ]


def test_written_files_are_copied_from_beside_the_context():
    result = lowered("COPY --chmod=644 <<a.txt <<b/../../c /d/\n1\na.txt\n2\nb/../../c\n")

    assert result.text == "COPY --from=stagecraft-heredocs --chmod=644 0/a.txt 1/c /d/\n"
    assert result.files == {"0/a.txt": b"1\n", "1/c": b"2\n"}


def test_script_that_grows_past_the_builder_s_longest_line_is_refused():
    found = lowered("FROM a\nRUN <<E\n" + '"\n' * 20_000 + "E\n")

    assert isinstance(found, Refusal)
    assert found.rule == "line-too-long"


def test_what_was_left_out_is_noted():
    assert lowered("COPY --link a b\nCOPY --link c d\n").notes == (
        "COPY --link was left out: it changes nothing here.",
    )


@pytest.mark.parametrize(
    "text",
    [
        "COPY --parents --from=x a b\n",
        "COPY --parents **/*.go b\n",
        "COPY --exclude=x --from=x a b\n",
        "COPY --exclude=x 'a b' /\n",
        "COPY --exclude=a\\\\b d /\n",
        "COPY --exclude=*.md *.md b\n",
        "ADD --exclude=x d b\n",
        "COPY --chmod=g=u a b\n",
        "COPY --chmod=+w a b\n",
        "COPY --chmod=u+x d b\n",
        "COPY --chmod=u=rwX --from=x a b\n",
        "COPY --chmod=$MODE a b\n",
        "ENV A=${B#c}\n",
        "COPY <<E a /d/\nx\nE\n",
    ],
)
def test_what_cannot_be_said_is_refused(text):
    found = lowered(text)

    assert isinstance(found, Refusal)
    assert found.rule == "syntax-not-here"


@pytest.mark.parametrize(
    ("copy", "words", "files"),
    [
        ("--exclude=*.md . /x/", "line-1/0/ /x/", ["0/.dockerignore", "0/a", "0/d/b",
         "0/d/b.md", "0/d/e/c.txt"]),
        ("--exclude=**/*.md --exclude=.* d ./a /x/", "line-1/0/ line-1/1/a /x/",
         ["0/b", "0/e/c.txt", "1/a"]),
        ("--exclude=e --chown=1 d /x", "line-1/0/ /x", ["0/b", "0/b.md"]),
        ("--parents a d/e /x", "line-1/0/ /x", ["0/a", "0/d/e/c.txt"]),
        ("--parents ./d/./*/c.txt /x/", "line-1/0/ /x/", ["0/e/c.txt"]),
        ("--parents */b.md /x/", "line-1/0/ /x/", ["0/d/b.md"]),
    ],
)  # fmt: skip
def test_chosen_files_are_copied_from_beside_the_context(copy, words, files):
    result = lowered(f"COPY {copy}\n")

    flags = "--from=stagecraft-heredocs" + (" --chown=1" if "--chown" in copy else "")
    assert result.text == f"COPY {flags} {words}\n"
    assert sorted(result.files) == [f"line-1/{name}" for name in sorted(files)]


def test_chosen_files_are_those_of_after_the_edits_when_it_is_built_again():
    result = lower(read("COPY --exclude=*.md d /\n"), context=CONTEXT, edits={"d/new": b"7"})

    assert sorted(set(result.again.files) - set(result.files)) == ["line-1/0/new"]


def test_script_for_an_unusual_program_is_started_as_a_file():
    result = lowered("RUN --network=none <<'E'\n#!/usr/bin/awk -f\nBEGIN {}\nE\n")

    mount = "--mount=type=bind,from=stagecraft-heredocs,source=line-1,target=/dev/pipes"
    assert result.text == f'RUN {mount} ["/bin/sh", "-c", "/dev/pipes/E"]\n'
    assert result.files == {"line-1/E": b"#!/usr/bin/awk -f\nBEGIN {}\n"}
    assert result.scripts == ("line-1/E",)


def test_script_without_a_program_is_lowered_too():
    assert lowered("RUN <<E\n#!\nE\n").scripts == ("line-1/E",)


def test_stage_has_the_shell_of_the_stage_that_it_begins_from():
    text = 'FROM a AS b\nSHELL ["/bin/bash", "-c"]\nFROM B\nRUN <<E\nx\nE\n'

    assert lowered(text).text.splitlines()[-1] == 'RUN ["/bin/bash", "-c", "x\\n"]'


@pytest.mark.parametrize(
    ("pattern", "value"),
    [
        ("%.*", "1.27"),
        ("%%.*", "1"),
        ("#*.", "27.3"),
        ("##*.", "3"),
        ("/./-", "1-27.3"),
        ("//./-", "1-27-3"),
        ("/2*/x", "1.x"),
        ("//?/x", "xxxxxx"),
        ("%.9", "1.27.3"),
        ("/9/x", "1.27.3"),
    ],
)
def test_trimmed_argument_is_its_value(pattern, value):
    text = f"ARG V=1.27.3\nFROM go:${{V{pattern}}}\nARG V\nLABEL v=${{V{pattern}}}\n"

    found = [each.rest for each in trimmed(read(text), {})]

    assert (found[1], found[3]) == (f"go:{value}", f"v={value}")


def test_trimmed_argument_has_the_value_that_the_build_was_given():
    text = "ARG V=1.2\nFROM go:${V%.*}\n"

    assert trimmed(read(text), {"V": "3.4"})[1].original == "FROM go:3"


@pytest.mark.parametrize(
    "text",
    [
        "ARG V=1.2\nFROM a\nLABEL v=${V%.*}\n",
        "FROM a\nENV V=1.2\nARG V=3.4\nLABEL v=${V%.*}\n",
        "FROM a\nARG V=$W\nLABEL v=${V%.*}\n",
        "FROM a\nARG V=1.2\nRUN echo ${V%.*}\n",
        "FROM a\nARG V=1.2\nLABEL v=\\${V%.*}\n",
    ],
)
def test_variable_that_is_not_surely_known_is_left_as_it_is(text):
    assert trimmed(read(text), {}) == read(text)
