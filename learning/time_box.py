"""Stops work that takes too long.

Signals reach only the main thread, and the server's requests run in others. CPython can raise an
exception in any thread, between two of its own steps; a call into C is waited for. The work gets a
thread of its own, which ends with it: raised in the thread of the request, the exception could
come a moment late and hit whatever runs there next.
"""

import ctypes
import threading
from collections.abc import Callable
from typing import TypeVar

AGAIN = 0.05  # seconds; an exception that hits a finaliser or a callback is dropped there
TRIES = 20

Answer = TypeVar("Answer")


class TimeUpError(Exception):
    """The work has taken as long as it may."""


def within(seconds: float, work: Callable[[], Answer]) -> Answer:
    """What the work answers; TimeUpError once it has taken so many seconds."""
    answers: list[Answer] = []
    errors: list[Exception] = []

    def run() -> None:
        try:
            answers.append(work())
        except Exception as error:  # noqa: BLE001 -- the thread that waits raises it
            errors.append(error)

    thread = threading.Thread(target=run, daemon=True, name="time-box")
    thread.start()
    thread.join(seconds)
    for _ in range(TRIES):
        if not thread.is_alive():
            break
        stop(thread)
        thread.join(AGAIN)
    if answers:
        return answers[0]
    raise errors[0] if errors else TimeUpError


def stop(thread: threading.Thread) -> None:
    """Raise TimeUpError in a thread, as soon as it takes its next step."""
    ctypes.pythonapi.PyThreadState_SetAsyncExc(
        ctypes.c_ulong(thread.ident or 0), ctypes.py_object(TimeUpError)
    )
