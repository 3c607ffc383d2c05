"""Write all instructions in the same case.

## What happens

Instructions may be written in any case. A file that says `FROM` here and `copy` there works, but
BuildKit warns about those that differ from the majority.

## Why it matters in microservices

Capitals are the convention that every book, every tool and every colleague uses: they make the
instructions stand out from the shell text around them.

## How to mend it

Write the instruction as the others are written.

## What it costs

Nothing: the built image is the same.

## Sources

- [ConsistentInstructionCasing](https://docs.docker.com/reference/build-checks/consistent-instruction-casing/)
- [Format](https://docs.docker.com/reference/dockerfile/#format)
"""

from collections.abc import Iterator

from dockercheck.build import Build
from dockercheck.instructions import Instruction
from dockercheck.report import Edit, Fix
from dockercheck.rules.rule import BUILDKIT, WARNING, Found, Rule

BAD = """\
FROM node:22-slim
copy . /app
WORKDIR /app
"""

GOOD = """\
FROM node:22-slim
COPY . /app
WORKDIR /app
"""


def find(build: Build) -> Iterator[Found]:
    """Instructions from the first FROM on whose case is not that of the majority."""
    instructions = _in_stages(build)
    lower = sum(1 for i in instructions if i.keyword == i.keyword.lower())
    upper = sum(1 for i in instructions if i.keyword == i.keyword.upper())
    majority = "lowercase" if lower > upper else "uppercase"
    for instruction in instructions:
        right = instruction.keyword.lower() if lower > upper else instruction.keyword.upper()
        if instruction.keyword != right:
            yield Found(
                instruction.keyword_span,
                f"Command '{instruction.keyword}' should match the case of the command majority "
                f"({majority})",
                f"{max(lower, upper)} of the {len(instructions)} instructions here are in "
                f"{majority}.",
                Fix(f"Write {right}", _edits(instruction, right)),
            )


def _in_stages(build: Build) -> list[Instruction]:
    seen = False
    found = []
    for instruction in build.sound:
        seen = seen or instruction.name == "FROM"
        if seen:
            found.append(instruction)
    return found


def _edits(instruction: Instruction, right: str) -> tuple[Edit, ...]:
    """FROM takes its AS along: the two are compared with each other."""
    edits = [Edit(instruction.keyword_span, right)]
    if instruction.name == "FROM" and len(instruction.args) == 3:
        word = instruction.args[1]
        text = word.text.lower() if right == "from" else word.text.upper()
        if text != word.text:
            edits.append(Edit(word.span, text))
    return tuple(edits)


rule = Rule(
    name="ConsistentInstructionCasing",
    family=BUILDKIT,
    severity=WARNING,
    docs=__doc__,
    bad=BAD,
    good=GOOD,
    find=find,
    whole_file=True,
    by_comment=False,
)
