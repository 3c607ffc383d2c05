"""Let the service replace the shell that starts it.

## What happens

`CMD ["sh", "-c", "migrate && node server.js"]` looks like the exec form, but process 1 is `sh`. In
images based on Debian and Ubuntu that is `dash`, which starts the service as its child and waits.
SIGTERM goes to process 1, and a shell does not pass it on. (`bash` and BusyBox's `sh` replace
themselves by the last command if it is a plain one; those images are not reported.)

## Why it matters in microservices

An orchestrator stops a container with SIGTERM and kills it after a grace period: ten seconds with
Docker, thirty in Kubernetes. A service that never hears the signal uses all of that at every
rollout and is then cut off in the middle of its requests.

## How to mend it

Put `exec` before the service, so that the shell becomes it:

    CMD ["sh", "-c", "migrate && exec node server.js"]

Where no shell is needed, leave it out: `CMD ["node", "server.js"]`.

## What it costs

After `exec` the shell is gone: nothing can follow the command. Process 1 also has to collect
processes that lost their parent; `docker run --init` or `tini` does that.

## Sources

- [Shell form ENTRYPOINT example](https://docs.docker.com/reference/dockerfile/#shell-form-entrypoint-example)
- [docker container stop](https://docs.docker.com/reference/cli/docker/container/stop/)
- [Termination of pods](https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-termination)
"""

from collections.abc import Iterator

from dockercheck.bases import MUSL, libc_of, root_image
from dockercheck.build import Build
from dockercheck.instructions import Token
from dockercheck.lines import Span
from dockercheck.purpose import is_workshop
from dockercheck.report import Edit, Fix
from dockercheck.rules.rule import STAGECRAFT, WARNING, Found, Rule
from dockercheck.runs import is_windows
from dockercheck.runtime import steps_of_lineage
from dockercheck.shell import Command, read
from dockercheck.stages import Step

BAD = """\
FROM node:24-bookworm-slim
WORKDIR /app
COPY package.json server.js ./
EXPOSE 8080
USER node
CMD ["sh", "-c", "node migrate.js && node server.js"]
"""

GOOD = """\
FROM node:24-bookworm-slim
WORKDIR /app
COPY package.json server.js ./
EXPOSE 8080
USER node
CMD ["sh", "-c", "node migrate.js && exec node server.js"]
"""

_SHELLS = frozenset({"sh", "dash"})
# Programs that are started to go on running.
_SERVICES = frozenset(
    {"caddy", "celery", "daphne", "deno", "dotnet", "flask", "gunicorn", "hypercorn", "java"}
    | {"nginx", "node", "nodejs", "npm", "php", "pnpm", "puma", "python", "python3", "rackup"}
    | {"rails", "redis-server", "unicorn", "uvicorn", "uwsgi", "waitress-serve", "yarn"}
)
# Distributions whose /bin/sh is bash.
_BASH = frozenset(
    {"almalinux", "amazoncorretto", "amazonlinux", "centos", "fedora", "oraclelinux"}
    | {"rockylinux"}
)
_BUILTINS = frozenset({"cd", "echo", "eval", "exec", "exit", "export", "set", "trap", "wait", ":"})


def find(build: Build) -> Iterator[Found]:
    """The target's command, where `sh -c` starts a service and stays process 1."""
    target, image = build.target, build.image
    if target is None or image is None or is_workshop(target) or is_windows(build, target):
        return
    if libc_of(build, target) == MUSL or _has_bash(build):
        return
    name = "ENTRYPOINT" if image.entrypoint else "CMD"
    commands = [step for step in steps_of_lineage(build, target) if step.name == name]
    if not commands or commands[-1].triggered:
        return
    step = commands[-1]
    token = _script(step)
    last = _last(token.text) if token is not None else None
    if token is None or last is None or not (image.ports or last.name in _SERVICES):
        return
    yield Found(
        token.span,
        f"sh stays process 1 and {last.name} gets no signals",
        f"{name} in line {step.line} starts {last.name} as a child of sh: SIGTERM reaches the "
        "shell, which does not pass it on.",
        _fix(build, token, last),
    )


def _has_bash(build: Build) -> bool:
    image = root_image(build, build.target) if build.target is not None else None
    if image is None:
        return True  # in scratch and in what cannot be read nothing is certain
    name = image.familiar
    return name in _BASH or name.startswith("registry.access.redhat.com/") or "ubi" in name


def _script(step: Step) -> Token | None:
    """The text that sh is given, where the instruction calls it by name."""
    args = step.instruction.args
    if not step.instruction.json or len(args) < 3:
        return None
    if args[0].text.rpartition("/")[2] not in _SHELLS:
        return None
    flags = [token.text for token in args[1:-1]]
    index = next((n for n, text in enumerate(flags, 1) if text in ("-c", "-ec", "-exc")), None)
    return args[index + 1] if index is not None and index + 2 == len(args) else None


def _last(text: str) -> Command | None:
    """The plain last command of a script, where the shell starts it as a child."""
    script = read(text)
    if script.errors or not script.commands or "trap" in {c.name for c in script.commands}:
        return None
    last = max(script.commands, key=lambda command: command.start)
    if last.wrappers or last.nesting or last.negated or last.after or not last.name:
        return None
    if last.before not in ("", "&&", ";") or last.name in _BUILTINS:
        return None
    return None if any(word.prefix == "$@" for word in last.words) else last


def _fix(build: Build, token: Token, last: Command) -> Fix | None:
    """Put `exec` in front of it, where the string is written without escapes in one line."""
    line, column, end_line, end_column = token.span
    if line != end_line or build.text(token.span) != f'"{token.text}"':
        return None
    place = column + 1 + last.words[0].start
    if last.assignments or not column < place < end_column:
        return None
    return Fix("Let it replace the shell", (Edit(Span(line, place, line, place), "exec "),))


rule = Rule(
    name="SignalsNotPassed",
    family=STAGECRAFT,
    severity=WARNING,
    docs=__doc__,
    bad=BAD,
    good=GOOD,
    find=find,
)
