"""Update the package index and install in one RUN.

## What happens

`RUN apt-get update` on its own becomes a layer with the package index of that day. BuildKit takes
the layer from its cache as long as the command's text is the same, however old it is. When you add
a package to the next instruction, that one runs anew, but with the old index: it asks for versions
that the mirror no longer has, or installs ones that have been replaced since.

## Why it matters in microservices

Every service has its own builder cache and so its own old index. The same two lines then install
different versions in ten images, and a fix for a vulnerable library arrives in some of them. On a
fresh runner everything works, so that nobody can reproduce the failure.

## How to mend it

Join the two: `RUN apt-get update && apt-get install -y --no-install-recommends curl && rm -rf
/var/lib/apt/lists/*`. On Alpine, `apk add --no-cache` fetches the index by itself. If nothing is
installed afterwards, remove the update.

## What it costs

Changing the list of packages downloads the index again, some seconds. A cache mount on
`/var/lib/apt` saves that.

## Sources

- [Best practices: apt-get](https://docs.docker.com/build/building/best-practices/#apt-get)
- [Build cache invalidation](https://docs.docker.com/build/cache/invalidation/)
"""

from collections.abc import Iterator

from dockercheck.build import Build
from dockercheck.commands import Action, SystemPackages
from dockercheck.edits import join_runs
from dockercheck.installed import family, package_uses
from dockercheck.report import Fix
from dockercheck.rules.rule import STAGECRAFT, WARNING, Found, Rule
from dockercheck.runs import Run, runs_of
from dockercheck.stages import Stage

BAD = """\
FROM debian:12-slim
RUN apt-get update
RUN apt-get install -y --no-install-recommends ca-certificates=20230311
"""

GOOD = """\
FROM debian:12-slim
RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates=20230311
"""

# Beside an update these only prepare it or tidy up: none of them installs anything.
_QUIET = frozenset(
    [
        "[",
        "add-apt-repository",
        "apt-key",
        "cat",
        "cd",
        "chmod",
        "curl",
        "dpkg",
        "echo",
        "export",
        "find",
        "gpg",
        "install",
        "ln",
        "ls",
        "mkdir",
        "mv",
        "printf",
        "rm",
        "sed",
        "set",
        "sleep",
        "tee",
        "test",
        "true",
        "wget",
    ]
) | {""}
_QUIET_ACTIONS = (Action.UPDATE, Action.CLEAN)


def find(build: Build) -> Iterator[Found]:
    """RUNs that fetch the index of packages and install nothing with it."""
    for stage in build.stages:
        users: dict[str, Run] = {}
        for run in reversed(runs_of(build, stage)):
            update = _lone_update(run)
            if update is not None:
                yield _found(build, stage, run, update, users.get(family(update)))
            for use in package_uses(run):
                if use.action in (Action.INSTALL, Action.UPGRADE):
                    users[family(use)] = run


def _lone_update(run: Run) -> SystemPackages | None:
    uses = package_uses(run)
    update = next((use for use in uses if use.action is Action.UPDATE), None)
    if update is None or any(use.action not in _QUIET_ACTIONS for use in uses):
        return None
    managers = {use.command.name for use in uses}
    if any(c.name not in _QUIET and c.name not in managers for c in run.commands):
        return None
    return None if any(mount.type == "cache" for mount in run.step.mounts) else update


def _found(build: Build, stage: Stage, run: Run, update: SystemPackages, user: Run | None) -> Found:
    text = " ".join(word.text for word in update.command.words)
    if user is None:
        why = f"Nothing in {stage.label} is installed with this index: it only adds a layer."
        fix = None
    else:
        why = (
            f"The installation at line {user.line} is a layer of its own: when it changes, the "
            f"index of this line comes from the cache, however old it is."
        )
        edit = join_runs(build, run.step, user.step)
        fix = Fix(f"Join it with the installation at line {user.line}", (edit,)) if edit else None
    return Found(run.place(update.command), f"{text} is in a layer of its own", why, fix)


rule = Rule(
    name="PackageIndexAlone",
    family=STAGECRAFT,
    severity=WARNING,
    docs=__doc__,
    bad=BAD,
    good=GOOD,
    find=find,
)
