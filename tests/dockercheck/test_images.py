"""What is known of base images, by their references."""

import tomllib
from importlib.resources import files

import pytest

from dockercheck import check
from dockercheck.images import Images, Libc, Reference, load, parse_reference, read_table


def find(ref):
    return load().find(ref)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("golang", Reference("golang")),
        ("golang:1.24-alpine", Reference("golang", "1.24-alpine")),
        ("docker.io/library/golang:1", Reference("golang", "1")),
        ("index.docker.io/golang", Reference("golang")),
        ("library/golang", Reference("golang")),
        ("public.ecr.aws/docker/library/node:22", Reference("node", "22")),
        ("golang@sha256:ab", Reference("golang", None, "sha256:ab")),
        ("golang:1@sha256:ab", Reference("golang", "1", "sha256:ab")),
        ("localhost:5000/app", Reference("localhost:5000/app")),
        ("localhost:5000/app:1", Reference("localhost:5000/app", "1")),
        ("gcr.io/distroless/static:nonroot", Reference("gcr.io/distroless/static", "nonroot")),
        ("bitnami/redis", Reference("bitnami/redis")),
        ("golang:$V", None),
        ("", None),
    ],
)
def test_reference_is_taken_apart(text, expected):
    assert parse_reference(text) == expected


@pytest.mark.parametrize(
    ("ref", "shell", "libc", "manager", "user"),
    [
        ("scratch", False, Libc.NONE, None, "root"),
        ("alpine:3.20", True, Libc.MUSL, "apk", "root"),
        ("busybox", True, Libc.GLIBC, None, "root"),
        ("busybox:1.37-musl", True, Libc.MUSL, None, "root"),
        ("debian:bookworm-slim", True, Libc.GLIBC, "apt", "root"),
        ("ubuntu:24.04", True, Libc.GLIBC, "apt", "root"),
        ("gcr.io/distroless/static", False, Libc.NONE, None, "root"),
        ("gcr.io/distroless/static-debian12:nonroot", False, Libc.NONE, None, "65532"),
        ("gcr.io/distroless/base-nossl-debian12", False, Libc.GLIBC, None, "root"),
        ("gcr.io/distroless/cc:debug", True, Libc.GLIBC, None, "root"),
        ("gcr.io/distroless/java17-debian12:debug-nonroot", True, Libc.GLIBC, None, "65532"),
        ("gcr.io/distroless/nodejs22-debian12", False, Libc.GLIBC, None, "root"),
        ("gcr.io/distroless/python3", False, Libc.GLIBC, None, "root"),
        ("golang:1.24", True, Libc.GLIBC, "apt", "root"),
        ("golang:1.24-alpine3.22", True, Libc.MUSL, "apk", "root"),
        ("node:22-slim", True, Libc.GLIBC, "apt", "root"),
        ("python:3.13-slim-bookworm", True, Libc.GLIBC, "apt", "root"),
        ("rust:alpine", True, Libc.MUSL, "apk", "root"),
        ("eclipse-temurin:21-jre-alpine", True, Libc.MUSL, "apk", "root"),
        ("fedora:41", True, Libc.GLIBC, "dnf", "root"),
        ("rockylinux/rockylinux:9-minimal", True, Libc.GLIBC, "microdnf", "root"),
        ("amazonlinux:2", True, Libc.GLIBC, "yum", "root"),
        ("amazonlinux:2023", True, Libc.GLIBC, "dnf", "root"),
        ("mcr.microsoft.com/dotnet/aspnet:8.0", True, Libc.GLIBC, "apt", "root"),
        ("mcr.microsoft.com/dotnet/runtime:9.0-noble-chiseled", False, Libc.GLIBC, None, "1654"),
        ("cgr.dev/chainguard/static:latest", False, Libc.NONE, None, "65532"),
        ("cgr.dev/chainguard/python:latest", None, Libc.GLIBC, None, None),
        ("cgr.dev/chainguard/python:latest-dev", True, Libc.GLIBC, "apk", None),
        ("nginx:alpine", True, Libc.MUSL, "apk", "root"),
        ("nginxinc/nginx-unprivileged", True, Libc.GLIBC, "apt", "101"),
        ("bitnami/redis:7", True, Libc.GLIBC, "apt", "1001"),
    ],
)
def test_system_of_an_image_is_known(ref, shell, libc, manager, user):
    found = find(ref)

    assert (found.shell, found.libc, found.package_manager, found.user) == (
        shell,
        libc,
        manager,
        user,
    )


@pytest.mark.parametrize(
    ("ref", "tool", "runtime"),
    [
        ("golang", "go", False),
        ("golang:alpine", "go", False),
        ("rust:1-slim", "gcc", False),
        ("node:22", "gcc", None),
        ("maven:3-eclipse-temurin-21", "mvn", False),
        ("gradle:8", "gradle", False),
        ("gcc:14", "gcc", False),
        ("buildpack-deps:bookworm", "gcc", False),
        ("eclipse-temurin:21-jdk", "javac", False),
        ("amazoncorretto:21", "javac", False),
        ("mcr.microsoft.com/dotnet/sdk:8.0", "dotnet-sdk", False),
        ("caddy:2-builder", "go", False),
        ("composer:2", "composer", False),
        ("oven/bun:1", "bun", None),
    ],
)
def test_tools_of_an_image_are_known(ref, tool, runtime):
    found = find(ref)

    assert tool in found.tools
    assert found.runtime is runtime


