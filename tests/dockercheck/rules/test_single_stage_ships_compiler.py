"""SingleStageShipsCompiler: which toolchain images ship by mistake and which on purpose."""

import pytest

from dockercheck import check


def lines(source, **given):
    findings = check(source, **given).findings
    return [found.line for found in findings if found.rule == "SingleStageShipsCompiler"]


@pytest.mark.parametrize(
    ("image", "command", "start"),
    [
        ("golang:1.24", "go build -o /app .", '["/app"]'),
        ("rust:1.90", "cargo build --release", '["target/release/app"]'),
        ("maven:3.9", "mvn -B package", '["java", "-jar", "target/app.jar"]'),
        ("gradle:8", "gradle bootJar", '["java", "-jar", "build/libs/app.jar"]'),
        ("eclipse-temurin:21", "./mvnw package", '["java", "-jar", "target/app.jar"]'),
        ("mcr.microsoft.com/dotnet/sdk:9.0", "dotnet publish -o /app", '["dotnet", "/app/a.dll"]'),
        ("gcc:15", "gcc -o /app main.c", '["/app"]'),
    ],
)
def test_one_stage_that_compiles_and_runs(image, command, start):
    assert lines(f"FROM {image}\nCOPY . .\nRUN {command}\nCMD {start}\n") == [1]


def test_artifact_copied_onto_another_toolchain_image():
    build = "FROM golang:1.24 AS build\nRUN go build -o /app .\n"

    assert lines(f'{build}FROM golang:1.24\nCOPY --from=build /app /app\nCMD ["/app"]\n') == [3]


def test_why_names_the_command_and_its_line():
    source = 'FROM golang:1.24\nCOPY . .\nRUN go build -o /app .\nCMD ["/app"]\n'

    (found,) = [f for f in check(source).findings if f.rule == "SingleStageShipsCompiler"]

    assert found.message == "The image ships the Go toolchain of golang:1.24"
    assert found.why.startswith("go build at line 3 needs the Go toolchain;")


@pytest.mark.parametrize(
    "start",
    [
        'CMD ["go", "run", "."]',
        'CMD ["air"]',
        'CMD ["bash"]',
        'ENTRYPOINT ["go"]\nCMD ["test", "./..."]',
        "EXPOSE 80",
    ],
)
def test_image_to_work_in_or_without_a_command(start):
    assert lines(f"FROM golang:1.24\nCOPY . .\nRUN go build ./...\n{start}\n") == []


def test_stage_named_for_development():
    assert lines('FROM golang:1.24 AS dev\nRUN go build -o /app .\nCMD ["/app"]\n') == []


def test_tool_that_needs_the_toolchain_and_compiles_nothing():
    assert lines('FROM golang:1.24\nCOPY linter /usr/bin/\nCMD ["linter"]\n') == []


def test_java_runtime_image():
    assert lines('FROM eclipse-temurin:21-jre\nRUN make assets\nCMD ["java", "-jar", "a"]\n') == []


def test_build_stage_beside_a_small_one():
    build = "FROM golang:1.24 AS build\nRUN go build -o /app .\n"

    assert lines(f'{build}FROM debian:12-slim\nCOPY --from=build /app /app\nCMD ["/app"]\n') == []
