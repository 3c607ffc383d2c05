"""LastStageFromBuilder: what counts as a builder, and which last stages are meant to be one."""

import pytest

from dockercheck import check

BUILD = "FROM golang:1.25 AS build\nRUN go build -o /out/app .\n"


def lines(source, **given):
    findings = check(source, **given).findings
    return [found.line for found in findings if found.rule == "LastStageFromBuilder"]


def test_last_stage_from_a_stage_that_compiles():
    assert lines(f'{BUILD}FROM build\nCMD ["/out/app"]\n') == [3]


def test_builder_two_stages_below():
    assert lines(f'{BUILD}FROM build AS tidy\nRUN rm -r /src\nFROM tidy\nCMD ["/out/app"]\n') == [5]


def test_toolchain_image_without_any_command():
    assert lines('FROM rust:1.90 AS base\nFROM base\nCMD ["/app"]\n') == [2]


@pytest.mark.parametrize(
    "command", ["npm run build", "yarn build", "mvn package", "./gradlew jar", "cd /src && make"]
)
def test_commands_that_build(command):
    source = f'FROM node:24 AS build\nRUN {command}\nFROM build\nCMD ["node", "dist/main.js"]\n'

    assert lines(source) == [3]


@pytest.mark.parametrize(
    "command", ["apt-get update", "npm ci", "pip install -r x.txt", "make --version", "go mod tidy"]
)
def test_shared_base_that_builds_nothing(command):
    source = f'FROM node:24-slim AS base\nRUN {command}\nFROM base\nCMD ["node", "main.js"]\n'

    assert lines(source) == []


@pytest.mark.parametrize("name", ["dev", "dev-envs", "test", "builder", "ci"])
def test_last_stage_that_is_a_workshop_by_name(name):
    assert lines(f'{BUILD}FROM build AS {name}\nCMD ["sh"]\n') == []


def test_last_stage_that_runs_the_tool_itself():
    assert lines(f'{BUILD}FROM build\nCMD ["go", "run", "."]\n') == []


def test_last_stage_that_starts_nothing():
    assert lines(f"{BUILD}FROM build\nRUN go vet ./...\n") == []


def test_last_stage_on_the_toolchain_image_again():
    source = f'{BUILD}FROM golang:1.25\nCOPY --from=build /out/app /app\nCMD ["/app"]\n'

    assert lines(source) == [3]


def test_runtime_image_that_is_a_jdk():
    source = (
        "FROM maven:3 AS build\nRUN mvn package\n"
        'FROM eclipse-temurin:21\nCOPY --from=build /a.jar /a.jar\nCMD ["java", "-jar", "/a.jar"]\n'
    )

    assert lines(source) == []


def test_target_is_what_counts():
    source = f'{BUILD}FROM build AS app\nCMD ["/out/app"]\nFROM scratch\n'

    assert lines(source) == []
    assert lines(source, target="app") == [3]
