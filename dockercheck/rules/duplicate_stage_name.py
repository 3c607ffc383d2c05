"""Give every stage a name of its own.

## What happens

Two stages may have the same name, although the reference says otherwise: BuildKit warns and goes
on. A reference means the last stage with that name that stands before it, so that `--target` and a
later `COPY --from` silently take the second one.

## Why it matters in microservices

Copying a block of another service's Dockerfile is how the second stage comes in. The pipeline
then builds and scans one stage, and the image holds the files of another.

## How to mend it

Rename one of the two after what it does (`deps`, `build`, `test`) and look at each reference: it
may have meant the other.

## What it costs

A look at every `--from` and at the pipelines that name a target.

## Sources

- [DuplicateStageName](https://docs.docker.com/reference/build-checks/duplicate-stage-name/)
- [Multi-stage builds](https://docs.docker.com/build/building/multi-stage/)
"""

from collections.abc import Iterator

from dockercheck.build import Build
from dockercheck.rules.rule import BUILDKIT, WARNING, Found, Rule

BAD = """\
FROM node:22-slim AS build
RUN npm ci
FROM node:22-slim AS build
RUN npm test
"""

GOOD = """\
FROM node:22-slim AS build
RUN npm ci
FROM node:22-slim AS test
RUN npm test
"""


def find(build: Build) -> Iterator[Found]:
    """Every stage whose name an earlier stage has."""
    first: dict[str, int] = {}
    for stage in build.stages:
        if stage.name is None:
            continue
        if stage.name in first:
            yield Found(
                stage.instruction.args[2].span,
                f'Duplicate stage name "{stage.name}", stage names should be unique',
                f"From here on {stage.name} means this stage and no longer the one from line "
                f"{first[stage.name]}.",
            )
        else:
            first[stage.name] = stage.line


rule = Rule(
    name="DuplicateStageName",
    family=BUILDKIT,
    severity=WARNING,
    docs=__doc__,
    bad=BAD,
    good=GOOD,
    find=find,
    whole_file=True,
    by_comment=False,
)
