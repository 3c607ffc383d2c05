"""An exercise's files, as they are saved, really built before anybody publishes them."""

from dataclasses import dataclass

from django.conf import settings

from authoring.checking import Checked, check, stored_outline
from authoring.drafts import published
from authoring.kinds import Place
from authoring.models import Draft
from authoring.publishing import Refused
from lab import queue, rehearsing
from lab.rehearsing import Story
from learning.models import ContentFile

SWITCHED_OFF = (
    "Real builds are not switched on here, so only the checker judges. Who runs this site can "
    "switch them on: make sandbox, then SANDBOX=buildah."
)
NO_WORKER = "No worker that can build is here at the moment. What you ask for waits for one."
UNREADABLE = "The exercise cannot be read yet, so there is nothing to build. These are its faults."


@dataclass(frozen=True)
class Rehearsal:
    """What the page of an exercise's file shows of it."""

    obstacle: str  # why nothing is built at the moment
    can_ask: bool
    story: Story | None
    digest: str  # of the files as they are now, "" where they cannot be read
    is_old: bool  # whether the files were others when it was asked for

    @property
    def is_going_on(self) -> bool:
        return self.story is not None and not self.story.is_over


def rehearsal_of(place: Place, digest: str) -> Rehearsal:
    is_off = settings.SANDBOX == "static"
    obstacle = "" if queue.service().can_build else NO_WORKER
    story = rehearsing.story_of(place.exercise)
    is_old = story is not None and story.digest != digest
    return Rehearsal(SWITCHED_OFF if is_off else obstacle, not is_off, story, digest, is_old)


def ask(place: Place) -> Refused | None:
    """Have all files of the exercise built as they are saved; or why not."""
    if settings.SANDBOX == "static":
        return Refused(SWITCHED_OFF)
    checked = read(place)
    if not checked.exercises:
        return Refused(UNREADABLE, checked.faults)
    rehearsing.ask(place.exercise, checked.exercises[0].exercise)
    return None


def read(place: Place) -> Checked:
    """The exercise with all of its drafts, whichever of its files the page is of."""
    path = f"{place.exercise}exercise.md"
    draft = Draft.objects.filter(path=path).first()
    served = published(ContentFile.objects.filter(path=path).first())
    return check(path, draft.body if draft else served or "", stored_outline())
