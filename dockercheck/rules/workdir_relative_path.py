"""Begin with an absolute WORKDIR.

## What happens

A relative `WORKDIR` is joined to the one before it. For the first one in a file that is the working
directory of the base image, which you neither see nor control.

## Why it matters in microservices

A new version of the base moves its working directory, and your files end up somewhere else: the
build still succeeds, the start command does not find them.

## How to mend it

Write the first `WORKDIR` with a slash in front. Relative ones after it are fine.

## What it costs

Nothing.

## Sources

- [WorkdirRelativePath](https://docs.docker.com/reference/build-checks/workdir-relative-path/)
- [WORKDIR](https://docs.docker.com/reference/dockerfile/#workdir)
"""

from collections.abc import Iterator

from dockercheck.build import Build
from dockercheck.paths import normalise
from dockercheck.report import Edit, Fix
from dockercheck.rules.rule import BUILDKIT, WARNING, Found, Rule
from dockercheck.stages import Stage, Step

BAD = """\
FROM node:22-slim
WORKDIR app
COPY . .
"""

GOOD = """\
FROM node:22-slim
WORKDIR /app
COPY . .
"""


def find(build: Build) -> Iterator[Found]:
    """The first WORKDIR of a stage, and of the stages below it, where it is relative."""
    settled: set[int] = set()
    for stage in build.stages:
        if stage.base.stage in settled:
            settled.add(stage.index)
        for step in stage.named("WORKDIR"):
            path = step.args[0]
            if stage.index not in settled and not path.startswith("/"):
                yield Found(
                    step.span,
                    f'Relative workdir "{path}" can have unexpected results if the base image '
                    "changes",
                    f"It is looked up below the working directory of "
                    f"{build.root(stage).base.name}, whatever that is.",
                    _fix(build, stage, step),
                )
            settled.add(stage.index)


def _fix(build: Build, stage: Stage, step: Step) -> Fix | None:
    """Safe only where the directory it is joined to is known."""
    known = build.root(stage).base.kind == "scratch" or "config" in build.facts(stage)
    written = step.instruction.args[0]
    if not known or step.triggered or written.text != step.args[0]:
        return None
    path = normalise(step.workdir, written.text)
    return Fix(f"Write {path}", (Edit(written.span, path),))


rule = Rule(
    name="WorkdirRelativePath",
    family=BUILDKIT,
    severity=WARNING,
    docs=__doc__,
    bad=BAD,
    good=GOOD,
    find=find,
)
