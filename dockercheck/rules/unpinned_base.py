"""Say which version of the base image you mean.

## What happens

`FROM node` means `node:latest`, and `latest` is only a name that moves. The build of tomorrow may
start from another Node than the build of today, although nothing in your file changed.

## Why it matters in microservices

Ten services that say `FROM node` and were last built in ten different weeks run on ten different
bases. A fault then shows in one of them and cannot be reproduced in the next, and rolling back to
an old commit does not bring back the old image.

## How to mend it

Name a version that you have tried: `node:22.11-slim`. Tags move within a version too, so pin the
digest (`node:22.11-slim@sha256:…`) where the same bytes have to come back.

## What it costs

Somebody has to raise the version. A tag such as `22-slim` still takes fixes by itself; a digest
takes none until a tool or a person changes it.

## Sources

- [Pin base image versions](https://docs.docker.com/build/building/best-practices/#pin-base-image-versions)
- [FROM](https://docs.docker.com/reference/dockerfile/#from)
"""

from collections.abc import Iterator

from dockercheck.build import Build
from dockercheck.rules.rule import STAGECRAFT, WARNING, Found, Rule

BAD = """\
FROM node
CMD ["node", "server.js"]
"""

GOOD = """\
FROM node:22.11-slim
CMD ["node", "server.js"]
"""


def find(build: Build) -> Iterator[Found]:
    """Stages on an image without a digest whose tag is absent or `latest`."""
    for stage in build.stages:
        image = stage.base.reference
        if image is None or image.digest or image.tag not in ("", "latest"):
            continue
        name = stage.instruction.args[0]
        said = "latest" if image.tag else "no version"
        yield Found(
            name.span,
            f"The base image {stage.base.name} names {said}",
            f"Whatever {image.familiar}:latest is on the day of the build becomes the base of "
            f"{stage.label}.",
        )


rule = Rule(
    name="UnpinnedBase",
    family=STAGECRAFT,
    severity=WARNING,
    docs=__doc__,
    bad=BAD,
    good=GOOD,
    find=find,
)
