"""What a stage is for, as far as its name and its steps tell: to build, to test, to be run."""

import re
from typing import NamedTuple

from dockercheck import bases
from dockercheck.build import Build
from dockercheck.lines import Span
from dockercheck.runs import is_windows, run_of
from dockercheck.shell import Command
from dockercheck.stages import Stage

_SEPARATOR = re.compile(r"[-_.]+")
# Names of stages that are built for people and pipelines, not for production.
_WORKSHOP = frozenset(
    {"bench", "benchmark", "build", "builder", "ci", "compile", "compiler", "cover", "coverage"}
    | {"debug", "debugger", "dev", "devcontainer", "devel", "development", "devenv", "e2e", "env"}
    | {"envs", "fmt", "format", "integration", "lint", "linter", "local", "playground", "sdk"}
    | {"shell", "spec", "test", "tester", "testing", "tests", "toolbox", "toolchain", "tools"}
    | {"unittest", "unit", "vet", "workspace"}
)
# Names of stages that somebody asks for with --target.
_TARGETS = _WORKSHOP - {"build", "builder", "compile", "compiler"} | frozenset(
    {"api", "app", "audit", "archive", "artifact", "artifacts", "backend", "binaries", "binary"}
    | {"bundle", "check", "cli", "client", "cron", "cross", "deploy", "doc", "docs", "emitter"}
    | {"export", "final", "frontend", "full", "generate", "generated", "image", "install", "job"}
    | {"live", "main", "migrate", "migration", "migrations", "out", "output", "package"}
    | {"packages", "preview", "prod", "production", "proxy", "publish", "qa", "release"}
    | {"releaser", "rootless", "run", "runner", "runtime", "sbom", "scan", "scheduler", "security"}
    | {"seed", "server", "service", "slim", "staging", "standalone", "storybook", "update"}
    | {"validate", "vendor", "verify", "web", "worker"}
)
# Names of stages that only prepare something for another one.
_SUPPLIES = frozenset(
    {"assets", "base", "build", "builder", "common", "compile", "compiler", "deps", "dependencies"}
    | {"download", "downloader", "downloads", "fetch", "fetcher", "modules", "prepare", "source"}
    | {"sources", "src"}
)
# Programs that make artifacts: with one of these first arguments, or whatever their arguments.
_BUILDERS: dict[str, frozenset[str]] = {
    "ant": frozenset(),
    "bazel": frozenset({"build"}),
    "bun": frozenset({"build"}),
    "c++": frozenset(),
    "cargo": frozenset({"build", "chef", "install", "rustc"}),
    "cc": frozenset(),
    "clang": frozenset(),
    "cmake": frozenset(),
    "crystal": frozenset({"build"}),
    "dotnet": frozenset({"build", "msbuild", "pack", "publish"}),
    "esbuild": frozenset(),
    "g++": frozenset(),
    "gcc": frozenset(),
    "ghc": frozenset(),
    "go": frozenset({"build", "generate", "install"}),
    "gradle": frozenset(),
    "gradlew": frozenset(),
    "javac": frozenset(),
    "jlink": frozenset(),
    "make": frozenset(),
    "meson": frozenset(),
    "mix": frozenset({"compile", "release"}),
    "mvn": frozenset(),
    "mvnw": frozenset(),
    "next": frozenset({"build"}),
    "ng": frozenset({"build"}),
    "ninja": frozenset(),
    "rustc": frozenset(),
    "sbt": frozenset(),
    "stack": frozenset({"build", "install"}),
    "swift": frozenset({"build"}),
    "tsc": frozenset(),
    "vite": frozenset({"build"}),
    "webpack": frozenset(),
    "xx-cargo": frozenset({"build", "install"}),
    "xx-go": frozenset({"build", "install"}),
    "zig": frozenset({"build", "build-exe"}),
}
_QUESTIONS = frozenset({"--help", "--version", "-v", "-version", "version"})
_SCRIPT_RUNNERS = frozenset({"bun", "npm", "pnpm", "yarn"})
_TESTERS = frozenset(
    {"bats", "eslint", "golangci-lint", "gotestsum", "hadolint", "jest", "mypy", "phpstan"}
    | {"phpunit", "playwright", "prettier", "pylint", "pytest", "rspec", "rubocop", "ruff"}
    | {"shellcheck", "staticcheck", "tox", "vitest"}
)
_TEST_ARGUMENTS = frozenset({"check", "clippy", "fmt", "lint", "test", "tests", "verify", "vet"})


