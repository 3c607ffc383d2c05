"""Publishes drafts: what was checked becomes a release, and is served. All of it or nothing."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.utils import timezone

from authoring import drafts, history, stamping
from authoring.checking import OUTLINES, Checked, check_in_course, stored_outline
from authoring.kinds import Kind, Place, place_of
from authoring.models import Deed, Draft, Event, Release, Stage
from authoring.serving import serve
from learning.content.faults import Fault
from learning.content.storing import store_file
from learning.models import ContentFile
from learning.transactions import writing
from quizzes.models import Question, Status

TRIES = 3  # other files of the pattern may be published meanwhile


@dataclass(frozen=True)
class Refused:
    """Why something was not done, for whoever wanted it; nothing was changed."""

    reason: str
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True)
class Ready:
    """A text as it will be published, the digest of what it replaces, and how history tells it."""

    place: Place
    text: str
    base: str
    deed: Deed = Deed.PUBLISHED


class OvertakenError(Exception):
    """Something was published since the text was checked."""


GONE = Refused("This draft is there no more: somebody has published or discarded it meanwhile.")
NOT_APPROVED = Refused("It is published once somebody has approved it.")
CHANGED = Refused("The draft was changed since you saw it. Read it again.")
OUTDATED = Refused(
    "Another text was published since this draft was begun. Compare the two, and say that you did."
)
BUSY = Refused("Other files of this pattern are being published. Try again in a moment.")


def publish(draft: Draft, user: User, how: str = "") -> Release | Refused:
    """Publish it, and with an exercise's file the drafts of its others.

    `how` says how a question was checked that does not say so itself. Of two people who publish
    at once the second is told.
    """
    for _ in range(TRIES):
        together = drafts_with(draft)
        refused = obstacle(together, draft.version)
        if refused:
            return refused
        ready = [made_ready(one, how) for one in together]
        checked = checked_whole(ready[0])
        if checked.faults:
            return Refused(f"{faults_said(checked.faults)} to mend first.", checked.faults)
        try:
            with writing():
                take(together)
                return put(ready, checked, user)
        except OvertakenError:
            continue
    return BUSY


def retire(path: str, user: User) -> Release | Refused:
    """The question is asked no more; what was answered stays. A new release brings it back."""
    place = place_of(path)
    if place is None or place.kind is not Kind.QUESTION:
        return Refused("Only questions are retired.")
    if Draft.objects.filter(path=path).exists():
        return Refused("There is a draft: publish or discard it first.")
    file = ContentFile.objects.filter(path=path).first()
    if file is None or not is_asked(place):
        return Refused("It is not asked as it is.")
    text = stamping.retired(path, bytes(file.body).decode(), next_revision(place))
    ready = Ready(place, text, file.digest, Deed.RETIRED)
    checked = checked_whole(ready)
    if checked.faults:
        return Refused(f"{faults_said(checked.faults)} to mend first.", checked.faults)
    try:
        with writing():
            return put([ready], checked, user)
    except OvertakenError:
        return BUSY


def is_asked(place: Place) -> bool:
    return question_of(place).exclude(status=Status.RETIRED).exists()


def restore(release: Release, user: User) -> Draft | Refused:
    """A new draft that says what the release said; it goes the way of every draft."""
    try:
        with writing():
            draft = drafts.begin(release.path, user, body=history.text_of(release))
            Event.objects.create(path=release.path, deed=Deed.RESTORED, by=user, release=release)
    except drafts.Exists:
        return Refused("There is a draft: publish or discard it first.")
    return draft


def faults_said(faults: Sequence[Fault]) -> str:
    return f"There {'is 1 fault' if len(faults) == 1 else f'are {len(faults)} faults'}"


def drafts_with(draft: Draft) -> list[Draft]:
    """The draft first; an exercise is checked as a whole, so it is published as a whole."""
    place = place_of(draft.path)
    if place is None or not place.exercise:
        return list(Draft.objects.filter(pk=draft.pk))
    beside = Draft.objects.filter(path__startswith=place.exercise).order_by("path")
    return sorted(beside, key=lambda one: one.pk != draft.pk)


def obstacle(together: Sequence[Draft], version: int) -> Refused | None:
    """Why these drafts cannot be published as they are."""
    if not together:
        return GONE
    if together[0].version != version:
        return CHANGED
    for draft in together:
        if draft.stage != Stage.APPROVED and draft is together[0]:
            return NOT_APPROVED
        if draft.stage != Stage.APPROVED:
            return Refused(f"{draft.path} goes with it, and is not approved.")
        if draft.base != digest_of(draft.path):
            return OUTDATED
    return None


def digest_of(path: str) -> str:
    """Of the published file; "" where there is none."""
    found = ContentFile.objects.filter(path=path).values_list("digest", flat=True).first()
    return found or ""


def made_ready(draft: Draft, how: str) -> Ready:
    place = place_of(draft.path)
    if place is None:
        raise drafts.Unfit(draft.path)
    text = draft.body
    if place.kind is Kind.QUESTION:
        today = timezone.localdate()
        text = stamping.published(place.path, text, next_revision(place), how, today)
    return Ready(place, text, draft.base, deed_of(place, text))


def deed_of(place: Place, text: str) -> Deed:
    """What publishing the text does."""
    if not is_retired(place, text):
        return Deed.PUBLISHED
    served = served_text(place.path)
    return Deed.PUBLISHED if served is None or is_retired(place, served) else Deed.RETIRED


def served_text(path: str) -> str | None:
    return drafts.published(ContentFile.objects.filter(path=path).first())


def is_retired(place: Place, text: str) -> bool:
    """Whether the text takes its exercise out of the lab."""
    return place.is_exercise and stamping.front_matter(place.path, text).get("status") == "retired"


def next_revision(place: Place) -> int:
    """One more than that of the published question; 1 for a new one."""
    question = question_of(place).select_related("current").defer("current__body").first()
    return question.current.number + 1 if question and question.current else 1


def question_of(place: Place) -> QuerySet[Question]:
    slug = place.path.rpartition("/")[2].removesuffix(".md")
    return Question.objects.filter(slug=slug, pattern__slug=place.pattern)


def checked_whole(ready: Ready) -> Checked:
    """Also against the rest of the course, of which it is noted what it was."""
    outlines = ContentFile.objects.filter(path__regex=OUTLINES)
    seen = dict(outlines.values_list("path", "digest"))
    checked = check_in_course(ready.place.path, ready.text, stored_outline())
    return replace(checked, seen={**seen, **checked.seen})


def take(together: Sequence[Draft]) -> None:
    """The drafts are no more, if they are still what was checked."""
    for draft in together:
        same = Draft.objects.filter(pk=draft.pk, version=draft.version, stage=Stage.APPROVED)
        if not same.delete()[0]:
            raise OvertakenError


def put(ready: Sequence[Ready], checked: Checked, user: User) -> Release:
    """The files, their releases, their history, and what is served. The first one's release."""
    seen = {**checked.seen, **{one.place.path: one.base for one in ready}}
    served = dict(ContentFile.objects.filter(path__in=seen).values_list("path", "digest"))
    if any(served.get(path, "") != known for path, known in seen.items()):
        raise OvertakenError
    releases = []
    for one in ready:
        path, body = one.place.path, one.text.encode()
        history.keep_served(path)
        releases.append(history.keep(path, body, user))
        store_file(path, body)
        Event.objects.create(path=path, deed=one.deed, by=user, release=releases[-1])
    serve(ready[0].place, checked, ready[0].text.encode())
    return releases[0]
