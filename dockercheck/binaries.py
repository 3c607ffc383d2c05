"""Which C library the binaries that a stage makes need, and into which stages they are copied."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from dockercheck.bases import GLIBC, MUSL, libc_of
from dockercheck.build import Build
from dockercheck.commands import (
    CargoCommand,
    Compile,
    DotnetCommand,
    GoCommand,
)
from dockercheck.dependencies import ProjectInstall, project_installs
from dockercheck.installed import package_uses, packages_of
from dockercheck.paths import clean, destination, join
from dockercheck.runs import Run, covers, runs_of
from dockercheck.shell import Command
from dockercheck.stages import Stage, Step

_MOST = 30  # binaries followed for a stage; more only in text made to be slow
_C_COMPILERS = frozenset({"build-base", "clang", "g++", "gcc", "alpine-sdk"})
_FOREIGN_SYSTEMS = frozenset({"darwin", "freebsd", "js", "wasip1", "windows"})
_PURE_TAGS = frozenset({"netgo"})
_LIBRARIES = re.compile(
    r"(?:^|/)(?:lib|lib32|lib64|runtime|sysroot|rootfs)(?:/|$)|(?:^|/)ld-(?:linux|musl)|\.so(?:[.*]|$)"
)


class Binary(NamedTuple):
    """Something that a stage makes and that needs a C library.

    `path` is the file, or with `is_folder` the folder in which it is. `libc` is glibc or musl.
    `sure` tells that it needs it whatever the source is. `what` names it in a sentence. `names`
    are the ones that it can have in its folder, empty for any.
    """

    path: str
    is_folder: bool
    libc: str
    sure: bool
    what: str
    made_by: str
    step: Step
    stage: Stage
    names: frozenset[str] = frozenset()

    @property
    def line(self) -> int:
        """The line of the RUN that makes it."""
        return self.step.line


class Copied(NamedTuple):
    """A COPY that takes a binary into another stage."""

    stage: Stage
    step: Step
    source: int  # which of the step's arguments
    binary: Binary


class _Held(NamedTuple):
    """What a stage holds at its end: binaries, and whether a C compiler was installed."""

    binaries: tuple[Binary, ...] = ()
    has_compiler: bool = False


def copied_binaries(build: Build, stages: Sequence[Stage]) -> Iterator[tuple[Stage, Copied]]:
    """The binaries of other stages that stages, and those below them, copy."""
    held = _all_held(build) if stages else []
    for stage in stages:
        for ancestor in reversed(build.lineage(stage)):
            for step, origin in _copies(ancestor):
                for number, source in enumerate(step.args[:-1]):
                    path = clean(f"/{source}")
                    binary = next((b for b in held[origin].binaries if _takes(path, b)), None)
                    if binary is not None:
                        yield stage, Copied(ancestor, step, number, binary)


def _copies(stage: Stage) -> Iterator[tuple[Step, int]]:
    """The COPYs of a stage that take files of an earlier stage, and its number."""
    for step in stage.named("COPY"):
        origin = step.origin.stage if step.origin is not None and not step.failed else None
        if origin is not None and origin < stage.index:
            yield step, origin


def _takes(path: str, binary: Binary) -> bool:
    """Whether a copied path is the binary, or a directory that holds it."""
    if binary.is_folder:
        folder, _, name = path.rpartition("/")
        fits = name in binary.names if binary.names else "." not in name
        return covers(path, binary.path) or (folder == binary.path and fits)
    return covers(path, binary.path)


def _all_held(build: Build) -> list[_Held]:
    """What every stage holds, in their order: what it is built from and copies comes before it."""
    found: list[_Held] = []
    for stage in build.stages:
        base = stage.base.stage
        below = found[base] if base is not None and base < len(found) else _Held()
        found.append(_held(build, stage, below, found))
    return found


def _held(build: Build, stage: Stage, below: _Held, earlier: list[_Held]) -> _Held:
    libc = libc_of(build, stage)
    binaries = list(below.binaries)
    has_compiler = below.has_compiler or libc == GLIBC or _installs_compiler(build, stage)
    if libc in (GLIBC, MUSL):
        for run in runs_of(build, stage):
            binaries += _made_by(run, stage, libc, has_compiler)
    for step, origin in _copies(stage):
        for binary in earlier[origin].binaries:
            binaries += _handed_on(step, binary)
        del binaries[_MOST:]
    return _Held(tuple(binaries[:_MOST]), has_compiler)


def _handed_on(step: Step, binary: Binary) -> Iterator[Binary]:
    """Where a binary lies after a COPY."""
    for source in step.args[:-1]:
        path = clean(f"/{source}")
        if _takes(path, binary) and not binary.is_folder:
            target = destination(step.workdir, step.args[-1])
            if target.endswith("/") and path == binary.path:
                target = join(target, path.rpartition("/")[2])
            yield binary._replace(path=clean(target + binary.path[len(path) :]))
            return


def _installs_compiler(build: Build, stage: Stage) -> bool:
    return any(
        name in _C_COMPILERS
        for run in runs_of(build, stage)
        for use in package_uses(run)
        for name, _word in packages_of(run, use)
    )


def _made_by(run: Run, stage: Stage, libc: str, has_compiler: bool) -> Iterator[Binary]:
    for command in run.commands:
        if command.name == "jlink":
            yield from _java_runtime(run, stage, command, libc)
            continue
        match run.what(command):
            case GoCommand(action="build" | "install") as built:
                if has_compiler or _cgo(run, built) is True:
                    yield from _go(run, stage, built, libc)
            case CargoCommand(action="build" | "install") as built:
                yield from _cargo(run, stage, built, libc)
            case Compile(links=True, static=False) as built:
                yield from _compiled(run, stage, built, libc)
            case DotnetCommand(action="publish", self_contained=True) as built:
                yield from _dotnet(run, stage, built)


# Go


def _cgo(run: Run, built: GoCommand) -> bool | None:
    if built.cgo is not None:
        return built.cgo
    value = run.variable(built.command, "CGO_ENABLED")
    return {"0": False, "1": True}.get(value or "")


def _go(run: Run, stage: Stage, built: GoCommand, libc: str) -> Iterator[Binary]:
    if built.static or _cgo(run, built) is False or _says_static(built.command):
        return
    flags = run.variable(built.command, "GOFLAGS") or ""
    tags = {*built.tags, *re.split(r"[\s,=]+", flags)}
    system = built.os or run.variable(built.command, "GOOS")
    if tags & _PURE_TAGS or system in _FOREIGN_SYSTEMS or _writes_setting(run, stage):
        return
    made = f"go {built.action}"
    if built.action == "install":
        folder = run.variable(built.command, "GOBIN") or "/go/bin"
        yield Binary(clean(folder), True, libc, False, "a Go binary", made, run.step, stage)
        return
    if built.output is not None and built.output.value is None:
        return
    path = (
        run.path(built.command, built.output.value)
        if built.output is not None
        else run.directory(built.command)
    )
    if path is not None:
        is_folder = built.output is None or len(built.packages) > 1
        is_folder = is_folder or bool(built.output and (built.output.value or "").endswith("/"))
        names = frozenset() if built.output is not None else _package_names(built, path)
        what = "a Go binary"
        yield Binary(path, is_folder, libc, False, what, made, run.step, stage, names)


def _package_names(built: GoCommand, directory: str) -> frozenset[str]:
    """What the binary may be called: as the package's folder, or as the one it is built in."""
    paths = [word.value or "" for word in built.packages] or ["."]
    return frozenset(
        clean(path).rpartition("/")[2].removesuffix(".go") if clean(path) != "." else own
        for path in paths
        for own in [directory.rpartition("/")[2]]
    )


