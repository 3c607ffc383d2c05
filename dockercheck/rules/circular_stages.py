"""Let stages depend on each other in one direction.

## What happens

A stage can only take files from one that is finished. If `a` copies from `b` and `b` copies from
`a`, or a stage from itself, neither can be built first, and the build stops with "circular
dependency detected on stage" before anything runs. The message names one stage of the circle.

## Why it matters in microservices

Circles come into being over several edits in files with many stages: tests that need generated
code, generated code that needs tools built with the tests. The one stage in the message is rarely
the one with the line to change.

## How to mend it

Find the line that points forward, to a stage further down, and move what it needs into a stage of
its own that both can take from:

    FROM golang:1.25-bookworm AS shared
    FROM shared AS a
    FROM shared AS b
    COPY --from=a /x /x

## What it costs

One stage more; BuildKit builds it once for both.

## Sources

- [Multi-stage builds](https://docs.docker.com/build/building/multi-stage/)
- [COPY --from](https://docs.docker.com/reference/dockerfile/#copy---from)
"""

from collections.abc import Iterator

from dockercheck.build import Build
from dockercheck.rules.rule import ERROR, STAGECRAFT, Found, Rule
from dockercheck.stages import Need, Stage

BAD = """\
FROM debian:12-slim AS generator
COPY --from=app /app/schema.json /schema.json
RUN sort /schema.json > /models.json

FROM debian:12-slim AS app
COPY --from=generator /models.json /app/models.json
"""

GOOD = """\
FROM debian:12-slim AS schema
COPY schema.json /schema.json

FROM debian:12-slim AS generator
COPY --from=schema /schema.json /schema.json
RUN sort /schema.json > /models.json

FROM debian:12-slim AS app
COPY --from=generator /models.json /app/models.json
"""


# Looking for a way back may lead through the whole file: only so many forward lines are followed,
# and only so many stages of a circle named.
MAX_SEARCHES, MAX_NAMES = 50, 12


def find(build: Build) -> Iterator[Found]:
    """The lines that point forward to, or at, a stage that needs their own stage."""
    told: set[int] = set()
    searches = 0
    for stage in build.stages:
        for need in stage.needs:
            if need.stage < stage.index or need.line in told or searches == MAX_SEARCHES:
                continue
            searches += 1
            way = _way(build, need.stage, stage.index)
            if way is not None:
                told.add(need.line)
                yield _found(build, stage, need, way)


def _way(build: Build, start: int, goal: int) -> list[int] | None:
    """The stages on a shortest way of needs from one stage to another, both included."""
    before: dict[int, int] = {start: start}
    queue = [start]
    for index in queue:
        if index == goal:
            way = [index]
            while way[-1] != start:
                way.append(before[way[-1]])
            return way[::-1]
        for need in build.stages[index].needs:
            if need.stage not in before:
                before[need.stage] = index
                queue.append(need.stage)
    return None


def _found(build: Build, stage: Stage, need: Need, way: list[int]) -> Found:
    names = [build.stages[index].label for index in (stage.index, *way)]
    if len(names) > MAX_NAMES:
        names[MAX_NAMES // 2 : -MAX_NAMES // 2] = ["…"]
    circle = " → ".join(names)
    other = build.stages[need.stage]
    span = next((s.span for s in stage.steps if s.line == need.line), stage.instruction.span)
    if other.index == stage.index:
        return Found(
            span,
            f"{stage.label} takes files from itself",
            f"Line {need.line} belongs to {stage.label}, which cannot be finished before it.",
        )
    return Found(
        span,
        f"{stage.label} and {other.label} need each other",
        f"Line {need.line} closes the circle {circle}: {other.label} (line {other.line}) cannot "
        f"be built before {stage.label}, and {stage.label} not before it.",
    )


rule = Rule(
    name="CircularStages",
    family=STAGECRAFT,
    severity=ERROR,
    docs=__doc__,
    bad=BAD,
    good=GOOD,
    find=find,
    whole_file=True,
)
