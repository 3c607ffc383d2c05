"""Leave no empty line inside an instruction.

## What happens

A line that ends with a backslash goes on in the next one. Where that next line is empty, BuildKit
skips it and takes the line after it. It warns, because a later version will refuse such files.

## Why it matters in microservices

The empty line hides where the instruction ends. Delete one backslash too many and the rest of a
long `RUN` becomes an unknown instruction, in a file that looked the same as the week before.

## How to mend it

Take the empty lines out. Where you want air between the parts of a long command, put a comment
line there: comments inside a continued instruction are dropped.

## What it costs

Nothing: the instruction is the same.

## Sources

- [NoEmptyContinuation](https://docs.docker.com/reference/build-checks/no-empty-continuation/)
- [Line continuation](https://docs.docker.com/reference/dockerfile/#escape)
"""

from collections.abc import Iterator

from dockercheck.build import Build
from dockercheck.lines import SPACES, Span
from dockercheck.report import Edit, Fix
from dockercheck.rules.rule import BUILDKIT, WARNING, Found, Rule

BAD = """\
FROM debian:13-slim
RUN apt-get update \\

 && apt-get install -y --no-install-recommends curl
"""

GOOD = """\
FROM debian:13-slim
RUN apt-get update \\
 # the health check needs curl
 && apt-get install -y --no-install-recommends curl
"""


def find(build: Build) -> Iterator[Found]:
    """Every instruction with an empty line inside, told at its last line as BuildKit does."""
    for instruction in build.instructions:
        source = instruction.source
        if not source.has_empty_line:
            continue
        numbers = range(source.line, source.end_line + 1)
        empty = [number for number in numbers if not build.lines[number - 1].strip(SPACES)]
        yield Found(
            Span(source.end_line, 1, source.end_line, max(source.end_column, 2)),
            "Empty continuation line",
            f"The {instruction.name} from line {source.line} goes on behind the empty line "
            f"{empty[0]}; a later BuildKit will stop there.",
            Fix("Remove the empty lines", tuple(Edit(Span(n, 1, n + 1, 1), "") for n in empty)),
            exact=True,
        )


rule = Rule(
    name="NoEmptyContinuation",
    family=BUILDKIT,
    severity=WARNING,
    docs=__doc__,
    bad=BAD,
    good=GOOD,
    find=find,
    whole_file=True,
    by_comment=False,
)
