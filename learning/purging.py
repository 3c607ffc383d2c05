"""Deletes what is kept for a while only: idle guests, shared Dockerfiles, links and sessions.

`serve` does it when it starts, every server process once on each later day, and
`manage.py purge_guests` whenever somebody wants it done.
"""

import logging
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import Error
from django.db.models import QuerySet
from django.utils import timezone

from learning import signin
from learning.models import Invitation, Learner, SharedCheck, SignInLink
from learning.transactions import writing

log = logging.getLogger(__name__)
BATCH = 100  # guests a transaction: nobody's answer waits long for one
MOST_AT_ONCE = 500  # while a visitor waits; what is left goes on the next day


@dataclass(frozen=True)
class Purged:
    """How many of each are gone."""

    guests: int
    checks: int
    links: int
    sessions: int

    def __str__(self) -> str:
        return (
            f"{self.guests} idle guests, {self.checks} shared Dockerfiles, {self.links} links "
            f"and {self.sessions} sessions deleted."
        )


class Daily:
    """Says once a day that it is time. The day it began on is done: `serve` saw to it."""

    def __init__(self) -> None:
        self.done_on = timezone.localdate()

    def is_due(self) -> bool:
        today = timezone.localdate()
        is_new_day = today != self.done_on
        self.done_on = today
        return is_new_day


daily = Daily()


def once_a_day() -> None:
    """Called where something is about to be kept of somebody; it must not fail for them."""
    if daily.is_due():
        try:
            purge(MOST_AT_ONCE)
        except Error:
            log.exception("Nothing could be purged today")


def purge(most_guests: int | None = None) -> Purged:
    """All that is due, or no more than so many guests of it."""
    guests = 0
    while most_guests is None or guests < most_guests:
        gone = purge_batch()
        guests += gone
        if gone < BATCH:
            break
    now = timezone.now()
    with writing():
        checks, _ = SharedCheck.objects.expired().delete()
        lapsed, _ = Invitation.objects.lapsed().delete()
        old = SignInLink.objects.filter(created_at__lte=now - signin.VALID_FOR)
        links, _ = old.delete()
        sessions, _ = Session.objects.filter(expire_date__lte=now).delete()
    return Purged(guests, checks, lapsed + links, sessions)


def purge_batch() -> int:
    """One who comes back at this very moment is left alone on PostgreSQL; SQLite has one writer."""
    with writing():
        idle = idle_guests().select_for_update(skip_locked=True)
        pks = list(idle.values_list("pk", flat=True)[:BATCH])
        Learner.objects.filter(pk__in=pks).delete()
    return len(pks)


def idle_guests() -> QuerySet[Learner]:
    """Who has no account, and of whom nothing was kept for so many days."""
    last = timezone.localdate() - timedelta(days=settings.GUEST_DAYS)
    return Learner.objects.filter(user=None, seen_on__lte=last)
