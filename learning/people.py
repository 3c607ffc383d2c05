"""Who instructs here: roles are given by invitation, and taken back by an administrator."""

import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.auth.models import Group, User
from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone

from learning.models import Invitation, Role
from learning.signin import (
    ADMINISTRATORS,
    INSTRUCTORS,
    digest,
    is_administrator,
    is_instructor,
    roles,
)
from learning.transactions import writing

VALID_FOR = timedelta(days=7)
MOST_OPEN = 50
GROUPS = {
    Role.INSTRUCTOR: (INSTRUCTORS,),
    Role.ADMINISTRATOR: (INSTRUCTORS, ADMINISTRATORS),
}


class LastAdministratorError(Exception):
    """Without this one nobody could give a role any more."""


class TooManyInvitationsError(Exception):
    """As many invitations are open as may be."""


@dataclass(frozen=True)
class Person:
    """Somebody with a role, as the list shows them."""

    user: User
    role: Role
    name: str  # as whoever invited them wrote it; may be empty
    since: datetime
    seen_on: date | None


# Who there is


def role_of(user: User) -> Role | None:
    if is_administrator(user):
        return Role.ADMINISTRATOR
    return Role.INSTRUCTOR if is_instructor(user) else None


def administrators() -> QuerySet[User]:
    return User.objects.filter(
        Q(groups__name=ADMINISTRATORS) | Q(is_superuser=True), is_active=True
    ).distinct()


def everybody() -> list[Person]:
    """All who have a role, administrators first, then by how long they have had it."""
    used = Invitation.objects.order_by("used_at")
    users = (
        User.objects.filter(
            Q(groups__name__in=(INSTRUCTORS, ADMINISTRATORS)) | Q(is_superuser=True)
        )
        .distinct()
        .select_related("learner")
        .prefetch_related("groups", Prefetch("invitations_used", used))
    )
    people = [person(user) for user in users]
    return sorted(people, key=lambda one: (one.role != Role.ADMINISTRATOR, one.since))


def person(user: User) -> Person:
    """`user` comes with its groups, its learner and the invitations it used."""
    groups = {group.name for group in user.groups.all()}
    used = list(user.invitations_used.all())
    learner = getattr(user, "learner", None)
    seen = [user.last_login.date()] if user.last_login else []
    return Person(
        user,
        Role.ADMINISTRATOR if user.is_superuser or ADMINISTRATORS in groups else Role.INSTRUCTOR,
        next((one.note for one in reversed(used) if one.note), user.get_full_name()),
        used[-1].used_at if used and used[-1].used_at else user.date_joined,
        max([*seen, learner.seen_on] if learner else seen, default=None),
    )


# Giving a role


def invite(by: User, role: Role, note: str) -> str:
    """The path of a fresh invitation; nobody can be told it again."""
    token = secrets.token_urlsafe(24)
    with writing():
        if Invitation.objects.open().count() >= MOST_OPEN:
            raise TooManyInvitationsError
        Invitation.objects.create(
            digest=digest(token),
            role=role,
            note=note,
            made_by=by,
            expires_at=timezone.now() + VALID_FOR,
        )
    return f"/invitations/{token}/"


def open_invitations() -> QuerySet[Invitation]:
    return Invitation.objects.open().select_related("made_by").order_by("expires_at", "pk")


def revoke(pk: int) -> bool:
    """Whether there was such an open invitation."""
    with writing():
        return bool(Invitation.objects.open().filter(pk=pk).delete()[0])


def find(token: str) -> Invitation | None:
    """The invitation behind a link, while it can be accepted."""
    found = Invitation.objects.open().filter(digest=digest(token))
    return found.select_related("made_by").first()


def has_already(user: User, role: str) -> bool:
    return is_administrator(user) if role == Role.ADMINISTRATOR else is_instructor(user)


def accept(token: str, user: User) -> bool:
    """Give the user the role and use the invitation up; False when it can no longer be."""
    with writing():
        mine = Invitation.objects.open().filter(digest=digest(token))
        if not mine.update(used_at=timezone.now(), used_by=user):
            return False
        role = Role(Invitation.objects.get(digest=digest(token)).role)
        user.groups.add(*roles(*GROUPS[role]))
    return True


# Taking a role back


def withdraw(user: User, role: Role) -> None:
    """Whoever is no administrator any more stays an instructor; who is no instructor, nothing."""
    with writing():
        hold_roles()
        if is_last_administrator(user):
            raise LastAdministratorError
        void_invitations(user)
        lost = {ADMINISTRATORS} if role == Role.ADMINISTRATOR else {INSTRUCTORS, ADMINISTRATORS}
        user.groups.remove(*Group.objects.filter(name__in=lost))
        User.objects.filter(pk=user.pk, is_superuser=True).update(is_superuser=False)


def hold_roles() -> None:
    """On PostgreSQL, two who withdraw each other's role wait for one another."""
    list(Group.objects.select_for_update().filter(name=ADMINISTRATORS))


def void_invitations(user: User) -> None:
    """What they invited to and nobody accepted is void: an administrator's word no longer."""
    Invitation.objects.filter(made_by=user, used_at=None).delete()


def is_last_administrator(user: Any) -> bool:
    return is_administrator(user) and not administrators().exclude(pk=user.pk).exists()
