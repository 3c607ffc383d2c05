"""WholeStageCopied: all of a system, all of a few files, and flattening."""

import pytest

from dockercheck import check

BUILD = "FROM golang:1.25 AS build\nRUN go build -o /out/app .\n"


def lines(source, **given):
    return [f.line for f in check(source, **given).findings if f.rule == "WholeStageCopied"]


@pytest.mark.parametrize("path", ["/", "/.", ".", "./", "/*", "//"])
def test_all_of_a_builder(path):
    assert lines(f"{BUILD}FROM debian:12\nCOPY --from=build {path} /\n") == [4]


def test_all_of_a_builder_into_nothing():
    assert lines(f"{BUILD}FROM scratch\nCOPY --from=build / /\n") == [4]


def test_one_directory():
    assert lines(f"{BUILD}FROM debian:12\nCOPY --from=build /out/ /\n") == []


def test_all_of_another_system():
    source = (
        "FROM alpine:3 AS certs\nRUN apk add ca-certificates\n"
        "FROM debian:12\nCOPY --from=certs / /\n"
    )

    assert lines(source) == [4]


def test_flattening_a_system():
    source = "FROM debian:12 AS root\nRUN apt-get update\nFROM scratch\nCOPY --from=root / /\n"

    assert lines(source) == []


def test_stage_of_files_only():
    source = (
        f"{BUILD}FROM scratch AS files\nCOPY --from=build /out /\n"
        "FROM debian\nCOPY --from=files / /\n"
    )

    assert lines(source) == []


def test_image_of_a_few_programs():
    source = "FROM tonistiigi/xx:1 AS xx\nFROM debian:12\nCOPY --from=xx / /\n"

    assert lines(source) == []


def test_image_that_is_a_system():
    source = "FROM debian:12\nCOPY --from=alpine:3 / /\n"

    assert lines(source) == []
    assert lines(source, images={"alpine": {"shell": True}}) == [2]


def test_excluded_parts():
    assert lines(f"{BUILD}FROM debian:12\nCOPY --exclude=usr --from=build / /\n") == []


def test_variable_that_the_image_may_set():
    assert lines(f"{BUILD}FROM golang:1.25\nCOPY --from=build $GOPATH $GOPATH\n") == []
