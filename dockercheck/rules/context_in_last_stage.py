"""Know what COPY . brings into the last stage.

## What happens

`COPY . .` copies the whole build context, that is everything in the folder you build from which no
`.dockerignore` takes out: `.git` with its history, `.env` files, keys, local dependencies, test
data. In a build stage that is work for the cache. In the last stage it is part of the image.

## Why it matters in microservices

Whoever can pull the image can read all of it, and a layer that is pushed stays in the registry. A
`.env` in a developer's folder is enough to publish a password, and which files are there depends on
who builds: the image from the pipeline and the one from a laptop differ.

## How to mend it

Copy into a build stage and take over what was made, or name what you copy: `COPY src/ ./src/`. Keep
a `.dockerignore` beside the Dockerfile in any case; one that begins with `*` and lists what to let
in with `!` cannot be forgotten:

    *
    !package*.json
    !src

This is reported only while no ignore file is known. Give the checker yours and it looks into it.

## What it costs

A list of what belongs into the image has to be kept.

## Sources

- [.dockerignore files](https://docs.docker.com/build/concepts/context/#dockerignore-files)
- [Exclude with .dockerignore](https://docs.docker.com/build/building/best-practices/#exclude-with-dockerignore)
"""

from collections.abc import Iterator

from dockercheck.build import Build
from dockercheck.copying import is_git, is_remote
from dockercheck.paths import source as from_root
from dockercheck.purpose import is_workshop
from dockercheck.rules.rule import INFO, STAGECRAFT, Found, Rule
from dockercheck.stages import Step

BAD = """\
FROM python:3.13-slim-bookworm
WORKDIR /app
COPY . .
USER 65532:65532
CMD ["python", "-m", "catalog"]
"""

GOOD = """\
FROM python:3.13-slim-bookworm
WORKDIR /app
COPY catalog/ ./catalog/
USER 65532:65532
CMD ["python", "-m", "catalog"]
"""


def find(build: Build) -> Iterator[Found]:
    """COPY of the whole context into the image, where neither it nor its ignore file is known."""
    if build.ignore is None and build.context is None:
        for step in whole_context_copies(build):
            yield Found(
                step.span,
                f"{step.name} takes the whole build context into the image",
                "No ignore file is known here. If there is none beside the Dockerfile, .git, .env "
                f"files and whatever else lies in the folder come into {_label(build)}.",
            )


def whole_context_copies(build: Build) -> list[Step]:
    """The steps that bring the whole context into the image of the target."""
    target = build.target
    if target is None or is_workshop(target):
        return []
    return [
        step
        for stage in build.lineage(target)
        for step in stage.named("COPY", "ADD")
        if not step.triggered and _takes_context(step)
    ]


def _takes_context(step: Step) -> bool:
    if step.origin is None or step.origin.kind != "context":
        return False
    # What is not set here may be a variable of the base image.
    if step.instruction.flag("exclude") is not None or step.undefined:
        return False
    return any(
        from_root(path) == "/" and not is_git(path) and not is_remote(path)
        for path in step.args[:-1]
    )


def _label(build: Build) -> str:
    return build.target.label if build.target is not None else "the image"


rule = Rule(
    name="ContextInLastStage",
    family=STAGECRAFT,
    severity=INFO,
    docs=__doc__,
    bad=BAD,
    good=GOOD,
    find=find,
)
