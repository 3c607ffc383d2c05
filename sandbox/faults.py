"""Whose fault it is that a build failed: the file's, or the builder's own.

A step can print whatever it likes. Believed is what the builder and runc say where no step can
write, and the counter of the control group; words in the log are a reason to look again, no more.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Fault(StrEnum):
    """`unsure` where words speak of the builder, and the file may have put them there."""

    FILE = "file"
    BUILDER = "builder"
    UNSURE = "unsure"


# No process was to be had. At the end of a line: what stands there is no word of a Dockerfile.
NO_PROCESS = re.compile(
    r"(?:fork/exec /\S+|pthread_create failed|unable to spawn stage-\d): "
    r"[Rr]esource temporarily unavailable$"
    r"|^runtime: failed to create new OS thread \(.*; errno=11\)$"
)
TROUBLE = re.compile(
    r"resource temporarily unavailable|cannot allocate memory|unable to cleanup run mounts"
    r"|creating build container|layer not known|input/output error|device or resource busy"
    r"|database is locked|connection reset by peer|can't get final child's PID",
    re.IGNORECASE,
)
GAVE_UP = re.compile(r"(?:Error|error): ")
RUNTIME_SAID = re.compile(r'time="[^"]*" level=(?:error|fatal) msg="((?:[^"\\]|\\.)*)"')
NOT_STARTED = re.compile(r"runc create failed: (?:unable to start container process: )?")
# What runc quotes is the file's: the name of a program, a folder.
QUOTED = re.compile(r"[\"\\]")
LAST = 30
LONGEST = 1000


@dataclass(frozen=True)
class Words:
    """What was said at the end: by the builder and by runc themselves, and by anyone at all."""

    own: Sequence[str]
    runtime: Sequence[str]
    log: Sequence[str]

    @classmethod
    def of(cls, own: Sequence[str], troubles: str, log: Sequence[str]) -> "Words":
        """`troubles` is the end of runc's own log."""
        found = map(RUNTIME_SAID.match, troubles.splitlines())
        return cls(own, [match[1] for match in found if match], log)

    def error(self) -> str:
        """The builder's sentence for why it gave up; none if it fell over."""
        step, reason = self._gave_up()
        reason = self.not_started() or reason.partition("\n")[0]
        step = f'{step[: LONGEST - len(reason) - 3]}": ' if step else ""
        return (step + reason)[:LONGEST]

    def sure(self) -> list[str]:
        """What was said by the builder and by runc, without all that may be the file's."""
        _, reason = self._gave_up()
        own = reason.split("\n") if reason else self.own
        return [*own, *(text for text in self.runtime if not QUOTED.search(text))]

    def _gave_up(self) -> tuple[str, str]:
        """The step that it repeats, which may have several lines, and the reason behind it."""
        first = next((n for n, line in enumerate(self.own) if GAVE_UP.match(line)), None)
        if first is None:
            return "", ""
        text = GAVE_UP.sub("", "\n".join(self.own[first:]), count=1)
        step, _, reason = text.rpartition('": ')
        return step, reason

    def not_started(self) -> str:
        """Why runc did not start the program of a step."""
        reasons = [NOT_STARTED.sub("", each) for each in self.runtime if NOT_STARTED.match(each)]
        return re.sub(r"\\(.)", r"\1", reasons[-1]) if reasons else ""


def fault(words: Words, ran_out: bool | None) -> Fault:
    """Of a build that failed. `ran_out`: it reached its own limit of processes; None: not known."""
    if ran_out:
        return Fault.FILE
    sure = words.sure()
    if ran_out is False and _any(NO_PROCESS, sure):
        return Fault.BUILDER
    if not words.error() or _any(TROUBLE, [*sure, *words.log[-LAST:]]):
        return Fault.UNSURE
    return Fault.FILE


def _any(pattern: re.Pattern[str], lines: Iterable[str]) -> bool:
    return any(pattern.search(line) for line in lines)
