"""WrongStageNumber: a number whose stage knows nothing of the path."""

import pytest

from dockercheck import check
from dockercheck.report import apply_edits

FILE = """\
FROM golang:1.25 AS build
WORKDIR /src
RUN go build -o /out/app .
FROM alpine:3.22 AS certs
RUN apk add ca-certificates
FROM scratch
COPY --from={} {} /x
"""


def found(source):
    return [f for f in check(source).findings if f.rule == "WrongStageNumber"]


@pytest.mark.parametrize("path", ["/out/app", "/out/", "out/app", "/src/dist", "/out/*"])
def test_other_stage_makes_the_path(path):
    (finding,) = found(FILE.format("1", path))

    assert (finding.line, finding.span.column) == (7, 13)
    assert "build makes" in finding.message


@pytest.mark.parametrize(
    ("number", "path"),
    [
        ("0", "/out/app"),
        ("1", "/etc/ssl/certs/ca-certificates.crt"),
        ("1", "/usr/share/zoneinfo"),
        ("1", "/opt/unknown"),
        ("certs", "/out/app"),
    ],
)
def test_number_that_may_be_right(number, path):
    assert found(FILE.format(number, path)) == []


def test_two_stages_make_it():
    source = FILE.format("2", "/out/app").replace(
        "FROM scratch", "FROM golang:1.25\nRUN go build -o /out/app .\nFROM debian:12\nFROM scratch"
    )

    assert found(source) == []


def test_fix_names_the_stage():
    source = FILE.format("1", "/out/app")
    (finding,) = found(source)

    assert apply_edits(source, finding.fix.edits) == FILE.format("build", "/out/app")


def test_fix_gives_the_number_of_a_stage_without_name():
    source = FILE.format("1", "/out/app").replace(" AS build", "")
    (finding,) = found(source)

    assert "--from=0" in apply_edits(source, finding.fix.edits)


DIRECTORY = """\
FROM node:24 AS deps
WORKDIR /a
COPY package*.json ./
RUN npm ci
FROM node:24 AS build
WORKDIR /a
COPY --from=deps /a/node_modules ./node_modules
COPY . .
RUN npm run build
FROM nginx:1.29
COPY --from=0 {} /usr/share/nginx/html
"""


def test_stage_works_in_the_directory_but_builds_nothing():
    (finding,) = found(DIRECTORY.format("/a/dist"))

    assert "build makes /a/dist" in finding.message


@pytest.mark.parametrize("path", ["/a/node_modules", "/b/dist"])
def test_what_an_installation_or_nobody_makes(path):
    assert found(DIRECTORY.format(path)) == []


def test_stage_that_copies_the_sources():
    source = DIRECTORY.format("/a/dist").replace("COPY package*.json ./", "COPY . .")

    assert found(source) == []
