"""Write ENV and LABEL with an equals sign.

## What happens

`ENV KEY value` is the old form: everything behind the key is one value. `ENV ONE=1 TWO=2` is the
new one. In the old form `ENV ONE TWO=2` sets `ONE` to `TWO=2`, which nobody means.

## Why it matters in microservices

The old form will go away, and it hides mistakes until a service reads a wrong setting in
production.

## How to mend it

Write `KEY=value`, with quotes where the value has spaces.

## What it costs

Nothing.

## Sources

- [LegacyKeyValueFormat](https://docs.docker.com/reference/build-checks/legacy-key-value-format/)
- [ENV](https://docs.docker.com/reference/dockerfile/#env)
"""

from collections.abc import Iterator

from dockercheck.build import Build
from dockercheck.report import Edit, Fix
from dockercheck.rules.rule import BUILDKIT, WARNING, Found, Rule
from dockercheck.stages import Step

BAD = """\
FROM node:22-slim
ENV NODE_ENV production
"""

GOOD = """\
FROM node:22-slim
ENV NODE_ENV=production
"""


def find(build: Build) -> Iterator[Found]:
    """Every ENV and LABEL in the old form."""
    for stage in build.stages:
        for step in stage.named("ENV", "LABEL"):
            if step.failed or not any(pair.legacy for pair in step.pairs):
                continue
            yield Found(
                step.span,
                f'"{step.name} key=value" should be used instead of legacy '
                f'"{step.name} key value" format',
                f"Everything behind {step.pairs[0].key} counts as its value here.",
                _fix(build, step),
            )


def _fix(build: Build, step: Step) -> Fix | None:
    """Where quotes or escapes are in the value, the two forms may read it differently."""
    pair = step.instruction.pairs[0]
    value = pair.value or ""
    span = pair.span
    if step.triggered or span.line != span.end_line or not value:
        return None
    if set(value) & {"'", '"', build.parsed.escape}:
        return None
    text = f'"{value}"' if set(value) & set(" \t") else value
    return Fix("Write it with an equals sign", (Edit(span, f"{pair.key}={text}"),))


rule = Rule(
    name="LegacyKeyValueFormat",
    family=BUILDKIT,
    severity=WARNING,
    docs=__doc__,
    bad=BAD,
    good=GOOD,
    find=find,
)