@pytest.mark.parametrize(
    "ref",
    ["scratch", "alpine", "debian:12-slim", "gcr.io/distroless/static", "nginx", "redis:7",
     "postgres:17", "mysql:8", "mongo:8", "httpd", "traefik:v3", "caddy:2", "swift:6-slim",
     "mcr.microsoft.com/dotnet/runtime-deps:8.0", "eclipse-temurin:21-jre", "busybox"],
)  # fmt: skip
def test_image_made_to_run_programs_has_no_tools(ref):
    found = find(ref)

    assert (found.runtime, found.tools) == (True, ())


@pytest.mark.parametrize(
    ("ref", "program", "there"),
    [
        ("golang:1.24", "gcc", True),
        ("golang:1.24-alpine", "gcc", False),
        ("node:22", "curl", True),
        ("node:22-slim", "curl", False),
        ("node:22-alpine", "curl", False),
        ("node:22-alpine", "wget", True),
        ("alpine", "wget", True),
        ("gcr.io/distroless/base", "curl", False),
        ("gcr.io/distroless/base", "sh", False),
        ("debian", "sh", True),
        ("nginx", "perl", None),
    ],
)
def test_program_in_an_image_is_there_not_there_or_unknown(ref, program, there):
    assert find(ref).provides(program) is there


@pytest.mark.parametrize(
    ("ref", "megabytes"),
    [
        ("scratch", 0),
        ("gcr.io/distroless/static", 2.1),
        ("alpine:3.24.2", 8.42),
        ("debian:13-slim", 78.64),
        ("debian", 130),
        ("ubuntu", 78.16),
        ("golang:1.26", 873.77),
        ("golang:1.14", 810),
        ("golang:alpine", 252.74),
        ("node:26", 1240),
        ("node:26-slim", 257.93),
        ("node:24-alpine", 170.75),
        ("python:3.13", 1020),
        ("python:3.13-slim", 126.25),
        ("python:3.13-alpine", 45.58),
        ("eclipse-temurin:17-jdk", 448.02),
        ("eclipse-temurin:17-jre", 294.4),
    ],
)
def test_size_range_holds_the_figure_of_its_source(ref, megabytes):
    size = find(ref).size

    assert size.low <= megabytes * 1_000_000 <= size.high
    assert size.source


@pytest.mark.parametrize("ref", ["eclipse-temurin:21-alpine", "rust", "nginx:alpine"])
def test_size_without_a_source_is_not_known(ref):
    assert find(ref).size is None


@pytest.mark.parametrize(
    "ref", ["example.org/app", "acme/golang", "golangx", "$BASE", "node:$V", "golang:nanoserver"]
)
def test_other_image_is_not_known(ref):
    assert find(ref) is None


def test_digest_alone_tells_only_what_all_variants_share():
    found = find("golang@sha256:ab")

    assert (found.tools, found.shell, found.libc, found.size) == (("go",), True, None, None)
    assert find("gcr.io/distroless/static@sha256:ab").libc is Libc.NONE
    assert find("ubuntu@sha256:ab") == find("ubuntu")


def test_table_is_read_once():
    assert load() is load()


def test_table_of_another_schema_is_refused():
    with pytest.raises(ValueError, match="schema 2"):
        read_table("schema = 2\n[os]\n")


def test_every_size_has_a_source_and_an_order():
    table = tomllib.loads(files("dockercheck").joinpath("images.toml").read_text("utf-8"))
    rows = [*table["image"], *(v for each in table["image"] for v in each.get("variant", ()))]

    sized = [row for row in rows if "size" in row]

    assert sized
    assert all(row["source"] and row["size"][0] <= row["size"][1] for row in sized)


def test_table_tells_check_what_it_knows():
    known = load().get("docker.io/library/alpine:3.20")

    assert known["lacks"] == frozenset({"bash", "curl", "gcc", "git"})
    assert known["libc"] == "musl"
    assert known["shell"] is True
    assert known["has"] == frozenset({"wget"})
    assert set(known["size"]) == {"low", "high"}
    assert "tools" not in known


def test_table_tells_nothing_of_other_images():
    assert load().get("example/unknown:1") is None
    assert load().get("*") is None


def test_table_is_what_check_takes():
    source = "FROM scratch AS out\nCOPY x /x\nFROM gcr.io/distroless/base-debian12\nCMD x\n"

    report = check(source, images=load())

    assert "ShellFormWithoutShell" in {finding.rule for finding in report.findings}


def test_package_without_its_data_knows_nothing(monkeypatch):
    monkeypatch.setattr("pkgutil.get_data", lambda *_: None)

    assert load.__wrapped__() == Images(())
