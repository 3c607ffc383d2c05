"""Give a stage one CMD, one ENTRYPOINT and one HEALTHCHECK.

## What happens

Of several `CMD`, `ENTRYPOINT` or `HEALTHCHECK` instructions in a stage only the last has an
effect. They do not add up: the ones above are ignored.

## Why it matters in microservices

Somebody adds a second `CMD` to start a helper beside the service, and the service no longer starts.
A container runs one command; a second process needs a container of its own.

## How to mend it

Keep the last one. Where you wanted two programs, make two services.

## What it costs

Nothing: the others had no effect.

## Sources

- [MultipleInstructionsDisallowed](https://docs.docker.com/reference/build-checks/multiple-instructions-disallowed/)
- [CMD](https://docs.docker.com/reference/dockerfile/#cmd)
"""

from collections.abc import Iterator

from dockercheck.build import Build
from dockercheck.lines import Span
from dockercheck.report import Edit, Fix
from dockercheck.rules.rule import BUILDKIT, WARNING, Found, Rule
from dockercheck.stages import Step

BAD = """\
FROM node:22-slim
CMD ["node", "worker.js"]
CMD ["node", "server.js"]
"""

GOOD = """\
FROM node:22-slim
CMD ["node", "server.js"]
"""


ONCE = ("CMD", "ENTRYPOINT", "HEALTHCHECK")


def find(build: Build) -> Iterator[Found]:
    """Every such instruction that a later one of its stage overrides."""
    for stage in build.stages:
        last: dict[str, Step] = {}
        for step in stage.named(*ONCE):
            before = last.get(step.name)
            last[step.name] = step
            if before is not None:
                yield _found(before, step)


def _found(before: Step, after: Step) -> Found:
    span = before.span
    fix = None
    if not before.triggered:
        whole_lines = Span(span.line, 1, span.end_line + 1, 1)
        fix = Fix(f"Remove this {before.name}", (Edit(whole_lines, ""),))
    return Found(
        span,
        f"Multiple {before.name} instructions should not be used in the same stage because only "
        "the last one will be used",
        f"The {after.name} in line {after.line} takes its place.",
        fix,
        governed_by=after.line,
    )


rule = Rule(
    name="MultipleInstructionsDisallowed",
    family=BUILDKIT,
    severity=WARNING,
    docs=__doc__,
    bad=BAD,
    good=GOOD,
    find=find,
)
