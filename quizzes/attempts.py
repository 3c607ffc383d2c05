"""Runs through questions: started, answered, handed in. Each step may be sent twice."""

import random
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import connection
from django.db.models import Exists, F
from django.utils import timezone

from learning import progress
from learning.models import Learner, Pattern, Study
from learning.transactions import writing
from learning.ways import Way
from quizzes import recall
from quizzes.kinds import KINDS, Grade
from quizzes.models import Answer, Attempt, Card, Mode, Question, Slot
from quizzes.selection import Candidate

HINT_COSTS = 0.25  # of the credit, each
TRY_COSTS = 0.5  # each further try halves it
LONGEST_SECONDS = 3_600  # whoever was away longer was not thinking about the question


@dataclass(frozen=True, slots=True)
class Given:
    """What a learner sent for one question."""

    answer: list[str]
    version: int  # how many answers the slot had when the form was made
    certainty: int | None = None
    since: int | None = None  # when the form was made, in seconds: how long one thought about it


class Stale(Exception):  # noqa: N818 -- no error of ours: another tab was faster
    """The question was answered meanwhile, differently; nothing was changed."""


def start(
    learner: Learner,
    mode: Mode,
    chosen: Sequence[Candidate],
    *,
    pattern: Pattern | None = None,
    asks_certainty: bool = False,
) -> Attempt:
    """A new run through the chosen questions."""
    with writing():
        attempt = Attempt.objects.create(
            learner=learner, mode=mode, pattern=pattern, asks_certainty=asks_certainty
        )
        Slot.objects.bulk_create(
            Slot(
                attempt=attempt,
                number=number,
                revision_id=candidate.revision,
                seed=secrets.randbelow(2**31),
            )
            for number, candidate in enumerate(chosen, start=1)
        )
    return attempt


def open_attempt(learner: Learner, mode: Mode, pattern: Pattern | None) -> Attempt | None:
    """The newest run of that mode which is not finished."""
    mine = Attempt.objects.filter(learner=learner, mode=mode, pattern=pattern)
    return mine.filter(finished_at=None).order_by("-started_at").first()


def grade(slot: Slot, answer: Sequence[str]) -> Grade:
    question = slot.revision.question
    return KINDS[question.kind].grade(slot.revision.body["spec"], answer)


def shuffle(slot: Slot) -> random.Random:
    """The same order of options for as long as the attempt lasts."""
    return random.Random(slot.seed)  # noqa: S311 -- no secret: an order of options


def credit(score: float, *, hints: int, tries: int) -> float:
    return score * max(0.0, 1 - HINT_COSTS * hints) * TRY_COSTS ** (tries - 1)


def seen_at(held: Slot, given: Given) -> datetime | None:
    """When the question was first shown: kept with the first answer, since a GET writes nothing."""
    if held.seen_at or given.since is None:
        return held.seen_at
    first = held.attempt.started_at.timestamp() - 1  # `since` has no fraction of a second
    if not first <= given.since <= timezone.now().timestamp():
        return None
    return datetime.fromtimestamp(given.since, UTC)


def hold(slot: Slot) -> Slot | None:
    """The slot as it is now, held until the transaction ends; None when it was deleted meanwhile.

    Its learner is held first: on PostgreSQL all that counts for one learner waits in one queue,
    else two answers at once are both the first, and one review is lost to the other.
    """
    hold_learner(slot.attempt_id)
    related = ("attempt__pattern", "revision__question__objective")
    found = Slot.objects.select_for_update(of=("self",)).select_related(*related)
    return found.filter(pk=slot.pk).first()


def hold_learner(attempt: int) -> None:
    if not connection.features.has_select_for_update:  # SQLite lets one writer in at a time
        return
    owner = Learner.objects.filter(attempts=attempt)
    owner.select_for_update(of=("self",), no_key=True).values_list("pk").first()


def answer_now(slot: Slot, given: Given, *, gave_up: bool = False) -> Answer | None:
    """Count an answer where feedback comes at once; None when this form was counted before.

    The form's version is in the answer's unique key: a double click, the back button, a second
    tab and a retry after a lost response all send the same key, and it counts once. The answer's
    slot is as it is now.
    """
    result = None if gave_up else grade(slot, given.answer)
    with writing():
        held = hold(slot)
        if held is None or held.tries != given.version or held.is_settled:
            return None
        held.tries += 1
        held.given = given.answer
        held.certainty = given.certainty
        held.seen_at = seen_at(held, given)
        held.answered_at = timezone.now()
        held.is_settled = gave_up or bool(result and result.is_right)
        held.save()
        answer = log(held, result, held.answered_at)
        answer.save()
        if answer.tries == 1:
            remember(answer, answer.question)
        finish_answered(held.attempt, answer.answered_at)
    return answer


