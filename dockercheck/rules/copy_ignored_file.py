"""Do not copy what the ignore file leaves out.

## What happens

Files that `.dockerignore` names are not sent to the build. Copying one of them stops the build with
`not found`, although the file lies right there on your disk.

## Why it matters in microservices

The build works on the machine where somebody changed the ignore file locally, and fails in the
pipeline.

## How to mend it

Take the path out of `.dockerignore`, or take it back in with a line that begins with `!`, or do not
copy it.

## What it costs

What is sent takes time at each build; send what you need.

## Sources

- [CopyIgnoredFile](https://docs.docker.com/reference/build-checks/copy-ignored-file/)
- [.dockerignore](https://docs.docker.com/build/concepts/context/#dockerignore-files)
"""

from collections.abc import Iterator

from dockercheck.build import Build
from dockercheck.copying import is_git, is_remote
from dockercheck.ignorefile import IgnoreFile
from dockercheck.paths import clean
from dockercheck.rules.rule import BUILDKIT, WARNING, Found, Rule
from dockercheck.stages import Step

BAD = """\
FROM nginx:1.29-alpine
COPY config.env /etc/app/
"""

GOOD = """\
FROM nginx:1.29-alpine
COPY nginx.conf /etc/nginx/
"""


def find(build: Build) -> Iterator[Found]:
    """Sources of COPY and ADD in the context that the ignore file leaves out."""
    ignore = build.ignore
    # With exceptions a directory may be ignored and files in it not: BuildKit stays silent too.
    if ignore is None or not ignore.rules or ignore.has_exceptions:
        return
    for stage in build.stages:
        for step in stage.named("ADD", "COPY"):
            if step.failed or step.origin is None or step.origin.kind != "context":
                continue
            for path in step.args[:-1]:
                if not _is_fetched(step, path) and _is_ignored(ignore, clean(path)):
                    yield Found(
                        step.span,
                        f'Attempting to {step.name.capitalize()} file "{clean(path)}" that is '
                        "excluded by .dockerignore",
                        f"The build never sees {clean(path)}: this instruction will not find it.",
                    )


def _is_fetched(step: Step, path: str) -> bool:
    return step.name == "ADD" and (is_git(path) or is_remote(path))


def _is_ignored(ignore: IgnoreFile, path: str) -> bool:
    if path in (".", "/") and not ignore.ignores_everything:
        return False
    return ignore.ignores(path)


rule = Rule(
    name="CopyIgnoredFile",
    family=BUILDKIT,
    severity=WARNING,
    docs=__doc__,
    bad=BAD,
    good=GOOD,
    find=find,
    given={"dockerignore": "config.env\n"},
)
