"""A worker at work: takes submissions from the line, builds them, and leaves nothing behind."""

import logging
import math
import os
import signal
import socket
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Event, Thread
from typing import Any, Self

from django.db import Error, close_old_connections, connection
from django.utils import timezone

from lab import building, queue
from lab.exercises.exercise import Files
from lab.exercises.stored import exercise_of
from lab.models import Submission
from lab.outcome import Ending, built, clean
from lab.rehearsing import Rehearsing
from lab.showcase import Making
from lab.spare import Interruptible, Spare
from learning.content.digests import code, digest
from sandbox import Builder, Job, Status, make_builder
from sandbox.place import Place

POLL = 0.2  # seconds; how long a submission may lie unseen by an idle worker
RENEWAL = 5.0
PROGRESS = 0.25  # no more often is said how far a build is
HEARTBEAT = 15.0
PROVING = 60.0  # how often a worker that cannot build tries whether it can
PAUSE = 1.0  # where nothing is waited for but an end
HERE = Path(__file__).resolve().parent
BOXES = HERE.parent / "sandbox"

logger = logging.getLogger(__name__)


class LeaseLostError(Exception):
    """What is being built is somebody else's by now: go no further."""


def worker_name() -> str:
    return f"{socket.gethostname()[:60]}:{os.getpid()}"


@cache
def own_code() -> bytes:
    """What a result depends on besides the submission and the base images."""
    judges = (HERE / "judging.py", HERE / "building.py")
    folders = (HERE / "goals", BOXES, BOXES / "inside", BOXES / "buildkit")
    return digest(*(file.read_bytes() for file in judges), *code(folders)).encode()


def bases_digest(sandbox: str, place: Place) -> str:
    """Of the base images, and of the code that builds on them and judges."""
    stamps = sorted((place.folder / "stamps").glob("*"))
    files = [file for file in (place.catalogue, *stamps) if file.is_file()]
    # A registry may have another image tomorrow under the same name.
    moves = timezone.localdate().isoformat() if sandbox == "buildkit" else ""
    named = (text.encode() for text in (sandbox, moves))
    return digest(*named, own_code(), *(file.read_bytes() for file in files))


@dataclass(frozen=True)
class Workshop:
    """What a worker builds with, what it stands on, and why it does not work; empty if it does."""

    sandbox: str
    builder: Builder
    bases: str = ""
    obstacle: str = ""

    @classmethod
    def open(cls, sandbox: str) -> Self:
        """With all that it promises proved, which takes some seconds."""
        return cls(sandbox, make_builder(sandbox)).tried().renewed()

    def renewed(self) -> Self:
        """On the bases that there are now: they may be made anew while a worker runs."""
        return replace(self, bases=bases_digest(self.sandbox, Place.from_environment()))

    def tried(self) -> Self:
        """With the smallest of builds, which says whether it works."""
        result = self.builder.check(Job("FROM scratch\n"))
        is_open = result.status is not Status.UNAVAILABLE
        return replace(self, obstacle="" if is_open else result.message)

    def build(self, submission: Submission, keeper: "Keeper") -> Ending:
        exercise = exercise_of(submission.exercise)
        files = Files(submission.dockerfile, submission.ignore_file)
        found = building.build(
            exercise, files, Interruptible(self.builder, keeper.must_hold), keeper.tell
        )
        return built(exercise, files, found, self.bases)


class Keeper:
    """Holds one submission's lease while it is built, and says how far the build is.

    A thread of its own does all the writing, so that no build waits for the database. On the way
    out, the lease is good for as long as it takes to write what came of it.
    """

    def __init__(self, submission: Submission) -> None:
        self.submission = submission
        self.progress: dict[str, Any] = {}
        self.is_lost = False
        self.has_news = Event()
        self.has_ended = Event()
        self.thread = Thread(target=self.keep, name=f"lease of {submission.key}")

    def __enter__(self) -> Self:
        self.thread.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self.has_ended.set()
        self.has_news.set()
        self.thread.join()

    def tell(self, reached: building.Progress) -> None:
        """How far the build is; it is written when there is time."""
        step = reached.step
        place = {"build": reached.build, "builds": reached.builds}
        progress = {**place, "number": step.number, "of": step.of, "text": clean(step.text)}
        if progress != self.progress:
            self.progress = progress
            self.has_news.set()

    def must_hold(self) -> None:
        if self.is_lost:
            raise LeaseLostError(self.submission.key)

    def keep(self) -> None:
        try:
            while not self.has_ended.is_set():
                self.has_news.wait(RENEWAL)
                self.has_news.clear()
                if not self.has_ended.is_set():
                    self.renew()
                    self.has_ended.wait(PROGRESS)
        finally:
            connection.close()

    def renew(self) -> None:
        try:
            if not queue.renew(self.submission, self.progress):
                self.is_lost = True
        except Error:  # it may be back before the lease runs out
            logger.warning("No lease renewed for %s", self.submission.key, exc_info=True)
            close_old_connections()


