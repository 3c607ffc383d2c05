"""Take out a stage that nothing needs, or use it.

## What happens

BuildKit builds the target and the stages it needs, through `FROM stage`, `COPY --from` and
`RUN --mount=from`. A stage outside of that is skipped: none of its commands runs, not even its
base image is fetched. A fault in it stays unseen until somebody needs it.

## Why it matters in microservices

Most often the line that should use the stage is missing: assets are built in a stage and never
copied, so the service ships without them and the build stays green. Otherwise the stage is a
remainder that people go on maintaining, pinning and scanning.

## How to mend it

Copy from the stage where its files are needed, or delete it. If it is meant to be asked for, give
it a name that says so, such as `test`, `lint`, `dev` or `release`, and call it with
`docker build --target test .` in the pipeline. A stage with a name of that kind, with a command
of its own, or chosen through a variable in `FROM` is not reported.

## What it costs

Nothing in the image. Deleting a stage changes the numbers of those below it, which matters where
`--from` uses numbers.

## Sources

- [Stop at a specific build stage](https://docs.docker.com/build/building/multi-stage/#stop-at-a-specific-build-stage)
- [Differences between legacy builder and BuildKit](https://docs.docker.com/build/building/multi-stage/#differences-between-legacy-builder-and-buildkit)
"""

import re
from collections.abc import Iterable, Iterator

from dockercheck.build import Build
from dockercheck.purpose import runs_tests, sounds_like_supply, sounds_like_target
from dockercheck.rules.rule import STAGECRAFT, WARNING, Found, Rule
from dockercheck.stages import Stage

BAD = """\
FROM node:24-bookworm-slim AS assets
WORKDIR /web
COPY . .
RUN npm ci && npm run build

FROM nginx:1.29-alpine
COPY nginx.conf /etc/nginx/nginx.conf
"""

GOOD = """\
FROM node:24-bookworm-slim AS assets
WORKDIR /web
COPY . .
RUN npm ci && npm run build

FROM nginx:1.29-alpine
COPY nginx.conf /etc/nginx/nginx.conf
COPY --from=assets /web/dist /usr/share/nginx/html
"""

# No file that people write has more kinds of names with variables.
MAX_PATTERNS = 20
_VARIABLE = re.compile(r"\$(?:\w+|\{[^{}]*\})", re.ASCII)


def find(build: Build) -> Iterator[Found]:
    """Stages that neither the last stage nor any plausible target needs."""
    stages = build.stages
    chosen = _chosen_by_variable(build)
    if len(stages) < 2 or chosen is None:
        return
    roots = {len(stages) - 1} | chosen
    if build.target is not None:
        roots.add(build.target.index)
    living = _reach(build, roots)
    runs = _with_command(stages)
    leaves = [
        s for s in stages if s.index not in living and s.name and (runs[s.index] or _asked(s))
    ]
    living |= _reach(build, (stage.index for stage in leaves))
    dead = [stage for stage in stages if stage.index not in living]
    last = {stage.name: stage.index for stage in stages}
    for stage in _outermost(dead):
        if stage.name is not None and last[stage.name] > stage.index:
            continue  # DuplicateStageName tells why it is out of reach
        yield Found(
            stage.instruction.span,
            f"Nothing needs the stage {stage.label}" if stage.name else "Nothing needs this stage",
            _why(stages, stage),
        )


def _why(stages: tuple[Stage, ...], stage: Stage) -> str:
    last = stages[-1]
    one = stage.line == stage.end_line
    skipped = f"line {stage.line}" if one else f"lines {stage.line} to {stage.end_line}"
    reach = "" if stage.name else " It has no name, so that --target cannot ask for it either."
    return (
        f"No FROM, COPY --from or mount on the way to {last.label} (line {last.line}) names it: "
        f"a build skips {skipped}.{reach}"
    )


def _outermost(dead: list[Stage]) -> list[Stage]:
    """The dead stages that no other dead stage needs."""
    needed = {need.stage for stage in dead for need in stage.needs if need.stage != stage.index}
    found = [stage for stage in dead if stage.index not in needed]
    return found or dead


def _reach(build: Build, roots: Iterable[int]) -> set[int]:
    found: set[int] = set()
    stack = list(roots)
    while stack:
        index = stack.pop()
        if index not in found:
            found.add(index)
            stack += (need.stage for need in build.stages[index].needs)
    return found


def _chosen_by_variable(build: Build) -> set[int] | None:
    """The stages that `FROM base-$VARIABLE` may mean with another value; None for too many."""
    found: set[int] = set()
    patterns = {
        tuple(_VARIABLE.split(word))
        for stage in build.stages
        if "$" in (word := stage.instruction.args[0].text)
    }
    if len(patterns) > MAX_PATTERNS:
        return None
    for parts in patterns:
        found |= {s.index for s in build.stages if s.name and _fits(s.name, parts)}
    return found


def _fits(name: str, parts: tuple[str, ...]) -> bool:
    """Whether a name is these parts with anything between them."""
    if len(parts) < 2:
        return False
    first, *middle, last = (part.lower() for part in parts)
    if not name.startswith(first) or not name.endswith(last):
        return False
    at = len(first)
    for part in middle:
        at = name.find(part, at)
        if at < 0:
            return False
        at += len(part)
    return at <= len(name) - len(last)


def _with_command(stages: tuple[Stage, ...]) -> list[bool]:
    """For each stage, whether it or one below it says what to run."""
    found: list[bool] = []
    for stage in stages:
        inherited = stage.base.stage is not None and found[stage.base.stage]
        found.append(inherited or bool(stage.named("CMD", "ENTRYPOINT")))
    return found


def _asked(stage: Stage) -> bool:
    """Whether somebody may ask for a stage: it exports, tests, or its name says so."""
    if sounds_like_target(stage):
        return True
    if stage.base.kind == "scratch" and stage.named("COPY", "ADD"):
        return True
    if runs_tests(stage):
        return True
    if sounds_like_supply(stage):
        return False
    return bool(stage.needs or stage.named("EXPOSE", "HEALTHCHECK", "USER", "VOLUME"))


rule = Rule(
    name="UnreachedStage",
    family=STAGECRAFT,
    severity=WARNING,
    docs=__doc__,
    bad=BAD,
    good=GOOD,
    find=find,
    whole_file=True,
)
