"""Start a box, listen to it, and end it when it takes too much."""

import json
import os
import selectors
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from .box import Command
from .cgroups import Group
from .job import Limits
from .result import Reason, Usage

Event = dict[str, Any]
# All that one box may say: its log, and what it tells of an image.
TOLD = 8 << 20
# How often the group's counters are read while nothing is said.
TICK = 0.2
TROUBLE_LINES = 20


@dataclass(frozen=True)
class Ending:
    """How a box ended: with which limit reached, and whether it told all it had to tell."""

    reason: Reason | None
    complete: bool
    seconds: float
    usage: Usage
    trouble: tuple[str, ...]
    out_of_processes: bool | None = None


def run(
    command: Command,
    order: bytes,
    limits: Limits,
    group: Group,
    on_event: Callable[[Event], None],
) -> Ending:
    """Run a box to its end, or to its limit. Nothing of it is left when this returns."""
    start = time.monotonic()
    with tempfile.TemporaryFile() as file:
        file.write(order)
        file.seek(0)
        process = subprocess.Popen(
            command.words,
            stdin=file,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            pass_fds=command.descriptors,
            env=dict(command.environment),
            cwd="/",
            start_new_session=True,
        )
    listener = _Listener(limits, group, start + limits.seconds, on_event)
    try:
        reason = listener.listen(process)
    finally:
        _end(process, group)
        usage = group.usage()
        out_of_processes = group.ran_out_of_processes()
        if group.ran_out_of_memory():
            listener.out_of_memory = True
        group.remove()
    if listener.out_of_memory and not listener.complete:
        reason = reason or Reason.MEMORY
    seconds = time.monotonic() - start
    return Ending(
        reason, listener.complete, seconds, usage, tuple(listener.trouble), out_of_processes
    )


def _end(process: subprocess.Popen[bytes], group: Group) -> None:
    """Kill the box: its first process ends its namespace, and the group has the rest."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    group.kill()
    if process.stdout:
        process.stdout.close()
    process.wait()


class _Listener:
    """What was heard of one box so far."""

    def __init__(
        self, limits: Limits, group: Group, end: float, on_event: Callable[[Event], None]
    ) -> None:
        self.limits = limits
        self.group = group
        self.end = end
        self.cpu_seconds = float(limits.cpu_seconds)
        self.is_second = False
        self.on_event = on_event
        self.told = 0
        self.logged = 0
        self.waiting = b""
        self.complete = False
        self.out_of_memory = False
        self.trouble: list[str] = []

    def listen(self, process: subprocess.Popen[bytes]) -> Reason | None:
        if process.stdout is None:
            raise ValueError("a box is started with a pipe to listen to")
        with selectors.DefaultSelector() as selector:
            selector.register(process.stdout, selectors.EVENT_READ)
            while True:
                ready = selector.select(min(TICK, max(0.0, self.end - time.monotonic())))
                if ready:
                    chunk = os.read(process.stdout.fileno(), 65536)
                    if not chunk:
                        return None
                    self._hear(chunk)
                if self.complete:
                    return None
                if reason := self._limit_reached():
                    return reason

    def _begin_anew(self) -> None:
        """A second build has the limits of the first; there is no third."""
        if not self.is_second:
            self.is_second = True
            self.end = time.monotonic() + self.limits.seconds
            self.cpu_seconds += self.group.usage().cpu_seconds or 0

    def _limit_reached(self) -> Reason | None:
        if self.logged > self.limits.log or self.told > TOLD:
            return Reason.OUTPUT
        if time.monotonic() > self.end:
            return Reason.TIME
        if (self.group.usage().cpu_seconds or 0) > self.cpu_seconds:
            return Reason.CPU
        if self.group.ran_out_of_memory():
            self.out_of_memory = True
            return Reason.MEMORY
        return None

    def _hear(self, chunk: bytes) -> None:
        self.told += len(chunk)
        *lines, self.waiting = (self.waiting + chunk).split(b"\n")
        for line in lines:
            self._hear_line(line)

    def _hear_line(self, line: bytes) -> None:
        try:
            event = json.loads(line)
            kind = event["event"]
        except (ValueError, TypeError, KeyError):
            # Not of our program: bubblewrap, or Python, saying why it could not go on.
            if len(self.trouble) < TROUBLE_LINES:
                self.trouble.append(line[:300].decode(errors="replace"))
            return
        if kind == "line":
            self.logged += len(event["text"]) + 1
            if self.logged > self.limits.log:
                return
        if kind == "repeating":
            self._begin_anew()
        self.complete |= kind == "end"
        self.on_event(event)
