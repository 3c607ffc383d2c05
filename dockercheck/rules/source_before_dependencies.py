"""Copy the manifest, install the dependencies, then copy the source.

## What happens

BuildKit runs a step again as soon as one before it in the stage has changed. After `COPY . .` every
edit of any file changes that step, so that the installation behind it runs again, although the list
of dependencies is the same.

## Why it matters in microservices

Installing is usually the slowest step of a build, and the one that depends on other people's
servers. Every service pays for it at every commit, and every developer at every build.

## How to mend it

Copy only the files that say what to install (`package.json` and `package-lock.json`, `go.mod` and
`go.sum`, `requirements.txt`), install, and copy the rest afterwards. Where the installation wants
the project too, tell it to wait: `poetry install --no-root`, `uv sync --no-install-project`,
`composer install --no-scripts --no-autoloader`.

## What it costs

A second COPY, and a list of manifests to keep when the project gets a new package or workspace.

## Sources

- [Order your layers](https://docs.docker.com/build/cache/optimize/#order-your-layers)
- [Build cache invalidation](https://docs.docker.com/build/cache/invalidation/)
"""

from collections.abc import Iterator
from typing import NamedTuple

from dockercheck.build import Build
from dockercheck.contents import copied
from dockercheck.dependencies import ProjectInstall, project_installs
from dockercheck.edits import insertion, is_plain_run, next_instruction, remove_instruction
from dockercheck.report import Fix
from dockercheck.rules.rule import STAGECRAFT, WARNING, Found, Rule
from dockercheck.runs import Run, covers, is_windows, run_of
from dockercheck.stages import Stage, Step

BAD = """\
FROM node:22-slim AS build
WORKDIR /app
COPY . .
RUN npm ci
RUN npm run build
"""

GOOD = """\
FROM node:22-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci
COPY . .
RUN npm run build
"""

# Directories that hold what people edit all day, and nothing that says what to install.
_SOURCE_FOLDERS = frozenset({"app", "cmd", "internal", "source", "src", "test", "tests"})
_FOLDERS = {".venv": "Python", "node_modules": "Node.js", "vendor": "PHP", "venv": "Python"}
_OFFLINE = frozenset({"--offline", "--prefer-offline"})
# Workspaces and local replacements: more manifests than the usual ones.
_WORKSPACE_FILES = frozenset({"go.work", "lerna.json", "nx.json", "pnpm-workspace.yaml"})


class _Broad(NamedTuple):
    """A COPY that brings source: the step, and the directory it fills."""

    step: Step
    path: str
    whole: bool


def find(build: Build) -> Iterator[Found]:
    """Installations of dependencies behind a COPY of the source."""
    after: dict[int | None, set[str]] = {}
    for stage in build.stages:
        installed = set(after.get(stage.base.stage, ()))
        if not is_windows(build, stage):
            yield from _in_stage(build, stage, installed)
        after[stage.index] = installed


def _in_stage(build: Build, stage: Stage, installed: set[str]) -> Iterator[Found]:
    broad: list[_Broad] = []
    for step in stage.steps:
        if step.failed or step.triggered:
            continue
        if step.name in ("COPY", "ADD"):
            broad += _broad(step)
            installed |= _brought(step)
        elif step.name == "RUN":
            run = run_of(step)
            for install in project_installs(run):
                if install.ecosystem in installed or _is_cheap(run, install):
                    continue
                source = _source_of(install, broad)
                if source is not None:
                    yield _found(build, stage, run, install, source)
                    installed.add(install.ecosystem)
            installed |= _ecosystems(run)


def _ecosystems(run: Run) -> set[str]:
    """What a RUN has installed for, so that what follows only completes it."""
    found = {install.ecosystem for install in project_installs(run)}
    for command in run.commands:
        values = [word.value for word in command.words[:3]]
        if values[:2] == ["pnpm", "fetch"]:
            found.add("Node.js")
        elif values[:3] == ["cargo", "chef", "cook"]:
            found.add("Rust")
    return found


def _brought(step: Step) -> set[str]:
    """What another stage has installed already and this step copies."""
    if step.origin is None or step.origin.kind == "context":
        return set()
    names = {source.rstrip("/").rpartition("/")[2] for source in step.args[:-1]}
    return {_FOLDERS[name] for name in names if name in _FOLDERS}


def _broad(step: Step) -> Iterator[_Broad]:
    if step.origin is None or step.origin.kind != "context" or len(step.args) < 2:
        return
    for made in copied(step):
        for source in step.args[:-1]:
            name = source.strip("/").removeprefix("./")
            whole = name in ("", ".", "*")
            alone = len(step.args) == 2 and not any(sign in name for sign in "*?[")
            if made.tree and (whole or name in _SOURCE_FOLDERS or alone):
                yield _Broad(step, made.path, whole)


def _source_of(install: ProjectInstall, broad: list[_Broad]) -> _Broad | None:
    """The COPY that brings source along with the manifest, or into the project beside it."""
    if install.directory is None or (install.tool == "pip" and not install.manifests):
        return None
    for each in broad:
        if covers(each.path, install.directory):
            return each
        name = each.path.rpartition("/")[2]
        if name in _SOURCE_FOLDERS and each.path.rpartition("/")[0] == install.directory:
            return each
    return None


def _is_cheap(run: Run, install: ProjectInstall) -> bool:
    """Whether running it again costs little: downloads are kept, or were made before."""
    if any(mount.type == "cache" for mount in run.step.mounts):
        return True
    return any(word.value in _OFFLINE for word in install.command.words)


def _found(build: Build, stage: Stage, run: Run, install: ProjectInstall, source: _Broad) -> Found:
    written = " ".join(source.step.instruction.values)
    return Found(
        run.place(install.command),
        f"{install.text} runs again after every edit of the source",
        f"COPY {written} at line {source.step.line} of {stage.label} changes with every file, and "
        f"this installation stands behind it.",
        _fix(build, run, install, source),
    )


def _fix(build: Build, run: Run, install: ProjectInstall, source: _Broad) -> Fix | None:
    """Copy the manifests and install in front of the COPY, where all names are certain."""
    copy = source.step.instruction
    follows = next_instruction(build, source.step) is run.step.instruction
    if not (source.whole and follows and is_plain_run(run.step) and len(run.commands) == 1):
        return None
    if source.path != install.directory or install.needs_source or not install.manifests:
        return None
    if any(name.startswith(("/", "..")) for name in install.manifests):
        return None
    if copy.json or copy.name != "COPY" or any(f.name not in ("chown", "link") for f in copy.flags):
        return None
    if build.context is not None and not _fits(build, install.manifests):
        return None
    flags = "".join(f"{flag.text} " for flag in copy.flags)
    target = copy.values[-1].rstrip("/") + "/"
    manifests = " ".join(install.manifests)
    lines = "\n".join(build.lines[run.line - 1 : run.step.instruction.end_line])
    text = f"COPY {flags}{manifests} {target}\n{lines}\n"
    edits = (insertion(copy.line, 1, text), remove_instruction(build, run.step.instruction))
    return Fix(f"Copy {manifests} and install before the source", edits)


def _fits(build: Build, manifests: tuple[str, ...]) -> bool:
    paths = set(build.context or ())
    return paths.issuperset(manifests) and not paths & _WORKSPACE_FILES


rule = Rule(
    name="SourceBeforeDependencies",
    family=STAGECRAFT,
    severity=WARNING,
    docs=__doc__,
    bad=BAD,
    good=GOOD,
    find=find,
)
