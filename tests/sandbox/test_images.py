"""A Dockerfile's image names are mapped to what the store has, or refused in clear words."""

import pytest

from sandbox.images import Catalogue, StandIn, full_name, map_bases
from sandbox.reading import read

CATALOGUE = Catalogue(
    (
        StandIn(("docker.io/library/golang:1.27-bookworm", "docker.io/library/golang:latest"), ""),
        StandIn(("docker.io/library/golang:1.27-alpine",), ""),
        StandIn(("gcr.io/distroless/static:latest",), ""),
        StandIn(("gcr.io/distroless/static:nonroot",), ""),
        StandIn(("docker.io/library/python:3.11-slim",), ""),
        StandIn(("docker.io/library/python:3.11",), ""),
    )
)


def mapped(dockerfile, **arguments):
    return map_bases(read(dockerfile), arguments, CATALOGUE)


@pytest.mark.parametrize(
    ("reference", "name"),
    [
        ("golang", "docker.io/library/golang:latest"),
        ("docker.io/golang:1", "docker.io/golang:1"),
        ("bitnami/x:1", "docker.io/bitnami/x:1"),
        ("localhost:5000/x", "localhost:5000/x:latest"),
        ("golang:1@sha256:" + "a" * 64, "docker.io/library/golang:1"),
    ],
)
def test_name_is_written_in_full(reference, name):
    assert full_name(reference) == name


@pytest.mark.parametrize(
    ("reference", "found"),
    [
        ("golang:1.27-bookworm", "docker.io/library/golang:1.27-bookworm"),
        ("golang:1.22", "docker.io/library/golang:1.27-bookworm"),
        ("golang:1.22-alpine3.19", "docker.io/library/golang:1.27-alpine"),
        ("gcr.io/distroless/static:nonroot-amd64", "gcr.io/distroless/static:nonroot"),
        ("python:3.13-slim-bookworm", "docker.io/library/python:3.11-slim"),
        ("python:3.13", "docker.io/library/python:3.11"),
        ("python:3.13-alpine", None),
        ("golang:1.27-slim", "docker.io/library/golang:1.27-bookworm"),
        ("ruby:3", None),
        ("golang@x=oci-archive:/x", None),
        ("oci-archive:/x", None),
        ("golang:1@sha256:short", None),
    ],
)
def test_nearest_of_the_same_repository_stands_in(reference, found):
    assert CATALOGUE.find(reference) == found


def test_every_place_that_names_an_image_is_mapped():
    bases = mapped(
        """\
ARG VERSION=1.27
ARG WHERE=gcr.io/distroless
FROM golang:${VERSION}-alpine AS build
FROM build AS test
COPY --from=golang /a /a
COPY --from=build /b /b
COPY --from=0 /c /c
RUN --mount=type=bind,from=golang:1.27-bookworm,target=/x ls
FROM $WHERE/static
"""
    )

    assert dict(bases.stand_ins) == {
        "golang:${VERSION}-alpine": "docker.io/library/golang:1.27-alpine",
        "$WHERE/static": "gcr.io/distroless/static:latest",
        "golang:1.27-alpine": "docker.io/library/golang:1.27-alpine",
        "golang": "docker.io/library/golang:latest",
        "golang:1.27-bookworm": "docker.io/library/golang:1.27-bookworm",
        "gcr.io/distroless/static": "gcr.io/distroless/static:latest",
    }
    assert bases.notes == ()


def test_build_argument_beats_the_default():
    bases = mapped("ARG V=1\nFROM golang:$V\n", V="1.22")

    assert list(bases.stand_ins) == ["golang:$V", "golang:1.22"]


def test_variable_that_says_where_the_builder_finds_it_is_not_handed_on():
    bases = mapped("FROM golang${X:+=oci-archive:/x}\n")

    assert list(bases.stand_ins) == ["golang"]


def test_another_version_is_noted():
    assert mapped("FROM golang:1.22\n").notes == (
        "golang:1.22 was built from golang:1.27-bookworm, its stand-in here.",
    )


def test_unknown_image_is_refused_with_what_there_is():
    refusal = mapped("FROM golang\nFROM ruby:3\n").refusal

    assert (refusal.rule, refusal.message) == (
        "image-not-here",
        "Line 2 names the image ruby:3, which is not available here. Builds here can start from: "
        "scratch, golang, python, gcr.io/distroless/static.",
    )


def test_scratch_is_no_image():
    assert (mapped("FROM scratch\n").stand_ins, mapped("FROM scratch\n").refusal) == ({}, None)
