"""UnreachedStage: what is dead, and what somebody may ask for with --target."""

import pytest

from dockercheck import check

LAST = 'FROM debian:12-slim\nCMD ["true"]\n'


def lines(source, **given):
    return [f.line for f in check(source, **given).findings if f.rule == "UnreachedStage"]


def test_stage_that_nothing_names():
    assert lines(f"FROM node:24 AS assets\nRUN npm ci\n{LAST}") == [1]


def test_alias_of_an_image_that_nothing_names():
    assert lines(f"FROM minio/minio:1 AS minio\n{LAST}") == [1]


def test_only_the_outermost_of_a_dead_chain():
    source = f"FROM node:24 AS deps\nRUN npm ci\nFROM deps AS build\nRUN npm run build\n{LAST}"

    assert lines(source) == [3]


def test_dead_circle_is_found():
    source = (
        "FROM debian AS src\nCOPY --from=deps /x /x\n"
        f"FROM debian AS deps\nCOPY --from=src /x /x\n{LAST}"
    )

    assert lines(source) == [1, 3]


def test_unnamed_stage_cannot_be_a_target_even_with_a_command():
    assert lines(f'FROM debian:12\nCMD ["sh"]\n{LAST}') == [1]


@pytest.mark.parametrize(
    "name",
    ["test", "lint", "dev", "integration-tests", "test2", "e2e", "release", "docs", "vendor"],
)
def test_name_of_a_target(name):
    assert lines(f"FROM golang:1.25 AS {name}\nRUN true\n{LAST}") == []


@pytest.mark.parametrize(
    "rest",
    [
        'CMD ["/app"]\n',
        "RUN go vet ./...\n",
        "RUN npm run test:unit\n",
        "RUN pytest -q\n",
    ],
)
def test_stage_that_runs_or_tests_something(rest):
    assert lines(f"FROM golang:1.25 AS thing\n{rest}{LAST}") == []


def test_stage_of_files_to_export():
    source = (
        f"FROM debian AS thing\nRUN true\nFROM scratch AS files\nCOPY --from=thing /x /\n{LAST}"
    )

    assert lines(source) == []


def test_stage_that_takes_from_others_may_be_another_image():
    source = (
        "FROM golang:1.25 AS build\nRUN go build -o /a\n"
        f"FROM debian AS second\nCOPY --from=build /a /a\n{LAST}COPY --from=build /a /a\n"
    )

    assert lines(source) == []


def test_stage_chosen_by_a_variable():
    source = (
        "ARG KIND=alpine\nFROM alpine AS base-alpine\nFROM debian AS base-debian\n"
        'FROM base-${KIND}\nCMD ["sh"]\n'
    )

    assert lines(source) == []


def test_variable_that_cannot_mean_the_stage():
    source = (
        "ARG KIND=alpine\nFROM alpine AS base-alpine\nFROM debian AS sources\n"
        'FROM base-${KIND}\nCMD ["sh"]\n'
    )

    assert lines(source) == [3]


@pytest.mark.parametrize(
    "use",
    ["COPY --from=assets /a /a", "COPY --from=ASSETS /a /a", "COPY --from=0 /a /a",
     "RUN --mount=type=bind,from=assets,target=/a true"],
)  # fmt: skip
def test_stage_that_is_used(use):
    assert lines(f"FROM node:24 AS assets\nRUN npm ci\nFROM debian\n{use}\n") == []


def test_shadowed_name_is_left_to_the_check_for_duplicates():
    source = "FROM alpine AS base\nFROM debian AS base\nFROM base\n"

    assert lines(source) == []


def test_stage_asked_for_as_target_lives():
    source = f"FROM node:24 AS assets\nRUN npm ci\n{LAST}"

    assert lines(source, target="assets") == []


def test_single_stage():
    assert lines(LAST) == []


def test_two_variables_in_a_name():
    source = (
        "ARG A=1\nARG B=2\nFROM alpine AS x-1-y-2\nFROM alpine AS x-3-y-4\nFROM alpine AS x-5\n"
        'FROM x-$A-y-$B\nCMD ["sh"]\n'
    )

    assert lines(source) == [5]


def test_dollar_that_is_no_variable():
    assert lines(f"FROM alpine AS base\nFROM debian$ AS other\n{LAST}") == [1, 2]


def test_more_kinds_of_variable_names_than_anybody_writes():
    names = "".join(f"FROM x{n}-$A AS y{n}\n" for n in range(30))

    assert lines(f"ARG A=1\nFROM alpine AS base\n{names}{LAST}") == []


def test_supply_that_nothing_takes():
    source = f"FROM golang:1.25 AS toolchain\nFROM toolchain AS deps\nRUN go mod download\n{LAST}"

    assert lines(source) == [2]
