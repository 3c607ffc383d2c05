"""What is kept of a learner, app by app: merged when an account claims it, written out on demand.

An app names its records in LEARNER_RECORDS; this module knows only those of reading. Merging is
idempotent, and what is kept does not depend on which learner is merged into which.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.db.models import F
from django.utils.module_loading import import_string

from learning.models import LONGEST_WORKBOOK, ExerciseAnswer, Learner, Reading, Workbook
from learning.transactions import writing

Rows = list[dict[str, Any]]
Files = Iterable[tuple[str, str]]  # path and text


def no_files(_learner: Learner) -> Files:
    return ()


@dataclass(frozen=True)
class Records:
    """One app's records of a learner. `merge(source, target)` moves what the source has."""

    name: str
    models: tuple[str, ...]  # "app.Model" of every model that points to a learner
    merge: Callable[[Learner, Learner], None]
    export: Callable[[Learner], dict[str, Rows]]
    files: Callable[[Learner], Files] = no_files  # what the learner wrote as files, newest first


def all_records() -> list[Records]:
    return [import_string(path) for path in settings.LEARNER_RECORDS]


def claim(user: User, nameless: Learner) -> None:
    """What was done without an account becomes the account's. Said twice, it happens once."""
    with writing():
        # On PostgreSQL this makes two claims of one account, and a first note of it, wait.
        User.objects.select_for_update().get(pk=user.pk)
        source = Learner.objects.select_for_update().filter(pk=nameless.pk, user=None).first()
        if source is None:
            return
        target = Learner.objects.filter(user=user).first()
        if target is None:
            source.user = user
            source.save(update_fields=["user"])
            return
        for records in all_records():
            records.merge(source, target)
        target.created_at = min(source.created_at, target.created_at)
        target.seen_on = max(source.seen_on, target.seen_on)
        target.save(update_fields=["created_at", "seen_on"])
        source.delete()


def export(learner: Learner) -> dict[str, dict[str, Rows]]:
    """Everything that is kept of the learner, by the name of its records; fit for JSON."""
    return {records.name: records.export(learner) for records in all_records()}


def merge_reading(source: Learner, target: Learner) -> None:
    for model, merged in (
        (Reading, merged_reading),
        (ExerciseAnswer, merged_answer),
        (Workbook, merged_workbook),
    ):
        merge_rows(model, merged, source, target)


def merge_rows(model: Any, merged: Callable[[Any, Any], Any], source: Any, target: Any) -> None:
    """Rows about something that the target has nothing of move; the others become one."""
    theirs = {subject(row): row for row in model.objects.filter(learner=target)}
    for row in model.objects.select_for_update().filter(learner=source):
        if other := theirs.get(subject(row)):
            keep = merged(row, other)
            keep.pk, keep.learner = other.pk, target
            keep.save(force_update=True)
        else:
            row.learner = target
            row.save(update_fields=["learner"])


def subject(row: Reading | ExerciseAnswer | Workbook) -> tuple[int, str]:
    """What a row is about: a study, or one exercise in it."""
    return row.study_id, row.exercise if isinstance(row, ExerciseAnswer) else ""


def merged_reading(one: Reading, other: Reading) -> Reading:
    """The furthest point, the first time it was said to be read, and the newest place."""
    newest = max(one, other, key=lambda reading: (reading.updated_at, reading.section))
    read = [reading.read_at for reading in (one, other) if reading.read_at]
    return Reading(
        study_id=one.study_id,
        section=newest.section,
        percent=max(one.percent, other.percent),
        read_at=min(read, default=None),
        updated_at=newest.updated_at,
    )


def merged_answer(one: ExerciseAnswer, other: ExerciseAnswer) -> ExerciseAnswer:
    """The newest, as when both had been given by one learner."""
    return max(
        one, other, key=lambda each: (each.answered_at, each.right, each.of, str(each.answers))
    )


def merged_workbook(one: Workbook, other: Workbook) -> Workbook:
    """The newer text with the older below it; what has no room stays beside it, in `earlier`."""
    older, newer = sorted((one, other), key=lambda book: (book.saved_at, len(book.text), book.text))
    text, earlier = newer.text, [*newer.earlier]
    for left in ({"text": older.text, "saved_at": stamp(older.saved_at)}, *older.earlier):
        if left["text"].strip() and not any(
            left["text"] in kept for kept in (text, *(each["text"] for each in earlier))
        ):
            joined = f"{text}{line_above(left)}{left['text']}" if text else left["text"]
            if len(joined) <= LONGEST_WORKBOOK:
                text = joined
            else:
                earlier.append(left)
    return Workbook(
        study_id=one.study_id,
        text=text,
        ratings=older.ratings | newer.ratings,
        saved_at=newer.saved_at,
        earlier=earlier,
    )


def line_above(left: dict[str, str]) -> str:
    """Lines end as browsers send them: saved once more, the text is not longer."""
    return f"\r\n\r\n---- Also yours, saved {left['saved_at']} ----\r\n\r\n"


def stamp(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%d at %H:%M UTC")


def plain(rows: Any) -> Rows:
    """Fit for JSON: moments as text, names without the way to them."""
    return [
        {
            name.replace("__slug", "").replace("__", "_"): value.isoformat()
            if isinstance(value, datetime | date)
            else value
            for name, value in row.items()
        }
        for row in rows
    ]


def export_reading(learner: Learner) -> dict[str, Rows]:
    return {
        "readings": rows(learner.readings, "section", "percent", "read_at", "updated_at"),
        "exercise_answers": rows(
            learner.exercise_answers, "exercise", "answers", "right", "of", "answered_at"
        ),
        "workbooks": rows(learner.workbooks, "text", "ratings", "earlier", "saved_at"),
    }


def rows(related: Any, *fields: str) -> Rows:
    """The fields of each row and the study it is about."""
    study = {"pattern": F("study__pattern__slug"), "way": F("study__way")}
    return plain(related.order_by("pk").values(*fields, **study))


READING = Records(
    name="reading",
    models=("learning.Reading", "learning.ExerciseAnswer", "learning.Workbook"),
    merge=merge_reading,
    export=export_reading,
)
