"""Tells `learning.progress` how far a learner is with the lab of a pattern."""

from lab.models import StoredExercise, Submission
from learning import progress
from learning.models import Learner, Pattern, Study
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
