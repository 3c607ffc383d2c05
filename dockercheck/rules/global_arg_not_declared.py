"""Declare a global ARG again in each stage that uses it.

## What happens

An `ARG` above the first `FROM` belongs to no stage. `FROM` lines can use it; inside a stage it does
not exist until the stage says `ARG NAME`, which takes over the global value. Until then `$NAME` is
empty. In `RUN` nobody warns: the shell gets no such variable and puts nothing in its place. The
same holds for the arguments BuildKit itself defines, such as `TARGETARCH`.

## Why it matters in microservices

`-ldflags "-X main.version=$VERSION"` builds a service that reports no version, and
`GOARCH=$TARGETARCH` one for the machine that builds instead of the one that runs it. The build
stays green; you notice when a rollout has to be traced back or a pod cannot start.

## How to mend it

Write `ARG NAME` in the stage, without a value, above the first use:

    ARG VERSION=1.4.2
    FROM golang:1.25-bookworm AS build
    ARG VERSION
    RUN go build -ldflags "-X main.version=$VERSION" -o /out/app .

A stage that continues another one (`FROM build AS test`) inherits what that has declared.

## What it costs

A declared argument becomes part of what identifies every following `RUN` in the cache: when its
value changes, they run again. So declare it right above its first use.

## Sources

- [How ARG and FROM interact](https://docs.docker.com/reference/dockerfile/#understand-how-arg-and-from-interact)
- [Variable scoping](https://docs.docker.com/build/building/variables/#scoping)
- [Automatic platform ARGs](https://docs.docker.com/reference/dockerfile/#automatic-platform-args-in-the-global-scope)
"""

from collections.abc import Iterator

from dockercheck.build import Build
from dockercheck.report import Fix
from dockercheck.rules.rule import STAGECRAFT, WARNING, Found, Rule
from dockercheck.runtime import may_be_set, root_stages
from dockercheck.stages import Stage
from dockercheck.variables import Use, set_before, unset_uses

BAD = """\
ARG VERSION=1.4.2
FROM golang:1.25-bookworm AS build
WORKDIR /src
COPY . .
RUN CGO_ENABLED=0 go build -ldflags "-X main.version=${VERSION}" -o /out/app ./cmd/app

FROM gcr.io/distroless/static-debian12:nonroot
COPY --from=build /out/app /app
ENTRYPOINT ["/app"]
"""

GOOD = """\
ARG VERSION=1.4.2
FROM golang:1.25-bookworm AS build
WORKDIR /src
COPY . .
ARG VERSION
RUN CGO_ENABLED=0 go build -ldflags "-X main.version=${VERSION}" -o /out/app ./cmd/app

FROM gcr.io/distroless/static-debian12:nonroot
COPY --from=build /out/app /app
ENTRYPOINT ["/app"]
"""


def find(build: Build) -> Iterator[Found]:
    """The first use in each stage of a global argument that the stage does not declare."""
    lines = _global_lines(build)
    for stage, root in zip(build.stages, root_stages(build), strict=True):
        told: set[str] = set()
        for use in unset_uses(build, stage, build.linked.declared):
            name = use.name
            if name in told or use.at_run_time:
                continue
            if use.guarded and name not in lines:
                continue
            if not may_be_set(build, root, name):
                told.add(name)
                yield _found(build, stage, use, lines.get(name))


def _global_lines(build: Build) -> dict[str, int]:
    """The arguments above the first FROM, and where they stand."""
    lines: dict[str, int] = {}
    for instruction in build.sound:
        if instruction.name == "FROM":
            break
        for pair in instruction.pairs:
            lines.setdefault(pair.key, pair.span.line)
    return lines


def _found(build: Build, stage: Stage, use: Use, line: int | None) -> Found:
    origin = "BuildKit sets it" if line is None else f"The ARG in line {line} sets it"
    return Found(
        use.span,
        f"{stage.label} uses ${use.name} but does not declare it",
        f"{origin} outside of all stages: without ARG {use.name} in {stage.label} it is empty in "
        f"line {use.span.line}.",
        Fix(
            f"Declare {use.name} above its first use",
            (set_before(build, use.step.instruction, f"ARG {use.name}"),),
        ),
        governed_by=use.step.line,
    )


rule = Rule(
    name="GlobalArgNotDeclared",
    family=STAGECRAFT,
    severity=WARNING,
    docs=__doc__,
    bad=BAD,
    good=GOOD,
    find=find,
)