def _says_static(command: Command) -> bool:
    """Whether the flags ask for static linking somewhere, also inside an uncertain word."""
    return any("-static" in word.text for word in command.words)


def _writes_setting(run: Run, stage: Stage) -> bool:
    """`go env -w CGO_ENABLED=0`, here or before: cgo is off from then on."""
    return any(
        "CGO_ENABLED=0" in step.instruction.original and "env -w" in step.instruction.original
        for step in stage.steps
        if step.name == "RUN" and step.line <= run.line
    )


# Rust, C, .NET, Java


def _cargo(run: Run, stage: Stage, built: CargoCommand, libc: str) -> Iterator[Binary]:
    target = built.target or run.variable(built.command, "CARGO_BUILD_TARGET") or ""
    flags = run.variable(built.command, "RUSTFLAGS") or ""
    asks_target = any(word.prefix.startswith("--target") for word in built.command.words)
    if "+crt-static" in flags or (asks_target and not built.target):
        return
    if libc == MUSL or (target and "-gnu" not in target):
        return
    if built.action == "install":
        path = f"{built.root or '/usr/local/cargo'}/bin"
    else:
        path = _below(run, built, "/".join(filter(None, ["target", target, _profile(built)])))
    folder = run.path(built.command, path)
    if folder is not None:
        made = f"cargo {built.action}"
        yield Binary(folder, True, GLIBC, True, "a Rust binary", made, run.step, stage)


