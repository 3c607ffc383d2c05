"""Which paths the instructions of a stage make: what is certain, and where anything may be."""

import re
from collections.abc import Collection, Iterator
from typing import NamedTuple

from dockercheck.bases import is_plain
from dockercheck.build import Build
from dockercheck.commands import (
    AddUser,
    CargoCommand,
    Clone,
    Compile,
    Copy,
    DotnetCommand,
    Download,
    Extract,
    GoCommand,
    Install,
    JvmBuild,
    LanguagePackages,
    Link,
    MakeDirectories,
    Recognized,
    ScriptRun,
    Touch,
    Write,
    written,
)
from dockercheck.commands import BuildSystem as OtherBuild
from dockercheck.copying import inline_documents
from dockercheck.paths import clean, destination, join
from dockercheck.runs import Run, covers, run_of
from dockercheck.shell import Command, Word
from dockercheck.stages import Stage, Step

# Where images, packages and tools put things of their own.
_SYSTEM = (
    "/bin", "/boot", "/dev", "/etc", "/go", "/home", "/lib", "/lib32", "/lib64", "/libx32",
    "/media", "/mnt", "/opt", "/proc", "/root", "/run", "/sbin", "/srv", "/sys", "/tmp",  # noqa: S108
    "/usr", "/var",
)  # fmt: skip
# Programs that leave no file behind, their redirects aside.
_QUIET = frozenset(
    """
    [ [[ : alias apt-key apt-mark awk basename break cat cd chsh command continue cut date declare
    df diff dirname du echo eval exit export expr false fc-cache file getconf getent gosu grep hash
    head hostname id jq ldd let local locale-gen ls md5sum nproc pidof popd printenv printf ps
    pushd pwd read readlink realpath return seq set sha1sum sha256sum sha512sum shift shopt sleep
    sort source stat sync tail test time tr trap true tty type ulimit umask uname uniq unset wait
    wc which whoami xargs yes
    """.split()  # noqa: SIM905 -- words in rows read better than a column of strings
) | {""}
_GO_QUIET = frozenset(
    {"clean", "doc", "env", "fmt", "help", "list", "mod download", "mod graph", "mod verify"}
    | {"test", "version", "vet"}
)
# What surely is a file by its name. A directory may have a dot in its name too.
_FILE = re.compile(
    r".*\.(?:c|cfg|cjs|conf|csproj|css|cts|env|exe|fsproj|gem|go|gradle|gz|h|html|ini|jar|js|json|"
    r"jsx|kts|lock|md|mjs|mod|mts|php|pl|properties|props|proto|py|rb|rs|sh|sln|slnx|sql|sum|tgz|"
    r"toml|ts|tsx|txt|war|xml|yaml|yml|zip)\Z|(?:.*/)?(?:Dockerfile|Gemfile|LICENSE|Makefile|"
    r"Pipfile|Procfile|Rakefile|\.npmrc|\.nvmrc)\Z"
)


_MOST = 200  # paths that are compared; with more of them a stage counts as open


class Made(NamedTuple):
    """A path that a step makes; with `tree`, anything may be below it."""

    path: str
    tree: bool
    step: Step

    @property
    def line(self) -> int:
        """The line of the step."""
        return self.step.line


class Contents(NamedTuple):
    """What a stage's steps make. With `open`, something else may have made anything."""

    made: tuple[Made, ...]
    open: bool

    def may_hold(self, path: str) -> bool:
        """Whether a path may be there: made, in a directory that is open, or above what is made."""
        if self.open or path == "/" or any(covers(folder, path) for folder in _SYSTEM):
            return True
        return any(
            covers(path, each.path) or (each.tree and covers(each.path, path)) for each in self.made
        )


def contents_of(build: Build, wanted: Collection[int]) -> dict[int, Contents]:
    """What is in stages, given by their numbers, and in those that they are built from."""
    needed = {each.index for number in wanted for each in build.lineage(build.stages[number])}
    found: dict[int, Contents] = {}
    for number in sorted(needed):
        stage = build.stages[number]
        below = stage.base.stage
        found[number] = _contents(stage, _OPEN if below is None else found.get(below, _OPEN))
    return found


_OPEN = Contents((), open=True)


def _contents(stage: Stage, below: Contents) -> Contents:
    root = stage.base
    known = root.kind == "scratch" or (root.reference is not None and is_plain(root.reference))
    if below.open and not known:
        return _OPEN
    made = list(below.made)
    for step in stage.steps:
        own = _made(step)
        if own is None or len(made) > _MOST:
            return _OPEN
        made += own
    return Contents(tuple(made), open=False)


def _made(step: Step) -> list[Made] | None:
    """What a step makes; None for anything anywhere."""
    if step.failed or step.triggered:
        return None if step.name in ("RUN", "COPY", "ADD") else []
    if step.name in ("COPY", "ADD"):
        return list(copied(step))
    if step.name == "WORKDIR":
        return [Made(clean(join("/", step.workdir, step.args[0])), False, step)] + (
            [Made(clean(step.args[0]), False, step)] if step.args[0].startswith("/") else []
        )
    return _made_by_run(run_of(step)) if step.name == "RUN" else []


