"""Set owner and mode while copying, not afterwards.

## What happens

A layer holds whole files. `chown -R` and `chmod -R` in a RUN change every file below a directory,
so that the new layer holds all of them once more, and the image is larger by their size: the copy
with the old owner and the one with the new.

## Why it matters in microservices

An application of 300 MB becomes an image of 600 MB by one line that looks harmless, for every node
that pulls it, and every rebuild of the application pushes those files twice.

## How to mend it

`COPY --chown=app:app . .` and `COPY --chmod=755 …` set both while the files are written. Names need
an entry in the image's `/etc/passwd`; numbers need none. Files that the service only reads do not
have to be its own at all: those of root are safer.

## What it costs

The flag on each COPY. What a RUN makes, such as `node_modules`, belongs to the user of that RUN:
put USER in front of it, or change the owner in the same RUN.

## Sources

- [COPY --chown --chmod](https://docs.docker.com/reference/dockerfile/#copy---chown---chmod)
- [Copy-on-write](https://docs.docker.com/engine/storage/drivers/#the-copy-on-write-cow-strategy)
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from dockercheck.build import Build
from dockercheck.commands import AddUser, ChangeMode, ChangeOwner
from dockercheck.contents import Made, made_by
from dockercheck.edits import add_flag, is_plain_run
from dockercheck.layers import Deposit, Target, deposits, own_steps, target_of
from dockercheck.lines import Span
from dockercheck.report import Edit, Fix
from dockercheck.rules.rule import STAGECRAFT, WARNING, Found, Rule
from dockercheck.runs import Run, covers, is_windows, run_of
from dockercheck.shell import Word
from dockercheck.shipping import shipped_stages
from dockercheck.stages import Step

BAD = """\
FROM node:22-slim
WORKDIR /app
COPY . .
RUN chown -R node:node /app
USER node
CMD ["node", "server.js"]
"""

GOOD = """\
FROM node:22-slim
WORKDIR /app
COPY --chown=node:node . .
USER node
CMD ["node", "server.js"]
"""

_LARGE_PARTS = frozenset({".venv", "node_modules", "site-packages", "vendor", "venv"})
_MOST = 50  # deposits that a change is compared with; more only in text made to be slow
# Directories in which a base image has files of its own.
_BASE_FOLDERS = (
    *("/bin", "/etc", "/lib", "/sbin", "/usr/bin", "/usr/lib", "/usr/local", "/usr/share"),
    "/var",
)
_NUMERIC = re.compile(r"[0-9]+(?::[0-9]+)?\Z")
_OCTAL = re.compile(r"[0-7]{3,4}\Z")
_RECURSIVE = re.compile(r"-[A-Za-z]*R[A-Za-z]*\Z|--recursive\Z")


class _Change(NamedTuple):
    """A recursive change of owner or mode, and the files of an earlier layer that it meets."""

    run: Run
    change: ChangeOwner | ChangeMode
    target: Target
    found: list[Deposit]


def find(build: Build) -> Iterator[Found]:
    """`chown -R` and `chmod -R` in the target's layers on files of earlier ones."""
    if build.target is None or is_windows(build, build.target):
        return
    steps = own_steps(shipped_stages(build))
    held: list[Deposit] = []
    for number, step in enumerate(steps):
        if step.name == "RUN" and not step.failed and not step.triggered:
            run = run_of(step)
            for known in map(run.what, run.commands):
                if isinstance(known, ChangeOwner | ChangeMode) and known.recursive:
                    change = _change(run, known, held)
                    if change is not None:
                        yield _found(build, steps, number, change)
        held = [*held, *deposits([step])][-_MOST:]


def _change(run: Run, known: ChangeOwner | ChangeMode, held: list[Deposit]) -> _Change | None:
    for word in known.targets:
        target = target_of(run, known.command, word)
        if target is None or not run.keeps(target.path):
            continue
        found = [each for each in held if _meets(target, each)]
        if any(not each.is_small for each in found):
            return _Change(run, known, target, found)
    return None


def _meets(target: Target, deposit: Deposit) -> bool:
    if target.takes(deposit.path) or (deposit.tree and target.pattern == f"{deposit.path}/*"):
        return True
    # A part of what was copied is mostly a directory to write to, with next to nothing in it.
    part = target.path.rpartition("/")[2] in _LARGE_PARTS
    return part and deposit.tree and deposit.path != "/" and covers(deposit.path, target.path)


