"""What a learner has read and done. Every note may be made twice; the second changes nothing."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, FilteredRelation, Q, Value
from django.db.models.functions import Greatest
from django.utils import timezone

from learning.models import ExerciseAnswer, Learner, Pattern, Reading, Study, Workbook
from learning.transactions import writing
from learning.ways import WAYS, WayInfo


@dataclass(frozen=True)
class WayProgress:
    """One of the ten ways as the pattern's page lists it for one learner."""

    info: WayInfo
    study: Study | None  # None: this pattern does not have that way
    section: str = ""
    seen_percent: int = 0
    is_read: bool = False

    @property
    def percent(self) -> int:
        return 100 if self.is_read else self.seen_percent

    @property
    def state(self) -> str:
        """For screen readers and style alike: read, begun, new or closed."""
        if self.study is None:
            return "closed"
        if self.is_read:
            return "read"
        return "begun" if self.percent else "new"


def ways_of(pattern: Pattern, learner: Learner | None) -> list[WayProgress]:
    """All ten ways in order, with what the learner has read of them: one query."""
    mine = FilteredRelation("readings", condition=Q(readings__learner=learner))
    found = (
        Study.objects.listed()
        .filter(pattern=pattern)
        .annotate(mine=mine, section=F("mine__section"), percent=F("mine__percent"))
        .annotate(read_at=F("mine__read_at"))
    )
    studies = {}
    for study in found:
        study.pattern = pattern  # else every address asks for it again
        studies[study.way] = study
    return [way_progress(info, studies.get(info.way)) for info in WAYS]


def way_progress(info: WayInfo, study: Any) -> WayProgress:
    """`study` carries the three annotations of ways_of."""
    if study is None:
        return WayProgress(info, None)
    return WayProgress(info, study, study.section or "", study.percent or 0, bool(study.read_at))


def latest(learner: Learner) -> Reading | None:
    """Where the learner was last, to continue there; None when everything begun is read."""
    return (
        Reading.objects.filter(learner=learner, read_at=None)
        .select_related("study__pattern")
        .order_by("-updated_at")
        .first()
    )


def note_position(learner: Learner, study: Study, section: str, percent: int) -> None:
    """The learner has come to this section; `percent` only ever grows."""
    now = timezone.now()
    with writing():
        changed = Reading.objects.filter(learner=learner, study=study).update(
            section=section, percent=Greatest(F("percent"), Value(percent)), updated_at=now
        )
        if not changed:
            Reading.objects.create(
                learner=learner, study=study, section=section, percent=percent, updated_at=now
            )


def note_read(learner: Learner, study: Study, read: bool) -> None:
    """The learner says that the study is read, or takes it back."""
    read_at: datetime | None = timezone.now() if read else None
    with writing():
        Reading.objects.update_or_create(
            learner=learner, study=study, defaults={"read_at": read_at}
        )


def note_exercise(
    learner: Learner, study: Study, exercise: str, answers: list[str], *, right: int, of: int
) -> None:
    """Keep the latest answers to an exercise of a text."""
    with writing():
        ExerciseAnswer.objects.update_or_create(
            learner=learner,
            study=study,
            exercise=exercise,
            defaults={
                "answers": answers,
                "right": right,
                "of": of,
                "answered_at": timezone.now(),
            },
        )


def save_workbook(learner: Learner, study: Study, text: str, ratings: dict[str, str]) -> None:
    with writing():
        Workbook.objects.update_or_create(
            learner=learner,
            study=study,
            defaults={"text": text, "ratings": ratings, "saved_at": timezone.now()},
        )


def forget(learner: Learner) -> None:
    """Delete the learner and everything that was kept of them."""
    with writing():
        learner.delete()
