"""Run nothing in a stage from scratch.

## What happens

`FROM scratch` starts with an empty file system. `RUN chmod +x /app` needs `/bin/sh` to read the
line and `chmod` to do it; neither is there, and the build stops with `exec: "/bin/sh": stat
/bin/sh: no such file or directory`.

## Why it matters in microservices

The line works as long as the last stage starts from a distribution. It breaks on the day the base
becomes `scratch`, which is when you harden a service, and the message names a file that nobody
asked for.

## How to mend it

Do the work in the build stage, where there is a shell, and copy the result. Permissions and owners
can be set while copying:

    COPY --chmod=755 --from=build /out/app /app

A binary made by a compiler is executable already: `COPY` keeps its permissions. Users are files
too: make `/etc/passwd` in the build stage and copy it, or use a number: `USER 65532:65532`.

## What it costs

Nothing: the image has a layer less.

## Sources

- [Create a minimal image from scratch](https://docs.docker.com/build/building/base-images/#create-a-minimal-base-image-using-scratch)
- [COPY --chown --chmod](https://docs.docker.com/reference/dockerfile/#copy---chown---chmod)
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from dockercheck.build import Build
from dockercheck.lines import Span
from dockercheck.paths import clean, destination
from dockercheck.report import Edit, Fix
from dockercheck.rules.rule import ERROR, STAGECRAFT, Found, Rule
from dockercheck.runs import is_windows
from dockercheck.runtime import is_from_scratch, may_bring_shell, root_stages
from dockercheck.stages import Stage, Step

BAD = """\
FROM golang:1.25-bookworm AS build
WORKDIR /src
COPY . .
RUN CGO_ENABLED=0 go build -o /out/app ./cmd/app

FROM scratch
COPY --from=build /out/app /app
RUN chmod +x /app
USER 65532:65532
ENTRYPOINT ["/app"]
"""

GOOD = """\
FROM golang:1.25-bookworm AS build
WORKDIR /src
COPY . .
RUN CGO_ENABLED=0 go build -o /out/app ./cmd/app

FROM scratch
COPY --chmod=755 --from=build /out/app /app
USER 65532:65532
ENTRYPOINT ["/app"]
"""

# A file with many steps has other worries, and each RUN looks through the COPYs.
MAX_COPIES = 50
_CHMOD = re.compile(r"chmod (?:\+x|a\+x|0?(?P<mode>[0-7]{3})) (?P<path>/[\w./-]+)\Z", re.ASCII)


def find(build: Build) -> Iterator[Found]:
    """RUN in a stage from scratch into which nothing has brought a program for it."""
    held: list[_Held] = []  # for each stage, what is in it when it is finished
    for stage, root in zip(build.stages, root_stages(build), strict=True):
        state = held[stage.base.stage] if stage.base.stage is not None else _Held()
        looks = is_from_scratch(root) and not is_windows(build, root)
        for step in stage.steps:
            if looks and not step.triggered and _cannot_run(step, state):
                yield _found(stage, root, step)
            state = _Held(
                state.files or step.name in ("ADD", "COPY"), state.shell or may_bring_shell(step)
            )
        held.append(state)


class _Held(NamedTuple):
    """What a stage holds: any files, perhaps a shell."""

    files: bool = False
    shell: bool = False


def _cannot_run(step: Step, state: _Held) -> bool:
    if step.name != "RUN" or step.shell or any(mount.type == "bind" for mount in step.mounts):
        return False
    # The program of an exec form may be one of the files copied before.
    return not (state.files if step.instruction.json else state.shell)


def _found(stage: Stage, root: Stage, step: Step) -> Found:
    program = "no program" if step.instruction.json else "no /bin/sh and no program"
    return Found(
        step.span,
        "RUN in a stage from scratch, where there is nothing to run",
        f"{stage.label} starts empty in line {root.line}, and up to line {step.line} it holds "
        f"{program} to run this with: the build stops here.",
        _fix(stage, step),
    )


def _fix(stage: Stage, step: Step) -> Fix | None:
    """A chmod of one copied file becomes a flag of its COPY."""
    wanted = _CHMOD.match(" ".join(step.args))
    if wanted is None or step.span.line != step.span.end_line:
        return None
    for copy in stage.named("COPY")[:MAX_COPIES]:
        instruction = copy.instruction
        if copy.triggered or instruction.flag("chmod") is not None or len(copy.args) != 2:
            continue
        if clean(destination(copy.workdir, copy.args[1])) == clean(wanted["path"]):
            after = instruction.keyword_span
            here = Span(after.end_line, after.end_column, after.end_line, after.end_column)
            gone = Span(step.span.line, 1, step.span.line + 1, 1)
            flag = f" --chmod={wanted['mode'] or '755'}"
            return Fix("Set the permissions while copying", (Edit(here, flag), Edit(gone, "")))
    return None


rule = Rule(
    name="RunInScratch",
    family=STAGECRAFT,
    severity=ERROR,
    docs=__doc__,
    bad=BAD,
    good=GOOD,
    find=find,
)
