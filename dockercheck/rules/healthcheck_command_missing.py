"""Check health with a program that is in the image.

## What happens

`HEALTHCHECK CMD curl …` runs inside the container. Slim images have no `curl`, nor have Alpine's,
and distroless ones or `scratch` hold no program at all besides yours. The check then fails each
time because its program is not found, and after three failures the container is `unhealthy`,
however well the service works.

## Why it matters in microservices

Compose waits for `service_healthy` before it starts what depends on the service, and Swarm replaces
unhealthy containers: one missing program keeps the whole system from starting. Kubernetes does not
look at `HEALTHCHECK`, so the fault shows on the laptop and not in the cluster, or the other way
round.

## How to mend it

Let the service check itself with a command of its own: `HEALTHCHECK CMD ["/app", "health"]`. In an
image with an interpreter use that: `CMD ["node", "healthcheck.js"]`. Alpine's BusyBox has `wget`.
Or install the program in the last stage.

## What it costs

An installed `curl` is one more program to keep up to date, and one more for an intruder.

## Sources

- [HEALTHCHECK](https://docs.docker.com/reference/dockerfile/#healthcheck)
- [Distroless](https://github.com/GoogleContainerTools/distroless)
- [Compose: control startup order](https://docs.docker.com/compose/how-tos/startup-order/)
"""

import re
from collections.abc import Iterator

from dockercheck.build import Build
from dockercheck.rules.rule import STAGECRAFT, WARNING, Found, Rule
from dockercheck.runs import is_windows
from dockercheck.runtime import (
    lacks_program,
    lacks_shell,
    may_bring_shell,
    root_stages,
    steps_of_lineage,
)
from dockercheck.shell import from_exec, read
from dockercheck.stages import Stage, Step

BAD = """\
FROM golang:1.25-bookworm AS build
WORKDIR /src
COPY . .
RUN CGO_ENABLED=0 go build -o /out/app ./cmd/app

FROM gcr.io/distroless/static-debian12:nonroot
COPY --from=build /out/app /app
HEALTHCHECK CMD ["curl", "-f", "http://localhost:8080/healthz"]
ENTRYPOINT ["/app"]
"""

GOOD = """\
FROM golang:1.25-bookworm AS build
WORKDIR /src
COPY . .
RUN CGO_ENABLED=0 go build -o /out/app ./cmd/app

FROM gcr.io/distroless/static-debian12:nonroot
COPY --from=build /out/app /app
HEALTHCHECK CMD ["/app", "health"]
ENTRYPOINT ["/app"]
"""

# Each looks through all steps below it; only in a file made to be slow are there more.
MAX_STAGES = 20
# Programs that people check with and that facts about images tell of.
_CHECKERS = frozenset({"bash", "curl", "grep", "nc", "netcat", "node", "pg_isready", "python"})
_CHECKERS |= frozenset({"python3", "redis-cli", "wget", "mysqladmin"})


def find(build: Build) -> Iterator[Found]:
    """The health check of each stage, where its program certainly is not in the image."""
    roots = root_stages(build)
    stages = [stage for stage in build.stages if stage.named("HEALTHCHECK")]
    for stage in stages[-MAX_STAGES:]:
        root, step = roots[stage.index], stage.named("HEALTHCHECK")[-1]
        name = "" if step.triggered or is_windows(build, root) else _program(step)
        if name not in _CHECKERS or not lacks_program(build, root, name):
            continue
        if not _brought(build, stage, name, opaque=not lacks_shell(build, root)):
            yield Found(
                step.span,
                f"{name} is not in the image",
                f"{root.base.name} does not bring {name} and no line of {stage.label} installs or "
                "copies it: every check fails, and the container counts as unhealthy.",
            )


def _program(step: Step) -> str:
    """The first program of the check, "" where that is not certain or a shell is missing."""
    kind, *command = step.instruction.values or [""]
    if kind.upper() != "CMD" or not command:
        return ""
    script = from_exec(command) if step.instruction.json else read(command[0])
    if script.errors:
        return ""
    first = next((found for found in script.commands if found.sure), None)
    return (first.name or "") if first is not None else ""


def _brought(build: Build, stage: Stage, name: str, *, opaque: bool) -> bool:
    """Whether a step may bring the program: it is named, a whole tree is copied, or, with
    `opaque`, a RUN does what cannot be seen."""
    mention = re.compile(rf"(?<![\w.-]){re.escape(name)}(?![\w.-])")
    for step in steps_of_lineage(build, stage):
        if step.name in ("RUN", "COPY", "ADD"):
            if mention.search(step.instruction.original) or may_bring_shell(step):
                return True
            if any(mention.search(doc.content) for doc in step.instruction.heredocs):
                return True
        if opaque and step.name == "RUN" and _is_opaque(step):
            return True
    return False


def _is_opaque(step: Step) -> bool:
    """Whether a RUN may install what it does not name: from a list, or with a script."""
    text = step.instruction.original
    return "xargs" in text or ".sh" in text or "make " in text


rule = Rule(
    name="HealthcheckCommandMissing",
    family=STAGECRAFT,
    severity=WARNING,
    docs=__doc__,
    bad=BAD,
    good=GOOD,
    find=find,
)
