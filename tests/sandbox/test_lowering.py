"""Today's words become words of 2022 that mean the same, or are refused."""

import pytest

from sandbox.lowering import lower
from sandbox.preflight import Refusal
from sandbox.reading import read


def lowered(text):
    return lower(read(text))


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
        "COPY --parents a b\n",
        "COPY --exclude=x a b\n",
        "COPY --chmod=u=rwX a b\n",
        "ENV A=${B#c}\n",
        "RUN <<E\n#!/usr/bin/lua\nE\n",
        "COPY <<E a /d/\nx\nE\n",
    ],
)
def test_what_cannot_be_said_is_refused(text):
    found = lowered(text)

    assert isinstance(found, Refusal)
    assert found.rule == "syntax-not-here"
