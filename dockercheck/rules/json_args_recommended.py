"""Give CMD and ENTRYPOINT as a JSON array.

## What happens

`CMD node server.js` runs as `/bin/sh -c "node server.js"`. With dash, the `sh` of Debian and
Ubuntu, process 1 is then the shell and your program its child; bash and BusyBox replace themselves
by the last command if it is a plain one. `CMD ["node", "server.js"]` runs the program itself. Where
a stage or its base sets `SHELL`, BuildKit takes the shell form as meant and stays silent.

## Why it matters in microservices

An orchestrator stops a container with SIGTERM to process 1. A shell that stays there does not hand
it on, so your service never closes its connections, and after the grace period it is killed:
requests are cut off at every rollout.

## How to mend it

Write each word as a string of its own. Where you need the shell (variables, `&&`), call it
yourself and let it replace itself: `["/bin/sh", "-c", "exec node server.js --port $PORT"]`.

## What it costs

Without a shell no variable is expanded, and an image without `/bin/sh` becomes possible.

## Sources

- [JSONArgsRecommended](https://docs.docker.com/reference/build-checks/json-args-recommended/)
- [Shell and exec form](https://docs.docker.com/reference/dockerfile/#shell-and-exec-form)
"""

import re
from collections.abc import Iterator

from dockercheck.build import Build
from dockercheck.report import Edit, Fix
from dockercheck.rules.rule import BUILDKIT, WARNING, Found, Rule
from dockercheck.stages import Step

BAD = """\
FROM node:22-slim
CMD node server.js
"""

GOOD = """\
FROM node:22-slim
CMD ["node", "server.js"]
"""


# Words that only a shell understands: the exec form would look for a program of that name.
_BUILTINS = frozenset(
    {".", "alias", "cd", "eval", "exec", "export", "read", "set", "source", "trap", "ulimit"}
    | {"umask", "unset", "wait", "if", "for", "while", "case", "test", "[", "exit"}
)
_PLAIN = re.compile(r"[A-Za-z0-9_./:@%+,=-]+(?: +[A-Za-z0-9_./:@%+,=-]+)*\Z")


def find(build: Build) -> Iterator[Found]:
    """Shell forms of CMD and ENTRYPOINT where no SHELL was chosen."""
    for stage in build.stages:
        for step in stage.named("CMD", "ENTRYPOINT"):
            if step.instruction.json or step.shell:
                continue
            yield Found(
                step.span,
                f"JSON arguments recommended for {step.name} to prevent unintended behavior "
                "related to OS signals",
                f"{stage.label} starts it through /bin/sh: dash, the sh of Debian, stays as "
                "process 1 and does not pass SIGTERM on.",
                _fix(step),
            )


def _fix(step: Step) -> Fix | None:
    """Only for plain words on one line: anything else may need the shell."""
    args = step.instruction.args
    if step.triggered or len(args) != 1 or _PLAIN.match(args[0].text) is None:
        return None
    words = args[0].text.split()
    if words[0] in _BUILTINS or "=" in words[0] or args[0].span.line != args[0].span.end_line:
        return None
    array = "[" + ", ".join(f'"{word}"' for word in words) + "]"
    return Fix("Write it as a JSON array", (Edit(args[0].span, array),))


rule = Rule(
    name="JSONArgsRecommended",
    family=BUILDKIT,
    severity=WARNING,
    docs=__doc__,
    bad=BAD,
    good=GOOD,
    find=find,
)
