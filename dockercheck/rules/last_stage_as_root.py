"""Do not run the service as root.

## What happens

Without `USER`, and with an image that names no user either, process 1 of the container is root,
user 0. It may write everywhere in the container, and unless user namespaces are set up it is the
same user 0 as on the host, held back only by capabilities, seccomp and the like.

## Why it matters in microservices

A service listens to requests of others. A fault in it that lets somebody run code gives them root
in that container: they can change its programs, install tools, and use any fault of the kernel or
of a mounted volume from the best position. Clusters that enforce the "restricted" Pod Security
Standard refuse to start it.

## How to mend it

Switch to another user before the command:

    USER 65532:65532

A number needs no entry in `/etc/passwd`, and Kubernetes can check it (`runAsNonRoot`). Where the
image has a user for this, name it: `node` in the Node images, `$APP_UID` in .NET's, the tag
`:nonroot` of distroless. Programs that start as root and give it up by themselves (nginx,
PostgreSQL, an entrypoint with `gosu`) are not reported.

## What it costs

Directories the service writes to must belong to that user: `COPY --chown=65532:65532`, or a
directory made for it in the build stage. Whether ports below 1024 can be bound depends on the
runtime: Docker allows it by default.

## Sources

- [USER](https://docs.docker.com/build/building/best-practices/#user)
- [Pod Security Standards](https://kubernetes.io/docs/concepts/security/pod-security-standards/)
"""

import re
from collections.abc import Iterator

from dockercheck.build import Build
from dockercheck.image import ImageConfig
from dockercheck.purpose import is_workshop
from dockercheck.rules.rule import STAGECRAFT, WARNING, Found, Rule
from dockercheck.runs import is_windows, run_of
from dockercheck.runtime import is_root, starts_as_root, steps_of_lineage
from dockercheck.stages import Stage, Step

BAD = """\
FROM golang:1.25-bookworm AS build
WORKDIR /src
COPY . .
RUN CGO_ENABLED=0 go build -o /out/app ./cmd/app

FROM debian:12-slim
COPY --from=build /out/app /app
ENTRYPOINT ["/app"]
"""

GOOD = """\
FROM golang:1.25-bookworm AS build
WORKDIR /src
COPY . .
RUN CGO_ENABLED=0 go build -o /out/app ./cmd/app

FROM debian:12-slim
COPY --from=build /out/app /app
USER 65532:65532
ENTRYPOINT ["/app"]
"""

# Programs that need root to start and then work as another user, or start others as one.
_DROPPERS = frozenset(
    {
        "apache2",
        "apache2-foreground",
        "apache2ctl",
        "apachectl",
        "chpst",
        "cron",
        "crond",
        "dockerd",
    }
    | {"dovecot", "gosu", "haproxy", "httpd", "httpd-foreground", "init", "mariadbd", "mysqld"}
    | {"named", "nginx", "openresty", "php-fpm", "postfix", "postgres", "runuser", "s6-svscan"}
    | {"setpriv", "sshd", "su", "su-exec", "sudo", "supervisord", "supervisor", "systemd", "unitd"}
)
_DROPS_IN_TEXT = re.compile(
    r"(?<![\w-])(?:gosu|su-exec|setpriv|runuser|chpst|s6-overlay|s6-setuidgid|supervisor|useradd"
    r"|adduser|dumb-init)(?![\w-])"
)
_NEW_USER = re.compile(r"\b(?:useradd|adduser)\b[^;&|\n]*")
_USER_NAME = re.compile(r"[a-z_][a-z0-9_-]*\Z")
_SHELLS = frozenset({"ash", "bash", "fish", "sh", "zsh"})
_INITS = frozenset({"tini", "dumb-init", "catatonit", "env", "exec"})


def find(build: Build) -> Iterator[Found]:
    """The target's own command, where root is the user it starts as."""
    target, image = build.target, build.image
    if target is None or image is None or is_workshop(target) or is_windows(build, target):
        return
    steps = steps_of_lineage(build, target)
    commands = [step for step in steps if step.name in ("CMD", "ENTRYPOINT")]
    users = [step for step in steps if step.name == "USER" and not step.failed]
    if not commands or not is_root(image.user) or _opens_shell(image):
        return
    if users and users[-1].undefined:  # what the variable holds, the base image may say
        return
    if not users and starts_as_root(build, build.root(target)) is not True:
        return
    if not _may_drop(steps, (*(image.entrypoint or ()), *(image.cmd or ()))):
        yield _found(build, target, commands[-1], users[-1] if users else None)


def _opens_shell(image: ImageConfig) -> bool:
    """Whether the image is one to look around in or to build on, not one that serves."""
    line = (*(image.entrypoint or ()), *(image.cmd or ()))
    return line[-1:] != () and line[-1].rpartition("/")[2] in _SHELLS and len(line) <= 2


def _may_drop(steps: list[Step], line: tuple[str, ...]) -> bool:
    """Whether the command may give up root by itself."""
    words = " ".join(line).split()
    programs = [word.rpartition("/")[2] for word in words if not word.startswith("-")]
    while programs and programs[0] in _INITS:
        programs = programs[1:]
    if _DROPPERS.intersection(programs[:4]) or any(p.endswith(".wasm") for p in programs[:1]):
        return True  # a WebAssembly runtime, not a user, confines the latter
    script = bool(programs) and ("entrypoint" in programs[0] or programs[0].endswith(".sh"))
    runs = [step for step in steps if step.name == "RUN"]
    return script and any(_DROPS_IN_TEXT.search(step.instruction.original) for step in runs)


def _found(build: Build, target: Stage, command: Step, user: Step | None) -> Found:
    runs = f"what {command.name} in line {command.line} starts is root, user 0"
    if user is not None:
        why = f"USER in line {user.line} says {user.args[0] or 'nothing'}: {runs}."
        return Found(user.span, "The last stage runs as root", why)
    base = build.root(target).base.name
    made = _new_user(steps_of_lineage(build, target))
    hint = f" The user {made} is made, but no USER switches to it." if made else ""
    return Found(
        command.span,
        "The last stage runs as root",
        f"No USER stands in {target.label} and {base} names none: {runs}.{hint}",
    )


def _new_user(steps: list[Step]) -> str:
    """A user that a RUN makes, as far as the command is plain; "" where there is none."""
    for step in steps:
        if step.name != "RUN" or step.triggered or not _NEW_USER.search(step.instruction.original):
            continue
        for command in run_of(step).commands:
            if command.name in ("adduser", "useradd") and command.arguments:
                name = command.arguments[-1].value or ""
                if _USER_NAME.match(name):
                    return name
    return ""


rule = Rule(
    name="LastStageAsRoot",
    family=STAGECRAFT,
    severity=WARNING,
    docs=__doc__,
    bad=BAD,
    good=GOOD,
    find=find,
)
