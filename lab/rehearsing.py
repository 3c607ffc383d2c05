"""An exercise that is being written, really built before it is published.

Its solution is to meet every goal; its starter and its known mistakes are to miss some. Whoever
writes it asks, and a worker with nothing else to do builds one file after the other.
"""

import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from lab import building
from lab.exercises.exercise import Exercise, Files
from lab.exercises.stored import from_text, to_text
from lab.judging import Judgement, judgements_from
from lab.models import Rehearsal
from lab.outcome import Ending, built
from lab.spare import GivenUpError, Interruptible, Spare
from learning.transactions import writing
from sandbox import Builder, Status

# A build writes when it has ended. Who has written nothing for so long will not: all builds of one
# file, each as long as it may take.
LEASE = timedelta(minutes=10)
MOST_TRIES = 2  # a file may be what kills workers
SOLUTION, STARTER = "solution", "starter"
MOST_LOG = 20  # lines that are kept of a build that failed
LONGEST_LINE = 300
BROKE_OFF = "The build broke off, which is the fault of this site; its log says why."

logger = logging.getLogger(__name__)


def cases(exercise: Exercise) -> dict[str, Files]:
    """What is built, by the name of its file."""
    mistakes = {f"mistakes/{mistake.name}": mistake.files for mistake in exercise.mistakes}
    return {SOLUTION: exercise.solution, STARTER: exercise.starter, **mistakes}


# Asking, and what came of it


@dataclass(frozen=True)
class Case:
    """One file as it was really built."""

    name: str
    status: Status
    message: str
    judgements: tuple[Judgement, ...]
    log: tuple[str, ...] = ()

    @property
    def missed(self) -> list[Judgement]:
        return [one for one in self.judgements if one.is_met is False]

    @property
    def missed_by_itself(self) -> list[Judgement]:
        """Without those that were missed only because there is no image to look at."""
        return [one for one in self.missed if not (one.sight and one.sight.is_blocked)]

    @property
    def undecided(self) -> list[Judgement]:
        return [one for one in self.judgements if one.is_met is None]

    @property
    def is_known(self) -> bool:
        """Whether the build says something of the file."""
        return self.status in (Status.OK, Status.FAILED, Status.REFUSED)

    @property
    def is_as_it_should(self) -> bool:
        """A solution meets every goal that can be decided; any other file misses one."""
        if self.name != SOLUTION:
            return bool(self.missed)
        return self.status is Status.OK and not self.missed


@dataclass(frozen=True)
class Story:
    """How far a rehearsal is."""

    digest: str  # of what was asked for
    cases: tuple[Case, ...]
    of: int
    is_over: bool
    is_going_on: bool

    @property
    def done(self) -> int:
        return len(self.cases)


def ask(folder: str, exercise: Exercise) -> None:
    """Have the exercise of this folder built; what was asked for it before is forgotten."""
    fresh = {
        "digest": exercise.digest,
        "body": to_text(exercise),
        "files": len(cases(exercise)),
        "asked_at": timezone.now(),
        "held_until": None,
        "tries": 0,
        "results": [],
        "is_over": False,
    }
    with writing():
        Rehearsal.objects.update_or_create(folder=folder, defaults=fresh)


def story_of(folder: str) -> Story | None:
    row = Rehearsal.objects.filter(folder=folder).defer("body").first()
    if row is None:
        return None
    found = tuple(case_of(values) for values in row.results)
    is_held = row.held_until is not None and row.held_until > timezone.now()
    return Story(row.digest, found, row.files, row.is_over, is_held)


def case_of(values: Mapping[str, Any]) -> Case:
    judgements = tuple(judgements_from(values["judgements"]))
    status = Status(values["status"])
    return Case(values["name"], status, values["message"], judgements, tuple(values["log"]))


# A worker's part


def waiting() -> QuerySet[Rehearsal]:
    is_free = Q(held_until=None) | Q(held_until__lt=timezone.now())
    return Rehearsal.objects.filter(is_free, is_over=False).order_by("asked_at", "pk")


def claim() -> Rehearsal | None:
    """Take the one that was asked for first; whoever had one too often lets it go."""
    if not waiting().exists():
        return None
    with writing():
        row = waiting().select_for_update(skip_locked=True).first()
        if row is None:
            return None
        row.held_until, row.tries = timezone.now() + LEASE, row.tries + 1
        row.is_over = row.tries > MOST_TRIES
        row.save(update_fields=["held_until", "tries", "is_over"])
        return None if row.is_over else row


def keep(row: Rehearsal, **values: Any) -> bool:
    """Write it, if this is still what was asked for, and nobody else has it by now."""
    until = timezone.now() + LEASE
    with writing():
        mine = Rehearsal.objects.filter(pk=row.pk, digest=row.digest, held_until=row.held_until)
        is_mine = mine.update(**{"held_until": until, **values}) == 1
    row.held_until = until
    return is_mine


class Rehearsing(Spare):
    """Builds what is asked for."""

    def work(self, builder: Builder, bases: str) -> None:
        while not self.is_given_up and (row := claim()):
            self.say(f"{row.folder}: begun")
            try:
                is_whole = all(self.results(row, Interruptible(builder, self.must_go_on), bases))
            except GivenUpError:
                keep(row, held_until=None, tries=row.tries - 1)
                is_whole = False
            self.say(f"{row.folder}: {'ended' if is_whole else 'given up'}")

    def results(self, row: Rehearsal, builder: Builder, bases: str) -> Iterator[bool]:
        """Build what is not built yet; each time, whether it still counts."""
        exercise = from_text(row.body)
        known = {values["name"] for values in row.results}
        for name, files in cases(exercise).items():
            if name not in known:
                found = result_of(exercise, files, builder, bases)
                row.results.append({"name": name, **found})
                yield keep(row, results=row.results)
        yield keep(row, is_over=True, held_until=None)


def result_of(exercise: Exercise, files: Files, builder: Builder, bases: str) -> dict[str, Any]:
    try:
        found = building.build(exercise, files, builder)
        ending = built(exercise, files, found, bases)
    except GivenUpError:
        raise
    except Exception:
        logger.exception("%s could not be built", exercise.slug)
        ending = Ending(Status.UNAVAILABLE, BROKE_OFF, [])
    log = ending.outcome.get("log", []) if ending.status is not Status.OK else []
    return {
        "status": ending.status,
        "message": ending.message,
        "judgements": ending.judgements,
        "log": [line[:LONGEST_LINE] for line in log[-MOST_LOG:]],
    }
