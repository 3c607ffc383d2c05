"""Begin a description with the name it describes.

## What happens

A comment right before a `FROM … AS name` or an `ARG` is its description, shown by
`docker build --call=outline`, if its first word is the name. Any other comment there is not shown;
this check tells about it. It is experimental and only runs when a file asks for it with
`# check=experimental=InvalidDefinitionDescription`.

## Why it matters in microservices

Descriptions answer what a target or an argument is for without opening the file. That helps most
where one team builds what another team wrote.

## How to mend it

Write `# build compiles the service` above `FROM … AS build`. A comment that is no description gets
an empty comment line (`#`) below it.

## What it costs

Nothing.

## Sources

- [InvalidDefinitionDescription](https://docs.docker.com/reference/build-checks/invalid-definition-description/)
"""

from collections.abc import Iterator

from dockercheck.build import Build
from dockercheck.instructions import Instruction
from dockercheck.linking import stage_name
from dockercheck.rules.rule import BUILDKIT, WARNING, Found, Rule

BAD = """\
# this one compiles
FROM golang:1.24 AS build
RUN go build ./...
"""

GOOD = """\
# build compiles the service
FROM golang:1.24 AS build
RUN go build ./...
"""


def find(build: Build) -> Iterator[Found]:
    """Comments right before a named stage or an ARG that begin with another word."""
    for instruction in build.sound:
        keys = _keys(instruction)
        if not keys or not instruction.comments:
            continue
        if instruction.comments[-1].split(" ")[0] in keys:
            continue
        example = "<arg_key>" if len(keys) > 1 else keys[0]
        yield Found(
            instruction.span,
            f"Comment for {instruction.name} should follow the format: `# {example} <description>`",
            f"The comment above does not describe {' or '.join(keys)} to BuildKit.",
        )


def _keys(instruction: Instruction) -> list[str]:
    if instruction.name == "ARG":
        return [pair.key for pair in instruction.pairs]
    name = stage_name(instruction) if instruction.name == "FROM" else None
    return [name] if name is not None else []


rule = Rule(
    name="InvalidDefinitionDescription",
    family=BUILDKIT,
    severity=WARNING,
    docs=__doc__,
    bad=BAD,
    good=GOOD,
    find=find,
    whole_file=True,
    experimental=True,
)
