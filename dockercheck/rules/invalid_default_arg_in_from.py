"""Give arguments of FROM a default that works.

## What happens

A global `ARG` without a default is empty unless somebody passes a value. `FROM busybox:${TAG}` then
asks for `busybox:`, which is no image: `docker build .` fails on a fresh checkout.

## Why it matters in microservices

A new colleague, a scanner and a bot that raises versions all build without your arguments. Each of
them should get an image.

## How to mend it

Write a default: `ARG TAG=1.37`. A value from the command line still wins.

## What it costs

The default has to be kept up to date.

## Sources

- [InvalidDefaultArgInFrom](https://docs.docker.com/reference/build-checks/invalid-default-arg-in-from/)
- [ARG and FROM](https://docs.docker.com/reference/dockerfile/#understand-how-arg-and-from-interact)
"""

from collections.abc import Iterator

from dockercheck.build import Build
from dockercheck.references import ImageNameError, parse_reference
from dockercheck.rules.rule import BUILDKIT, WARNING, Found, Rule
from dockercheck.words import Mode, WordError, expand

BAD = """\
ARG TAG
FROM busybox:${TAG}
"""

GOOD = """\
ARG TAG=1.37
FROM busybox:${TAG}
"""


def find(build: Build) -> Iterator[Found]:
    """Bases that name no image when nobody passes arguments."""
    defaults = build.linked.default_args
    for stage in build.stages if defaults is not None else ():
        written = stage.instruction.args[0]
        try:
            name = expand(written.text, defaults or {}, Mode(escape=build.parsed.escape)).text
        except WordError:
            return
        try:
            parse_reference(name)
        except ImageNameError:
            yield Found(
                written.span,
                f"Default value for ARG {written.text} results in empty or invalid base image name",
                f"Without build arguments the base of {stage.label} is "
                f"{f'{name}, which names no image' if name else 'empty'}.",
            )


rule = Rule(
    name="InvalidDefaultArgInFrom",
    family=BUILDKIT,
    severity=WARNING,
    docs=__doc__,
    bad=BAD,
    good=GOOD,
    find=find,
    whole_file=True,
    by_comment=False,
    given={"build_args": {"TAG": "1.37"}},
)