def finish_answered(attempt: Attempt, at: datetime) -> None:
    """The run is finished once every question has an answer."""
    still_open = Slot.objects.filter(attempt=attempt, answered_at=None)
    mine = Attempt.objects.filter(~Exists(still_open), pk=attempt.pk, finished_at=None)
    if mine.update(finished_at=at):
        attempt.finished_at = at


def log(held: Slot, result: Grade | None, at: datetime) -> Answer:
    """The row for the log; `result` None is a question given up or left open.

    `at` is when it counts: the log is in the order in which answers came to count.
    """
    score = result.score if result else 0.0
    attempt = held.attempt
    question = held.revision.question
    tries = held.tries if attempt.mode != Mode.TEST else 1
    return Answer(
        learner_id=attempt.learner_id,
        question=question,
        revision_id=held.revision_id,
        slot=held,
        mode=attempt.mode,
        given=held.given or [],
        score=score,
        credit=credit(score, hints=held.hints, tries=tries),
        is_right=bool(result and result.is_right),
        is_first=not Answer.objects.filter(learner=attempt.learner_id, question=question).exists(),
        tries=tries,
        hints=held.hints,
        certainty=held.certainty,
        misconceptions=list(result.misconceptions) if result else [],
        seconds=seconds_between(held.seen_at, held.answered_at),
        key=f"{held.pk}.{tries}",
        answered_at=at,
    )


def seconds_between(start: datetime | None, end: datetime | None) -> int | None:
    if start is None or end is None:
        return None
    return min(LONGEST_SECONDS, max(0, round((end - start).total_seconds())))


def remember(answer: Answer, question: Question) -> None:
    """Move the item's card on by this answer."""
    card = Card.objects.filter(learner=answer.learner_id, family=question.family).first()
    review = recall.Review(answer.answered_at, answer.is_right, answer.hints, answer.certainty)
    memory = recall.reviewed(card.memory if card else None, review)
    values: dict[str, Any] = {
        "pattern_id": question.pattern_id,
        "memory": memory,
        "was_right": answer.is_right,
        "due_at": recall.due_at(memory),
        "last_at": answer.answered_at,
        "last_question": question,
    }
    if card:
        Card.objects.filter(pk=card.pk).update(**values)
    else:
        Card.objects.create(learner_id=answer.learner_id, family=question.family, **values)


def save(slot: Slot, given: Given) -> None:
    """Keep an answer of a test until it is handed in. Sending the same again changes nothing."""
    with writing():
        held = hold(slot)
        if held is None:
            raise Stale
        if held.given == given.answer and held.certainty == given.certainty:
            return
        if held.tries != given.version or not held.attempt.is_open:
            raise Stale
        held.given = given.answer
        held.certainty = given.certainty
        held.tries += 1
        held.seen_at = seen_at(held, given)
        held.answered_at = timezone.now()
        held.save(update_fields=["given", "certainty", "tries", "seen_at", "answered_at"])


def ask_hint(slot: Slot, number: int) -> None:
    """Open the hint with that number (from 1); asking again for one that is open is free."""
    with writing():
        Slot.objects.filter(pk=slot.pk, hints=number - 1).exclude(is_settled=True).update(
            hints=F("hints") + 1
        )


def hand_in(attempt: Attempt) -> None:
    """Count every answer of a test, once. What was left open counts as not right."""
    with writing():
        hold_learner(attempt.pk)
        now = timezone.now()
        taken = Attempt.objects.filter(pk=attempt.pk, finished_at=None).update(finished_at=now)
        if not taken:
            return
        attempt.refresh_from_db(fields=["finished_at", "learner"])
        for slot in attempt.slots.select_related("attempt", "revision__question"):
            answer = log(slot, grade(slot, slot.given) if slot.given else None, now)
            answer.save()
            remember(answer, answer.question)
        study = Study.objects.filter(pattern=attempt.pattern, way=Way.TEST).first()
        if study:
            progress.note_read(attempt.learner, study, True)
