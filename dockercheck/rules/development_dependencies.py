"""Leave development dependencies out of the last stage.

## What happens

Without being told otherwise, npm, yarn, pnpm, Composer, Bundler, Poetry and uv install everything
that the manifest lists: also test runners, linters, compilers and type definitions. Copying
`node_modules`, `vendor` or a virtual environment from the build stage takes all of it along.

## Why it matters in microservices

Development dependencies are often the larger part of the tree. Every service then carries them to
every node, scanners report their flaws as if they were in production, and one of them with a
malicious release is there to be run.

## How to mend it

Install for production in the stage whose packages you copy: `npm ci --omit=dev`, `pnpm install
--prod`, `composer install --no-dev`, `uv sync --no-dev`, `poetry install --only main`. Where the
build needs the rest, remove it after the build, in the build stage: `npm run build && npm prune
--omit=dev`.

## What it costs

A program that loads a package in production which is only listed for development now fails: move
that entry in the manifest. Two installations, where you prefer them to pruning, take longer.

## Sources

- [npm ci](https://docs.npmjs.com/cli/v11/commands/npm-ci)
- [npm prune](https://docs.npmjs.com/cli/v11/commands/npm-prune)
- [Composer: install](https://getcomposer.org/doc/03-cli.md#install-i)
- [uv: dependency groups](https://docs.astral.sh/uv/concepts/projects/dependencies/#development-dependencies)
"""

from collections.abc import Iterator
from typing import NamedTuple

from dockercheck.build import Build
from dockercheck.commands import GoCommand, JvmBuild, Remove, ScriptRun
from dockercheck.dependencies import ProjectInstall, narrowed_later, project_installs
from dockercheck.edits import append_command, insertion, is_plain_run
from dockercheck.layers import source_span, target_of
from dockercheck.paths import clean
from dockercheck.report import Fix
from dockercheck.rules.rule import STAGECRAFT, WARNING, Found, Rule
from dockercheck.runs import Run, is_windows, run_of, runs_of
from dockercheck.shell import Command
from dockercheck.shipping import called, is_workbench, shipped_stages
from dockercheck.stages import Stage, Step

BAD = """\
FROM node:22-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci
COPY . .
RUN npm run build

FROM node:22-slim
WORKDIR /app
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
USER node
CMD ["node", "dist/server.js"]
"""

GOOD = """\
FROM node:22-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci
COPY . .
RUN npm run build && npm prune --omit=dev

FROM node:22-slim
WORKDIR /app
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
USER node
CMD ["node", "dist/server.js"]
"""

# What keeps development dependencies out, as an option or as a command behind the build.
_OPTIONS = {"composer": "--no-dev", "npm": "--omit=dev", "pnpm": "--prod", "uv": "--no-dev"}
_MOST = 20  # installations followed at a time; more only in text made to be slow
_PRUNES = {"npm": "npm prune --omit=dev", "pnpm": "pnpm prune --prod"}


class _Installed(NamedTuple):
    """An installation that is still complete when its stage ends."""

    run: Run
    install: ProjectInstall
    stage: Stage
    number: int  # among the commands of the lineage


_STAGES = 10_000  # looked at in all lineages together; only text made to be slow has more


def find(build: Build) -> Iterator[Found]:
    """Development dependencies that are in the target's layers, or copied into them."""
    if build.target is None or is_workbench(build):
        return
    stages = shipped_stages(build)
    for installed in _installed(build, stages):
        yield _in_place(installed)
    there: dict[int, list[_Installed]] = {}
    told: set[int] = set()
    looked_at = 0
    for stage in reversed(stages):
        for step in stage.named("COPY"):
            number = step.origin.stage if step.origin is not None and not step.failed else None
            if number is not None and not step.triggered:
                origin = build.stages[number]
                if number not in there:
                    lineage = build.lineage(origin)
                    looked_at += len(lineage)
                    there[number] = _installed(build, lineage) if looked_at < _STAGES else []
                yield from _copied(build, step, origin, there[number], told)


def _installed(build: Build, lineage: list[Stage]) -> list[_Installed]:
    """The installations of a lineage with development dependencies that nothing takes away."""
    if is_windows(build, lineage[0]):
        return []
    found: list[_Installed] = []
    narrowed: set[str] = set()
    commands = 0
    for stage in reversed(lineage):
        for run in runs_of(build, stage):
            if project_installs(run) or found or any(narrowed_later(run)):
                _follow(run, stage, found, narrowed, commands)
                del found[:-_MOST]
            commands += len(run.commands)
    return [each._replace(number=each.number - commands) for each in found]


