"""What compilers and build tools leave: binaries where they are named, doubt elsewhere."""

import posixpath
from collections.abc import Callable

from dockercheck.commands import (
    BuildSystem,
    CargoCommand,
    Compile,
    DotnetCommand,
    GoCommand,
    JvmBuild,
    ScriptRun,
)
from dockercheck.paths import clean, join
from dockercheck.simulation.kinds import BINARY, DEPENDENCY
from dockercheck.simulation.shell_work import ShellWork

_GO_READS = frozenset(
    {"clean", "doc", "env", "fix", "fmt", "help", "list", "tool", "version", "vet"}
)


def _write_caches(shell: ShellWork, why: str) -> None:
    for folder in ("/root", "/tmp"):  # noqa: S108 -- a path in an image
        shell.more(folder, why)


# Go


def _go(shell: ShellWork, known: GoCommand) -> None:
    if known.action in ("mod download", "get", "mod tidy"):
        _go_modules(shell)
    elif known.action == "build":
        _go_build(shell, known)
    elif known.action == "install":
        _go_install(shell, known)
    elif known.action == "mod vendor":
        shell.put(join(shell.directory, "vendor"), None, kind=DEPENDENCY, tree=True)
    elif known.action == "test":
        _write_caches(shell, "the build cache of Go")
    elif known.action.split()[0] not in _GO_READS and known.action != "mod verify":
        shell.more(shell.directory, f"what go {known.action} makes")
        _write_caches(shell, f"what go {known.action} makes")


def _go_path(shell: ShellWork) -> str | None:
    given = shell.run.variable(shell.command, "GOPATH")
    if given:
        return clean(given)
    return "/go" if shell.work.ground.name == "golang" else None


def _go_modules(shell: ShellWork) -> None:
    folder = shell.run.variable(shell.command, "GOMODCACHE")
    root = _go_path(shell)
    path = folder or (join(root, "pkg/mod") if root is not None else None)
    if path is None:
        _write_caches(shell, "the modules of Go")
    else:
        shell.put(clean(path), None, kind=DEPENDENCY, tree=True, why="the modules of Go")


def _go_build(shell: ShellWork, known: GoCommand) -> None:
    _write_caches(shell, "the build cache of Go")
    if known.output is None:
        shell.more(shell.directory, "what go build calls its output")
        return
    path = shell.path(known.output)
    if path is None:
        shell.lose(shell.area(known.output), "where go build writes")
        return
    several = len(known.packages) > 1 or any("..." in word.prefix for word in known.packages)
    slash = (known.output.value or "").endswith("/")
    if shell.work.ground.is_directory(path):
        shell.more(path, "what go build makes")
    elif several or slash or shell.work.tree.is_directory(path):
        shell.put(path, None, kind=BINARY, tree=True, why="the names of the binaries")
    else:
        shell.put(path, None, kind=BINARY)


def _go_install(shell: ShellWork, known: GoCommand) -> None:
    _write_caches(shell, "the build cache of Go")
    root = _go_path(shell)
    folder = shell.run.variable(shell.command, "GOBIN") or (join(root, "bin") if root else None)
    if folder is None:
        _write_caches(shell, "what go install makes")
        return
    for word in known.packages:
        name = posixpath.basename((word.prefix or "").partition("@")[0].rstrip("/."))
        if name and word.prefix and not name.startswith("v") and "..." not in word.prefix:
            shell.put(join(folder, name), None, kind=BINARY)
        else:
            shell.more(folder, "what go install makes")


# Rust


def _cargo(shell: ShellWork, known: CargoCommand) -> None:
    _write_caches(shell, "the registry of Cargo")
    shell.more("/usr/local/cargo", "the registry of Cargo")
    if known.action == "install":
        folder = known.root or "/usr/local/cargo"
        shell.more(join(folder, "bin"), "what cargo install makes")
        return
    if known.action != "build":
        shell.more(shell.directory, f"what cargo {known.action} makes")
        return
    target = shell.run.path(shell.command, known.directory)
    if target is None:
        shell.more(shell.directory, "where cargo build writes")
        return
    shell.put(target, None, kind=BINARY, tree=True, why="what cargo build makes")
    for name in known.binaries:
        shell.put(join(target, name), None, kind=BINARY)


# Java, .NET, C


def _jvm(shell: ShellWork, known: JvmBuild) -> None:
    _write_caches(shell, f"the repository of {known.tool}")
    builds = {"package", "install", "verify", "build", "jar", "bootJar", "assemble", "deploy"}
    if builds.intersection(goal.rpartition(":")[2] for goal in known.goals):
        folder = join(shell.directory, known.output)
        shell.put(folder, None, kind=BINARY, tree=True, why=f"what {known.tool} makes")
    shell.more(shell.directory, f"what {known.tool} makes")


def _dotnet(shell: ShellWork, known: DotnetCommand) -> None:
    _write_caches(shell, "the packages of NuGet")
    if known.action in ("publish", "build", "pack") and known.output is not None:
        path = shell.path(known.output)
        if path is not None:
            shell.put(path, None, kind=BINARY, tree=True, why=f"what dotnet {known.action} makes")
    shell.more(shell.directory, f"what dotnet {known.action} makes")


def _compile(shell: ShellWork, known: Compile) -> None:
    if known.output is None:
        names = ["a.out"] if known.links and known.compiler != "rustc" else []
        for name in names:
            shell.put(join(shell.directory, name), None, kind=BINARY)
        if not names:
            shell.more(shell.directory, f"what {known.compiler} makes")
        return
    path = shell.path(known.output)
    if path is None:
        shell.lose(shell.area(known.output), f"where {known.compiler} writes")
    else:
        shell.put(path, None, kind=BINARY)


def _build_system(shell: ShellWork, known: BuildSystem) -> None:
    why = f"what {known.tool} makes"
    folder = shell.run.path(shell.command, known.directory) or shell.directory
    if known.tool == "cmake" and known.action == "configure" and known.directory:
        shell.put(folder, None, tree=True, why=why)
    shell.more(folder, why)
    shell.more(shell.directory, why)
    if known.action == "install":
        _installation(shell, known, why)


def _installation(shell: ShellWork, known: BuildSystem, why: str) -> None:
    destination = shell.run.path(shell.command, known.destination) if known.destination else None
    prefix = known.prefix or "/usr/local"
    if destination is not None:
        shell.more(destination, why)
    elif prefix.startswith("/"):
        shell.more(clean(prefix), why)
    if known.prefix is None and known.destination is None:
        # A prefix may have been given when it was configured.
        for folder in ("/usr", "/opt", "/etc"):
            shell.more(folder, why)


# Scripts of a project


def _script(shell: ShellWork, known: ScriptRun) -> None:
    shell.more(shell.directory, f"what {known.tool} run {known.script or ''} makes")
    _write_caches(shell, f"the cache of {known.tool}")


BUILDERS: dict[type, Callable[..., None]] = {
    BuildSystem: _build_system,
    CargoCommand: _cargo,
    Compile: _compile,
    DotnetCommand: _dotnet,
    GoCommand: _go,
    JvmBuild: _jvm,
    ScriptRun: _script,
}
