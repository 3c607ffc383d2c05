"""Which steps run again, and why."""

import pytest

from dockercheck.build import Inputs
from dockercheck.simulation import Changes, Simulation

GO = """\
FROM golang:1.24 AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN go build -o /out/app .
FROM alpine
RUN apk add --no-cache curl
COPY --from=build /out/app /app
CMD ["/app"]
"""


def lines(source, *paths, ignore=None, context=None, target=None, args=None, edited=()):
    inputs = Inputs(dockerignore=ignore, context=context, target=target)
    changes = Changes(paths, args or {}, edited)
    return [each.place.line for each in Simulation.of(source, inputs).cache(changes).rebuilt]


def test_an_edit_of_a_source_keeps_the_dependencies():
    assert lines(GO, "main.go") == [5, 6, 9]


def test_an_edit_of_the_manifest_runs_all_behind_it():
    assert lines(GO, "go.mod") == [3, 4, 5, 6, 9]


def test_no_change_runs_nothing():
    assert lines(GO) == []


def test_an_ignored_file_runs_nothing():
    assert lines(GO, "README.md", ignore="*.md") == []


def test_what_is_kept_is_named_too():
    cache = Simulation.of(GO).cache(Changes(paths=["main.go"]))

    assert list(cache.kept) == [(0, 1), (0, 2), (0, 3), (0, 4), (1, 7), (1, 8)]


def test_each_reason_says_where_it_comes_from():
    cache = Simulation.of(GO).cache(Changes(paths=["main.go"]))

    assert [each.because for each in cache.rebuilt] == [
        "it takes main.go, which has changed",
        "line 5, which it is built on, runs again",
        "build runs again at line 6; kept if what it takes from there stays the same",
    ]


def test_a_copy_from_another_stage_is_not_certain_and_nothing_behind_it_is():
    source = GO.replace("CMD", "RUN ls\nCMD")
    cache = Simulation.of(source).cache(Changes(paths=["main.go"]))

    assert [(each.place.line, each.certain) for each in cache.rebuilt] == [
        (5, True), (6, True), (9, False), (10, False),
    ]  # fmt: skip


def test_a_directory_stands_for_each_file_below_it():
    source = "FROM scratch\nCOPY src/a /a\nCOPY src/b /b\n"

    assert lines(source, "src/", context=["src/b"]) == [3]
    assert lines("FROM scratch\nCOPY src /s\n", "src/") == [2]
    assert lines("FROM scratch\nCOPY src /s\n", "src/", ignore="src") == []


def test_excluded_files_do_not_count():
    assert lines("FROM scratch\nCOPY --exclude=*.md . .\n", "a.md") == []


def test_stages_that_the_target_does_not_need_are_left_out():
    source = "FROM alpine AS test\nCOPY . .\nRUN true\nFROM alpine\nCOPY a /a\n"

    assert lines(source, "a") == [5]
    assert lines(source, "a", target="test") == [2, 3]


@pytest.mark.parametrize(
    ("flag", "path", "expected"),
    [
        ("type=bind,target=/x", "a", [2]),
        ("type=bind,source=go.mod,target=/x", "a", []),
        ("type=bind,source=go.mod,target=/x", "go.mod", [2]),
        ("type=bind,source=src,target=/x", "src/a", [2]),
        ("type=bind,source=src,target=/x", "srcs/a", []),
        ("type=cache,target=/x", "a", []),
        ("type=secret,id=a", "a", []),
        ("type=ssh", "a", []),
        ("type=tmpfs,target=/x", "a", []),
    ],
)
def test_only_bind_mounts_count_by_their_content(flag, path, expected):
    assert lines(f"FROM alpine\nRUN --mount={flag} true\n", path) == expected


def test_a_bind_mount_of_another_stage_may_run_again():
    source = "FROM alpine AS a\nCOPY . .\nFROM alpine\nRUN --mount=from=a,target=/x true\n"
    cache = Simulation.of(source).cache(Changes(paths=["f"]))

    assert [(each.place.line, each.certain) for each in cache.rebuilt] == [(2, True), (4, False)]


def test_a_linked_copy_is_linked_anew_and_says_that_its_files_are_kept():
    source = "FROM alpine\nCOPY a /a\nCOPY --link b /b\nRUN true\n"
    cache = Simulation.of(source).cache(Changes(paths=["a"]))

    assert [each.place.line for each in cache.rebuilt] == [2, 3, 4]
    assert cache.rebuilt[1].because == (
        "line 2 runs again: its own files are kept and linked onto the new result"
    )


def test_two_stages_that_share_a_step_both_run_it_again():
    source = (
        "FROM alpine AS a\nCOPY x /x\nFROM alpine AS b\nCOPY x /x\n"
        "FROM scratch\nCOPY --from=a /x /1\nCOPY --from=b /x /2\n"
    )

    assert lines(source, "x") == [2, 4, 6, 7]


ARGS = """\
ARG TAG=1
FROM alpine:$TAG AS a
RUN one
ARG V=1
ENV W=x
RUN two
COPY a /$V/
WORKDIR /w
FROM alpine
ARG U=1
COPY b /b
RUN three
"""


@pytest.mark.parametrize(
    ("name", "target", "expected"),
    [
        ("V", "a", [6, 7, 8]),
        ("TAG", "a", [2, 3, 6, 7, 8]),
        ("U", None, [12]),
        ("V", None, []),
        ("OTHER", "a", []),
    ],
)
def test_a_build_argument_counts_from_its_first_use(name, target, expected):
    assert lines(ARGS, target=target, args={name: "2"}) == expected


def test_a_build_argument_with_the_same_value_changes_nothing():
    assert lines(ARGS, target="a", args={"V": "1"}) == []


@pytest.mark.parametrize(
    ("edited", "expected"),
    [
        (3, [3, 6, 7, 8]),
        (2, [2, 3, 6, 7, 8]),
        (4, [6, 7, 8]),
        (5, [6, 7, 8]),
        (7, [7, 8]),
        (8, [8]),
    ],
)
def test_an_edited_line_runs_again_with_what_follows(edited, expected):
    assert lines(ARGS, target="a", edited=[edited]) == expected


def test_an_edited_command_for_the_container_runs_nothing():
    assert lines(GO, edited=[10]) == []


def test_the_answer_says_what_was_asked():
    changes = Changes(["a"], {"V": "2"}, [3])
    cache = Simulation.of(ARGS).cache(changes)

    assert cache.changed == ("a", "--build-arg V", "line 3")
