"""Declare every variable that FROM uses.

## What happens

`FROM` only knows arguments that are declared before the first `FROM`, and the platform arguments
that BuildKit sets by itself. Any other variable expands to nothing: `node:${VERSION}` becomes
`node:` and the build stops, or `node${SUFFIX}` silently becomes `node`.

## Why it matters in microservices

A base image chosen by an argument is common where many services share one Dockerfile. One typing
error there, and a service is built on another base than everybody thinks.

## How to mend it

Write `ARG NAME=value` above the first `FROM`. An `ARG` inside a stage does not count here.

## What it costs

Nothing.

## Sources

- [UndefinedArgInFrom](https://docs.docker.com/reference/build-checks/undefined-arg-in-from/)
- [ARG and FROM](https://docs.docker.com/reference/dockerfile/#understand-how-arg-and-from-interact)
"""

from collections.abc import Iterator

from dockercheck.build import Build
from dockercheck.rules.rule import BUILDKIT, WARNING, Found, Rule
from dockercheck.stages import Stage
from dockercheck.suggestions import nearest

BAD = """\
FROM node:22${VARIANT}
CMD ["node", "server.js"]
"""

GOOD = """\
ARG VARIANT=-slim
FROM node:22${VARIANT}
CMD ["node", "server.js"]
"""


# Looking for near names costs time for every variable; the first few tell enough.
MAX_SUGGESTIONS = 20


def find(build: Build) -> Iterator[Found]:
    """Variables of FROM's image and platform that no ARG in front declares."""
    known = build.linked.declared
    unknown = [
        (stage, name)
        for stage in build.stages
        for words in (stage.base_words, stage.platform_words)
        for name in (words.unmatched if words is not None else ())
        if name not in known
    ]
    for count, (stage, name) in enumerate(unknown):
        yield _found(stage, name, nearest(name, known) if count < MAX_SUGGESTIONS else "")


def _found(stage: Stage, name: str, near: str) -> Found:
    hint = f" (did you mean {near}?)" if near else ""
    return Found(
        stage.instruction.span,
        f"FROM argument '{name}' is not declared{hint}",
        f"It expands to nothing, which makes the base of {stage.label} "
        f"{stage.base.name or 'empty'}.",
    )


rule = Rule(
    name="UndefinedArgInFrom",
    family=BUILDKIT,
    severity=WARNING,
    docs=__doc__,
    bad=BAD,
    good=GOOD,
    find=find,
    whole_file=True,
)
