"""The line of submissions: whose turn it is, who has it, and that each ends exactly once.

A submission's row is its place in line (docs/decisions/0010-queue.md). The rule is fair between
learners: of those who wait, who had the fewest turns in the last ten minutes is next, and among
equals who has waited longest. So a newcomer comes before somebody's thirtieth try, and nobody waits
for ever: after ten minutes without a turn nobody had fewer. What was built before is no turn. A
learner has one that waits and one that runs; the one that waits is not taken before the other ends.

Whoever takes one holds it by a lease and renews it. When the lease runs out, whoever comes next
takes it again, at most MOST_TRIES times altogether. Only who still holds the lease may write, so
that a worker thought dead cannot add a second result. Leases are compared between machines: their
clocks must agree to some seconds.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db.models import Case, Count, Exists, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from lab import ways
from lab.models import State, Submission, SubmissionQuerySet, Worker
from lab.outcome import Ending, unbuilt
from learning.content.digests import digest
from learning.transactions import writing
from sandbox import Status
from sandbox.static import MESSAGE as SWITCHED_OFF

LEASE = timedelta(seconds=20)
MOST_TRIES = 2
LATELY = timedelta(minutes=10)
HEARD_OF = timedelta(minutes=1)  # a worker that was not, is gone
PATIENCE = timedelta(minutes=1)  # so long a submission waits for a worker to come
FORGOTTEN = timedelta(hours=1)
RULE = ("turns", "submitted_at", "pk")
SHARED = (Status.OK, Status.FAILED)  # a limit that was reached may have been the machine's fault

BROKE_OFF = (
    "Your file could not be built here: the build broke off twice, which is the fault of this "
    "site and not of your file. It is judged by the report alone."
)
NO_WORKER = (
    "Nothing here can build at the moment. What you hand in waits for a minute at most; then it "
    "is judged by the report alone."
)
NOBODY_BUILDS = (
    "Your file was not built: nothing here can build at the moment. It is judged by the report "
    "alone. You can hand it in again later."
)


@dataclass(frozen=True, slots=True)
class Service:
    """Whether submissions are really built here at the moment; `why` not, for the learner."""

    can_build: bool
    why: str
    workers: int  # that can build


# The line


def with_turns(submissions: SubmissionQuerySet) -> SubmissionQuerySet:
    since = timezone.now() - LATELY
    lately = Submission.objects.filter(learner=OuterRef("learner"), started_at__gte=since)
    turns = lately.order_by().values("learner").annotate(turns=Count("pk")).values("turns")
    return submissions.annotate(turns=Coalesce(Subquery(turns), 0))


def in_line() -> SubmissionQuerySet:
    """Those that wait, the next one first."""
    return with_turns(Submission.objects.waiting()).order_by(*RULE)


def place(submission: Submission) -> int:
    """How far from its turn: 1 is next. 0: it does not wait."""
    keys = list(in_line().values_list("pk", flat=True))
    return keys.index(submission.pk) + 1 if submission.pk in keys else 0


def open_ones() -> SubmissionQuerySet:
    return Submission.objects.filter(state__in=(State.WAITING, State.RUNNING))


def takable() -> SubmissionQuerySet:
    """What a worker may take now, the next one first; those that were left before all others."""
    running = Submission.objects.running().filter(learner=OuterRef("learner"))
    waits = Q(state=State.WAITING) & ~Exists(running)
    is_left = Q(state=State.RUNNING, lease_until__lte=timezone.now(), tries__lt=MOST_TRIES)
    left_first = Case(When(state=State.RUNNING, then=Value(0)), default=Value(1))
    return with_turns(Submission.objects.filter(waits | is_left)).order_by(left_first, *RULE)


def claim(worker: str, bases: str) -> Submission | None:
    """Take the next one, if there is one; where nothing is open, that costs one small query.

    What was built before, on the same bases, is ended on the way.
    """
    while open_ones().exists() and takable().exists():
        with writing():
            rows = takable().select_related("exercise__pattern", "learner")
            taken = rows.select_for_update(skip_locked=True, of=("self",)).first()
            if taken is None:  # another worker was faster
                return None
            catch_up(taken)
            earlier = shared([bases], taken)
            if earlier is None:
                hold(taken, worker)
                return taken
            end(taken, earlier)
    return None


def catch_up(submission: Submission) -> None:
    """The exercise may have changed since: what is built is what it is now."""
    submission.exercise_digest = submission.exercise.digest
    submission.same = same_digest(submission)


def hold(submission: Submission, worker: str) -> None:
    submission.state = State.RUNNING
    submission.worker = worker
    submission.tries += 1
    submission.started_at = timezone.now()
    submission.lease_until = submission.started_at + LEASE
    submission.progress = {}
    submission.save()


# Who has one


def held(submission: Submission) -> SubmissionQuerySet:
    """The row, if this is still its lease. No two leases begin at the same time at one worker."""
    return Submission.objects.running().filter(
        pk=submission.pk, worker=submission.worker, started_at=submission.started_at
    )


def renew(submission: Submission, progress: dict[str, Any]) -> bool:
    """Keep it for another while, and say how far it is; False: it is somebody else's now."""
    with writing():
        until = timezone.now() + LEASE
        return bool(held(submission).update(lease_until=until, progress=progress))


def give_back(submission: Submission, *, counts: bool) -> bool:
    """Let others take it at once. It stays as running: another of its learner's may wait by now.

    `counts`: this was a try. It is none when the worker was stopped.
    """
    with writing():
        tries = submission.tries if counts else submission.tries - 1
        left: dict[str, Any] = {"worker": "", "started_at": None, "progress": {}, "tries": tries}
        return bool(held(submission).update(**left, lease_until=timezone.now()))


