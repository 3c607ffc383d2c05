"""What reaches the last stage and serves nobody there."""

from dockercheck.build import Inputs
from dockercheck.simulation import Simulation

CONTEXT = {
    ".env": 20, "go.mod": 10, "main.go": 40, "pkg/util.go": 60, "package.json": 5, "server.js": 9
}  # fmt: skip


def leaks(source):
    simulation = Simulation.of(source, Inputs(context=CONTEXT))
    return [(leak.kind, leak.name, leak.path, list(leak.trail)) for leak in simulation.leaks]


def test_a_single_stage_ships_tools_sources_and_secrets():
    source = "FROM golang:1.24-alpine\nWORKDIR /src\nCOPY . .\nRUN go build -o /app .\n"

    assert leaks(source) == [
        ("tool", "go", None, [(0, 1)]),
        ("source", "src", "/src", [(0, 3)]),
        ("secret", ".env", "/src/.env", [(0, 3)]),
    ]


def test_a_copied_binary_leaks_nothing():
    source = (
        "FROM golang:1.24 AS build\nWORKDIR /src\nCOPY . .\nRUN go build -o /app .\n"
        "FROM scratch\nCOPY --from=build /app /app\n"
    )

    assert leaks(source) == []


def test_a_whole_stage_copied_leaks_with_the_way_it_came():
    source = "FROM scratch AS build\nCOPY . /src\nFROM alpine\nCOPY --from=build /src /srv/src\n"

    assert leaks(source) == [
        ("source", "src", "/srv/src", [(0, 2), (1, 4)]),
        ("secret", ".env", "/srv/src/.env", [(0, 2), (1, 4)]),
    ]


def test_packages_that_build_are_tools_until_they_are_removed():
    install = "FROM debian:12\nRUN apt-get install -y gcc libpq5\n"

    assert leaks(install) == [("tool", "gcc", None, [(0, 2)])]
    assert leaks(f"{install}RUN apt-get purge -y gcc\n") == []


def test_a_toolchain_copied_from_an_image_is_a_tool():
    source = "FROM debian:12\nCOPY --from=golang:1.24 /usr/local/go /usr/local/go\n"

    assert leaks(source) == [("tool", "go", "/usr/local/go", [(0, 2)])]


def test_a_program_copied_from_an_image_is_a_tool():
    source = "FROM python:3.13-slim\nCOPY --from=ghcr.io/astral-sh/uv:0.9 /uv /bin/uv\n"

    assert ("tool", "uv", "/bin/uv", [(0, 2)]) in leaks(source)


def dependencies(lines):
    source = f"FROM node:22-slim AS build\nWORKDIR /app\nCOPY package.json .\n{lines}\n"
    return [leak[1:] for leak in leaks(source) if leak[0] == "dependency"]


def test_development_dependencies_reach_the_image_with_npm_ci():
    assert dependencies("RUN npm ci") == [("node_modules", "/app/node_modules", [(0, 4)])]


def test_development_dependencies_are_left_out_where_the_command_or_the_environment_says_so():
    assert dependencies("RUN npm ci --omit=dev") == []
    assert dependencies("ENV NODE_ENV=production\nRUN npm ci") == []
    assert dependencies("RUN npm ci\nRUN npm prune --omit=dev") == []


def test_development_dependencies_are_followed_through_a_copy():
    lines = "RUN npm ci\nFROM node:22-slim\nCOPY --from=build /app/node_modules /n"

    assert dependencies(lines) == [("n", "/n", [(0, 4), (1, 6)])]


def test_a_secret_that_a_mount_shows_is_not_in_the_image():
    source = "FROM alpine\nRUN --mount=type=secret,id=e,target=/.env cat /.env\n"

    assert leaks(source) == []


def test_what_is_not_certain_is_no_leak():
    source = "FROM alpine\nCOPY . /src\nRUN ./setup\n"

    assert leaks(source) == []
