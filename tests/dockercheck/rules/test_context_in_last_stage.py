"""ContextInLastStage: the whole context in the image, while nothing is known of it."""

import pytest

from dockercheck import check


def lines(source, **given):
    return [f.line for f in check(source, **given).findings if f.rule == "ContextInLastStage"]


@pytest.mark.parametrize("copy", ["COPY . .", "COPY ./ /app/", "ADD . /app", "COPY / /app"])
def test_whole_context(copy):
    assert lines(f"FROM debian:12\n{copy}\n") == [2]


@pytest.mark.parametrize(
    "copy",
    [
        "COPY src src",
        "COPY --from=busybox / /x",
        "COPY --exclude=.git . .",
        "ADD https://example.org/a /",
        "ADD https://example.org/a.git /",
    ],
)
def test_something_else(copy):
    assert lines(f"FROM debian:12\n{copy}\n") == []


def test_stage_that_is_left_behind():
    assert lines("FROM debian:12 AS build\nCOPY . .\nFROM scratch\nCOPY --from=build /a /a\n") == []


def test_stage_that_the_last_one_continues():
    assert lines("FROM debian:12 AS base\nCOPY . .\nFROM base\n") == [2]


def test_workshop():
    assert lines("FROM debian:12 AS dev\nCOPY . .\n") == []


def test_known_ignore_file_or_context_settles_it():
    source = "FROM debian:12\nCOPY . .\n"

    assert lines(source, dockerignore=".git\n") == []
    assert lines(source, context=["main.py"]) == []
