"""Leave out the target platform: it is the default.

## What happens

A stage is built for the target platform unless it says otherwise. `--platform=$TARGETPLATFORM` says
what holds anyway.

## Why it matters in microservices

`--platform` in a `FROM` is a sign that this stage is special, as a cross-compiling build stage is.
Where every stage carries it, the one that matters is lost.

## How to mend it

Remove the flag. Keep `--platform=$BUILDPLATFORM` for stages that compile for another platform.

## What it costs

Nothing.

## Sources

- [RedundantTargetPlatform](https://docs.docker.com/reference/build-checks/redundant-target-platform/)
- [Automatic platform ARGs](https://docs.docker.com/reference/dockerfile/#automatic-platform-args-in-the-global-scope)
"""

from collections.abc import Iterator

from dockercheck.build import Build
from dockercheck.lines import Span
from dockercheck.report import Edit, Fix
from dockercheck.rules.rule import BUILDKIT, WARNING, Found, Rule
from dockercheck.stages import Stage

BAD = """\
FROM --platform=$TARGETPLATFORM alpine:3.22
CMD ["/app"]
"""

GOOD = """\
FROM alpine:3.22
CMD ["/app"]
"""


def find(build: Build) -> Iterator[Found]:
    """Stages whose platform is TARGETPLATFORM and nothing else."""
    target = build.linked.global_args["TARGETPLATFORM"]
    for stage in build.stages:
        words = stage.platform_words
        if words is None or words.unmatched or words.text != target:
            continue
        if words.matched == {"TARGETPLATFORM"}:
            flag = stage.instruction.flags[0]
            yield Found(
                flag.span,
                f"Setting platform to predefined {flag.value} in FROM is redundant as this is "
                "the default behavior",
                f"{stage.label.capitalize()} is built for this platform without it too.",
                Fix("Remove the flag", (Edit(_up_to_image(stage), ""),)),
            )


def _up_to_image(stage: Stage) -> Span:
    flag, image = stage.instruction.flags[0].span, stage.instruction.args[0].span
    return Span(flag.line, flag.column, image.line, image.column)


rule = Rule(
    name="RedundantTargetPlatform",
    family=BUILDKIT,
    severity=WARNING,
    docs=__doc__,
    bad=BAD,
    good=GOOD,
    find=find,
    whole_file=True,
)