def _found(build: Build, steps: list[Step], number: int, change: _Change) -> Found:
    command = change.change.command
    source = next(each for each in reversed(change.found) if not each.is_small)
    return Found(
        change.run.place(command),
        f"{command.name} -R puts {change.target.word.text} into the image a second time",
        f"{source.what} has put these files into a layer already; this RUN makes another one with "
        f"all of them.",
        _fix(build, steps, number, change),
    )


def _fix(build: Build, steps: list[Step], number: int, change: _Change) -> Fix | None:
    """Set it in the COPYs right before, and keep the change for the directory itself only."""
    copies = [deposit.step for deposit in change.found]
    if number > _MOST or not _are_right_before(steps[:number], copies):
        return None
    if not _is_simple(change) or not _is_untouched(steps[:number], change):
        return None
    flag = _flag(build, steps[:number], change)
    option = _recursive_option(change)
    if flag is None or option is None or not all(_may_take(change, copy) for copy in copies):
        return None
    edits = [add_flag(copy.instruction, flag) for copy in copies]
    return Fix(f"Copy with {flag}", (*edits, option))


def _is_simple(change: _Change) -> bool:
    """Whether the command changes one directory and can be edited."""
    plain = is_plain_run(change.run.step) and change.target.pattern is None
    return plain and len(change.change.targets) == 1


def _are_right_before(steps: list[Step], copies: list[Step]) -> bool:
    """Whether the last steps are exactly these."""
    last = steps[max(len(steps) - len(copies), 0) :]
    return [id(step) for step in last] == [id(copy) for copy in copies]


def _flag(build: Build, steps: list[Step], change: _Change) -> str | None:
    known = change.change
    if isinstance(known, ChangeMode):
        return f"--chmod={known.mode}" if known.mode and _OCTAL.match(known.mode) else None
    owner = known.owner
    if owner is None or owner.startswith(":") or not _exists(build, steps, change, owner):
        return None
    return f"--chown={owner}"


def _exists(build: Build, steps: list[Step], change: _Change, owner: str) -> bool:
    """Whether the owner is known when the first COPY runs."""
    user = owner.partition(":")[0]
    image = build.root(build.stages[change.run.step.stage]).base.reference
    if _NUMERIC.match(owner) or user == "root":
        return True
    if image is not None and image.familiar == user and user in ("node", "nginx"):
        return True
    return any(
        isinstance(known, AddUser) and known.name == user
        for step in _before(steps, change)
        if step.name == "RUN"
        for known in map(run_of(step).what, run_of(step).commands)
    )


def _before(steps: list[Step], change: _Change) -> list[Step]:
    """The steps in front of the first one that puts something into the changed directory."""
    first = change.found[0].step
    return steps[: next((n for n, each in enumerate(steps) if each is first), 0)]


def _is_untouched(steps: list[Step], change: _Change) -> bool:
    """Whether nothing else than the COPYs may have put something into the directory."""
    target = change.target
    if any(covers(folder, target.path) for folder in _BASE_FOLDERS):
        return False
    for step in _before(steps, change):
        run = run_of(step) if step.name == "RUN" else None
        for command in run.commands if run is not None else ():
            made = made_by(run, command) if run is not None else None
            if made is None or any(_meets_made(target, each) for each in made):
                return False
    return True


def _meets_made(target: Target, made: Made) -> bool:
    return target.takes(made.path) or (made.tree and covers(made.path, target.path))


def _may_take(change: _Change, copy: Step) -> bool:
    """Whether a COPY can carry the flag: all it copies lies below the changed directory."""
    flags = {flag.name for flag in copy.instruction.flags}
    taken = "chown" if isinstance(change.change, ChangeOwner) else "chmod"
    below = all(change.target.takes(deposit.path) for deposit in deposits([copy]))
    return copy.name == "COPY" and taken not in flags and below and not copy.triggered


def _recursive_option(change: _Change) -> Edit | None:
    """Take `-R` out of the command."""
    words: tuple[Word, ...] = change.change.command.words
    options = [word for word in words if _RECURSIVE.match(word.value or "")]
    if len(options) != 1 or options[0].value not in ("-R", "--recursive"):
        return None
    following = words[words.index(options[0]) + 1]
    start = change.run.span(options[0].start, options[0].end)
    end = change.run.span(following.start, following.end)
    return Edit(Span(start.line, start.column, end.line, end.column), "")


rule = Rule(
    name="OwnershipDoublesLayer",
    family=STAGECRAFT,
    severity=WARNING,
    docs=__doc__,
    bad=BAD,
    good=GOOD,
    find=find,
)
