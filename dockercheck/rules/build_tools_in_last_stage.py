"""Install compilers in a build stage, not in the last one.

## What happens

A compiler that the last stage installs stays in the image, with everything it depends on: other
compilers, headers, linkers. Removing it in a later instruction does not help, since a layer cannot
shrink the one below it.

## Why it matters in microservices

Compilers are large, and every node that pulls the service pulls them too. Their packages fill every
vulnerability report with findings about programs that you never run. An attacker who gets in finds
the tools to build what the image lacks.

## How to mend it

Compile in a stage of its own and copy the result: a binary, a virtual environment, `node_modules`.
Where the last stage must compile, install and remove in the same RUN: `apk add --virtual .build
gcc musl-dev && … && apk del .build`, or `apt-get purge --auto-remove` at the end of that RUN.

## What it costs

The build stage needs the same distribution and the same version of the language, so that what it
compiles fits. Libraries that the result links to have to be in the last stage.

## Sources

- [Multi-stage builds](https://docs.docker.com/build/building/multi-stage/)
- [Don't install unnecessary packages](https://docs.docker.com/build/building/best-practices/#dont-install-unnecessary-packages)
"""

from collections.abc import Iterator

from dockercheck.build import Build
from dockercheck.installed import KeptPackages
from dockercheck.rules.rule import STAGECRAFT, WARNING, Found, Rule
from dockercheck.runs import Run
from dockercheck.shipping import called, is_compiler, is_headers, kept_for_good, listed

BAD = """\
FROM python:3.13-slim
WORKDIR /app
COPY requirements.txt .
RUN apt-get update && apt-get install -y --no-install-recommends gcc libpq-dev \\
    && pip install --no-cache-dir -r requirements.txt \\
    && rm -rf /var/lib/apt/lists/*
COPY app app
CMD ["python", "-m", "app"]
"""

GOOD = """\
FROM python:3.13-slim AS build
RUN apt-get update && apt-get install -y --no-install-recommends gcc libpq-dev
COPY requirements.txt .
RUN python -m venv /venv && /venv/bin/pip install --no-cache-dir -r requirements.txt

FROM python:3.13-slim
RUN apt-get update && apt-get install -y --no-install-recommends libpq5 \\
    && rm -rf /var/lib/apt/lists/*
COPY --from=build /venv /venv
COPY app app
CMD ["/venv/bin/python", "-m", "app"]
"""


def find(build: Build) -> Iterator[Found]:
    """Installations in the target's layers that leave a compiler in the image."""
    for stage, run, kept in kept_for_good(build):
        tools = [(name, word) for name, word in kept.packages if is_compiler(name)]
        if tools:
            headers = [name for name, _word in kept.packages if is_headers(name)]
            yield _found(called(stage), run, kept, tools[0][1].start, headers)


def _found(stage: str, run: Run, kept: KeptPackages, start: int, headers: list[str]) -> Found:
    tools = [name for name, _word in kept.packages if is_compiler(name)]
    end = max(word.end for name, word in kept.packages if is_compiler(name))
    also = f", with {listed(headers)}" if headers else ""
    return Found(
        run.span(start, end),
        f"The image keeps {listed(tools)}",
        f"{stage} becomes the image, and nothing in this RUN removes {listed(tools)}{also} again.",
    )


rule = Rule(
    name="BuildToolsInLastStage",
    family=STAGECRAFT,
    severity=WARNING,
    docs=__doc__,
    bad=BAD,
    good=GOOD,
    find=find,
)
