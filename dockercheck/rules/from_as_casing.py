"""Write AS in the same case as FROM.

## What happens

`FROM` and `as` may be written in any case, but a line such as `FROM golang as build` mixes two.
BuildKit accepts it and warns.

## Why it matters in microservices

A Dockerfile is read far more often than it is built. Keywords in one case and names in the other
let a reader tell them apart at a glance, in every service alike.

## How to mend it

Write `AS` in capitals where `FROM` is in capitals, and both in small letters otherwise.

## What it costs

Nothing: the built image is the same.

## Sources

- [FromAsCasing](https://docs.docker.com/reference/build-checks/from-as-casing/)
- [FROM](https://docs.docker.com/reference/dockerfile/#from)
"""

from collections.abc import Iterator

from dockercheck.build import Build
from dockercheck.linking import stage_name
from dockercheck.report import Edit, Fix
from dockercheck.rules.rule import BUILDKIT, WARNING, Found, Rule

BAD = """\
FROM golang:1.24 as build
RUN go build ./...
"""

GOOD = """\
FROM golang:1.24 AS build
RUN go build ./...
"""


def find(build: Build) -> Iterator[Found]:
    """Every FROM in one case whose second word is in the other."""
    for instruction in build.instructions:
        if instruction.name != "FROM" or stage_name(instruction) is None:
            continue
        keyword, word = instruction.keyword, instruction.args[1]
        if keyword not in (keyword.lower(), keyword.upper()):
            continue  # ConsistentInstructionCasing speaks about that
        right = word.text.lower() if keyword == keyword.lower() else word.text.upper()
        if word.text != right:
            yield Found(
                word.span,
                f"'{word.text}' and '{keyword}' keywords' casing do not match",
                f"This line begins with {keyword}, so that {right} is what a reader looks for.",
                Fix(f"Write {right}", (Edit(word.span, right),)),
            )


rule = Rule(
    name="FromAsCasing",
    family=BUILDKIT,
    severity=WARNING,
    docs=__doc__,
    bad=BAD,
    good=GOOD,
    find=find,
    whole_file=True,
)
