"""Keep secrets out of ARG and ENV.

## What happens

An `ENV` is stored in the image for everybody who can pull it. An `ARG` is not in the container's
environment, but its value stands in the image's history and in the provenance that a build
attaches. Deleting it in a later instruction changes neither.

## Why it matters in microservices

Images are pulled by every node, mirrored, scanned and kept for years. A token in one of them is a
token in all these places, and the only cure is to revoke it.

## How to mend it

Hand a secret to the one instruction that needs it: `RUN --mount=type=secret,id=token …`. It is
there while that instruction runs and in no layer. What the service needs at run time, the platform
hands to it at start.

## What it costs

The build command needs `--secret id=token,src=…`, and the pipeline has to hold the secret.

## Sources

- [SecretsUsedInArgOrEnv](https://docs.docker.com/reference/build-checks/secrets-used-in-arg-or-env/)
- [Build secrets](https://docs.docker.com/build/building/secrets/)
"""

import re
from collections.abc import Iterator

from dockercheck.build import Build
from dockercheck.rules.rule import BUILDKIT, WARNING, Found, Rule
from dockercheck.stages import Stage, Step

BAD = """\
FROM node:22-slim
ARG NPM_TOKEN
RUN npm ci
"""

GOOD = """\
FROM node:22-slim
RUN --mount=type=secret,id=npm_token,env=NPM_TOKEN npm ci
"""


_SECRET = re.compile(
    r"(?:_|^)(?:apikey|auth|credentials?|key|password|pword|passwd|secret|token)(?:_|$)",
    re.IGNORECASE,
)
_HARMLESS = re.compile(r"(?:_|^)(?:public|file|version)(?:_|$)", re.IGNORECASE)


def find(build: Build) -> Iterator[Found]:
    """Keys of ARG and ENV that read like the name of a secret."""
    for stage in build.stages:
        for step in stage.named("ARG", "ENV"):
            if step.failed:
                continue
            for pair in step.pairs:
                if _SECRET.search(pair.key) and not _HARMLESS.search(pair.key):
                    yield Found(
                        step.span if step.triggered else pair.span,
                        "Do not use ARG or ENV instructions for sensitive data "
                        f'({step.name} "{pair.key}")',
                        _why(stage, step, pair.key),
                        governed_by=step.line,
                    )


def _why(stage: Stage, step: Step, key: str) -> str:
    if step.name == "ENV":
        return f"docker inspect shows {key} to whoever has an image built from {stage.label}."
    return f"docker history shows {key} to whoever has an image built from {stage.label}."


rule = Rule(
    name="SecretsUsedInArgOrEnv",
    family=BUILDKIT,
    severity=WARNING,
    docs=__doc__,
    bad=BAD,
    good=GOOD,
    find=find,
)
