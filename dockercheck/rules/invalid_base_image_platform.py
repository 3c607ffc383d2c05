"""Build on a base image of the right platform.

## What happens

A tag may hold one platform only. Asked for another one, BuildKit takes what there is and warns: the
programs in it are for a processor that the image is not meant for.

## Why it matters in microservices

The image builds on a laptop, where emulation hides the mistake, and fails in the cluster with
`exec format error`, or runs there ten times slower than it should.

## How to mend it

Choose a base that exists for your platform, or ask for the platform that you mean with
`--platform` at the command line.

## What it costs

Sometimes another base image.

## Sources

- [InvalidBaseImagePlatform](https://docs.docker.com/reference/build-checks/invalid-base-image-platform/)
- [Multi-platform builds](https://docs.docker.com/build/building/multi-platform/)
"""

from collections.abc import Iterator

from dockercheck.build import Build
from dockercheck.platforms import PlatformError, parse_platform
from dockercheck.rules.rule import BUILDKIT, WARNING, Found, Rule

BAD = """\
FROM example.org/arm-only:1
CMD ["/app"]
"""

GOOD = """\
FROM example.org/amd-only:1
CMD ["/app"]
"""


def find(build: Build) -> Iterator[Found]:
    """Bases that are known to be for another platform than the stage asks for."""
    for stage in build.stages:
        facts = build.facts(stage) if stage.base.kind == "image" else {}
        known = facts.get("platform")
        if not isinstance(known, str):
            continue
        wanted = stage.platform or build.linked.global_args["TARGETPLATFORM"]
        if _differ(known, wanted):
            yield Found(
                stage.instruction.args[0].span,
                f'Base image {stage.base.name} was pulled with platform "{known}", expected '
                f'"{wanted}" for current build',
                f"Every program that {stage.label} takes from it is for {known}.",
            )


def _differ(known: str, wanted: str) -> bool:
    try:
        return parse_platform(known)[:2] != parse_platform(wanted)[:2]
    except PlatformError:
        return False


rule = Rule(
    name="InvalidBaseImagePlatform",
    family=BUILDKIT,
    severity=WARNING,
    docs=__doc__,
    bad=BAD,
    good=GOOD,
    find=find,
    by_comment=False,
    given={
        "images": {
            "example.org/arm-only:1": {"platform": "linux/arm64"},
            "example.org/amd-only:1": {"platform": "linux/amd64"},
        }
    },
)
