"""Takes an exercise out of the lab, and back into it: a change that somebody else reads first.

A question is retired at once, since publishing it again brings it back. An exercise is much work
of learners at a time, so that retiring it goes the way of every change: what is proposed here is a
draft in review, which says so in its front matter.
"""

from django.contrib.auth.models import User

from authoring import drafts, publishing, stamping
from authoring.checking import check_in_course, stored_outline
from authoring.kinds import Kind, Place, place_of
from authoring.models import Deed, Draft, Release, Stage
from authoring.publishing import Refused, faults_said, is_retired, served_text
from authoring.reviewing import Note, move
from learning.transactions import writing

NO_EXERCISE = Refused("Only questions and exercises are retired.")
NOT_THERE = Refused("It is not in the lab as it is.")
IS_THERE = Refused("It is not retired.")
UNDER_WAY = Refused("There is a draft of it: publish or discard it first.")
TO_RETIRE = "The exercise is to be retired."
TO_BRING_BACK = "The exercise is to be brought back."


def retire(path: str, user: User, why: str = "") -> Draft | Release | Refused:
    """A question is retired; of an exercise that is proposed."""
    place = place_of(path)
    if place and place.kind is Kind.QUESTION:
        return publishing.retire(path, user)
    if place is None or not place.is_exercise:
        return NO_EXERCISE
    served = served_text(path)
    if served is None or is_retired(place, served):
        return NOT_THERE
    return propose(place, stamping.exercise_retired(path, served), Note(user, Deed.ASKED, why))


def bring_back(path: str, user: User, why: str = "") -> Draft | Refused:
    """The exercise as it was before it was retired, for somebody else to read."""
    place = place_of(path)
    served = served_text(path) if place else None
    if place is None or served is None or not is_retired(place, served):
        return IS_THERE
    return propose(place, stamping.exercise_back(path, served), Note(user, Deed.ASKED, why))


def propose(place: Place, text: str, note: Note) -> Draft | Refused:
    """A draft in review, with nothing else of the exercise under way."""
    if Draft.objects.filter(path__startswith=place.exercise).exists():
        return UNDER_WAY
    faults = check_in_course(place.path, text, stored_outline()).faults
    if faults:
        return Refused(f"{faults_said(faults)} to mend first.", faults)
    said = TO_RETIRE if is_retired(place, text) else TO_BRING_BACK
    asked = Note(note.user, note.deed, f"{said} {note.comment}")
    try:
        with writing():
            draft = drafts.begin(place.path, note.user, body=text)
            return move(place.path, draft.version, (Stage.DRAFT, Stage.IN_REVIEW), asked)
    except drafts.Exists:
        return UNDER_WAY