class Shift:
    """One worker from its start to its end.

    Asked to stop, it takes nothing new and finishes what is being built; asked again, it gives back
    at once what it has. So it does when `is_wanted`, asked about once a second, says no.
    """

    def __init__(
        self,
        name: str,
        builds: int,
        open_workshop: Callable[[], Workshop],
        *,
        is_wanted: Callable[[], bool] = lambda: True,
        say: Callable[[str], object] = print,
    ) -> None:
        self.name = name
        self.builds = builds
        self.open_workshop = open_workshop
        self.is_wanted = is_wanted
        self.say = say
        self.asked = 0
        self.doubts = False
        self.workshop: Workshop | None = None
        self.opening: Future[Workshop] | None = None
        self.opened_at = self.noted_at = -math.inf
        self.building: dict[int, Keeper] = {}
        self.spare: tuple[Spare, ...] = (Rehearsing(say), Making(say))
        # Unlike an Event's set(), its put() may be called by a signal handler.
        self.news: SimpleQueue[None] = SimpleQueue()

    def stop(self, *_signal: object) -> None:
        self.asked += 1
        self.news.put(None)

    def run(self) -> None:
        with ThreadPoolExecutor(self.builds, "build") as pool:
            try:
                while not self.asked and self.is_wanted():
                    self.take_turn(pool)
            finally:
                self.close()

    @property
    def free(self) -> Workshop | None:
        """The workshop, if it works and one more can be built in it."""
        has_room = len(self.building) < self.builds
        return self.workshop if self.workshop and not self.workshop.obstacle and has_room else None

    def take_turn(self, pool: ThreadPoolExecutor) -> None:
        """Whatever is due, then one submission, or a short sleep."""
        submission = None
        try:
            self.look_around()
            if workshop := self.free:
                submission = queue.claim(self.name, workshop.bases)
        except Error:
            logger.warning("The database does not answer", exc_info=True)
            close_old_connections()
            self.sleep(PAUSE)
            return
        self.use_spare_time(None if submission or self.building else workshop)
        if workshop is None or submission is None:
            self.sleep(POLL if workshop else PAUSE)
            return
        self.say(f"{submission.key}: begun")
        keeper = self.building[submission.pk] = Keeper(submission)
        pool.submit(self.build, workshop, keeper)

    def use_spare_time(self, workshop: Workshop | None) -> None:
        """Begin what there is time for, one thing at a time; None where there is something else."""
        for work in self.spare:
            if workshop is None:
                work.put_off()
            elif not any(each.is_going_on for each in self.spare):
                work.begin(workshop.builder, workshop.bases)

    def look_around(self) -> None:
        """See to the workshop, and be heard of."""
        if self.opening is None:
            if self.workshop is None or self.is_to_be_proved():
                self.open()
        elif self.opening.done():
            self.take_over(self.opening.result())
        if self.workshop and self.doubts:
            self.doubts = False
            self.take_over(self.workshop.tried())
        if time.monotonic() > self.noted_at + HEARTBEAT:
            self.note()

    def is_to_be_proved(self) -> bool:
        """Whether it did not work, and may by now."""
        shut = self.workshop is not None and self.workshop.obstacle
        return bool(shut) and time.monotonic() > self.opened_at + PROVING

    def open(self) -> None:
        """Prove the workshop, in a thread: meanwhile nobody is to think that we are dead."""
        opening: Future[Workshop] = Future()

        def prove() -> None:
            try:
                opening.set_result(self.open_workshop())
            except Exception as error:  # noqa: BLE001 -- whoever takes the result raises it
                opening.set_exception(error)
            self.news.put(None)

        self.opening = opening
        Thread(target=prove, daemon=True, name="proving").start()

    def take_over(self, workshop: Workshop) -> None:
        self.opening = None
        self.workshop = workshop
        self.opened_at = time.monotonic()
        self.noted_at = -math.inf
        state = f"Nothing can be built here: {workshop.obstacle}" if workshop.obstacle else "Ready."
        self.say(state)

    def note(self) -> None:
        """Be heard of; until the first proof is there, as one that builds."""
        self.noted_at = time.monotonic()
        close_old_connections()
        if self.workshop:
            self.workshop = self.workshop.renewed()
        bases = self.workshop.bases if self.workshop else ""
        queue.note_worker(self.name, bases, self.workshop.obstacle if self.workshop else "")
        queue.reap()

    def sleep(self, seconds: float) -> None:
        """Until there is news."""
        with suppress(Empty):
            self.news.get(timeout=seconds)

    def close(self) -> None:
        """Let what is being built come to its end, unless asked once more."""
        if self.building:
            self.say(f"Builds going on: {len(self.building)}. It ends after them.")
        while self.building and self.asked < 2 and self.is_wanted():
            self.sleep(PAUSE)
        for keeper in [*self.building.values()]:
            keeper.is_lost = True
            with suppress(Error):
                queue.give_back(keeper.submission, counts=False)
        for work in self.spare:
            work.give_up()
        if self.building or self.opening or any(work.is_going_on for work in self.spare):
            end_boxes()
        for work in self.spare:
            work.join()
        connection.close()

    def build(self, workshop: Workshop, keeper: Keeper) -> None:
        """In a thread of the pool: build one submission and write what came of it."""
        submission = keeper.submission
        try:
            with keeper:
                ending = workshop.build(submission, keeper)
            self.finish(submission, ending)
        except LeaseLostError:
            self.say(f"{submission.key}: given up")
        except Exception:
            logger.exception("%s could not be built", submission.key)
            with suppress(Error):
                queue.break_off(submission)
        finally:
            connection.close()
            del self.building[submission.pk]
            self.news.put(None)

    def finish(self, submission: Submission, ending: Ending) -> None:
        if ending.broke_off:
            self.doubts = True
            tells = ending.status is not Status.UNAVAILABLE
            is_mine = queue.break_off(submission, ending if tells else None)
        else:
            is_mine = queue.finish(submission, ending)
        self.say(f"{submission.key}: {ending.status if is_mine else 'too late'}")


def end_boxes() -> None:
    """Kill what this process has started: with its first process, all of a box is gone."""
    for task in Path("/proc/self/task").iterdir():
        with suppress(OSError):
            for child in (task / "children").read_text().split():
                os.kill(int(child), signal.SIGKILL)
