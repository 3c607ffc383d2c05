"""One-time links that sign an instructor in, so that no password is ever preset."""

import hashlib
import secrets
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any

from django.contrib.auth.models import Group, User
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from learning.models import SignInLink
from learning.transactions import writing

INSTRUCTORS = "instructors"
ADMINISTRATORS = "administrators"  # say who is an instructor; are instructors themselves
VALID_FOR = timedelta(hours=24)


def digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def new_link() -> str:
    """The path of a fresh link; earlier unused ones stop working."""
    token = secrets.token_urlsafe(24)
    with writing():
        SignInLink.objects.filter(used_at=None).delete()
        SignInLink.objects.create(digest=digest(token))
    return f"/sign-in/{token}/"


def is_valid(token: str) -> bool:
    return SignInLink.objects.filter(
        digest=digest(token), used_at=None, created_at__gt=timezone.now() - VALID_FOR
    ).exists()


def redeem(token: str) -> User | None:
    """Use the link up and return the instructor; None when it is unknown, old or used."""
    with writing():
        used = SignInLink.objects.filter(
            digest=digest(token), used_at=None, created_at__gt=timezone.now() - VALID_FOR
        ).update(used_at=timezone.now())
        if not used:
            return None
        user, made = User.objects.get_or_create(username="instructor")
        if made:
            user.set_unusable_password()
            user.save(update_fields=["password"])
        user.groups.add(*roles(INSTRUCTORS, ADMINISTRATORS))
    return user


def roles(*names: str) -> list[Group]:
    return [Group.objects.get_or_create(name=name)[0] for name in names]


def has_instructor() -> bool:
    return User.objects.filter(groups__name=INSTRUCTORS, is_active=True).exists()


def is_instructor(user: object) -> bool:
    return isinstance(user, User) and user.groups.filter(name=INSTRUCTORS).exists()


def is_administrator(user: object) -> bool:
    return isinstance(user, User) and (
        user.is_superuser or user.groups.filter(name=ADMINISTRATORS).exists()
    )


View = Callable[..., HttpResponse]


def for_instructors(view: View) -> View:
    """Whoever has not signed in is asked to; for all who are no instructors there is no page."""
    return guarded(view, INSTRUCTORS)


def for_administrators(view: View) -> View:
    """The same, for those who say who is an instructor."""
    return guarded(view, ADMINISTRATORS)


def guarded(view: View, role: str) -> View:
    @wraps(view)
    def guard(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if role in roles_of(request):
            return view(request, *args, **kwargs)
        if request.user.is_authenticated or request.method not in {"GET", "HEAD"}:
            raise Http404
        return redirect_to_login(request.get_full_path(), reverse("account_login"))

    return guard


def role(request: HttpRequest) -> dict[str, Callable[[], bool]]:
    """Template context: what the visitor is, looked up only where a template asks."""
    return {
        "is_instructor": lambda: INSTRUCTORS in roles_of(request),
        "is_administrator": lambda: ADMINISTRATORS in roles_of(request),
    }


def roles_of(request: HttpRequest) -> set[str]:
    """What the visitor is, looked up once for a request."""
    found: set[str] | None = getattr(request, "roles", None)
    if found is None:
        found = request.roles = held_by(request.user)  # type: ignore[attr-defined]
    return found


def held_by(user: object) -> set[str]:
    """The names of the user's roles, in one query."""
    if not isinstance(user, User):
        return set()
    names = set(user.groups.values_list("name", flat=True))
    return names | {ADMINISTRATORS} if user.is_superuser else names
