"""What the lab keeps of a learner: merged when an account claims it, written out on demand."""

from collections.abc import Iterator
from typing import Any

from lab.models import Aid, Draft, State, Submission
from learning.models import Learner
from learning.records import Records, Rows, plain


def merge(source: Learner, target: Learner) -> None:
    """Submissions move; of two drafts the newer stays, of two aids what was shown in either."""
    merge_open(source, target)
    Submission.objects.filter(learner=source).update(learner=target)
    for model, merged in ((Draft, newer_draft), (Aid, both_aids)):
        merge_rows(model, merged, source, target)


def merge_open(source: Learner, target: Learner) -> None:
    """A learner has one submission that waits and one that runs: of two, the newer stays.

    What is being built for the older is finished for nobody: its worker finds that it lost it.
    """
    for state in (State.WAITING, State.RUNNING):
        rows = Submission.objects.filter(learner__in=(source, target), state=state)
        older = list(rows.order_by("submitted_at", "pk").values_list("pk", flat=True))[:-1]
        Submission.objects.filter(pk__in=older).update(
            state=State.REPLACED, worker="", lease_until=None
        )


def merge_rows(model: Any, merged: Any, source: Learner, target: Learner) -> None:
    theirs = {row.exercise_id: row for row in model.objects.filter(learner=target)}
    for row in model.objects.select_for_update().filter(learner=source):
        if other := theirs.get(row.exercise_id):
            keep = merged(row, other)
            keep.pk, keep.learner = other.pk, target
            keep.save(force_update=True)
        else:
            row.learner = target
            row.save(update_fields=["learner"])


def newer_draft(one: Draft, other: Draft) -> Draft:
    """What is handed in is kept besides, so that nothing but typing is lost with the older."""
    newest = max(one, other, key=lambda draft: (draft.saved_at, draft.dockerfile))
    return Draft(
        exercise_id=one.exercise_id,
        dockerfile=newest.dockerfile,
        ignore_file=newest.ignore_file,
        saved_at=newest.saved_at,
    )


def both_aids(one: Aid, other: Aid) -> Aid:
    shown = [aid.solution_at for aid in (one, other) if aid.solution_at]
    return Aid(
        exercise_id=one.exercise_id,
        hints=max(one.hints, other.hints),
        solution_at=min(shown, default=None),
    )


def export(learner: Learner) -> dict[str, Rows]:
    submissions = learner.submissions.order_by("pk").values(
        "exercise__slug",
        "key",
        "dockerfile",
        "ignore_file",
        "submitted_at",
        "finished_at",
        "state",
        "status",
        "message",
        "foreseen",
        "judgements",
        "outcome",
        "has_passed",
        "hints",
        "has_seen_solution",
    )
    drafts = learner.drafts.order_by("pk").values(
        "exercise__slug", "dockerfile", "ignore_file", "saved_at"
    )
    aids = learner.aids.order_by("pk").values("exercise__slug", "hints", "solution_at")
    return {"submissions": plain(submissions), "drafts": plain(drafts), "aids": plain(aids)}


def files(learner: Learner) -> Iterator[tuple[str, str]]:
    """What was handed in and what was only typed, each in a folder of its own."""
    submissions = learner.submissions.order_by("-pk").values_list(
        "exercise__slug", "submitted_at", "key", "dockerfile", "ignore_file"
    )
    drafts = learner.drafts.order_by("-pk").values_list(
        "exercise__slug", "dockerfile", "ignore_file"
    )
    for slug, dockerfile, ignore in drafts:
        yield from in_folder(f"{slug}/draft", dockerfile, ignore)
    for slug, moment, key, dockerfile, ignore in submissions.iterator(chunk_size=100):
        yield from in_folder(f"{slug}/{moment:%Y-%m-%d-%H%M}-{key}", dockerfile, ignore)


def in_folder(folder: str, dockerfile: str, ignore: str | None) -> Iterator[tuple[str, str]]:
    yield f"{folder}/Dockerfile", dockerfile
    if ignore is not None:
        yield f"{folder}/.dockerignore", ignore


LAB = Records(
    name="lab",
    models=("lab.Submission", "lab.Draft", "lab.Aid"),
    merge=merge,
    export=export,
    files=files,
)
