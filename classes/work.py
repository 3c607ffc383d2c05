"""What members did of what was assigned: values in, values out, no database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from classes.models import Assignment, Kind, Membership


class State(StrEnum):
    NEW = "new"
    BEGUN = "begun"
    DONE = "done"
    PASSED = "passed"


COMPLETE = (State.DONE, State.PASSED)
WORDS = {
    State.NEW: "not begun",
    State.BEGUN: "begun",
    State.DONE: "done",
    State.PASSED: "passed",
}


@dataclass(frozen=True, slots=True)
class TestRun:
    __test__ = False

    started_at: datetime
    finished_at: datetime | None
    right: int
    of: int


@dataclass(frozen=True, slots=True)
class HandedIn:
    pk: int
    at: datetime
    has_passed: bool


Subject = tuple[int, int]  # a learner, and a pattern or an exercise


@dataclass(frozen=True)
class Deeds:
    """What the members did, as far as the class may see it."""

    texts_read: Mapping[Subject, Sequence[datetime]] = field(default_factory=dict)
    tests: Mapping[Subject, Sequence[TestRun]] = field(default_factory=dict)
    submissions: Mapping[Subject, Sequence[HandedIn]] = field(default_factory=dict)
    words: Mapping[Subject, str] = field(default_factory=dict)  # the verdict's, where there is one
    texts: Mapping[int, int] = field(default_factory=dict)  # how many a pattern has
    goals: Mapping[int, tuple[int, int]] = field(default_factory=dict)  # by submission: met, of


@dataclass(frozen=True, slots=True)
class Cell:
    """How far one member is with one assignment."""

    state: State = State.NEW
    points: int = 0
    of: int = 0
    unit: str = ""
    at: datetime | None = None  # when it was done
    is_late: bool = False  # done after the date, or the date is over and it is not done
    word_of_verdict: str = ""

    @property
    def is_complete(self) -> bool:
        return self.state in COMPLETE

    @property
    def is_overdue(self) -> bool:
        return self.is_late and not self.is_complete

    @property
    def figure(self) -> str:
        return f"{self.points} of {self.of}" if self.of and self.state != State.NEW else ""

    @property
    def word(self) -> str:
        if self.is_overdue:
            return "overdue"
        return WORDS[self.state] + (", late" if self.is_late else "")

    @property
    def percent(self) -> int | None:
        return round(100 * self.points / self.of) if self.of else None

    @property
    def text(self) -> str:
        """In one line, for files and for whoever hears the table."""
        return f"{self.word} ({self.figure} {self.unit})" if self.figure else self.word


def cell(member: Membership, assignment: Assignment, deeds: Deeds, now: datetime) -> Cell:
    """What counts begins with joining, and not before the assignment opens."""
    since = max(member.joined_at, assignment.opens_at or member.joined_at)
    late = assignment.is_over(now)
    if assignment.kind == Kind.PATTERN:
        return of_pattern(member, assignment, deeds, since, late)
    if assignment.kind == Kind.TEST:
        return of_test(member, assignment, deeds, since, late)
    return of_exercise(member, assignment, deeds, since, late)


def is_after(moment: datetime, assignment: Assignment) -> bool:
    return assignment.due_at is not None and moment > assignment.due_at


def of_pattern(
    member: Membership, assignment: Assignment, deeds: Deeds, since: datetime, late: bool
) -> Cell:
    """Its texts read; the verdict beside it says how well, and decides nothing."""
    subject = (member.learner_id, assignment.pattern_id or 0)
    read = [at for at in deeds.texts_read.get(subject, ()) if at >= since]
    of = deeds.texts.get(subject[1], 0)
    word = deeds.words.get(subject, "")
    if of and len(read) >= of:
        at = max(read)
        return Cell(State.DONE, of, of, "texts", at, is_after(at, assignment), word)
    state = State.BEGUN if read or word else State.NEW
    return Cell(state, len(read), of, "texts", is_late=late, word_of_verdict=word)


def of_test(
    member: Membership, assignment: Assignment, deeds: Deeds, since: datetime, late: bool
) -> Cell:
    """The best of those handed in by the date; of later ones only where there is none."""
    runs = deeds.tests.get((member.learner_id, assignment.pattern_id or 0), ())
    counted = [run for run in runs if run.started_at >= since]
    finished = [(run.finished_at, run) for run in counted if run.finished_at]
    in_time = [(at, run) for at, run in finished if not is_after(at, assignment)]
    if not finished:
        return Cell(State.BEGUN if counted else State.NEW, unit="right", is_late=late)
    at, best = min(in_time or finished, key=lambda pair: (-share(pair[1]), pair[0]))
    return Cell(State.DONE, best.right, best.of, "right", at, not in_time)


def share(run: TestRun) -> float:
    return run.right / run.of if run.of else 0.0


def of_exercise(
    member: Membership, assignment: Assignment, deeds: Deeds, since: datetime, late: bool
) -> Cell:
    """Passed with the first submission that does; till then as far as the newest."""
    chosen = chosen_submission(member, assignment, deeds.submissions, since)
    if chosen is None:
        return Cell(unit="goals", is_late=late)
    met, of = deeds.goals.get(chosen.pk, (0, 0))
    if chosen.has_passed:
        return Cell(State.PASSED, met, of, "goals", chosen.at, is_after(chosen.at, assignment))
    return Cell(State.BEGUN, met, of, "goals", is_late=late)


def chosen_submission(
    member: Membership,
    assignment: Assignment,
    submissions: Mapping[Subject, Sequence[HandedIn]],
    since: datetime,
) -> HandedIn | None:
    handed_in = submissions.get((member.learner_id, assignment.exercise_id or 0), ())
    counted = [one for one in handed_in if one.at >= since]
    passed = [one for one in counted if one.has_passed]
    if passed:
        return min(passed, key=lambda one: one.at)
    return max(counted, key=lambda one: one.at, default=None)