def _profile(built: CargoCommand) -> str:
    return "debug" if built.profile == "dev" else built.profile


def _below(run: Run, built: CargoCommand, default: str) -> str:
    directory = run.variable(built.command, "CARGO_TARGET_DIR")
    if directory and built.directory and built.directory.startswith("target/"):
        return join(directory, built.directory.removeprefix("target/"))
    return built.directory or default


def _compiled(run: Run, stage: Stage, built: Compile, libc: str) -> Iterator[Binary]:
    if built.compiler == "rustc" or "mingw" in built.compiler or _says_static(built.command):
        return
    if "static" in (run.variable(built.command, "LDFLAGS") or ""):
        return
    if "musl" in built.compiler:
        libc = MUSL
    path = run.path(built.command, built.output.value if built.output is not None else "a.out")
    if path is not None and not path.endswith((".o", ".a")):
        made = built.compiler
        yield Binary(path, False, libc, True, "a C or C++ binary", made, run.step, stage)


def _dotnet(run: Run, stage: Stage, built: DotnetCommand) -> Iterator[Binary]:
    runtime = built.runtime or ""
    if not runtime.startswith("linux-") or built.output is None:
        return
    path = run.path(built.command, built.output.value)
    if path is not None:
        libc = MUSL if "musl" in runtime else GLIBC
        what, made = f"a self-contained .NET program for {runtime}", "dotnet publish"
        yield Binary(path, False, libc, True, what, made, run.step, stage)


def _java_runtime(run: Run, stage: Stage, command: Command, libc: str) -> Iterator[Binary]:
    values = [word.value for word in command.words]
    for number, word in enumerate(command.words):
        if word.prefix == "--output" and number + 1 < len(values):
            path = run.path(command, values[number + 1])
        elif word.prefix.startswith("--output=") and word.value is not None:
            path = run.path(command, word.value.partition("=")[2])
        else:
            continue
        if path is not None:
            yield Binary(path, False, libc, True, "a Java runtime", "jlink", run.step, stage)


# Packages of languages with compiled parts


def copied_packages(build: Build, stages: Sequence[Stage]) -> Iterator[tuple[Stage, Copied]]:
    """Folders of Node.js and Python packages that stages copy: some hold compiled modules."""
    folders: dict[int, list[tuple[ProjectInstall, Binary]]] = {}
    for stage in stages:
        for ancestor in reversed(build.lineage(stage)):
            for step, origin in _copies(ancestor):
                if origin not in folders:
                    folders[origin] = list(_package_folders(build, build.stages[origin]))[:_MOST]
                for number, source in enumerate(step.args[:-1]):
                    path = clean(f"/{source}")
                    found = (b for install, b in folders[origin] if install.is_in(path))
                    binary = next(found, None)
                    if binary is not None:
                        yield stage, Copied(ancestor, step, number, binary)


def _package_folders(build: Build, stage: Stage) -> Iterator[tuple[ProjectInstall, Binary]]:
    libc = libc_of(build, stage)
    if libc not in (GLIBC, MUSL):
        return
    for each in build.lineage(stage):
        for run in runs_of(build, each):
            for install in project_installs(run):
                if install.path is not None and install.ecosystem in ("Node.js", "Python"):
                    what, made = f"the {install.ecosystem} packages", install.text
                    path = install.path
                    yield install, Binary(path, False, libc, False, what, made, run.step, each)


def brings_libraries(build: Build, stage: Stage) -> bool:
    """Whether a stage copies a C library or a whole file system along with its programs."""
    for each in build.lineage(stage):
        for step in each.named("COPY", "ADD"):
            places = [*step.args]
            if any(_LIBRARIES.search(place) for place in places):
                return True
            if any(clean(f"/{source}") == "/" for source in step.args[:-1]):
                return True
            archives = step.name == "ADD" and any(".tar" in source for source in step.args[:-1])
            if archives and clean(destination(step.workdir, step.args[-1])) == "/":
                return True
    return False
