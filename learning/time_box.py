"""Stops work that takes too long.

Signals reach only the main thread, and the server's requests run in others. CPython can raise an
exception in any thread, between two of its own steps; a call into C is waited for. The work gets a
thread of its own, which ends with it: raised in the thread of the request, the exception could
come a moment late and hit whatever runs there next.
"""

import ctypes
import threading
import time
from collections.abc import Callable
from typing import TypeVar

AGAIN = 0.05  # seconds; an exception that hits a finaliser or a callback is dropped there
TRIES = 20
PATIENCE = 8  # on a busy machine the clock on the wall may run that many times as far

Answer = TypeVar("Answer")


class TimeUpError(Exception):
    """The work has taken as long as it may."""


def within(seconds: float, work: Callable[[], Answer]) -> Answer:
    """What the work answers; TimeUpError once it has taken so many seconds of a processor."""
    answers: list[Answer] = []
    errors: list[Exception] = []

    def run() -> None:
        try:
            answers.append(work())
        except Exception as error:  # noqa: BLE001 -- the thread that waits raises it
            errors.append(error)

    thread = threading.Thread(target=run, daemon=True, name="time-box")
    thread.start()
    wait(thread, seconds)
    for _ in range(TRIES):
        if not thread.is_alive():
            break
        stop(thread)
        thread.join(AGAIN)
    if answers:
        return answers[0]
    raise errors[0] if errors else TimeUpError


def wait(thread: threading.Thread, seconds: float) -> None:
    """Wait until the thread ends or has worked for so long; other work does not count."""
    give_up = time.monotonic() + PATIENCE * seconds
    left = seconds
    while left > 0 and thread.is_alive() and time.monotonic() < give_up:
        thread.join(max(left, 0.001))
        left = seconds - worked(thread, seconds)


def worked(thread: threading.Thread, otherwise: float) -> float:
    """Seconds of a processor that a live thread has used, where the system can tell."""
    clock_of = getattr(time, "pthread_getcpuclockid", None)
    if clock_of is None or not thread.is_alive():
        return otherwise
    try:
        return time.clock_gettime(clock_of(thread.ident))
    except OSError:  # it has just ended
        return otherwise


def stop(thread: threading.Thread) -> None:
    """Raise TimeUpError in a thread, as soon as it takes its next step."""
    ctypes.pythonapi.PyThreadState_SetAsyncExc(
        ctypes.c_ulong(thread.ident or 0), ctypes.py_object(TimeUpError)
    )
