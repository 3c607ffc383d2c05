"""Remove files in the layer that adds them.

## What happens

A layer holds what its instruction adds and notes what it removes. Removing a file of an earlier
layer adds a note that hides it; its bytes stay in the earlier layer and are stored, pushed and
pulled as before. That holds for `rm`, for `apt-get purge` and for cleaning caches alike.

## Why it matters in microservices

The image is as large as without the command, on every node that pulls it, and the command makes the
file look as if somebody had taken care of that.

## How to mend it

Do it in the same RUN: `apt-get update && apt-get install … && rm -rf /var/lib/apt/lists/*`. Files
that only one command needs can be mounted instead of copied: `RUN --mount=type=bind,source=app.tgz,
target=/tmp/app.tgz tar -xzf /tmp/app.tgz`. What the image should not have at all belongs into
`.dockerignore`, or into a build stage.

## What it costs

Longer RUN instructions, and a step that runs again as a whole.

## Sources

- [Image layers](https://docs.docker.com/get-started/docker-concepts/building-images/understanding-image-layers/)
- [Best practices: apt-get](https://docs.docker.com/build/building/best-practices/#apt-get)
- [RUN --mount=type=bind](https://docs.docker.com/reference/dockerfile/#run---mounttypebind)
"""

from collections.abc import Iterator
from typing import NamedTuple

from dockercheck.build import Build
from dockercheck.commands import (
    Action,
    Copy,
    LanguagePackages,
    Link,
    MakeDirectories,
    Remove,
    SystemPackages,
)
from dockercheck.dependencies import narrowed_later, project_installs
from dockercheck.edits import join_runs
from dockercheck.installed import family, package_uses, packages_of
from dockercheck.layers import Deposit, Target, deposits, own_steps, target_of
from dockercheck.report import Fix
from dockercheck.rules.rule import STAGECRAFT, WARNING, Found, Rule
from dockercheck.runs import Run, covers, is_windows, run_of
from dockercheck.secret_names import is_secret_file
from dockercheck.shell import Command, Word
from dockercheck.shipping import is_workbench, listed, shipped_stages
from dockercheck.stages import Step

BAD = """\
FROM debian:12-slim
RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates=20230311
RUN rm -rf /var/lib/apt/lists/*
CMD ["true"]
"""

GOOD = """\
FROM debian:12-slim
RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates=20230311 \\
    && rm -rf /var/lib/apt/lists/*
CMD ["true"]
"""

# Where package managers keep their index and their downloads.
_CACHES = {
    "apt": ("/var/lib/apt/lists", "/var/cache/apt"),
    "apk": ("/var/cache/apk",),
    "dnf": ("/var/cache/dnf", "/var/cache/yum"),
    "zypper": ("/var/cache/zypp",),
    "pacman": ("/var/cache/pacman", "/var/lib/pacman/sync"),
}
_ARCHIVES = (".deb", ".gz", ".jar", ".rpm", ".tar", ".tgz", ".war", ".whl", ".xz", ".zip", ".zst")


_MOST = 50  # deposits that a removal is compared with; more only in text made to be slow


class _Late(NamedTuple):
    """A command that comes too late: what it wants to remove, and the step that added that."""

    command: Command
    what: str
    added: Step


class _Past:
    """What the steps so far have put into the layers, and which step did."""

    def __init__(self) -> None:
        self.deposits: list[Deposit] = []
        self.packages: dict[tuple[str, str], Step] = {}  # by the manager's family and the name
        self.indexes: dict[str, Step] = {}  # of packages, by the manager's family
        self.downloads: dict[str, Step] = {}  # of system packages, by the manager's family
        self.caches: dict[str, Step] = {}  # by a language's tool
        self.node: Step | None = None

    def add(self, step: Step) -> None:
        """Note what a step leaves behind."""
        self.deposits = [*self.deposits, *deposits([step])][-_MOST:]
        if step.name == "RUN" and not step.failed and not step.triggered:
            run = run_of(step)
            if not any(mount.type == "cache" for mount in step.mounts):
                self._note_caches(run)
            self._note_packages(run)
            if any(i.ecosystem == "Node.js" and i.development for i in project_installs(run)):
                self.node = step

    def _note_caches(self, run: Run) -> None:
        for name in run.once(_filled):
            self.indexes[name] = run.step
            self.downloads[name] = run.step
        for name in run.once(_tidied):
            self.indexes.pop(name, None)
        for use in package_uses(run):
            if use.action is Action.CLEAN:
                self.downloads.pop(family(use), None)
        for tool in run.once(_caching_tools):
            self.caches[tool] = run.step

    def _note_packages(self, run: Run) -> None:
        for use in package_uses(run):
            if use.action is Action.INSTALL:
                for name in (*(name for name, _word in packages_of(run, use)), use.group):
                    if name:
                        self.packages[family(use), name] = run.step


def find(build: Build) -> Iterator[Found]:
    """Removals in the target's layers of what an earlier layer of it holds."""
    if build.target is None or is_workbench(build) or is_windows(build, build.target):
        return
    past = _Past()
    for step in own_steps(shipped_stages(build)):
        if step.name == "RUN" and not step.failed and not step.triggered:
            run = run_of(step)
            for late in _late(run, past):
                yield _found(build, run, late)
        past.add(step)


