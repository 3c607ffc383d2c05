"""Start the last stage from a small image, not from the builder.

## What happens

`FROM build` continues the stage `build`: its image, every layer it made, its environment and its
working directory. What the stage downloaded, compiled with and left behind is then part of the
image you ship. Only `COPY --from=build` leaves it backstage.

## Why it matters in microservices

Every node that runs a replica pulls the compiler, the sources and the package caches with it.
Whoever breaks into the service finds a toolchain to work with, and scanners report faults of
programs that the service never runs. Ten services built this way carry ten toolchains.

## How to mend it

Let the last stage begin with an image that only runs programs, and bring what was built:

    FROM gcr.io/distroless/static-debian12:nonroot
    COPY --from=build /out/app /app

A shared base that prepares the runtime (a user, certificates, a language runtime) is fine to
continue: it holds no toolchain.

## What it costs

You have to name every file the program needs at run time, and a file you forget is missed when it
runs, not when it is built. Without the shell and tools of the builder you debug with
`docker debug`, an ephemeral container or a `--target` of its own.

## Sources

- [Multi-stage builds](https://docs.docker.com/build/building/multi-stage/)
- [Use multi-stage builds](https://docs.docker.com/build/building/best-practices/#use-multi-stage-builds)
"""

from collections.abc import Iterator

from dockercheck.build import Build
from dockercheck.purpose import Evidence, is_workshop, toolchain_evidence, toolchain_image
from dockercheck.rules.rule import STAGECRAFT, WARNING, Found, Rule
from dockercheck.stages import Stage

BAD = """\
FROM golang:1.25-bookworm AS build
WORKDIR /src
COPY . .
RUN CGO_ENABLED=0 go build -o /out/app ./cmd/app

FROM build
ENTRYPOINT ["/out/app"]
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

_TOOLS = frozenset({"cargo", "dotnet", "go", "gradle", "mvn", "npm", "pnpm", "rustc", "yarn"})


def find(build: Build) -> Iterator[Found]:
    """The target, where a stage below it builds, or where it starts from a toolchain again."""
    target = build.target
    if target is None or is_workshop(target) or not _is_run(target):
        return
    if target.base.stage is not None:
        parent = build.stages[target.base.stage]
        evidence = toolchain_evidence(build, parent)
        if evidence is not None and not _runs_tool(build, evidence):
            yield _from_stage(target, parent, evidence)
    elif (text := toolchain_image(build, target)) and not _runs_tool(build, None):
        source = next((need.stage for need in target.needs if need.via == "copy"), None)
        if source is not None:
            yield _from_image(build, target, source, text)


def _is_run(stage: Stage) -> bool:
    return bool(stage.named("CMD", "ENTRYPOINT", "EXPOSE", "HEALTHCHECK", "USER"))


def _runs_tool(build: Build, evidence: Evidence | None) -> bool:
    """Whether the container's own command is the tool, as in a development environment."""
    image = build.image
    line = (*(image.entrypoint or ()), *(image.cmd or ())) if image is not None else ()
    words = " ".join(line[:3]).split()
    tools = _TOOLS | ({evidence.name.split()[0]} if evidence is not None else frozenset())
    package_runner = bool({"start", "run", "serve"} & set(words))
    return any(word in tools for word in words) and (
        package_runner or not {"npm", "pnpm", "yarn", "dotnet"} & set(words)
    )


def _from_stage(target: Stage, parent: Stage, evidence: Evidence) -> Found:
    does = f"{evidence.stage.label} runs {evidence.name} in line {evidence.span.line}"
    if evidence.span == evidence.stage.instruction.args[0].span:
        does = f"{evidence.stage.label} starts from an image with {evidence.name}"
    return Found(
        target.instruction.args[0].span,
        f"The last stage continues {parent.label}, so its toolchain ships",
        f"{does}: that, its sources and its caches are layers of the image that line "
        f"{target.line} makes.",
    )


def _from_image(build: Build, target: Stage, source: int, text: str) -> Found:
    return Found(
        target.instruction.args[0].span,
        f"The last stage starts from {target.base.name}, so {text} ships",
        f"It takes what {build.stages[source].label} has built and needs no compiler any more, "
        f"but the image brings {text}.",
    )


rule = Rule(
    name="LastStageFromBuilder",
    family=STAGECRAFT,
    severity=WARNING,
    docs=__doc__,
    bad=BAD,
    good=GOOD,
    find=find,
)
