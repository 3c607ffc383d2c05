"""What the steps of an image leave in its layers, for rules about changing that again later."""

import re
from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase
from typing import NamedTuple

from dockercheck.commands import (
    Clone,
    Compile,
    Copy,
    Download,
    Extract,
    GoCommand,
    Install,
)
from dockercheck.contents import copied
from dockercheck.dependencies import project_installs
from dockercheck.lines import Span
from dockercheck.runs import Run, covers, run_of
from dockercheck.shell import Command, Word
from dockercheck.stages import Stage, Step

# Files of some kilobytes: that they are in two layers is nothing to speak of.
_SMALL = re.compile(
    r".*\.(?:bash|cfg|cnf|conf|crt|css|env|html|ini|js|json|list|lock|md|mod|pem|properties|py|rb|"
    r"repo|rules|service|sh|sum|template|tmpl|toml|txt|xml|yaml|yml)\Z|.*/\.?[^./]*(?:entrypoint|rc)\Z"
)
_HOME = re.compile(r"(?:~|\$HOME|\$\{HOME\})(?=/|\Z)")


class Deposit(NamedTuple):
    """Files that a step puts into its layer: one path, with `tree` a directory of unknown files."""

    path: str
    tree: bool
    step: Step
    what: str

    @property
    def line(self) -> int:
        """The line of the step."""
        return self.step.line

    @property
    def is_small(self) -> bool:
        """Whether it is a single file of a kind that is never large."""
        return not self.tree and _SMALL.match(self.path) is not None


def deposits(steps: Sequence[Step]) -> Iterator[Deposit]:
    """What these steps leave in their layers, as far as it is certain and not negligible."""
    for step in steps:
        if step.failed or step.triggered:
            continue
        if step.name in ("COPY", "ADD"):
            for made in copied(step):
                yield Deposit(made.path, made.tree, step, f"{step.name} at line {step.line}")
        elif step.name == "RUN":
            run = run_of(step)
            for command in run.commands:
                yield from _of_command(run, command)
            for install in project_installs(run):
                if install.path is not None and run.keeps(install.path):
                    what = f"{install.text} at line {step.line}"
                    yield Deposit(install.path, True, step, what)


def _of_command(run: Run, command: Command) -> Iterator[Deposit]:
    match run.what(command):
        case Copy(recursive=recursive, destination=word) as known:
            path, tree = run.path(command, word.value), recursive or known.into
        case Install(destination=word, into=into):
            path, tree = run.path(command, word.value), into
        case Download(path=str(named)):
            path, tree = run.path(command, named), False
        case Extract(directory=Word() as word):
            path, tree = run.path(command, word.value), True
        case Clone(directory=str(named)):
            path, tree = run.path(command, named), True
        case GoCommand(output=Word() as word) | Compile(output=Word() as word):
            path, tree = run.path(command, word.value), False
        case _:
            return
    if path is not None and path != "/" and run.keeps(path):
        yield Deposit(path, tree, run.step, f"{command.name} at line {run.line}")


def own_steps(stages: Sequence[Stage]) -> list[Step]:
    """The steps of a lineage, given from its last stage to its first, in their order."""
    return [step for stage in reversed(stages) for step in stage.steps]


class Target(NamedTuple):
    """What a command is told to change: a path, and the pattern where it ends in wildcards."""

    path: str
    pattern: str | None
    word: Word

    def takes(self, path: str) -> bool:
        """Whether a path is what is named, or lies in it."""
        if self.pattern is None:
            return covers(self.path, path)
        parts = path.split("/")
        depth = self.pattern.count("/") + 1
        return fnmatchcase("/".join(parts[:depth]), self.pattern)


def target_of(run: Run, command: Command, word: Word) -> Target | None:
    """The path that a word of a command names; None where it is not certain."""
    text = word.pattern
    if text is None and _HOME.match(word.text) and not re.search(r"[\"'`$]", word.text[5:]):
        text = _HOME.sub(lambda _found: home_of(run.step), word.text, count=1)
    if text is None:
        return None
    if not any(sign in text for sign in "*?["):
        path = run.path(command, text)
        return None if path is None else Target(path, None, word)
    pattern = run.path(command, text)
    if pattern is None:
        return None
    fixed = pattern[: min(pattern.find(s) for s in "*?[" if s in pattern)].rpartition("/")[0]
    return Target(fixed or "/", pattern, word)


def home_of(step: Step) -> str:
    """The home directory of the user of a step, by custom where nothing says it."""
    home = step.env.get("HOME")
    if home is not None:
        return home
    user = step.user.partition(":")[0]
    return "/root" if user in ("", "0", "root") else f"/home/{user}"


def source_span(step: Step, number: int) -> Span:
    """Where the source of a COPY or ADD stands in the file."""
    args = step.instruction.args
    if step.triggered or step.instruction.heredocs or number >= len(args):
        return step.span
    return args[number].span
