"""Name the authors in a label.

## What happens

`MAINTAINER` sets the author field of the image, which hardly any tool shows. It has been deprecated
for years; a label does the same and can be asked for by every tool.

## Why it matters in microservices

When an image misbehaves at night, `docker inspect` and the registry show labels. The team that is
to be called has to stand there.

## How to mend it

Write `LABEL org.opencontainers.image.authors="…"`, the key that the OCI specification gives to it.

## What it costs

Nothing.

## Sources

- [MaintainerDeprecated](https://docs.docker.com/reference/build-checks/maintainer-deprecated/)
- [MAINTAINER](https://docs.docker.com/reference/dockerfile/#maintainer-deprecated)
- [OCI annotations](https://github.com/opencontainers/image-spec/blob/main/annotations.md)
"""

from collections.abc import Iterator

from dockercheck.build import Build
from dockercheck.instructions import Instruction
from dockercheck.report import Edit, Fix
from dockercheck.rules.rule import BUILDKIT, WARNING, Found, Rule

BAD = """\
FROM alpine:3.22
MAINTAINER team-orders@example.org
"""

GOOD = """\
FROM alpine:3.22
LABEL org.opencontainers.image.authors="team-orders@example.org"
"""


KEY = "org.opencontainers.image.authors"


def find(build: Build) -> Iterator[Found]:
    """Every MAINTAINER."""
    for instruction in build.instructions:
        if instruction.name == "MAINTAINER":
            yield Found(
                instruction.keyword_span,
                "Maintainer instruction is deprecated in favor of using label",
                "No tool that shows labels will find this name.",
                _fix(instruction),
            )


def _fix(instruction: Instruction) -> Fix | None:
    name = instruction.args[0].text if len(instruction.args) == 1 else ""
    span = instruction.span
    if not name or set(name) & set("\"'\\`$") or span.line != span.end_line:
        return None
    keyword = "label" if instruction.keyword.islower() else "LABEL"
    return Fix("Use a label", (Edit(span, f'{keyword} {KEY}="{name}"'),))


rule = Rule(
    name="MaintainerDeprecated",
    family=BUILDKIT,
    severity=WARNING,
    docs=__doc__,
    bad=BAD,
    good=GOOD,
    find=find,
    whole_file=True,
)
