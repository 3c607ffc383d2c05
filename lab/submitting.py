"""Take what a learner hands in: judged at once by the report, then in line for a real build."""

from django.db import IntegrityError
from django.utils import timezone

from lab import judging, queue
from lab.exercises.exercise import Files
from lab.exercises.stored import exercise_of
from lab.judging import judgement_rows
from lab.models import LONGEST_FILE, Aid, Draft, State, StoredExercise, Submission
from lab.outcome import clean, unbuilt
from learning.models import Learner
from learning.transactions import writing

TOO_LONG = f"A file may have at most {LONGEST_FILE // 1024} KiB."
NO_TEXT = "A file has a zero byte in it, so it is no text."
ANOTHER_WAITS = (
    "Your submission for “{title}” still waits for its turn, and one can wait at a time. "
    "Hand this one in when that one has begun."
)
IS_RETIRED = "This exercise was retired, and nothing more is handed in for it."
SENT_BY_ANOTHER = "This form was sent by somebody else. Load the page again to send yours."


class NotTakenError(ValueError):
    """Why a submission was not taken, for the learner; nothing was changed or lost."""


def submit(learner: Learner, stored: StoredExercise, files: Files, form_key: str) -> Submission:
    """Take the files. The same form sent twice is taken once.

    One of the same exercise that still waits is replaced; while one of another exercise waits,
    nothing is taken. Where nothing is built, and where the same was built before, it is done when
    this returns.
    """
    refuse(files)
    queue.reap()
    if earlier := sent_before(learner, form_key):
        return earlier
    if stored.is_retired:
        raise NotTakenError(IS_RETIRED)
    refuse_another(learner, stored)
    submission = judged(learner, stored, files, form_key)
    try:
        with writing():
            hold(learner)
            if earlier := sent_before(learner, form_key):
                return earlier
            take(submission)
    except IntegrityError as error:
        if Submission.objects.filter(form_key=form_key).exists():
            raise NotTakenError(SENT_BY_ANOTHER) from error
        raise
    return submission


def refuse(files: Files) -> None:
    """What could not be stored; the form says it earlier and better."""
    for text in (files.dockerfile, files.ignore or ""):
        if len(text.encode(errors="replace")) > LONGEST_FILE:
            raise NotTakenError(TOO_LONG)
        if "\0" in text:
            raise NotTakenError(NO_TEXT)


def sent_before(learner: Learner, form_key: str) -> Submission | None:
    return Submission.objects.filter(learner=learner, form_key=form_key).first()


def refuse_another(learner: Learner, stored: StoredExercise) -> None:
    others = Submission.objects.waiting().filter(learner=learner).exclude(exercise=stored)
    title = others.values_list("exercise__title", flat=True).first()
    if title is not None:
        raise NotTakenError(ANOTHER_WAITS.format(title=title))


def judged(learner: Learner, stored: StoredExercise, files: Files, form_key: str) -> Submission:
    """The submission, not stored yet, with what the report says of it."""
    aid = aid_of(learner, stored)
    submission = Submission(
        learner=learner,
        exercise=stored,
        form_key=form_key,
        dockerfile=files.dockerfile,
        ignore_file=files.ignore,
        exercise_digest=stored.digest,
        foreseen=clean(judgement_rows(judging.foresee(exercise_of(stored), files))),
        has_seen_solution=aid.solution_at is not None,
        hints=aid.hints,
    )
    submission.same = queue.same_digest(submission)
    return submission


def hold(learner: Learner) -> None:
    """On PostgreSQL, two forms of one learner wait for each other; on SQLite all writers do."""
    held = Learner.objects.select_for_update(of=("self",), no_key=True)
    held.values_list("pk").filter(pk=learner.pk).first()


def take(submission: Submission) -> None:
    """Store it: in line, or done. Inside a transaction that holds the learner."""
    refuse_another(submission.learner, submission.exercise)
    mine = Submission.objects.waiting().filter(learner=submission.learner)
    mine.update(state=State.REPLACED, finished_at=timezone.now())
    Draft.objects.filter(learner=submission.learner, exercise=submission.exercise).delete()
    if why := queue.why_not_built():
        queue.end(submission, unbuilt(submission, why))
    elif ending := queue.shared(queue.known_bases(), submission):
        queue.end(submission, ending)
    else:
        submission.save()


# What a learner has typed, and what help was shown


def save_draft(learner: Learner, stored: StoredExercise, files: Files) -> None:
    """Keep what was typed, in place of what was kept before; handing in removes it."""
    values = {"dockerfile": files.dockerfile, "ignore_file": files.ignore}
    with writing():
        Draft.objects.update_or_create(
            learner=learner, exercise=stored, defaults={**values, "saved_at": timezone.now()}
        )


def draft_of(learner: Learner, stored: StoredExercise) -> Files | None:
    found = Draft.objects.filter(learner=learner, exercise=stored).first()
    return Files(found.dockerfile, found.ignore_file) if found else None


def aid_of(learner: Learner | None, stored: StoredExercise) -> Aid:
    """The help that was shown; a row of its own, not stored, where none was."""
    found = Aid.objects.filter(learner=learner, exercise=stored).first() if learner else None
    return found or Aid(learner=learner, exercise=stored)


def note_hint(learner: Learner, stored: StoredExercise, number: int) -> None:
    """Open the next hint, if that is its number; asking again for one that is open is free."""
    with writing():
        mine = Aid.objects.filter(learner=learner, exercise=stored)
        Aid.objects.get_or_create(learner=learner, exercise=stored)
        mine.filter(hints=number - 1).update(hints=number)


def note_solution(learner: Learner, stored: StoredExercise) -> None:
    """The solution was shown; the first time counts."""
    with writing():
        mine = Aid.objects.filter(learner=learner, exercise=stored)
        Aid.objects.get_or_create(learner=learner, exercise=stored)
        mine.filter(solution_at=None).update(solution_at=timezone.now())
