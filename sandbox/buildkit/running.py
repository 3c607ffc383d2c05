"""Run buildctl, listen to it, and end it when it takes too long or says too much."""

import os
import selectors
import signal
import subprocess
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import IO

from sandbox.job import Limits
from sandbox.result import Reason

from .progress import Told

# All that one build may say, and how long a line may be.
TOLD = 64 << 20
LINE = 4 << 20
# How large an image may be, as it is sent.
IMAGE = 2 << 30
TICK = 0.2
# For a program that has said all to be gone too.
GOODBYE = 10


@dataclass(frozen=True)
class Ending:
    """How buildctl ended: by a limit, by our patience, or by itself with a code."""

    reason: Reason | None
    out_of_patience: bool
    code: int
    seconds: float


def run(
    words: list[str], limits: Limits, patience: float, told: Told, image: IO[bytes], home: str
) -> Ending:
    """Run to the end, or to a limit; killed, buildctl lets go and the daemon ends the build.

    `patience` is for what is no step of the Dockerfile: to fetch a base, to send the image.
    """
    start = time.monotonic()
    process = subprocess.Popen(
        words,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        # None of our settings, and no credentials of ours for a registry.
        env={"PATH": os.environ.get("PATH", os.defpath), "HOME": home},
        start_new_session=True,
    )
    listener = _Listener(limits, patience, told, image)
    try:
        reason = listener.listen(process)
    finally:
        # Once it was waited for, its number may be somebody else's.
        if process.returncode is None:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
        for stream in (process.stdout, process.stderr):
            if stream:
                stream.close()
        code = process.wait()
    return Ending(reason, listener.out_of_patience, code, time.monotonic() - start)


class _Listener:
    """What was heard so far, and how much of each time is left."""

    def __init__(self, limits: Limits, patience: float, told: Told, image: IO[bytes]) -> None:
        self.limits = limits
        self.left = float(limits.seconds)
        self.patience = patience
        self.told = told
        self.image = image
        self.heard = 0
        self.received = 0
        self.waiting = b""
        self.out_of_patience = False

    def listen(self, process: subprocess.Popen[bytes]) -> Reason | None:
        if process.stdout is None or process.stderr is None:
            raise ValueError("buildctl is started with pipes to listen to")
        with selectors.DefaultSelector() as selector:
            selector.register(process.stdout, selectors.EVENT_READ, self._receive)
            selector.register(process.stderr, selectors.EVENT_READ, self._hear)
            while selector.get_map():
                before = time.monotonic()
                for key, _ in selector.select(TICK):
                    chunk = os.read(key.fd, 1 << 16)
                    if chunk:
                        key.data(chunk)
                    else:
                        selector.unregister(key.fileobj)
                self._pass(time.monotonic() - before)
                if self.out_of_patience:
                    return None
                if reason := self._limit_reached():
                    return reason
        self._hear(b"\n" if self.waiting else b"")
        with suppress(subprocess.TimeoutExpired):
            process.wait(GOODBYE)
        return None

    def _pass(self, seconds: float) -> None:
        if self.told.is_running:
            self.left -= seconds
        else:
            self.patience -= seconds
            self.out_of_patience = self.patience < 0

    def _limit_reached(self) -> Reason | None:
        if self.left < 0:
            return Reason.TIME
        too_much = self.heard > TOLD or len(self.waiting) > LINE
        if too_much or self.told.logged > self.limits.log:
            return Reason.OUTPUT
        return Reason.DISK if self.received > IMAGE else None

    def _receive(self, chunk: bytes) -> None:
        self.received += len(chunk)
        if self.received <= IMAGE:
            self.image.write(chunk)

    def _hear(self, chunk: bytes) -> None:
        self.heard += len(chunk)
        *lines, self.waiting = (self.waiting + chunk).split(b"\n")
        for line in lines:
            if line.strip():
                self.told.hear(line)
