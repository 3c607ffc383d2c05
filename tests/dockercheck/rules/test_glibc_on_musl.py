"""GlibcOnMusl: what is built for the one C library and copied to the other."""

import pytest

from dockercheck import check


def found_in(build, image, copy, start='CMD ["x"]'):
    source = f"{build}\nFROM {image}\n{copy}\n{start}\n"
    return [f for f in check(source).findings if f.rule == "GlibcOnMusl"]


APP = "COPY --from=build /app /app"


@pytest.mark.parametrize(
    ("build", "image"),
    [
        ("FROM golang:1.24 AS build\nRUN go build -o /app .", "alpine:3.22"),
        ("FROM golang:1.24 AS build\nRUN go build -o /app .", "nginx:1.29-alpine"),
        ("FROM gcc:15 AS build\nRUN gcc -o /app a.c", "alpine"),
        (
            "FROM golang:1.24-alpine AS build\nRUN apk add build-base && go build -o /app .",
            "debian:12",
        ),
        ("FROM alpine:3.22 AS build\nRUN apk add gcc && gcc -o /app a.c", "gcr.io/distroless/base"),
        ("FROM eclipse-temurin:21 AS build\nRUN jlink --output /app", "alpine:3.22"),
        ("FROM eclipse-temurin:21 AS build\nRUN jlink --output=/app", "alpine:3.22"),
        ("FROM debian:12 AS build\nRUN musl-gcc a.c -o /app", "debian:12"),
        (
            "FROM mcr.microsoft.com/dotnet/sdk:9.0 AS build\n"
            "RUN dotnet publish -r linux-x64 --self-contained -o /app",
            "alpine:3.22",
        ),
    ],
)
def test_program_for_the_other_library(build, image):
    assert len(found_in(build, image, APP)) == 1


@pytest.mark.parametrize(
    ("build", "image"),
    [
        ("FROM golang:1.24 AS build\nRUN CGO_ENABLED=0 go build -o /app .", "alpine:3.22"),
        ("FROM golang:1.24 AS build\nRUN go build -o /app .", "debian:12"),
        ("FROM golang:1.24-alpine AS build\nRUN go build -o /app .", "debian:12"),
        ("FROM golang:1.24-alpine AS build\nRUN apk add gcc && go build -o /app .", "alpine"),
        ("FROM golang:1.24 AS build\nRUN go build -o /app .", "example.com/base"),
        ("FROM eclipse-temurin:21-alpine AS build\nRUN jlink --output /app", "alpine:3.22"),
        (
            "FROM mcr.microsoft.com/dotnet/sdk:9.0 AS build\nRUN dotnet publish -o /app",
            "mcr.microsoft.com/dotnet/aspnet:9.0-alpine",
        ),
        (
            "FROM mcr.microsoft.com/dotnet/sdk:9.0 AS build\n"
            "RUN dotnet publish -r linux-musl-x64 --self-contained -o /app",
            "alpine:3.22",
        ),
    ],
)
def test_program_that_fits(build, image):
    assert found_in(build, image, APP) == []


@pytest.mark.parametrize("package", ["gcompat", "libc6-compat"])
def test_compatibility_layer(package):
    build = "FROM golang:1.24 AS build\nRUN go build -o /app ."

    assert found_in(build, "alpine:3.22", f"RUN apk add {package}\n{APP}") == []


@pytest.mark.parametrize(
    ("build", "path"),
    [
        ("FROM node:22 AS build\nWORKDIR /a\nRUN npm ci", "/a/node_modules"),
        ("FROM node:22-slim AS build\nWORKDIR /a\nRUN npm ci && npm run build", "/a"),
        ("FROM python:3.13 AS build\nRUN python -m venv /v && /v/bin/pip install -r r.txt", "/v"),
        (
            "FROM python:3.13 AS build\nENV PATH=/opt/venv/bin:$PATH\nRUN pip install -r r.txt",
            "/opt/venv",
        ),
        ("FROM python:3.13 AS build\nRUN pip install -r r.txt --target /deps", "/deps"),
        ("FROM python:3.13 AS build\nWORKDIR /a\nRUN uv sync --no-dev", "/a/.venv"),
    ],
)
def test_packages_with_compiled_modules(build, path):
    image = "node:22-alpine" if "node" in build else "python:3.13-alpine"

    (found,) = found_in(build, image, f"COPY --from=build {path} {path}")

    assert found.message == f"Compiled modules in {path} are for glibc, the image has musl"


def test_output_of_a_front_end_build_fits_anywhere():
    build = "FROM node:22 AS build\nWORKDIR /a\nRUN npm ci && npm run build"

    assert found_in(build, "nginx:alpine", "COPY --from=build /a/dist /usr/share/nginx/html") == []


def test_facts_of_the_caller_come_first():
    build = "FROM golang:1.24 AS b\nRUN go build -o /app .\n"
    source = f'{build}FROM x/y\nCOPY --from=b /app /\nCMD ["/app"]\n'

    known = check(source, images={"x/y": {"libc": "musl"}}).findings

    assert [f.line for f in known if f.rule == "GlibcOnMusl"] == [4]
    assert [f for f in check(source).findings if f.rule == "GlibcOnMusl"] == []


def test_stage_that_another_one_uses_is_not_run():
    build = "FROM golang:1.24 AS build\nRUN go build -o /app ."
    build = f"{build}\nFROM alpine AS mid\nCOPY --from=build /app /app"
    copy = "COPY --from=mid /app /app"

    assert len(found_in(build, "debian:12", copy)) == 0
