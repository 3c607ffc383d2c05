"""What a worker does beside its own work, in a thread, when there is nothing else to do."""

import logging
import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from threading import Thread

from django.db import Error, close_old_connections, connection

from sandbox import Builder, Job, Progress, Result, Step
from sandbox.builder import unwatched

logger = logging.getLogger(__name__)


class GivenUpError(Exception):
    """The worker ends: what was begun is no result."""


@dataclass(frozen=True)
class Interruptible:
    """A builder that asks before it begins, at every step and at its end whether it is to go on."""

    builder: Builder
    must_go_on: Callable[[], None]

    def check(self, job: Job, progress: Progress = unwatched) -> Result:
        def come_to(step: Step) -> None:
            self.must_go_on()
            progress(step)

        self.must_go_on()
        result = self.builder.check(job, come_to)
        self.must_go_on()
        return result


class Spare:
    """Takes no place from submissions: it begins when there were none for a while, and shares the
    processor with those that come meanwhile."""

    quiet = 0.0  # seconds without work before it begins
    look = 2.0  # how often an idle worker looks whether there is something to do

    def __init__(self, say: Callable[[str], object]) -> None:
        self.say = say
        self.is_given_up = False
        self.thread: Thread | None = None
        self.looked_at = -math.inf
        self.busy_at = time.monotonic()

    @property
    def is_going_on(self) -> bool:
        return self.thread is not None and self.thread.is_alive()

    def put_off(self) -> None:
        """The worker has something else to do."""
        self.busy_at = time.monotonic()

    def begin(self, builder: Builder, bases: str) -> None:
        """Look whether there is something to do, if nothing else was for a while."""
        now = time.monotonic()
        is_due = now >= self.busy_at + self.quiet and now >= self.looked_at + self.look
        if is_due and not self.is_going_on and self.can_use(builder):
            self.looked_at = now
            name = type(self).__name__
            self.thread = Thread(target=self.run, args=(builder, bases), name=name)
            self.thread.start()

    def can_use(self, _builder: Builder) -> bool:
        return True

    def give_up(self) -> None:
        self.is_given_up = True

    def join(self) -> None:
        if self.thread is not None:
            self.thread.join()

    def must_go_on(self) -> None:
        if self.is_given_up:
            raise GivenUpError

    def run(self, builder: Builder, bases: str) -> None:
        try:
            self.work(builder, bases)
        except Error:
            logger.warning("The database does not answer", exc_info=True)
            close_old_connections()
        finally:
            connection.close()

    def work(self, builder: Builder, bases: str) -> None:
        raise NotImplementedError