class Evidence(NamedTuple):
    """A command that makes artifacts: what it is called, and where it stands."""

    name: str
    stage: Stage
    span: Span


def words_of(stage: Stage) -> set[str]:
    """The words in a stage's name."""
    return {word.rstrip("0123456789") for word in _SEPARATOR.split(stage.name or "")}


def is_workshop(stage: Stage) -> bool:
    """Whether a stage's name says that its image is for development, tests or building."""
    return bool(words_of(stage) & _WORKSHOP)


def sounds_like_target(stage: Stage) -> bool:
    """Whether a stage's name is one that people give to `--target`."""
    return bool(words_of(stage) & _TARGETS)


def sounds_like_supply(stage: Stage) -> bool:
    """Whether a stage's name says that it prepares something for another stage."""
    return bool(words_of(stage) & _SUPPLIES)


def toolchain_image(build: Build, stage: Stage) -> str:
    """What the image at the root of a stage brings to build with, "" where that is nothing.

    A JDK does not count: many a service runs on one.
    """
    found = bases.toolchain_of(build, stage)
    return "" if found is None or found.key == "jdk" else found.text


def build_command(build: Build, stage: Stage) -> Evidence | None:
    """The first command of a stage itself that makes artifacts."""
    return None if is_windows(build, stage) else first_build(stage)


def first_build(stage: Stage) -> Evidence | None:
    """The same for a stage that is known not to run Windows."""
    for run in map(run_of, stage.named("RUN")):
        for command in run.commands:
            if _builds(command):
                return Evidence(_called(command), stage, run.place(command))
    return None


def toolchain_evidence(build: Build, stage: Stage) -> Evidence | None:
    """Why a stage holds a toolchain: its image, or what it or a stage below it runs."""
    for ancestor in build.lineage(stage):
        found = first_build(ancestor)
        if found is not None:
            return found
    text = toolchain_image(build, stage)
    if not text:
        return None
    root = build.root(stage)
    return Evidence(text, root, root.instruction.args[0].span)


def runs_tests(stage: Stage) -> bool:
    """Whether a stage itself runs a test, a linter or another check."""
    runs = map(run_of, stage.named("RUN"))
    return any(_tests(command) for run in runs for command in run.commands)


def _arguments(command: Command) -> list[str]:
    return [word.value for word in command.arguments if word.value]


def _called(command: Command) -> str:
    first = next((text for text in _arguments(command) if not text.startswith("-")), "")
    wanted = _BUILDERS.get(command.name or "")
    return f"{command.name} {first}".strip() if wanted != frozenset() else str(command.name)


def _builds(command: Command) -> bool:
    name = command.name or ""
    arguments = _arguments(command)
    if name in _SCRIPT_RUNNERS:
        script = arguments[1:] if arguments[:1] == ["run"] else arguments
        if script and script[0].partition(":")[0] == "build":
            return True
    wanted = _BUILDERS.get(name)
    if wanted is None:
        return False
    if wanted:
        return bool(wanted.intersection(arguments[:3]))
    return not arguments or arguments[0] not in _QUESTIONS


def _tests(command: Command) -> bool:
    name = command.name or ""
    return name in _TESTERS or any(
        argument.partition(":")[0] in _TEST_ARGUMENTS for argument in _arguments(command)[:3]
    )
