"""Copy the files you need from a stage, not all of it.

## What happens

`COPY --from=build / /` takes the whole file system of the stage: the operating system of its
image, the compiler, the sources, the caches. It lands on top of the image you start from, and
where both have a file the copied one wins.

## Why it matters in microservices

The image is at least as large as the builder, so the second stage has saved nothing. And it is a
mixture of two systems: libraries and package data of the one lie over those of the other, which
scanners and package managers no longer understand. The fault shows at run time, in one service,
after a base image was updated.

## How to mend it

Collect what the program needs in one directory of the build stage and copy that:

    COPY --from=build /out/app /app

Copying all of a stage that itself starts from `scratch`, or of an image that only carries a few
programs, brings nothing unexpected and is not reported.

## What it costs

You have to know what the program needs: its libraries, certificates, time zones, templates.

## Sources

- [COPY --from](https://docs.docker.com/reference/dockerfile/#copy---from)
- [Multi-stage builds](https://docs.docker.com/build/building/multi-stage/)
"""

from collections.abc import Iterator

from dockercheck.build import Build
from dockercheck.image import image_facts
from dockercheck.paths import source as from_root
from dockercheck.purpose import Evidence, toolchain_evidence
from dockercheck.rules.rule import STAGECRAFT, WARNING, Found, Rule
from dockercheck.runtime import is_from_scratch, root_stages
from dockercheck.stages import Origin, Stage, Step

BAD = """\
FROM golang:1.25-bookworm AS build
WORKDIR /src
COPY . .
RUN CGO_ENABLED=0 go build -o /out/app ./cmd/app

FROM debian:12-slim
COPY --from=build / /
USER 1000
ENTRYPOINT ["/out/app"]
"""

GOOD = """\
FROM golang:1.25-bookworm AS build
WORKDIR /src
COPY . .
RUN CGO_ENABLED=0 go build -o /out/app ./cmd/app

FROM debian:12-slim
COPY --from=build /out/app /app
USER 1000
ENTRYPOINT ["/app"]
"""


def find(build: Build) -> Iterator[Found]:
    """COPY of the root of a stage or image that holds a whole system."""
    roots = root_stages(build)
    evidence: dict[int, Evidence | None] = {}
    for stage in build.stages:
        for step in stage.named("COPY"):
            origin = step.origin
            if step.triggered or origin is None or not _takes_everything(step):
                continue
            into_nothing = is_from_scratch(roots[stage.index])
            if origin.kind == "image" and not into_nothing:
                yield from _from_image(build, stage, step, origin)
            elif origin.kind == "stage" and origin.stage is not None:
                source = build.stages[origin.stage]
                if source.index not in evidence:
                    evidence[source.index] = toolchain_evidence(build, source)
                why = _why_toolchain(stage, evidence[source.index])
                if not why and not into_nothing:
                    why = _why_system(build, stage, source, roots[source.index])
                if why:
                    yield Found(step.span, f"Everything in {source.label} is copied", why)


def _takes_everything(step: Step) -> bool:
    # What is not set here may be a variable of the base image.
    if step.instruction.flag("exclude") is not None or step.undefined:
        return False
    return any(from_root(path) in ("/", "/*") for path in step.args[:-1])


def _from_image(build: Build, stage: Stage, step: Step, origin: Origin) -> Iterator[Found]:
    if origin.reference is None or not image_facts(build.images, origin.reference).get("shell"):
        return
    yield Found(
        step.span,
        f"Everything in the image {origin.written} is copied",
        f"{origin.written} is a whole system: it lands on top of that of {stage.label}.",
    )


def _why_toolchain(stage: Stage, evidence: Evidence | None) -> str:
    if evidence is None:
        return ""
    return (
        f"{evidence.stage.label} has {evidence.name} (line {evidence.span.line}): toolchain, "
        f"sources and caches come into {stage.label} with what was built."
    )


def _why_system(build: Build, stage: Stage, source: Stage, root: Stage) -> str:
    """Why it is too much that holds a system; onto nothing it only flattens that to a layer."""
    if is_from_scratch(root):
        return ""
    works = any(ancestor.named("RUN") for ancestor in build.lineage(source))
    if not works and not build.facts(root).get("shell"):
        return ""
    return (
        f"{source.label} is the system of {root.base.name} with all its files: it lands on top of "
        f"that of {stage.label}."
    )


rule = Rule(
    name="WholeStageCopied",
    family=STAGECRAFT,
    severity=WARNING,
    docs=__doc__,
    bad=BAD,
    good=GOOD,
    find=find,
)