def copied(step: Step) -> Iterator[Made]:
    """Where COPY or ADD puts its files."""
    if not step.args:
        return
    *sources, written = step.args
    target = destination(step.workdir, written)
    folder = target.endswith(("/", "/.")) or written in (".", "./") or len(sources) > 1
    path = clean(target)
    is_file = [step.name == "COPY" and _FILE.match(source) is not None for source in sources]
    documents = inline_documents(step.instruction)[1] if step.instruction.heredocs else []
    if folder and sources and all(is_file) and step.instruction.flag("parents") is None:
        for source in sources:
            yield Made(join(path, source.rpartition("/")[2]), False, step)
    elif sources:
        yield Made(path, not (len(sources) == 1 and is_file[0] and not folder), step)
    for document in documents:
        yield Made(join(path, document.name) if folder else path, False, step)


# RUN


def _made_by_run(run: Run) -> list[Made] | None:
    if not run.commands or run.script.errors:
        return None
    found: list[Made] = []
    for command in run.commands:
        made = made_by(run, command)
        if made is None:
            return None
        found += made
    return found


def made_by(run: Run, command: Command) -> list[Made] | None:
    """What a command makes; None for anything anywhere, which any program may do."""
    known = run.what(command)
    if known is not None:
        found = _by_known(run, command, known)
    elif command.name in _QUIET or _is_question(command):
        found = []
    else:
        return None
    for word in (word for each in written(command) for word in each.paths):
        path = run.path(command, word.value)
        if path is None or found is None:
            return None
        found.append(Made(path, False, run.step))
    return found


_QUESTIONS = frozenset({"--help", "--version", "-V", "version"})


def _is_question(command: Command) -> bool:
    return bool(command.arguments) and all(w.value in _QUESTIONS for w in command.arguments)


def _at(run: Run, command: Command, *words: Word | None, tree: bool = True) -> list[Made] | None:
    """The places that words name, None standing for the working directory."""
    found: list[Made] = []
    for word in words:
        path = run.directory(command) if word is None else run.path(command, word.value)
        if path is None:
            return None
        found.append(Made(path, tree, run.step))
    return found


def _by_known(run: Run, command: Command, known: Recognized) -> list[Made] | None:
    match known:
        case Copy(destination=place) | Install(destination=place):
            return _at(run, command, place)
        case MakeDirectories() | Touch() | Write():
            return _at(run, command, *known.paths, tree=False)
        case Link(link=place) | Extract(directory=place):
            return _at(run, command, place)
        case Clone() | Download():
            return _by_fetch(run, known)
        case AddUser(home=str(home)):
            return [Made(home, True, run.step)]
        case _:
            return _by_tool(run, command, known)


def _by_fetch(run: Run, fetched: Clone | Download) -> list[Made] | None:
    if isinstance(fetched, Clone):
        path = run.path(fetched.command, fetched.directory)
        return None if path is None else [Made(path, True, run.step)]
    if fetched.to_output:
        return []
    path = run.path(fetched.command, fetched.path)
    return [Made(path, False, run.step)] if path else _at(run, fetched.command, None)


def _by_tool(run: Run, command: Command, known: Recognized) -> list[Made] | None:
    match known:
        case OtherBuild() | CargoCommand(action="run") | DotnetCommand(action="run" | "tool"):
            return None
        case GoCommand():
            return _by_go(run, known)
        case Compile(output=output):
            return _at(run, command, output, tree=output is None)
        case LanguagePackages() | ScriptRun():
            return _by_packages(run, command, known)
        case CargoCommand() | JvmBuild() | DotnetCommand():
            return _by_project(run, command, known)
        case _:
            return []


def _by_project(
    run: Run, command: Command, known: CargoCommand | DotnetCommand | JvmBuild
) -> list[Made] | None:
    """A build of the project writes below it, and where it is told to."""
    made = _at(run, command, None)
    if isinstance(known, DotnetCommand) and known.output is not None:
        return _at(run, command, None, known.output)
    if made is not None and isinstance(known, CargoCommand) and known.root is not None:
        return [*made, Made(clean(known.root), True, run.step)]
    return made


def _by_go(run: Run, built: GoCommand) -> list[Made] | None:
    if built.action in _GO_QUIET or built.action == "install":
        return []
    if built.action != "build":
        return None
    output = built.output
    # With several packages the output is a directory, and the names are those of the packages.
    several = len(built.packages) > 1 or any("..." in word.prefix for word in built.packages)
    is_tree = output is None or several or (output.value or "").endswith("/")
    return _at(run, built.command, output, tree=is_tree)


def _by_packages(
    run: Run, command: Command, packages: LanguagePackages | ScriptRun
) -> list[Made] | None:
    directory = run.directory(command)
    if directory is None:
        return None
    if isinstance(packages, ScriptRun):
        # A script of the project may also write beside its folder, as in a workspace.
        return [Made(directory.rpartition("/")[0] or directory, True, run.step)]
    made = [Made(directory, True, run.step)]
    if packages.targeted:
        path = run.path(command, packages.target)
        return None if path is None else [*made, Made(path, True, run.step)]
    return made
