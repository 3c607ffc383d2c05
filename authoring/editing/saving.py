"""Saves what the editor sends: a new draft, a further version, or nothing if nothing changed."""

from django.contrib.auth.models import User

from authoring import drafts
from authoring.drafts import Conflict
from authoring.models import Draft
from learning.models import ContentFile


def written_at(path: str) -> Draft | None:
    """What the editor opens: the draft, or the published text as a draft that is not yet one."""
    draft = Draft.objects.filter(path=path).select_related("saved_by").first()
    if draft is None and (body := published(path)) is not None:
        draft = Draft(path=path, body=body, version=0)
    return draft


def published(path: str) -> str | None:
    return drafts.published(ContentFile.objects.filter(path=path).first())


def keep(path: str, text: str, version: int, user: User) -> Draft | Conflict:
    """Save the text; version 0 is that of the published file, which has no draft yet.

    A draft that was published or discarded meanwhile is a conflict with what there is now.
    """
    plain = drafts.kept(text)
    if version == 0:
        return begin(path, plain, user)
    try:
        return drafts.save(path, plain, version, user)
    except drafts.Missing:
        now = Draft(path=path, body=published(path) or "", version=0)
        return now if now.body == plain else Conflict(now, plain)


def begin(path: str, text: str, user: User) -> Draft | Conflict:
    now = written_at(path)
    if now and now.body == text:
        return now
    try:
        return drafts.begin(path, user, body=text)
    except drafts.Exists:
        draft = Draft.objects.select_related("saved_by").get(path=path)
        return draft if draft.body == text else Conflict(draft, text)