def break_off(submission: Submission, ending: Ending | None = None) -> bool:
    """Not all of it could be built, through no fault of the file: it is tried once more.

    After that it ends as `ending` says, or as unavailable.
    """
    if submission.tries < MOST_TRIES:
        return give_back(submission, counts=True)
    return finish(submission, ending or unbuilt(submission, BROKE_OFF))


def finish(submission: Submission, ending: Ending) -> bool:
    """Write what came of it; False, and nothing written, when it is somebody else's now."""
    return write_ending(held(submission), submission, ending)


def write_ending(row: SubmissionQuerySet, submission: Submission, ending: Ending) -> bool:
    with writing():
        is_written = bool(row.update(**ended(ending)))
        if is_written and ending.has_passed:
            ways.note_passed(submission.learner, submission.exercise.pattern)
        return is_written


def end(submission: Submission, ending: Ending) -> None:
    """End one that the caller may write: a new one, or one that it has locked."""
    for name, value in ended(ending).items():
        setattr(submission, name, value)
    submission.save()
    if ending.has_passed:
        ways.note_passed(submission.learner, submission.exercise.pattern)


def ended(ending: Ending) -> dict[str, Any]:
    """The fields of a row that is done."""
    return {
        **ending.values(),
        "state": State.DONE,
        "finished_at": timezone.now(),
        "worker": "",
        "lease_until": None,
        "progress": {},
    }


def cancel(submission: Submission) -> bool:
    """Take one that waits out of the line."""
    mine = Submission.objects.waiting().filter(pk=submission.pk)
    with writing():
        return bool(mine.update(state=State.REPLACED, finished_at=timezone.now()))


# What was built before


def same_digest(submission: Submission) -> str:
    """Of all that a result depends on besides the bases."""
    ignore = submission.ignore_file
    files = [submission.dockerfile, *([] if ignore is None else [ignore])]
    pieces = (text.encode(errors="replace") for text in (submission.exercise_digest, *files))
    return digest(*pieces)


def shared(bases: list[str], submission: Submission) -> Ending | None:
    """How the same files ended on the same bases, whoever handed them in."""
    same = Submission.objects.filter(same=submission.same, state=State.DONE, status__in=SHARED)
    known = [one for one in bases if one]
    earlier = same.filter(bases__in=known).order_by("-finished_at").first() if known else None
    if earlier is None or not is_whole(earlier):
        return None
    return Ending(
        Status(earlier.status),
        earlier.message,
        earlier.judgements,
        earlier.outcome,
        earlier.bases,
    )


def is_whole(submission: Submission) -> bool:
    """Whether every build of it came to an end of its own."""
    others = submission.outcome.get("variants", [])
    return all(one["status"] in SHARED for one in others)


# Workers, and what happens when there is none


def note_worker(name: str, bases: str, obstacle: str = "") -> None:
    """A worker is there, and whether it can build.

    Nobody says goodbye: who waits, waits a minute for the next one, as when a site is restarted.
    """
    now = timezone.now()
    with writing():
        values = {"bases": bases, "obstacle": obstacle[:500], "seen_at": now}
        Worker.objects.update_or_create(name=name, defaults=values)
        Worker.objects.filter(seen_at__lt=now - FORGOTTEN).delete()


def live_workers() -> list[Worker]:
    return list(Worker.objects.filter(seen_at__gt=timezone.now() - HEARD_OF))


def service() -> Service:
    if settings.SANDBOX == "static":
        return Service(False, SWITCHED_OFF, 0)
    able = [worker for worker in live_workers() if not worker.obstacle]
    return Service(bool(able), "" if able else NO_WORKER, len(able))


def why_not_built() -> str:
    """Why what is handed in now would wait in vain, for the learner; empty where it would not."""
    if settings.SANDBOX == "static":
        return SWITCHED_OFF
    workers = live_workers()
    return NOBODY_BUILDS if workers and all(worker.obstacle for worker in workers) else ""


def known_bases() -> list[str]:
    """What a submission would be built on, by the workers there are."""
    return sorted({worker.bases for worker in live_workers() if not worker.obstacle})


def reap() -> int:
    """End what will not be built, judged by the report; how many those were.

    That is what broke off as often as it may, and what waits though nothing here can build: at once
    when the workers say so themselves, after a minute when there is none, for one may be starting.
    Workers ask for it, and so do pages that show a submission on its way: without a worker nobody
    else would.
    """
    return sum(reaped(submission, message) for submission, message in hopeless())


def hopeless() -> Iterator[tuple[Submission, str]]:
    now = timezone.now()
    left = Submission.objects.running().filter(lease_until__lte=now)
    for submission in left.filter(tries__gte=MOST_TRIES):
        yield submission, BROKE_OFF
    if not open_ones().exists():
        return
    workers = live_workers()
    if any(not worker.obstacle for worker in workers):
        return
    since = now if workers else now - PATIENCE
    is_waiting = Q(state=State.WAITING, submitted_at__lte=since)
    is_left = Q(state=State.RUNNING, lease_until__lte=since, tries__lt=MOST_TRIES)
    for submission in open_ones().filter(is_waiting | is_left):
        yield submission, NOBODY_BUILDS


def reaped(submission: Submission, message: str) -> bool:
    """Whether it was still as it had been read, and so is ended now."""
    row = Submission.objects.filter(
        pk=submission.pk, state=submission.state, lease_until=submission.lease_until
    )
    return write_ending(row, submission, unbuilt(submission, message))