def _late(run: Run, past: _Past) -> Iterator[_Late]:
    own = run.once(_own_paths)
    for command in run.commands:
        match run.what(command):
            case Remove() as removal:
                yield from _removed(run, removal, past, own)
            case SystemPackages(action=Action.REMOVE) as use:
                yield from _uninstalled(run, use, past)
            case SystemPackages(action=Action.CLEAN) as use:
                added = past.downloads.get(family(use))
                if added is not None and not run.once(_managed) & {family(use)}:
                    yield _Late(command, f"what {use.manager} has downloaded", added)
            case LanguagePackages(action=Action.CLEAN) as cleaning:
                added = past.caches.get(cleaning.tool)
                mounted = any(mount.type == "cache" for mount in run.step.mounts)
                if added and not mounted and cleaning.tool not in run.once(_caching_tools):
                    yield _Late(command, f"the cache of {cleaning.tool}", added)
    yield from _pruned(run, past)


def _pruned(run: Run, past: _Past) -> Iterator[_Late]:
    if past.node is None or any(i.ecosystem == "Node.js" for i in project_installs(run)):
        return
    for ecosystem, command in narrowed_later(run):
        if ecosystem == "Node.js" and "prune" in {word.value for word in command.words}:
            yield _Late(command, "the development dependencies", past.node)


# Files


def _removed(
    run: Run, removal: Remove, past: _Past, own: list[tuple[str, bool]]
) -> Iterator[_Late]:
    for word in removal.targets:
        target = target_of(run, removal.command, word)
        if target is None or is_secret_file(target.path) or not run.keeps(target.path):
            continue
        if any(target.takes(path) or _meets_own(target, path, tree) for path, tree in own):
            continue
        held = (d for d in reversed(past.deposits) if _takes(removal, target, d))
        deposit = next(held, None)
        added = deposit.step if deposit is not None else _index_step(run, target, past)
        if added is not None:
            yield _Late(removal.command, word.text, added)
            return


def _takes(removal: Remove, target: Target, deposit: Deposit) -> bool:
    if deposit.is_small or deposit.path == "/" or removal.filtered:
        return False
    if target.takes(deposit.path):
        return True
    if not deposit.tree or not covers(deposit.path, target.path):
        return False
    return removal.recursive or target.path.endswith(_ARCHIVES)


def _own_paths(run: Run) -> list[tuple[str, bool]]:
    """What the RUN itself makes, or puts in the place of what it removes."""
    found = [(deposit.path, deposit.tree) for deposit in deposits([run.step])]
    for command in run.commands:
        known = run.what(command)
        words: tuple[Word | None, ...] = ()
        if isinstance(known, MakeDirectories):
            words = known.paths
        elif isinstance(known, Link | Copy):
            words = (known.link if isinstance(known, Link) else known.destination,)
        paths = (run.path(command, word.value) for word in words if word is not None)
        found += ((path, False) for path in paths if path is not None)
    return found[:_MOST]


def _meets_own(target: Target, path: str, tree: bool) -> bool:
    return covers(target.path, path) or (tree and covers(path, target.path))


def _index_step(run: Run, target: Target, past: _Past) -> Step | None:
    """The step whose package index or downloads are removed, where this RUN made none itself."""
    name = next((m for m, paths in _CACHES.items() if any(_meets(target, p) for p in paths)), None)
    if name is None or name in run.once(_filled):
        return None
    return past.indexes.get(name)


def _meets(target: Target, path: str) -> bool:
    return target.takes(path) or covers(path, target.path)


def _filled(run: Run) -> frozenset[str]:
    """The families of managers whose index or downloads a RUN fetches."""
    return frozenset(
        family(use) for use in package_uses(run) if use.refreshes or use.keeps_cache
    ) | frozenset(family(use) for use in package_uses(run) if use.action is Action.INSTALL)


def _managed(run: Run) -> frozenset[str]:
    """The families of managers that a RUN uses for more than cleaning."""
    return frozenset(family(use) for use in package_uses(run) if use.action is not Action.CLEAN)


def _tidied(run: Run) -> frozenset[str]:
    """The families of managers whose index a RUN removes."""
    found: set[str] = set()
    for command in run.commands:
        known = run.what(command)
        for word in known.targets if isinstance(known, Remove) else ():
            target = target_of(run, command, word)
            if target is not None:
                found |= {m for m, ps in _CACHES.items() if any(_meets(target, p) for p in ps)}
    return frozenset(found)


# Packages


def _uninstalled(run: Run, use: SystemPackages, past: _Past) -> Iterator[_Late]:
    names = {name for name, _word in packages_of(run, use)} - run.once(_installed_here)
    late = sorted(name for name in names if (family(use), name) in past.packages)
    if late:
        yield _Late(use.command, listed(late), past.packages[family(use), late[0]])


def _installed_here(run: Run) -> frozenset[str]:
    uses = [use for use in package_uses(run) if use.action is Action.INSTALL]
    return frozenset(name for use in uses for name, _word in packages_of(run, use)) | frozenset(
        use.group for use in uses if use.group is not None
    )


def _caching_tools(run: Run) -> frozenset[str]:
    """The package managers of languages that a RUN lets fill their caches."""
    return frozenset(
        known.tool
        for known in map(run.what, run.commands)
        if isinstance(known, LanguagePackages)
        if known.action is Action.INSTALL and known.keeps_cache
    )


def _found(build: Build, run: Run, late: _Late) -> Found:
    edit = join_runs(build, late.added, run.step) if late.added.name == "RUN" else None
    fix = Fix(f"Join it with the RUN at line {late.added.line}", (edit,)) if edit else None
    return Found(
        run.place(late.command),
        f"Removing {late.what} here does not make the image smaller",
        f"It was added by {late.added.name} at line {late.added.line}, and that layer stays as "
        f"large as it is.",
        fix,
    )


rule = Rule(
    name="RemovalShrinksNothing",
    family=STAGECRAFT,
    severity=WARNING,
    docs=__doc__,
    bad=BAD,
    good=GOOD,
    find=find,
)
