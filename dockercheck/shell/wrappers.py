"""Commands that start another command: `sudo`, `env`, `xargs` and their like."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from dockercheck.shell.model import Assignment, Word, Wrapper
from dockercheck.shell.options import OptionStyle, split_options

_ASSIGNMENT = re.compile(r"([A-Za-z_]\w*)=", re.ASCII)


class _Kind(NamedTuple):
    """How a wrapper finds its command.

    `operands`: how many words stand before the command (`timeout 10 cmd`). `assigns`: it takes
    `NAME=value`. `inert`: flags with which it starts nothing.
    """

    valued: frozenset[str] = frozenset()
    operands: int = 0
    assigns: bool = False
    inert: frozenset[str] = frozenset()


def _kind(valued: str = "", operands: int = 0, *, assigns: bool = False, inert: str = "") -> _Kind:
    return _Kind(frozenset(valued.split()), operands, assigns, frozenset(inert.split()))


_PLAIN = _kind()
_MOST_WRAPPERS = 8  # more only in text made to be slow
_KINDS = {
    "builtin": _PLAIN,
    "busybox": _PLAIN,
    "catchsegv": _PLAIN,
    "ccache": _kind(inert="-s -z -C --show-stats --zero-stats --clear"),
    "chroot": _kind(operands=1),
    "command": _kind(inert="-v -V"),
    "doas": _kind("-u -C"),
    "dumb-init": _PLAIN,
    "eatmydata": _PLAIN,
    "env": _kind("-u -C -S --unset --chdir --split-string", assigns=True),
    "exec": _kind("-a"),
    "fakeroot": _kind("-l -s -i -b"),
    "gosu": _kind(operands=1),
    "ionice": _kind("-c -n -p -P -u --class --classdata", inert="-p --pid"),
    "linux32": _PLAIN,
    "linux64": _PLAIN,
    "nice": _kind("-n --adjustment"),
    "nohup": _PLAIN,
    "setarch": _kind(operands=1),
    "setpriv": _PLAIN,
    "setsid": _PLAIN,
    "stdbuf": _kind("-i -o -e --input --output --error"),
    "su-exec": _kind(operands=1),
    "sudo": _kind(
        "-u -g -h -p -C -r -t -T -U -D -R --user --group --host --prompt --chdir --chroot",
        assigns=True,
        inert="-v -l -k -K --validate --list --reset-timestamp --remove-timestamp",
    ),
    "time": _kind("-f -o --format --output"),
    "timeout": _kind("-s -k --signal --kill-after", operands=1),
    "tini": _kind("-p -e"),
    "unbuffer": _PLAIN,
    "xargs": _kind("-I -n -P -L -s -d -E -a --max-args --max-procs --max-lines --delimiter"),
    "xvfb-run": _kind("-n -s -e -f -w -p --server-num --server-args --error-file"),
}


def base_name(word: Word) -> str | None:
    """The program that a word names, without its directory; None where it is not certain."""
    return word.value.rpartition("/")[2] if word.value is not None else None


class Unwrapped(NamedTuple):
    """A command without its wrappers."""

    words: tuple[Word, ...]
    wrappers: tuple[Wrapper, ...] = ()
    assignments: tuple[Assignment, ...] = ()


def unwrap(words: tuple[Word, ...]) -> Unwrapped:
    """Take the wrappers off, as many as there are."""
    if not words or base_name(words[0]) not in _KINDS:
        return Unwrapped(words)
    wrappers: list[Wrapper] = []
    assignments: list[Assignment] = []
    while len(wrappers) < _MOST_WRAPPERS:
        kind = _KINDS.get(base_name(words[0]) or "")
        if kind is None:
            break
        inner = _behind(words, kind)
        if not inner:
            break
        wrappers.append(Wrapper(base_name(words[0]) or "", words[: len(words) - len(inner)]))
        assigned = _assignments(inner) if kind.assigns else []
        if len(assigned) == len(inner):
            return Unwrapped(words, tuple(wrappers[:-1]), tuple(assignments))
        assignments += assigned
        words = inner[len(assigned) :]
    return Unwrapped(words, tuple(wrappers), tuple(assignments))


def _behind(words: Sequence[Word], kind: _Kind) -> tuple[Word, ...]:
    """The words from the command on; none where this use of the wrapper starts nothing."""
    arguments = split_options(words[1:], OptionStyle(kind.valued, posix=True))
    if any(flag.name in kind.inert for flag in arguments.flags):
        return ()
    return arguments.operands[kind.operands :]


def _assignments(words: Sequence[Word]) -> list[Assignment]:
    found: list[Assignment] = []
    for word in words:
        name = _ASSIGNMENT.match(word.prefix)
        if name is None:
            break
        value = word.value[name.end() :] if word.value is not None else None
        found.append(Assignment(name[1], value, word.start, word.end))
    return found
