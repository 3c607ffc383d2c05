"""Use the exec form in an image that has no shell.

## What happens

`CMD /app` runs as `/bin/sh -c /app`. An image from `scratch` and Google's distroless images have no
`/bin/sh`, so the container does not start: `exec: "/bin/sh": stat /bin/sh: no such file or
directory`. A `RUN` in shell form stops the build for the same reason, and a `HEALTHCHECK` in shell
form makes the container unhealthy for ever.

## Why it matters in microservices

Nothing in the build runs the command, so the image is built, scanned and pushed. It fails when the
first container of the new release starts, in every replica.

## How to mend it

Write the command as a JSON array: `CMD ["/app"]`. It is then run as it is, and process 1 is your
program. Where the command needs a shell (`&&`, `$PORT`), move that into the program, or take a base
image that has a shell.

## What it costs

The exec form expands no variables. Without a shell in the image, `docker exec … sh` does not work
either: debug with `docker debug` or an ephemeral container.

## Sources

- [Shell and exec form](https://docs.docker.com/reference/dockerfile/#shell-and-exec-form)
- [Distroless: entrypoints](https://github.com/GoogleContainerTools/distroless#entrypoints)
- [Create a minimal image from scratch](https://docs.docker.com/build/building/base-images/#create-a-minimal-base-image-using-scratch)
"""

import re
from collections.abc import Iterator

from dockercheck.build import Build
from dockercheck.report import Edit, Fix
from dockercheck.rules.rule import ERROR, STAGECRAFT, Found, Rule
from dockercheck.runs import is_windows
from dockercheck.runtime import is_from_scratch, lacks_shell, may_bring_shell, root_stages
from dockercheck.stages import Stage, Step

BAD = """\
FROM golang:1.25-bookworm AS build
WORKDIR /src
COPY . .
RUN CGO_ENABLED=0 go build -o /out/app ./cmd/app

FROM gcr.io/distroless/static-debian12:nonroot
COPY --from=build /out/app /app
CMD /app serve
"""

GOOD = """\
FROM golang:1.25-bookworm AS build
WORKDIR /src
COPY . .
RUN CGO_ENABLED=0 go build -o /out/app ./cmd/app

FROM gcr.io/distroless/static-debian12:nonroot
COPY --from=build /out/app /app
CMD ["/app", "serve"]
"""

_PLAIN = re.compile(r"[A-Za-z0-9_./:@%+,=-]+(?: +[A-Za-z0-9_./:@%+,=-]+)*\Z")
_CONSEQUENCES = {
    "CMD": "a container from this image cannot start",
    "ENTRYPOINT": "a container from this image cannot start",
    "HEALTHCHECK": "every check fails and the container counts as unhealthy",
    "RUN": "the build stops here",
}


def find(build: Build) -> Iterator[Found]:
    """Shell forms in stages whose image has no shell and to which nothing may bring one."""
    brought: list[bool] = []  # for each stage, whether a shell may be in it when it is finished
    for stage, root in zip(build.stages, root_stages(build), strict=True):
        before = stage.base.stage is not None and brought[stage.base.stage]
        brought.append(before or any(may_bring_shell(step) for step in stage.steps))
        if before or not lacks_shell(build, root) or is_windows(build, root):
            continue
        for step in _in_shell_form(stage, root, brought[-1]):
            yield _found(stage, root, step)


def _in_shell_form(stage: Stage, root: Stage, brought: bool) -> Iterator[Step]:
    """The steps of a stage that need a shell when there is none."""
    last = {step.name: step for step in stage.steps}
    for step in stage.steps:
        if step.name == "RUN":
            # What is copied later is there when a container starts, not when a RUN runs. In
            # scratch there is a rule of its own for it.
            if may_bring_shell(step) or is_from_scratch(root):
                continue
        elif may_bring_shell(step):
            return
        elif brought or last[step.name] is not step:  # only the last CMD is ever run
            continue
        if _needs_shell(step):
            yield step


def _needs_shell(step: Step) -> bool:
    instruction = step.instruction
    if step.name not in _CONSEQUENCES or not instruction.args:
        return False
    if instruction.json or step.shell or step.triggered or step.failed:
        return False
    return step.name != "HEALTHCHECK" or instruction.args[0].text.upper() != "NONE"


def _found(stage: Stage, root: Stage, step: Step) -> Found:
    base = root.base.name
    return Found(
        step.span,
        f"{step.name} in shell form, but {base} has no shell",
        f"It runs as /bin/sh -c, {base} holds no /bin/sh and no line of {stage.label} brings one: "
        f"{_CONSEQUENCES[step.name]}.",
        _fix(step),
    )


def _fix(step: Step) -> Fix | None:
    """Only for plain words on one line: anything else needs a person."""
    token = step.instruction.args[-1]
    text = token.text.strip()
    if step.name == "RUN" or token.span.line != token.span.end_line or not _PLAIN.match(text):
        return None
    words = text.split()
    if "=" in words[0]:
        return None
    array = "[" + ", ".join(f'"{word}"' for word in words) + "]"
    return Fix("Write it as a JSON array", (Edit(token.span, array),))


rule = Rule(
    name="ShellFormWithoutShell",
    family=STAGECRAFT,
    severity=ERROR,
    docs=__doc__,
    bad=BAD,
    good=GOOD,
    find=find,
)
