"""Set a variable in the stage that uses it.

## What happens

Every `FROM` starts with the environment of its image and nothing else. `ENV` and `ARG` of another
stage do not come along; `COPY --from` brings files, never variables. Only `FROM stage` inherits
them. A variable that is not set is empty: `EXPOSE $PORT` exposes nothing, and a shell puts nothing
in its place.

## Why it matters in microservices

The variable is there in the build stage, so tests that run there pass. The service then starts
without its port, its mode or its path to the configuration, and fails in the cluster or, worse,
falls back to a default that nobody meant.

## How to mend it

Write the `ENV` in the last stage. Where several stages need the same value, let them share a base
stage that sets it, or give an `ARG` above the first `FROM` and declare it in each stage.

## What it costs

A value in two places can drift apart; a shared base stage or a global `ARG` avoids that.

## Sources

- [ENV](https://docs.docker.com/reference/dockerfile/#env)
- [FROM](https://docs.docker.com/reference/dockerfile/#from)
- [Variable scoping](https://docs.docker.com/build/building/variables/#scoping)
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from dockercheck.build import Build
from dockercheck.report import Fix
from dockercheck.rules.rule import STAGECRAFT, WARNING, Found, Rule
from dockercheck.runtime import may_be_set, root_stages
from dockercheck.stages import Stage
from dockercheck.variables import Use, set_before, unset_uses

BAD = """\
FROM golang:1.25-bookworm AS build
ENV APP_PORT=8080
WORKDIR /src
COPY . .
RUN CGO_ENABLED=0 go build -o /out/app ./cmd/app

FROM gcr.io/distroless/static-debian12:nonroot
COPY --from=build /out/app /app
EXPOSE $APP_PORT
ENTRYPOINT ["/app"]
"""

GOOD = """\
FROM golang:1.25-bookworm AS build
WORKDIR /src
COPY . .
RUN CGO_ENABLED=0 go build -o /out/app ./cmd/app

FROM gcr.io/distroless/static-debian12:nonroot
COPY --from=build /out/app /app
ENV APP_PORT=8080
EXPOSE $APP_PORT
ENTRYPOINT ["/app"]
"""

_PLAIN = re.compile(r"[\w./:,@%+-]+\Z", re.ASCII)


class _Setting(NamedTuple):
    stage: int
    kind: str  # ENV or ARG
    line: int
    written: str


def find(build: Build) -> Iterator[Found]:
    """The first use in each stage of a variable that only other stages set."""
    settings = _settings(build)
    if len(build.stages) < 2 or not settings:
        return
    for stage, root in zip(build.stages, root_stages(build), strict=True):
        own: set[int] = set()
        told: set[str] = set()
        for use in unset_uses(build, stage, settings):
            name = use.name
            if name in told or name in build.linked.declared or use.guarded:
                continue
            own = own or {ancestor.index for ancestor in build.lineage(stage)}
            others = _elsewhere(settings[name], own, use)
            if others and not may_be_set(build, root, name):
                told.add(name)
                yield _found(build, stage, use, others[0])


def _settings(build: Build) -> dict[str, list[_Setting]]:
    found: dict[str, list[_Setting]] = {}
    for stage in build.stages:
        for step in stage.named("ARG", "ENV"):
            written = {} if step.triggered else {p.key: p for p in step.instruction.pairs}
            for pair in step.pairs:
                value = written[pair.key].value if pair.key in written else None
                setting = _Setting(stage.index, step.name, step.line, value or "")
                found.setdefault(pair.key, []).append(setting)
    return found


def _elsewhere(settings: list[_Setting], own: set[int], use: Use) -> list[_Setting]:
    """The settings that count as a reason to expect the variable, [] where it is set here too."""
    if any(setting.stage in own for setting in settings):
        return []
    if use.at_run_time:  # an ARG is not in any container's environment
        return [setting for setting in settings if setting.kind == "ENV"]
    return settings


def _found(build: Build, stage: Stage, use: Use, setting: _Setting) -> Found:
    other = build.stages[setting.stage]
    fix = None
    if _PLAIN.match(setting.written):
        text = f"{setting.kind} {use.name}={setting.written}"
        edit = set_before(build, use.step.instruction, text)
        fix = Fix(f"Set {use.name} in {stage.label} as well", (edit,))
    when = "when a container runs, unless it is given then" if use.at_run_time else "here"
    return Found(
        use.span,
        f"${use.name} is not set in {stage.label}",
        f"Only {other.label} sets it, with {setting.kind} in line {setting.line}, and "
        f"{stage.label} is not built FROM it: the variable is empty {when}.",
        fix,
        governed_by=use.step.line,
    )


rule = Rule(
    name="EnvFromOtherStage",
    family=STAGECRAFT,
    severity=WARNING,
    docs=__doc__,
    bad=BAD,
    good=GOOD,
    find=find,
)
