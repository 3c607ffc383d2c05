"""Tells `learning.progress` how far a learner is with the lab of a pattern."""

from django.db.models import Count

from lab.models import StoredExercise, Submission
from learning import progress
from learning.models import Learner, Pattern, Reading, Study
from learning.ways import Way


def note_passed(learner: Learner, pattern: Pattern) -> None:
    """The way "lab" is as far as its exercises are passed, and done when all are."""
    study = Study.objects.filter(way=Way.LAB, pattern=pattern).first()
    offered = StoredExercise.objects.offered().filter(pattern=pattern)
    count = offered.count()
    if study is None or not count:
        return
    passed = Submission.objects.filter(learner=learner, exercise__in=offered, has_passed=True)
    done = passed.values("exercise").distinct().count()
    progress.note_position(learner, study, "", 100 * done // count)
    if done == count:
        progress.note_read(learner, study, True)


def note_all_passed(pattern: Pattern) -> None:
    """Whoever has passed all that is left is done: an exercise was retired."""
    offered = StoredExercise.objects.offered().filter(pattern=pattern)
    passed = Submission.objects.filter(exercise__in=offered, has_passed=True).order_by()
    counted = passed.values("learner").annotate(count=Count("exercise", distinct=True))
    done = Learner.objects.filter(
        pk__in=counted.filter(count=offered.count()).values("learner")
    ).exclude(
        readings__in=Reading.objects.filter(
            study__pattern=pattern, study__way=Way.LAB, read_at__isnull=False
        )
    )
    for learner in done:
        note_passed(learner, pattern)
