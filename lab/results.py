"""A submission as its page tells it: on its way, and what came of it."""

import re
from dataclasses import dataclass
from datetime import datetime

from django.utils.safestring import SafeString

from lab import queue
from lab.judging import Judgement, judgements_from
from lab.models import Showcase, State, StoredExercise, Submission
from lab.outcome import Outcome
from lab.showing import Tally, coded, tally

STEP = re.compile(r"(?:\[\d+/\d+\] )?STEP \d+/\d+: ")
SCENE_WIDTH = 430  # of the backstage in the drawing of what is being built


# On its way


@dataclass(frozen=True, slots=True)
class Journey:
    """Where an open submission is. `phase` names what a screen reader is told of once."""

    is_running: bool
    place: int
    seconds: int  # since it was handed in, or since its build began
    build: int = 1
    builds: int = 1
    number: int = 0
    of: int = 0
    text: str = ""

    @property
    def phase(self) -> str:
        return f"build-{self.build}" if self.is_running else f"place-{self.place}"

    @property
    def share(self) -> int:
        """How much of the backstage is done, in the drawing's units."""
        if not self.is_running:
            return 0
        step = (max(self.number - 1, 0) / self.of) if self.of else 0
        return round(SCENE_WIDTH * min((self.build - 1 + step) / max(self.builds, 1), 1))

    @property
    def sentence(self) -> str:
        """In a sentence, without what changes by the second."""
        if self.is_running:
            return (
                f"Build {self.build} of {self.builds} is running."
                if self.builds > 1
                else "It is being built."
            )
        if self.place <= 1:
            return "It is next in the queue."
        return f"It is number {self.place} in the queue."


def journey_of(submission: Submission, now: datetime) -> Journey:
    is_running = submission.state == State.RUNNING
    begun = submission.started_at if is_running else None
    seconds = int((now - (begun or submission.submitted_at)).total_seconds())
    place = 0 if is_running else queue.place(submission)
    told = submission.progress if is_running else {}
    return Journey(
        is_running,
        place,
        max(seconds, 0),
        build=told.get("build") or 1,
        builds=told.get("builds") or 1,
        number=told.get("number") or 0,
        of=told.get("of") or 0,
        text=told.get("text") or "",
    )


# What came of it


@dataclass(frozen=True, slots=True)
class Verdict:
    """The sentence above everything, and what is to be said beside it."""

    sentence: str
    more: str = ""
    is_passed: bool = False
    is_judged: bool = True  # whether the goals below were judged by a build

    @property
    def said(self) -> SafeString:
        return coded(self.more)


def verdict_of(submission: Submission, counted: Tally) -> Verdict:
    if submission.state == State.REPLACED:
        return Verdict(
            "Not built: it left the queue before its turn came.",
            "You took it back or handed in a newer one. Below is what was foreseen.",
            is_judged=False,
        )
    if submission.was_built:
        return built_verdict(submission, counted)
    if submission.status == "refused":
        return refused_verdict(submission.message)
    known = counted.met + counted.missed
    return Verdict(
        f"{counted.met} of {known} goals met, by the report alone."
        if counted.unknown
        else f"{met_of(counted)}, by the report alone.",
        submission.message,
        is_passed=bool(submission.has_passed),
        is_judged=False,
    )


def refused_verdict(message: str) -> Verdict:
    """What the sandbox would not build: a slip of the learner's, or a limit of this place."""
    first, _, more = message.partition(". ")
    limit = (
        "If you meant it so, that is a limit of the place where builds run here, and says nothing"
        " against you. Below is what was foreseen; change the file, and hand it in again."
    )
    return Verdict(
        f"Not built: {first.removesuffix('.')}.", f"{more} {limit}".strip(), is_judged=False
    )


def built_verdict(row: Submission | Showcase, counted: Tally) -> Verdict:
    """What to say of a build that ended, as it ought to or not."""
    if row.status == "ok":
        return Verdict(f"{met_of(counted)}, by a real build.", is_passed=bool(row.has_passed))
    stops = "The build was stopped." if row.status == "stopped" else "The build failed."
    # Of an unknown instruction the builder says all that it has read, as Go prints a value.
    message = row.message.partition(" &imagebuilder.Step{")[0]
    return Verdict(f"{stops} {met_of(counted)}.", message)


def met_of(counted: Tally) -> str:
    if counted.is_all:
        return f"All {counted.of} goals are met"
    return f"{counted.met} of {counted.of} goals met"


def judgements_of(submission: Submission) -> tuple[Judgement, ...]:
    """Judged by the build where there was one, else as foreseen."""
    return tuple(judgements_from(submission.judgements or submission.foreseen))


def tally_of(submission: Submission) -> Tally:
    return tally(judgements_of(submission))


@dataclass(frozen=True, slots=True)
class LogLine:
    text: str
    is_step: bool


def log_lines(outcome: Outcome) -> tuple[LogLine, ...]:
    return tuple(LogLine(line, STEP.match(line) is not None) for line in outcome.log)


def instead_of(exercise: StoredExercise) -> StoredExercise | None:
    """What to do instead of a retired exercise: one with its objective, else what comes next."""
    if not exercise.is_retired:
        return None
    listed = StoredExercise.objects.listed().filter(pattern=exercise.pattern_id)
    same = listed.filter(objective=exercise.objective_id).first() if exercise.objective_id else None
    return same or next_after(exercise) or listed.first()


def next_after(exercise: StoredExercise) -> StoredExercise | None:
    """The exercise that comes after it in the pattern's list."""
    listed = StoredExercise.objects.listed().filter(pattern=exercise.pattern_id)
    return listed.filter(number__gt=exercise.number).first()
