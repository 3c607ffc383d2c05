"""A question as its page shows it: never more than the learner may know at that moment."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from quizzes import attempts
from quizzes.kinds import KINDS, Grade, Kind, Note
from quizzes.models import Attempt, Slot

HINT_NAMES = ("Where to look", "The rule", "Almost there")


@dataclass(frozen=True)
class Explanation:
    """What is said once there is nothing left to find out."""

    notes: Sequence[Note]  # of every answer that was not given
    solution: Sequence[str]
    check: dict[str, str]
    mistakes: Sequence[str]  # those that the answer showed come first
    references: Sequence[str]


@dataclass(frozen=True)
class Shown:
    """One question on its page."""

    slot: Slot
    kind: Kind
    prompt: str
    draws: dict[str, Any]  # what the kind's template needs
    hints: Sequence[tuple[str, str]]  # those that are open
    more_hints: int
    given: Sequence[str] | None
    grade: Grade | None
    explanation: Explanation | None
    is_settled: bool
    is_recorded: bool = True

    @property
    def next_hint(self) -> int:
        return len(self.hints) + 1

    @property
    def number_text(self) -> str:
        """For the names of fields, where several questions share a page."""
        return str(self.slot.number)

    @property
    def percent(self) -> int:
        return round(100 * self.grade.score) if self.grade else 0


def shown(
    slot: Slot, given: Sequence[str] | None = None, *, record: bool = True, tell: bool = False
) -> Shown:
    """The question as the slot stands; `given` is what was just sent, and not recorded maybe.

    `tell`: explain it all, whatever is still to be found out.
    """
    body = slot.revision.body
    kind = KINDS[slot.revision.question.kind]
    answer = given if given is not None else slot.given
    # Outside of tests one may go on trying, although the run is finished once all is answered.
    is_settled = slot.is_settled or (slot.attempt.is_test and not slot.attempt.is_open)
    grade = None
    if answer and not (slot.attempt.is_test and slot.attempt.is_open):
        grade = kind.grade(body["spec"], answer)
    is_told = tell or is_settled or bool(grade and grade.is_right)
    return Shown(
        slot=slot,
        kind=kind,
        prompt=body["prompt"],
        draws=kind.render(body["spec"], answer, attempts.shuffle(slot)),
        hints=tuple(zip(HINT_NAMES, body["hints"][: slot.hints], strict=False)),
        more_hints=0 if slot.attempt.is_test else len(body["hints"]) - slot.hints,
        given=answer,
        grade=grade,
        explanation=explanation(body, kind, grade) if is_told else None,
        is_settled=is_settled,
        is_recorded=record,
    )


def explanation(body: dict[str, Any], kind: Kind, grade: Grade | None) -> Explanation:
    told = {note.feedback for note in grade.notes} if grade else set()
    showed = grade.misconceptions if grade else ()
    tags = [*showed, *(tag for tag in body["mistakes"] if tag not in showed)]
    return Explanation(
        notes=[note for note in kind.explain(body["spec"]) if note.feedback not in told],
        solution=body["solution"],
        check=body["check"],
        mistakes=[body["mistakes"][tag] for tag in tags if tag in body["mistakes"]],
        references=body["references"],
    )


def arranged(slot: Slot, order: Sequence[str]) -> Shown:
    """The question with its lines put in that order: a step on the way, nothing to be graded."""
    body = slot.revision.body
    kind = KINDS[slot.revision.question.kind]
    plain = shown(slot)
    draws = kind.render(body["spec"], list(order), attempts.shuffle(slot))
    return Shown(**{**vars(plain), "draws": draws, "given": list(order), "grade": None})


def review_of(attempt: Attempt, slots: Sequence[Slot]) -> list[Shown]:
    """Every question of a finished run, with all that is to be said of it."""
    for slot in slots:
        slot.attempt = attempt
    return [shown(slot, tell=True) for slot in slots]
