"""Begins, saves and discards drafts, so that nothing that somebody wrote is lost unseen."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.db.models import F
from django.utils import timezone

from authoring import entries
from authoring.models import Deed, Draft, Event, Source, Stage
from learning.content.files import SIZE, is_course_path
from learning.models import ContentFile
from learning.transactions import writing


class Exists(Exception):  # noqa: N818 -- no error of ours
    """The file has a draft already, which nobody may write over."""


class Missing(LookupError):  # noqa: N818 -- no error of ours
    """There is no such draft, or nothing that one could be made from."""


class Unfit(ValueError):  # noqa: N818 -- what was sent is at fault
    """No text that can be kept, or no path of a course's file."""


@dataclass(frozen=True)
class Conflict:
    """Somebody saved since: the draft as it stands, and the text that was not saved over it."""

    draft: Draft
    mine: str


def begin(
    path: str,
    user: User,
    *,
    body: str | None = None,
    source: Source = Source.BROWSER,
    remarks: Sequence[str] = (),
) -> Draft:
    """A draft with that body; without one, the draft that there is, or one of the published file.

    Raises Exists where a body meets a draft, Missing where there is neither, Unfit.
    """
    if not is_course_path(path):
        raise Unfit(f"No course has a file {path[:200]}.")
    with writing():
        file = ContentFile.objects.filter(path=path).first()
        values = {
            "body": kept(body) if body is not None else published(file),
            "base": file.digest if file else "",
            "source": source,
            "remarks": list(remarks),
            "begun_by": user,
            "saved_by": user,
        }
        draft = Draft.objects.filter(path=path).first()
        made = False
        if draft is None:
            if values["body"] is None:
                raise Missing(path)
            draft, made = Draft.objects.get_or_create(path=path, defaults=values)
        if made:
            deed = Deed.BEGAN if source == Source.BROWSER else Deed.IMPORTED
            Event.objects.create(path=path, deed=deed, by=user)
            entries.refresh(path)
        elif body is not None:
            raise Exists(path)
    return draft


def save(path: str, body: str, version: int, user: User) -> Draft | Conflict:
    """The draft with that body, if nobody saved since `version`; raises Missing and Unfit.

    What was reviewed was another text, so a changed draft is to be reviewed again. The same text
    sent once more, because an answer was lost on its way, changes nothing.
    """
    text = kept(body)
    with writing():
        changed = (
            Draft.objects.filter(path=path, version=version)
            .exclude(body=text)
            .update(
                body=text,
                version=F("version") + 1,
                stage=Stage.DRAFT,
                saved_by=user,
                saved_at=timezone.now(),
            )
        )
        draft = Draft.objects.filter(path=path).select_related("saved_by").first()
        if changed:
            entries.refresh(path)
    if draft is None:
        raise Missing(path)
    return draft if draft.body == text else Conflict(draft, text)


def discard(path: str, user: User) -> bool:
    """Throw the draft away; the published file stays. False where there is none."""
    with writing():
        deleted, _ = Draft.objects.filter(path=path).delete()
        if deleted:
            Event.objects.create(path=path, deed=Deed.DISCARDED, by=user)
            entries.refresh(path)
    return bool(deleted)


def published(file: ContentFile | None) -> str | None:
    return bytes(file.body).decode() if file else None


def kept(body: str) -> str:
    """The text with line feeds alone, which is what files have and browsers do not send."""
    text = body.replace("\r\n", "\n").replace("\r", "\n")
    if len(text.encode(errors="surrogatepass")) > SIZE:
        raise Unfit(f"A file has at most {SIZE} bytes.")
    if "\x00" in text or any("\ud800" <= character <= "\udfff" for character in text):
        raise Unfit("The text holds a character that cannot be stored.")
    return text
