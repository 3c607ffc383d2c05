"""Whether an instruction's flags and arguments make sense by themselves.

The second pass of the reference (moby/buildkit `frontend/dockerfile/instructions`): it needs
neither variables nor other instructions. Messages are BuildKit's, so that a search finds them.
"""

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from dockercheck.instructions import NAMES, Instruction, Pair, quoted
from dockercheck.lines import SPACES, Problem, Span
from dockercheck.mounts import MountError, check_device, source_stage
from dockercheck.suggestions import did_you_mean
from dockercheck.tokens import heredoc_mark
from dockercheck.values import ValueFormatError, parse_duration, parse_int
from dockercheck.words import WordError

STAGE_NAME = re.compile(r"[a-z][a-z0-9\-_.]*\Z")
MIN_INTERVAL = 1_000_000  # a millisecond

# For each flag whether it is a switch, takes one value, or may be repeated.
SWITCH, SINGLE, REPEATED = "switch", "single", "repeated"
FLAGS: dict[str, dict[str, str]] = {
    "ADD": {
        "chown": SINGLE,
        "chmod": SINGLE,
        "link": SWITCH,
        "keep-git-dir": SWITCH,
        "checksum": SINGLE,
        "unpack": SWITCH,
        "exclude": REPEATED,
    },
    "COPY": {
        "chown": SINGLE,
        "from": SINGLE,
        "chmod": SINGLE,
        "link": SWITCH,
        "exclude": REPEATED,
        "parents": SWITCH,
    },
    "FROM": {"platform": SINGLE},
    "HEALTHCHECK": {
        "interval": SINGLE,
        "timeout": SINGLE,
        "start-period": SINGLE,
        "start-interval": SINGLE,
        "retries": SINGLE,
    },
    "RUN": {"device": REPEATED, "mount": REPEATED, "network": SINGLE, "security": SINGLE},
}


class Health(NamedTuple):
    """A HEALTHCHECK as the image stores it: times in nanoseconds, 0 where none is given."""

    test: tuple[str, ...]
    interval: int = 0
    timeout: int = 0
    start_period: int = 0
    start_interval: int = 0
    retries: int = 0


class _RefusedError(Exception):
    """Why an instruction is refused; `span` where it is narrower than the instruction."""

    def __init__(self, message: str, span: Span | None = None, hint: str = "") -> None:
        super().__init__(message)
        self.span = span
        self.hint = hint


def check_syntax(instruction: Instruction) -> Problem | None:
    """The first reason why BuildKit refuses the instruction, or None."""
    if instruction.broken:
        return None  # told already when it was read
    check = _CHECKS.get(instruction.name, _unknown)
    try:
        check(instruction)
    except _RefusedError as refused:
        return Problem(str(refused), refused.span or instruction.span, refused.hint)
    return None


def _unknown(instruction: Instruction) -> None:
    word = instruction.keyword
    raise _RefusedError(
        did_you_mean(f"unknown instruction: {word}", word, NAMES, fold=True),
        instruction.keyword_span,
    )


def _flags(instruction: Instruction) -> None:
    allowed = FLAGS.get(instruction.name, {})
    used: set[str] = set()
    for flag in instruction.flags:
        name, kind = flag.name, allowed.get(flag.name)
        dashed = f"--{name}"
        if kind is None:
            raise _RefusedError(did_you_mean(f"unknown flag: {dashed}", name, allowed), flag.span)
        if name in used and kind != REPEATED:
            raise _RefusedError(f"duplicate flag specified: {dashed}", flag.span)
        used.add(name)
        if (flag.value is None and kind != SWITCH) or (flag.value == "" and kind == SWITCH):
            raise _RefusedError(f"missing a value on flag: {dashed}", flag.span)
        if kind == SWITCH and (flag.value or "true").lower() not in ("true", "false"):
            raise _RefusedError(
                f"expecting boolean value for flag {dashed}, not: {flag.value}", flag.span
            )


def _at_least_one(instruction: Instruction) -> None:
    if not instruction.args:
        raise _RefusedError(f"{instruction.name} requires at least one argument")


def _exactly_one(instruction: Instruction) -> None:
    if len(instruction.args) != 1:
        raise _RefusedError(f"{instruction.name} requires exactly one argument")


def _keys(instruction: Instruction, pairs: Sequence[Pair]) -> None:
    for pair in pairs:
        if not pair.key:
            raise _RefusedError(f"{instruction.name} names can not be blank", pair.span)


def _check_pairs(instruction: Instruction) -> None:
    _flags(instruction)
    _at_least_one(instruction)
    _keys(instruction, instruction.pairs)


def _check_arg(instruction: Instruction) -> None:
    _at_least_one(instruction)
    _keys(instruction, instruction.pairs)


def _check_one(instruction: Instruction) -> None:
    _exactly_one(instruction)
    _flags(instruction)


def _check_list(instruction: Instruction) -> None:
    _at_least_one(instruction)
    _flags(instruction)


def _check_volume(instruction: Instruction) -> None:
    _check_list(instruction)
    for token in instruction.args:
        if not token.text.strip(SPACES):
            raise _RefusedError("VOLUME specified can not be an empty string", token.span)


