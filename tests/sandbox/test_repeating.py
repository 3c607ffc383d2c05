"""What an edit makes run again is told as BuildKit would have it, whatever a step prints."""

import pytest

from sandbox import Status, Trial
from sandbox.reading import read
from sandbox.repeating import SecondStep, tell, touched
from sandbox.result import Step

GOOD = """\
FROM alpine AS build
WORKDIR /src
COPY go.mod .
RUN echo download
COPY . .
RUN cat main.go > /program

FROM alpine
COPY --from=build /program /program
CMD cat /program
"""
FILES = {"go.mod": b"1", "main.go": b"2", "README": b"3"}


def run_again(result):
    """The instructions that were not cached, by the words they begin with."""
    return [" ".join(each.text.split()[:3]) for each in result.again if not each.cached]


def test_what_stands_before_the_edited_file_is_cached(check):
    result = check(GOOD, FILES, edits={"main.go": b"22"}, trial=Trial())

    assert [(each.stage, each.number, each.cached) for each in result.again] == [
        *((1, 1, True), (1, 2, True), (1, 3, True), (1, 4, True), (1, 5, False), (1, 6, False)),
        *((2, 1, True), (2, 2, False), (2, 3, False)),
    ]
    assert [each.text for each in result.again][3] == "RUN echo download"
    assert (result.trial.output, set(result.seconds)) == (
        "2",
        {"build", "look", "trial", "again", "all"},
    )


def test_edit_that_changes_nothing_of_the_program_leaves_its_copy_cached(check):
    result = check(GOOD, FILES, edits={"README": b"33"})

    assert run_again(result) == ["COPY . .", "RUN cat main.go"]


def test_edit_of_a_file_that_is_left_out_runs_nothing_again(check):
    result = check(GOOD, FILES | {".dockerignore": b"README\n"}, edits={"README": b"33"})

    assert run_again(result) == []


def test_without_edits_nothing_is_built_again(check):
    assert check(GOOD, FILES).again == ()


def test_stage_that_is_not_wanted_is_not_told_of(check):
    result = check(GOOD, FILES, edits={"main.go": b"22"}, target="build")

    assert {each.stage for each in result.again} == {1}


def test_stage_that_says_the_same_as_another_runs_again_too(check):
    twins = "FROM alpine AS a\nCOPY x /x\nRUN true\nFROM alpine\nCOPY x /x\nRUN true\n"
    twins += "COPY --from=a /x /y\n"

    result = check(twins, {"x": b"1"}, edits={"x": b"2"})

    assert run_again(result) == [*["COPY x /x", "RUN true"] * 2, "COPY --from=a /x"]


def test_step_that_mounts_the_edited_file_runs_again(check):
    result = check(
        """\
FROM alpine AS all
RUN --mount=target=/src cat /src/main.go
FROM alpine AS one
RUN --mount=type=bind,source=main.go,target=/main.go cat /main.go
FROM alpine AS other
RUN --mount=source=./go.mod,target=/go.mod cat /go.mod
FROM alpine AS stage
COPY main.go /
FROM alpine
RUN --mount=from=stage,target=/s cat /s/main.go > /x
COPY --from=all /etc/passwd /a
COPY --from=one /etc/passwd /b
COPY --from=other /etc/passwd /c
""",
        FILES,
        edits={"main.go": b"22"},
    )

    assert run_again(result) == [
        "RUN --mount=target=/src cat",
        "RUN --mount=type=bind,source=main.go,target=/main.go cat",
        "COPY main.go /",
        "RUN --mount=from=stage,target=/s cat",
        *("COPY --from=all /etc/passwd", "COPY --from=one /etc/passwd"),
        "COPY --from=other /etc/passwd",
    ]


def test_linked_copy_stands_on_nothing_before_it(check):
    result = check(
        """\
FROM alpine
COPY main.go /
COPY --link go.mod /linked
COPY go.mod /plain
COPY --link main.go /
""",
        FILES,
        edits={"main.go": b"22"},
    )

    assert run_again(result) == ["COPY main.go /", "COPY go.mod /plain", "COPY --link main.go"]


def test_chosen_files_are_chosen_again_after_the_edit(check):
    result = check(
        "FROM alpine AS a\nCOPY --exclude=*.go . /x\nFROM alpine\nCOPY --parents *.go /y\n"
        "COPY --from=a /x /x\n",
        FILES,
        edits={"main.go": b"22"},
    )

    assert run_again(result) == ["COPY --parents *.go", "COPY --from=a /x"]


def test_step_that_prints_what_the_builder_prints_is_not_believed(check):
    lie = "--> Using cache " + "0" * 64
    result = check(
        f"""\
FROM alpine
COPY x /x
RUN printf 'STEP 4/5: RUN echo slow\\n{lie}\\nSTEP 5/5: RUN true\\n{lie}\\n'; \\
    (sleep 1; echo '{lie}' >&2) & echo '{lie}' > /proc/1/fd/1
RUN echo slow
RUN true
""",
        {"x": b"1"},
        edits={"x": b"2"},
    )

    assert [each.cached for each in result.again] == [True, False, False, False, False]


def test_edit_that_breaks_the_build_is_told_up_to_there(check):
    result = check(
        "FROM alpine\nRUN true\nCOPY x /x\nRUN grep 1 /x\nRUN echo after\n",
        {"x": b"1"},
        edits={"x": b"2"},
    )

    assert (result.status, [each.cached for each in result.again]) == (
        Status.OK,
        [True, True, False, False],
    )


def test_secret_is_there_in_the_second_build_too(check):
    result = check(
        "FROM alpine\nCOPY x /x\nRUN --mount=type=secret,id=t,env=T test $T = v\nRUN true\n",
        {"x": b"1"},
        edits={"x": b"2"},
        secrets={"t": "v"},
    )

    assert [each.cached for each in result.again] == [True, False, False, False]


@pytest.mark.parametrize(
    ("flag", "is_touched"),
    [
        ("--mount=target=/x", True),
        ("--mount=source=.,target=/x", True),
        ("--mount=source=d,target=/x", True),
        ("--mount=src=./d/f,target=/x", True),
        ("--mount=source=d/g,target=/x", False),
        ("--mount=source=d/ff,target=/x", False),
        ("--mount=from=d,target=/x", False),
        ("--mount=type=cache,target=/x", False),
        ("--network=none", False),
    ],
)
def test_mount_of_an_edited_file_is_said_differently(flag, is_touched):
    text = f"RUN {flag} ls\n"

    context = {"d/f": b"", "d/g": b"", "d/ff": b""}
    assert (touched(read(text), {"d/f"}, context) != read(text)) is is_touched


def test_mount_of_an_edited_file_that_is_left_out_is_not():
    run = read("RUN --mount=target=/x ls\n")

    assert touched(run, {"d/f"}, {"d/f": b"", ".dockerignore": b"**/f\n"}) == run


def test_steps_that_a_base_brings_shift_the_others():
    steps = [Step(number, 4, 1, 1, f"raw {number}") for number in range(1, 5)]

    told = tell(read("FROM a\nRUN b\nRUN c\n"), [SecondStep(step, True) for step in steps])

    assert [each.text for each in told] == ["FROM a", "raw 2", "RUN b", "RUN c"]
