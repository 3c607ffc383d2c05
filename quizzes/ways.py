"""Tells `learning.progress` how far a learner is with the ways that are made from questions."""

from learning import progress
from learning.models import Learner, Pattern, Study
from learning.ways import Way
from quizzes.models import Attempt, Mode
from quizzes.selection import candidates, hands_on


def note_answer(attempt: Attempt) -> None:
    """After an answer that counted: exercises solved so far, or a review that is done."""
    if attempt.mode == Mode.TRY and attempt.pattern:
        note_tried(attempt.learner, attempt.pattern)
    if attempt.mode == Mode.RECALL and not attempt.is_open:
        patterns = attempt.slots.values("revision__question__pattern")
        for study in Study.objects.filter(way=Way.RECALL, pattern__in=patterns):
            progress.note_read(attempt.learner, study, True)


def note_tried(learner: Learner, pattern: Pattern) -> None:
    """The way "try" is as far as its exercises are solved, and done when all are."""
    study = Study.objects.filter(way=Way.TRY, pattern=pattern).first()
    exercises = hands_on(candidates(learner, pattern))
    if study is None or not exercises:
        return
    solved = sum(one.was_right is True for one in exercises)
    progress.note_position(learner, study, "", 100 * solved // len(exercises))
    if solved == len(exercises):
        progress.note_read(learner, study, True)