def _check_files(instruction: Instruction) -> None:
    if len(instruction.args) < 2:
        raise _RefusedError(
            f"{instruction.name} requires at least two arguments, but only one was provided. "
            "Destination could not be determined"
        )
    _flags(instruction)
    target = instruction.args[-1]
    try:
        is_heredoc = heredoc_mark(target.text) is not None
    except WordError:
        is_heredoc = False
    if is_heredoc:
        raise _RefusedError(
            f"{instruction.name} cannot accept a heredoc as a destination", target.span
        )


def _check_from(instruction: Instruction) -> None:
    args = instruction.args
    if len(args) == 3 and args[1].text.lower() == "as":
        name = args[2]
        if STAGE_NAME.match(name.text.lower()) is None:
            raise _RefusedError(
                f"invalid name for build stage: {quoted(name.text)}, "
                "name can't start with a number or contain symbols",
                name.span,
                "Begin with a letter; letters, digits, dashes, dots and underscores may follow.",
            )
    elif len(args) != 1:
        raise _RefusedError(
            "FROM requires either one or three arguments",
            hint="Write FROM image, or FROM image AS name. A note needs a line of its own.",
        )
    _flags(instruction)


def _check_onbuild(instruction: Instruction) -> None:
    _at_least_one(instruction)
    _flags(instruction)
    trigger = instruction.args[0].text.strip(SPACES).upper()
    if trigger == "ONBUILD":
        raise _RefusedError("Chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed")
    if trigger in ("MAINTAINER", "FROM"):
        raise _RefusedError(
            f"{trigger} isn't allowed as an ONBUILD trigger", instruction.args[0].span
        )


def _check_run(instruction: Instruction) -> None:
    _flags(instruction)
    readers: dict[str, Callable[[str], object]] = {"device": check_device, "mount": source_stage}
    for name, read in readers.items():
        for flag in instruction.flags:
            if flag.name == name:
                try:
                    read(flag.value or "")
                except MountError as error:
                    raise _RefusedError(str(error), flag.span) from error
    network = instruction.flag("network")
    if network not in (None, "default", "none", "host"):
        raise _RefusedError(f"invalid network mode {quoted(network or '')}")
    security = instruction.flag("security")
    if security not in (None, "sandbox", "insecure"):
        raise _RefusedError(f"security {quoted(security or '')} is not valid")


def _check_shell(instruction: Instruction) -> None:
    _flags(instruction)
    _at_least_one(instruction)
    if not instruction.json:
        raise _RefusedError(
            "SHELL requires the arguments to be in JSON form",
            hint='Write it as an array of strings, such as SHELL ["/bin/bash", "-c"].',
        )


def _check_health(instruction: Instruction) -> None:
    read_health(instruction)


def read_health(instruction: Instruction) -> Health:
    """A HEALTHCHECK's settings; raises what `check_syntax` reports."""
    _at_least_one(instruction)
    kind = instruction.args[0].text.upper()
    command = tuple(instruction.values[1:])
    if kind == "NONE":
        if command:
            raise _RefusedError("HEALTHCHECK NONE takes no arguments")
        return Health(("NONE",))
    _flags(instruction)
    if kind != "CMD":
        raise _RefusedError(
            f"Unknown type {quoted(kind)} in HEALTHCHECK (try CMD)", instruction.args[0].span
        )
    if not command:
        raise _RefusedError("Missing command after HEALTHCHECK CMD")
    return Health(
        ("CMD" if instruction.json else "CMD-SHELL", *command),
        _interval(instruction, "interval"),
        _interval(instruction, "timeout"),
        _interval(instruction, "start-period"),
        _interval(instruction, "start-interval"),
        _retries(instruction),
    )


def _interval(instruction: Instruction, name: str) -> int:
    text = instruction.flag(name)
    if not text:
        return 0
    try:
        duration = parse_duration(text)
    except ValueFormatError as error:
        raise _RefusedError(str(error)) from error
    if duration != 0 and duration < MIN_INTERVAL:
        raise _RefusedError(f'Interval "{name}" cannot be less than 1ms')
    return duration


def _retries(instruction: Instruction) -> int:
    text = instruction.flag("retries")
    if not text:
        return 0
    try:
        retries = parse_int(text)
    except ValueFormatError:
        retries = 2**31
    if not -(2**31) <= retries < 2**31:
        raise _RefusedError(f'strconv.ParseInt: parsing "{text}": invalid syntax')
    if retries < 0:
        raise _RefusedError(f"--retries cannot be negative ({retries})")
    return retries


_CHECKS: dict[str, Callable[[Instruction], None]] = {
    "ADD": _check_files,
    "ARG": _check_arg,
    "CMD": _flags,
    "COPY": _check_files,
    "ENTRYPOINT": _flags,
    "ENV": _check_pairs,
    "EXPOSE": _check_list,
    "FROM": _check_from,
    "HEALTHCHECK": _check_health,
    "LABEL": _check_pairs,
    "MAINTAINER": _check_one,
    "ONBUILD": _check_onbuild,
    "RUN": _check_run,
    "SHELL": _check_shell,
    "STOPSIGNAL": _exactly_one,
    "USER": _check_one,
    "VOLUME": _check_volume,
    "WORKDIR": _check_one,
}
