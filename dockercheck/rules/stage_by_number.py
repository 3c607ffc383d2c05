"""Use the name of a stage instead of its number.

## What happens

`COPY --from=0` means the first stage of the file, whatever it is called. Numbers follow the order
of the `FROM` lines, so a new stage above shifts every number below it. The name goes on meaning the
same stage.

## Why it matters in microservices

Dockerfiles are copied from service to service and get stages added: for assets, for certificates,
for tests. With a name the `COPY` still finds its stage, and a reader sees what comes from where
without counting.

## How to mend it

Write the name that the stage has already.

## What it costs

Nothing: the built image is the same.

## Sources

- [Name your build stages](https://docs.docker.com/build/building/multi-stage/#name-your-build-stages)
"""

from collections.abc import Iterator

from dockercheck.build import Build
from dockercheck.lines import Span
from dockercheck.report import Edit, Fix
from dockercheck.rules.rule import INFO, STAGECRAFT, Found, Rule
from dockercheck.rules.wrong_stage_number import intended, numbered

BAD = """\
FROM golang:1.25-bookworm AS build
WORKDIR /src
COPY . .
RUN CGO_ENABLED=0 go build -o /out/app ./cmd/app

FROM gcr.io/distroless/static-debian12:nonroot
COPY --from=0 /out/app /app
ENTRYPOINT ["/app"]
"""

GOOD = """\
FROM golang:1.25-bookworm AS build
WORKDIR /src
COPY . .
RUN CGO_ENABLED=0 go build -o /out/app ./cmd/app

FROM gcr.io/distroless/static-debian12:nonroot
COPY --from=build /out/app /app
ENTRYPOINT ["/app"]
"""


def find(build: Build) -> Iterator[Found]:
    """Numbers of stages that have a name of their own."""
    names = [stage.name for stage in build.stages]
    for step in numbered(build):
        index = step.origin.stage if step.origin is not None else None
        name = names[index] if index is not None else None
        if name is None or names.count(name) > 1 or intended(build, step) is not None:
            continue
        flag = next(flag for flag in step.instruction.flags if flag.name == "from")
        line, column, end_line, end_column = flag.span
        if line != end_line or build.text(flag.span) != flag.text:
            continue
        span = Span(line, column + len("--from="), line, end_column)
        yield Found(
            span,
            f"Stage {index} has a name: {name}",
            f"A stage put in above line {build.stages[index or 0].line} would make this number "
            "mean another one.",
            Fix(f"Write {name}", (Edit(span, name),)),
        )


rule = Rule(
    name="StageByNumber",
    family=STAGECRAFT,
    severity=INFO,
    docs=__doc__,
    bad=BAD,
    good=GOOD,
    find=find,
)