def _follow(
    run: Run, stage: Stage, found: list[_Installed], narrowed: set[str], first: int
) -> None:
    """Follow one RUN, command by command; `first` is the number of its first one."""
    installs = {id(install.command): install for install in project_installs(run)}
    pruning = {id(command): ecosystem for ecosystem, command in narrowed_later(run)}
    for number, command in enumerate(run.commands, start=first):
        install = installs.get(id(command))
        gone = _gone(run, command, install, pruning.get(id(command)), found) if found else []
        if gone:
            found[:] = [each for each in found if not any(each is other for other in gone)]
        if id(command) in pruning and not found:
            narrowed.add(pruning[id(command)])
        if install is not None and install.development and install.ecosystem not in narrowed:
            found.append(_Installed(run, install, stage, number))


def _gone(
    run: Run,
    command: Command,
    install: ProjectInstall | None,
    pruned: str | None,
    found: list[_Installed],
) -> list[_Installed]:
    """What a command takes away of the installations so far."""
    if pruned is not None:
        return [each for each in found if each.install.ecosystem == pruned]
    if install is not None and not install.development:
        same = (install.ecosystem, install.directory)
        return [e for e in found if (e.install.ecosystem, e.install.directory) == same]
    removal = run.what(command)
    if not isinstance(removal, Remove):
        return []
    targets = [target_of(run, command, word) for word in removal.targets]
    return [
        each
        for each in found
        if each.install.path is not None
        and any(target is not None and target.takes(each.install.path) for target in targets)
    ]


def _in_place(installed: _Installed) -> Found:
    install = installed.install
    return Found(
        installed.run.place(install.command),
        f"{install.text} installs development dependencies into the image",
        f"{called(installed.stage)} becomes the image, and {install.tool} is not told to leave out "
        f"what only development needs.",
        _option(installed),
    )


def _option(installed: _Installed) -> Fix | None:
    """Add the option for production, where nothing behind the installation builds."""
    install, run = installed.install, installed.run
    option = _OPTIONS.get(install.tool)
    if option is None or install.word is install.command.words[0]:
        return None
    later = [step for step in installed.stage.steps if step.line > run.line]
    if not is_plain_run(run.step) or _builds(run, *later):
        return None
    span = run.span(install.word.start, install.word.end)
    return Fix(f"Add {option}", (insertion(span.end_line, span.end_column, f" {option}"),))


def _builds(run: Run, *later: Step) -> bool:
    """Whether a command may need what only development needs."""
    runs = [run, *(run_of(step) for step in later if step.name == "RUN")]
    known = [each.what(command) for each in runs for command in each.commands]
    names = {command.name for each in runs for command in each.commands}
    return any(isinstance(k, ScriptRun | GoCommand | JvmBuild) for k in known) or bool(
        names & {"make", "next", "ng", "node", "npx", "nx", "tsc", "vite", "webpack"}
    )


def _copied(
    build: Build, step: Step, origin: Stage, there: list[_Installed], told: set[int]
) -> Iterator[Found]:
    for installed in there:
        if id(installed) in told:
            continue
        for number, source in enumerate(step.args[:-1]):
            if installed.install.is_in(clean(f"/{source}")):
                told.add(id(installed))
                yield _found(build, step, number, origin, installed)
                break


def _found(build: Build, step: Step, number: int, origin: Stage, installed: _Installed) -> Found:
    install, line = installed.install, installed.run.line
    return Found(
        source_span(step, number),
        f"{step.args[number]} brings development dependencies into the image",
        f"{install.text} at line {line} installs them in {installed.stage.label}, and nothing "
        f"removes them before this COPY.",
        _prune(build, origin, installed),
    )


def _prune(build: Build, origin: Stage, installed: _Installed) -> Fix | None:
    """Prune at the end of the build stage, or install without, where that harms nobody else."""
    shared = any(stage.base.stage == origin.index for stage in build.stages)
    runs = runs_of(build, origin)
    if shared or not runs or installed.stage is not origin:
        return None
    if installed.number == -1:  # no command of the stage comes behind it
        return _option(installed)
    command = _PRUNES.get(installed.install.tool)
    last = runs[-1].step
    if command is None or last.workdir != installed.install.directory:
        return None
    if any(each.cwd != "." for each in runs[-1].commands):
        return None
    edit = append_command(last, command)
    return Fix(f"Run {command} at the end of {origin.label}", (edit,)) if edit else None


rule = Rule(
    name="DevelopmentDependencies",
    family=STAGECRAFT,
    severity=WARNING,
    docs=__doc__,
    bad=BAD,
    good=GOOD,
    find=find,
)
