"""Do not ship the compiler with what it has compiled.

## What happens

A stage that compiles and is the last one becomes the image as it is: with the compiler, its
standard library, the package cache, the source and the tools that the base image brings for
building. Nothing of that runs in production.

## Why it matters in microservices

A service is pulled by every node that runs it, at every release and at every scale-out. Docker's
guide for Go goes from 1.11 GB to 28.1 MB by this one change. And whoever gets into the container
finds a compiler, a shell and your source there.

## How to mend it

Name this stage, and start a second one on an image that only runs: `FROM golang:1.24 AS build`,
then `FROM gcr.io/distroless/static:nonroot` and `COPY --from=build /out/app /app`. For Java that
is an image with a JRE, for .NET `aspnet` or `runtime`, for Rust a slim Debian or distroless `cc`.

## What it costs

A second stage to read, and no shell to look around with in the smallest images. What the program
needs beside itself, such as CA certificates or time zones, has to be copied or be in the base.

## Sources

- [Multi-stage builds](https://docs.docker.com/build/building/multi-stage/)
- [Build your Go image](https://docs.docker.com/guides/golang/build-images/)
"""

from collections.abc import Iterator

from dockercheck.bases import toolchain_of
from dockercheck.build import Build
from dockercheck.purpose import Evidence, build_command
from dockercheck.rules.rule import STAGECRAFT, WARNING, Found, Rule
from dockercheck.shipping import has_command, is_workbench, runs_compiler
from dockercheck.stages import Stage

BAD = """\
FROM golang:1.24
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 go build -o /usr/local/bin/app ./cmd/app
ENTRYPOINT ["app"]
"""

GOOD = """\
FROM golang:1.24 AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 go build -o /out/app ./cmd/app

FROM gcr.io/distroless/static:nonroot
COPY --from=build /out/app /app
ENTRYPOINT ["/app"]
"""


def find(build: Build) -> Iterator[Found]:
    """A target on a toolchain image that holds something compiled."""
    target = build.target
    if target is None or target.base.kind != "image":
        return
    toolchain = toolchain_of(build, target)
    if toolchain is None or not has_command(build):
        return
    if is_workbench(build) or runs_compiler(build):
        return
    evidence = build_command(build, target) or _copied_from(build, target)
    if evidence is None:
        return
    image = target.base.name
    if evidence.stage is target:
        why = (
            f"{evidence.name} at line {evidence.span.line} needs {toolchain.text}; a container "
            f"does not, but this is also the stage that becomes the image."
        )
    else:
        why = (
            f"What {evidence.stage.label} builds at line {evidence.span.line} is copied onto "
            f"{image}: {toolchain.text} is needed there, not in {target.label}."
        )
    yield Found(
        target.instruction.args[0].span, f"The image ships {toolchain.text} of {image}", why
    )


def _copied_from(build: Build, target: Stage) -> Evidence | None:
    """The build command of a stage whose files the target takes."""
    for step in target.named("COPY"):
        if step.origin is not None and step.origin.stage is not None:
            found = build_command(build, build.stages[step.origin.stage])
            if found is not None:
                return found
    return None


rule = Rule(
    name="SingleStageShipsCompiler",
    family=STAGECRAFT,
    severity=WARNING,
    docs=__doc__,
    bad=BAD,
    good=GOOD,
    find=find,
)
