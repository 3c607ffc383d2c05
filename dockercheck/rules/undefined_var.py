"""Define a variable before you use it.

## What happens

An instruction that uses a variable nobody has set gets an empty text. The usual reasons: a typing
error, an `ARG` that stands below its use, an `ARG` before the first `FROM` that the stage does not
declare again, or an `ENV` of another stage.

## Why it matters in microservices

`COPY ${DIST} /srv` with an empty `DIST` copies the whole context into the image: sources, tests and
whatever else lay there.

## How to mend it

Declare it in the same stage, above its use: `ARG NAME` takes over the value of a global argument,
`ENV NAME=value` sets one. Variables do not come along with `COPY --from`.

## What it costs

Nothing.

## Sources

- [UndefinedVar](https://docs.docker.com/reference/build-checks/undefined-var/)
- [Environment replacement](https://docs.docker.com/reference/dockerfile/#environment-replacement)
- [Scoping of ARG](https://docs.docker.com/build/building/variables/#scoping)
"""

from collections.abc import Iterator

from dockercheck.build import Build
from dockercheck.rules.rule import BUILDKIT, WARNING, Found, Rule
from dockercheck.stages import Stage
from dockercheck.suggestions import nearest

BAD = """\
ARG DIST=dist
FROM nginx:1.29-alpine
COPY $DIST /usr/share/nginx/html
"""

GOOD = """\
ARG DIST=dist
FROM nginx:1.29-alpine
ARG DIST
COPY $DIST /usr/share/nginx/html
"""


# Looking for near names costs time for every variable; the first few tell enough.
MAX_SUGGESTIONS = 20


def find(build: Build) -> Iterator[Found]:
    """Variables of a stage's instructions that nothing in the stage defines."""
    count = 0
    setters = _setters(build)
    for stage in build.stages:
        for step in stage.steps:
            for name, span in step.undefined:
                near = nearest(name, step.env) if count < MAX_SUGGESTIONS else ""
                count += 1
                hint = f" (did you mean ${near}?)" if near else ""
                yield Found(
                    span,
                    f"Usage of undefined variable '${name}'{hint}",
                    _why(build, stage, name, setters.get(name)),
                    governed_by=step.line,
                )


def _setters(build: Build) -> dict[str, Stage]:
    """For each variable the first stage that sets it."""
    found: dict[str, Stage] = {}
    for stage in build.stages:
        for step in stage.named("ENV", "ARG"):
            for pair in step.pairs:
                found.setdefault(pair.key, stage)
    return found


def _why(build: Build, stage: Stage, name: str, setter: Stage | None) -> str:
    if name in build.linked.declared:
        return f"The ARG {name} above the first FROM ends there: {stage.label} has to declare it."
    if setter is not None and setter.index == stage.index:
        return f"{name} is set below this line, so that it is empty here."
    if setter is not None:
        return f"{name} is set in {setter.label} and not in {stage.label}: it is empty here."
    return f"Nothing sets {name} in {stage.label}, so that it is empty here."


rule = Rule(
    name="UndefinedVar",
    family=BUILDKIT,
    severity=WARNING,
    docs=__doc__,
    bad=BAD,
    good=GOOD,
    find=find,
)
