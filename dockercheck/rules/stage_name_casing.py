"""Write stage names in lower case.

## What happens

BuildKit keeps every stage name in lower case and compares without looking at case, so
`COPY --from=Builder` finds the stage `builder`. One place is different: `FROM Builder` looks for
the name as it is written, does not find it, takes it for an image, and fails because an image
name may not have capitals.

## Why it matters in microservices

The same names turn up in pipelines (`--target test`), in compose files and in the Dockerfiles of
a dozen services. A name that works in four places and fails in the fifth costs an afternoon.

## How to mend it

Write the name in lower case where it is defined. References go on working, whatever their case.

## What it costs

Nothing: the built image is the same.

## Sources

- [StageNameCasing](https://docs.docker.com/reference/build-checks/stage-name-casing/)
- [FROM](https://docs.docker.com/reference/dockerfile/#from)
"""

from collections.abc import Iterator

from dockercheck.build import Build
from dockercheck.report import Edit, Fix
from dockercheck.rules.rule import BUILDKIT, WARNING, Found, Rule

BAD = """\
FROM golang:1.24 AS Builder
FROM scratch
COPY --from=builder /out/app /app
"""

GOOD = """\
FROM golang:1.24 AS builder
FROM scratch
COPY --from=builder /out/app /app
"""


def find(build: Build) -> Iterator[Found]:
    """Every FROM whose third word has a capital letter."""
    for instruction in build.instructions:
        if instruction.name != "FROM" or len(instruction.args) != 3:
            continue
        name = instruction.args[2]
        lower = name.text.lower()
        if name.text != lower:
            yield Found(
                name.span,
                f"Stage name '{name.text}' should be lowercase",
                f"BuildKit calls this stage {lower}: FROM {name.text} would not find it.",
                Fix(f"Rename the stage to {lower}", (Edit(name.span, lower),)),
            )


rule = Rule(
    name="StageNameCasing",
    family=BUILDKIT,
    severity=WARNING,
    docs=__doc__,
    bad=BAD,
    good=GOOD,
    find=find,
    whole_file=True,
)
