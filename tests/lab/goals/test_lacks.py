"""The image is free of some files and programs."""

import pytest

from lab.goals import Sight
from tests.lab.goals.made import (
    ONE_STAGE,
    TWO_STAGES,
    file,
    foresee,
    goal,
    image,
    layer,
    ok,
    see,
)

NO_ENV = goal("lacks", paths=["*/.env"])
NO_GO = goal("lacks", tools=["go"])
WHOLE = "FROM alpine:3.22\nWORKDIR /app\nCOPY . .\n"
BURIED = f"{WHOLE}RUN rm .env\n"
LAYERS = [layer(3_000_000, base=True), layer(40)]


def test_file_of_the_whole_context_is_foreseen():
    text = "/app/.env is in the image: line 3 copied the whole context."
    assert foresee(NO_ENV, WHOLE) == Sight(False, text)


def test_file_that_is_ignored_is_not_foreseen():
    sight = foresee(goal("lacks", paths=["/app/.env"]), WHOLE, ignore=".env\n")

    assert sight == Sight(True, "/app/.env is not in the image.")


def test_removed_file_is_foreseen_in_its_layer():
    text = (
        "/app/.env can no longer be seen, but is still in a layer of the image: "
        "line 3 copied the whole context."
    )
    assert foresee(NO_ENV, BURIED) == Sight(False, text)


def test_tool_of_the_base_is_foreseen():
    text = "go is in the image: golang:1.27, on which line 1 builds, has it."
    assert foresee(NO_GO, ONE_STAGE) == Sight(False, text)


@pytest.mark.parametrize("base", ["scratch", "alpine:3.22", "gcr.io/distroless/static"])
def test_compiler_is_in_no_base_that_is_made_to_run(base):
    dockerfile = TWO_STAGES.replace("scratch", base)

    assert foresee(NO_GO, dockerfile) == Sight(True, "go is not in the image.")


@pytest.mark.parametrize("command", ["apk add go", "./install.sh", "make install"])
def test_tool_that_a_command_may_bring_is_left_to_the_build(command):
    sight = foresee(NO_GO, f"FROM alpine:3.22\nCOPY . .\nRUN {command}\n")

    assert sight is None or not sight.met


def test_base_that_nobody_knows_is_left_to_the_build():
    assert foresee(NO_GO, "FROM registry.example/base:1\n") is None


def test_file_is_seen_with_the_line_that_brought_it():
    found = image(LAYERS, [file("/app/.env", 1, 13), file("/bin/sh")])

    text = "/app/.env (13 bytes) is in the image: line 3 copied the whole context."
    assert see(NO_ENV, WHOLE, ok(found)) == Sight(False, text)


def test_removed_file_is_seen_in_its_layer():
    found = image([*LAYERS, layer(0)], [file("/bin/sh")], removed=["/app/.env"])

    text = (
        "/app/.env can no longer be seen, but is still in a layer of the image: "
        "line 3 copied the whole context."
    )
    assert see(NO_ENV, BURIED, ok(found)) == Sight(False, text)


def test_many_files_are_counted_and_other_names_follow():
    files = [file("/app/main.go", 1), file("/app/api.go", 1), file("/usr/local/go/bin/go")]
    both = goal("lacks", paths=["*.go"], tools=["go", "gcc"])

    text = (
        "/app/main.go and 1 more like it are in the image: line 3 copied the whole context. "
        "So is go."
    )
    assert see(both, WHOLE, ok(image(LAYERS, files))) == Sight(False, text)


def test_image_without_it_is_told_so():
    both = goal("lacks", paths=["/src"], tools=["go"])

    sight = see(both, WHOLE, ok(image(LAYERS, [file("/bin/sh")])))

    assert sight == Sight(True, "/src and go are not in the image.")


def test_files_are_counted_by_the_line_that_brought_them():
    base = [file(f"/usr/local/go/src/{name}.go") for name in ("a", "b", "c")]
    found = image(
        [layer(9, base=True), layer(1)],
        [*base, file("/src/main.go", 1), file("/src/main_test.go", 1)],
    )
    sources = goal("lacks", paths=["*.go"])

    assert see(sources, "FROM golang:1.27\nCOPY . /src\n", ok(found)) == Sight(
        False,
        "/src/main.go and 1 more like it are in the image: line 2 copied the whole context.",
    )
