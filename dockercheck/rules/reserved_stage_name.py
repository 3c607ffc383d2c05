"""Do not name a stage scratch or context.

## What happens

`scratch` is the empty base and `context` the files you send along. A stage of that name is
allowed, and from there on `FROM scratch` means your stage instead of nothing.

## Why it matters in microservices

A base that is meant to be empty then carries a shell and packages: the very things that a small
runtime image is built without.

## How to mend it

Choose another name, one that says what the stage does.

## What it costs

Every reference to the stage has to follow.

## Sources

- [ReservedStageName](https://docs.docker.com/reference/build-checks/reserved-stage-name/)
- [FROM](https://docs.docker.com/reference/dockerfile/#from)
"""

from collections.abc import Iterator

from dockercheck.build import Build
from dockercheck.rules.rule import BUILDKIT, WARNING, Found, Rule

BAD = """\
FROM alpine:3.22 AS scratch
RUN apk add --no-cache curl
"""

GOOD = """\
FROM alpine:3.22 AS tools
RUN apk add --no-cache curl
"""


RESERVED = ("context", "scratch")


def find(build: Build) -> Iterator[Found]:
    """Every stage named after one of BuildKit's own words."""
    for stage in build.stages:
        if stage.name in RESERVED:
            yield Found(
                stage.instruction.args[2].span,
                f'Stage name should not use the same name as reserved stage "{stage.name}"',
                f"Below this line {stage.name} no longer means what every reader takes it for.",
            )


rule = Rule(
    name="ReservedStageName",
    family=BUILDKIT,
    severity=WARNING,
    docs=__doc__,
    bad=BAD,
    good=GOOD,
    find=find,
    whole_file=True,
    by_comment=False,
)
