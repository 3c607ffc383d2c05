"""What the target ships: the stages whose layers are in its image, and what the image is for."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from weakref import WeakKeyDictionary

from dockercheck.bases import toolchain_of
from dockercheck.build import Build
from dockercheck.commands import Action, ToolKind, build_tool
from dockercheck.image import command_line
from dockercheck.installed import KeptPackages, kept_packages, package_uses
from dockercheck.instructions import Instruction
from dockercheck.purpose import build_command, is_workshop, words_of
from dockercheck.runs import Run, runs_of
from dockercheck.shell import Command, from_exec
from dockercheck.stages import Stage

# Programs that serve a person at work, whatever their arguments.
_WORKBENCHES = frozenset(
    {"air", "ash", "bash", "claude", "code-server", "dlv", "fish", "gotestsum", "jest", "mypy"}
    | {"nodemon", "pytest", "sh", "sleep", "sshd", "tail", "tox", "ts-node-dev", "vitest", "zsh"}
)
# Programs that do so with one of these arguments.
_WORK = {
    "bun": frozenset({"dev", "test"}),
    "cargo": frozenset({"bench", "build", "run", "test", "watch"}),
    "dotnet": frozenset({"build", "run", "test", "watch"}),
    "go": frozenset({"build", "generate", "run", "test", "vet"}),
    "gradle": frozenset({"bootRun", "build", "run", "test"}),
    "gradlew": frozenset({"bootRun", "build", "run", "test"}),
    "mvn": frozenset({"spring-boot:run", "quarkus:dev", "test", "verify"}),
    "mvnw": frozenset({"spring-boot:run", "quarkus:dev", "test", "verify"}),
    "next": frozenset({"dev"}),
    "ng": frozenset({"serve", "test"}),
    "npm": frozenset({"dev", "develop", "serve", "start:dev", "t", "test", "watch"}),
    "npx": frozenset({"nodemon", "ng", "playwright", "vite", "webpack-dev-server"}),
    "nx": frozenset({"serve"}),
    "pnpm": frozenset({"dev", "serve", "start:dev", "t", "test", "watch"}),
    "react-scripts": frozenset({"start", "test"}),
    "vite": frozenset({"", "dev", "serve"}),
    "webpack": frozenset({"serve"}),
    "yarn": frozenset({"dev", "serve", "start:dev", "test", "watch"}),
}
# Interpreters that open a prompt when they are given nothing, or this.
_PROMPTS: dict[str, frozenset[str]] = {
    "erl": frozenset(),
    "ghci": frozenset(),
    "iex": frozenset(),
    "irb": frozenset(),
    "jshell": frozenset(),
    "julia": frozenset(),
    "node": frozenset(),
    "php": frozenset({"-a"}),
    "python": frozenset(),
    "python3": frozenset(),
    "R": frozenset(),
    "rails": frozenset({"console"}),
}
_COMPILING = frozenset({ToolKind.COMPILER, ToolKind.BUILD_SYSTEM, ToolKind.TOOLCHAIN})
_BUILD_WORDS = frozenset({"build", "builder", "compile", "compiler"})
_COMPILERS = frozenset(
    {"cargo", "cc", "clang", "cmake", "g++", "gcc", "go", "gradle", "gradlew", "javac"}
    | {"make", "mvn", "mvnw", "rustc", "sbt", "swift"}
)


def shipped_stages(build: Build) -> list[Stage]:
    """The target and the stages it is built from: their layers are those of the image."""
    return build.lineage(build.target) if build.target is not None else []


def main_commands(build: Build) -> list[Command]:
    """The commands that a container of the target starts, as far as the file says so.

    CMD counts with ENTRYPOINT in front of it and also alone, since an entrypoint script usually
    runs what it is given.
    """
    if build.target is None:
        return []
    known = _STARTED.get(build.target.instruction)
    if known is None:
        known = _STARTED[build.target.instruction] = _started(shipped_stages(build))
    return known


_STARTED: "WeakKeyDictionary[Instruction, list[Command]]" = WeakKeyDictionary()


@lru_cache(maxsize=64)
def _commands(words: tuple[str, ...]) -> tuple[Command, ...]:
    return from_exec(words).commands if words else ()


def _started(stages: list[Stage]) -> list[Command]:
    cmd: tuple[str, ...] = ()
    for stage in stages:
        for step in reversed(stage.steps):
            if step.name == "ENTRYPOINT" and not step.failed:
                return [*_commands((*command_line(step), *cmd)), *_commands(cmd)]
            if step.name == "CMD" and not cmd and not step.failed:
                cmd = command_line(step)
    return list(_commands(cmd))


def is_workbench(build: Build) -> bool:
    """Whether the target is an image to work in: for development, tests, builds.

    Its stage is named so, or it starts a shell, an interpreter's prompt, a compiler or a
    development server.
    """
    if build.target is None:
        return True
    if is_workshop(build.target) and words_of(build.target) - _BUILD_WORDS:
        return True
    return any(_is_work(command) for command in main_commands(build))


def _is_work(command: Command) -> bool:
    name = command.name or ""
    arguments = {word.value or "" for word in command.arguments[:3]}
    if name in _WORKBENCHES:
        # `sh -c …` is read through: the commands in it are looked at themselves.
        return not arguments & {"-c", "-ec", "-lc", "-exc"}
    if name in _PROMPTS:
        return arguments <= _PROMPTS[name]
    work = _WORK.get(name)
    if work is None:
        return False
    return bool(arguments & work) or ("" in work and not arguments)


def runs_compiler(build: Build) -> bool:
    """Whether a container of the target starts a compiler or a build tool."""
    return any(command.name in _COMPILERS for command in main_commands(build))


def has_command(build: Build) -> bool:
    """Whether the file says what a container of the target starts."""
    return any(stage.named("CMD", "ENTRYPOINT") for stage in shipped_stages(build))


def kept_for_good(build: Build) -> Iterator[tuple[Stage, Run, KeptPackages]]:
    """The installations of system packages that are in the image for good.

    Nothing for an image to work in, and nothing where something else has to be said first: that
    the image holds a whole toolchain anyway.
    """
    target = build.target
    if target is None or not has_command(build) or is_workbench(build) or runs_compiler(build):
        return
    stages = shipped_stages(build)
    if toolchain_of(build, target) is not None:
        return
    if any(build_command(build, stage) is not None for stage in stages[1:]):
        return
    gone = _removed(build, stages)
    for stage in reversed(stages):
        for run in runs_of(build, stage):
            for kept in kept_packages(run):
                packages = tuple(pair for pair in kept.packages if pair[0] not in gone)
                if packages and kept.use.group not in gone:
                    yield stage, run, kept._replace(packages=packages)


def called(stage: Stage) -> str:
    """How to begin a sentence about a stage of the image."""
    return stage.name if stage.name is not None else "This stage"


def is_compiler(package: str) -> bool:
    """Whether a package compiles or drives a compilation, and nothing needs it afterwards."""
    tool = build_tool(package)
    return tool is not None and not tool.runs_too and tool.kind in _COMPILING


def is_headers(package: str) -> bool:
    """Whether a package holds the headers of a library."""
    tool = build_tool(package)
    return tool is not None and tool.kind is ToolKind.HEADERS


def _removed(build: Build, stages: Sequence[Stage]) -> frozenset[str]:
    """What a RUN removes by name; of a removal that comes too late another rule tells."""
    return frozenset(
        package.name
        for stage in stages
        for run in runs_of(build, stage)
        for use in package_uses(run)
        if use.action is Action.REMOVE
        for package in use.packages
        if package.name is not None
    )


def listed(names: Sequence[str], most: int = 4) -> str:
    """Names as a sentence has them: `gcc, make and 3 more`."""
    shown = list(dict.fromkeys(names))
    if len(shown) > most:
        shown = [*shown[: most - 1], f"{len(shown) - most + 1} more"]
    return " and ".join([", ".join(shown[:-1]), shown[-1]] if len(shown) > 1 else shown)
