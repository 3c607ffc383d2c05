"""Do not fix the platform of a stage.

## What happens

`FROM --platform=linux/amd64` fixes the stage's platform whatever the build is for. An image
built for arm64 then holds amd64 programs. BuildKit stays silent where the stage's name says that
it is meant, as in `AS amd64`.

## Why it matters in microservices

Half of the machines in a cluster may be arm64 today, and so are the laptops. A fixed platform turns
each of them into an emulator, or into `exec format error`.

## How to mend it

Remove the flag and choose the platform at the command line. For a stage that compiles on the
machine's own platform write `--platform=$BUILDPLATFORM`.

## What it costs

The build has to work on each platform that you ask for.

## Sources

- [FromPlatformFlagConstDisallowed](https://docs.docker.com/reference/build-checks/from-platform-flag-const-disallowed/)
- [Multi-platform builds](https://docs.docker.com/build/building/multi-platform/)
"""

from collections.abc import Iterator

from dockercheck.build import Build
from dockercheck.platforms import parse_platform
from dockercheck.rules.rule import BUILDKIT, WARNING, Found, Rule

BAD = """\
FROM --platform=linux/amd64 debian:13-slim AS base
CMD ["/app"]
"""

GOOD = """\
FROM debian:13-slim AS base
CMD ["/app"]
"""


def find(build: Build) -> Iterator[Found]:
    """Stages with a platform that no variable takes part in."""
    for stage in build.stages:
        words = stage.platform_words
        if words is None or words.matched or words.unmatched or stage.platform is None:
            continue
        system, architecture, _ = parse_platform(words.text)
        if stage.name is not None and (system in stage.name or architecture in stage.name):
            continue
        yield Found(
            stage.instruction.flags[0].span,
            f'FROM --platform flag should not use constant value "{words.text}"',
            f"{stage.label.capitalize()} is {stage.platform} even in a build for another platform.",
        )


rule = Rule(
    name="FromPlatformFlagConstDisallowed",
    family=BUILDKIT,
    severity=WARNING,
    docs=__doc__,
    bad=BAD,
    good=GOOD,
    find=find,
    whole_file=True,
)
