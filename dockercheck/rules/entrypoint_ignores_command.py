"""Give ENTRYPOINT in exec form where CMD is to be its arguments.

## What happens

`ENTRYPOINT node server.js` runs as `/bin/sh -c "node server.js"`. What `CMD` says, and what
follows the image in `docker run image …`, is handed to that `sh` as parameters behind its script,
and the script does not look at them. So `CMD` has no effect at all.

## Why it matters in microservices

Default arguments such as a port or a log level are lost, and so are those of `args:` in a
Kubernetes manifest: one image that should serve as web process, worker and migration job, told
apart by its arguments, starts the same thing three times. Besides, the shell is process 1 and
keeps SIGTERM from the service.

## How to mend it

Write the entrypoint as a JSON array; `CMD` is then appended to it:

    ENTRYPOINT ["node", "server.js"]
    CMD ["--port", "8080"]

Where a script has to go first, let it end with `exec "$@"` and make it the entrypoint.

## What it costs

The exec form expands no variables.

## Sources

- [Understand how CMD and ENTRYPOINT interact](https://docs.docker.com/reference/dockerfile/#understand-how-cmd-and-entrypoint-interact)
- [Shell form ENTRYPOINT example](https://docs.docker.com/reference/dockerfile/#shell-form-entrypoint-example)
"""

import re
from collections.abc import Iterator

from dockercheck.build import Build
from dockercheck.rules.rule import STAGECRAFT, WARNING, Found, Rule
from dockercheck.runs import is_windows
from dockercheck.runtime import root_stages
from dockercheck.stages import Step

BAD = """\
FROM node:24-bookworm-slim
WORKDIR /app
COPY server.js ./
USER node
ENTRYPOINT node server.js
CMD ["--port", "8080"]
"""

GOOD = """\
FROM node:24-bookworm-slim
WORKDIR /app
COPY server.js ./
USER node
ENTRYPOINT ["node", "server.js"]
CMD ["--port", "8080"]
"""

_PARAMETER = re.compile(r"\$(?:[@*#0-9]|\{[@*#0-9])")


def find(build: Build) -> Iterator[Found]:
    """CMDs that stand beside an entrypoint in shell form."""
    entrypoints: list[Step | None] = []  # for each stage, the one that holds for it
    for stage, root in zip(build.stages, root_stages(build), strict=True):
        own = stage.named("ENTRYPOINT")
        below = stage.base.stage
        inherited = entrypoints[below] if below is not None else None
        entrypoint = own[-1] if own else inherited
        entrypoints.append(entrypoint)
        commands = stage.named("CMD")
        if entrypoint is None or not commands or is_windows(build, root):
            continue
        if _takes_no_arguments(entrypoint) and not commands[-1].triggered:
            yield Found(
                commands[-1].span,
                "CMD has no effect beside an ENTRYPOINT in shell form",
                f"ENTRYPOINT in line {entrypoint.line} runs as a script of sh, which gets what "
                "CMD says as parameters and does not use them.",
            )


def _takes_no_arguments(entrypoint: Step) -> bool:
    text = " ".join(entrypoint.args).strip()
    if entrypoint.instruction.json or entrypoint.failed or not text:
        return False
    return _PARAMETER.search(text) is None


rule = Rule(
    name="EntrypointIgnoresCommand",
    family=STAGECRAFT,
    severity=WARNING,
    docs=__doc__,
    bad=BAD,
    good=GOOD,
    find=find,
)
