"""Who did what to a file and when, and what it said each time it was published."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import User
from django.db.models import Max

from authoring.models import Deed, Event, Release
from learning.content.digests import digest
from learning.models import ContentFile

MOST_LINES = 200
NOBODY = "Somebody who has left"


@dataclass(frozen=True)
class Line:
    """One line of a file's history."""

    at: datetime
    who: str
    did: str
    comment: str = ""
    release: int | None = None  # its number
    deed: str = ""


def name_of(user: User | None) -> str:
    """By which an instructor knows another one."""
    if user is None:
        return NOBODY
    return user.get_full_name() or user.email or user.get_username()


def lines_of(path: str) -> tuple[Line, ...]:
    """The newest first."""
    events = Event.objects.filter(path=path).select_related("by", "release")
    found = events.defer("release__body").order_by("-at", "-pk")[:MOST_LINES]
    return tuple(map(line_of, found))


def line_of(event: Event) -> Line:
    deed = Deed(event.deed)
    who = "The server" if deed is Deed.LOADED and event.by is None else name_of(event.by)
    number = event.release.number if event.release else None
    return Line(event.at, who, deed.label, event.comment, number, deed)


def releases_of(path: str) -> list[Release]:
    """The newest first, without what they say."""
    found = Release.objects.filter(path=path).select_related("by")
    return list(found.defer("body").order_by("-number"))


def release_of(path: str, number: int) -> Release | None:
    return Release.objects.filter(path=path, number=number).first()


def text_of(release: Release) -> str:
    return bytes(release.body).decode(errors="replace")


def keep(path: str, body: bytes, user: User | None = None) -> Release:
    """The file as it is served from now on, under the next number."""
    last = Release.objects.filter(path=path).aggregate(last=Max("number"))["last"] or 0
    return Release.objects.create(
        path=path, number=last + 1, body=body, digest=digest(body), by=user
    )


def keep_before(path: str, body: bytes) -> None:
    """What was served until now, if no release says it: it was loaded, and is about to go."""
    last = Release.objects.filter(path=path).defer("body").order_by("-number").first()
    if last is None or last.digest != digest(body):
        keep(path, body)


def keep_served(path: str) -> None:
    file = ContentFile.objects.filter(path=path).first()
    if file:
        keep_before(path, bytes(file.body))


class History:
    """A course witness, as `learning.content.parts` wants it."""

    def replaced(self, before: Mapping[str, bytes], after: Mapping[str, bytes]) -> None:
        for path, body in before.items():
            keep_before(path, body)
        known = set(Release.objects.filter(path__in=after).values_list("path", flat=True))
        for path, body in after.items():
            if path in known:
                Event.objects.create(path=path, deed=Deed.LOADED, release=keep(path, body))
        for path in before.keys() - after.keys():
            said = "The course’s folder has this file no more."
            Event.objects.create(path=path, deed=Deed.LOADED, comment=said)


HISTORY = History()
