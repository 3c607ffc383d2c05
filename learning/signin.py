"""One-time links that sign an instructor in, so that no password is ever preset."""

import hashlib
import secrets
from collections.abc import Callable
from datetime import timedelta

from django.contrib.auth.models import Group, User
from django.http import HttpRequest
from django.utils import timezone

from learning.models import SignInLink
from learning.transactions import writing

INSTRUCTORS = "instructors"
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
        group, _ = Group.objects.get_or_create(name=INSTRUCTORS)
        user.groups.add(group)
    return user


def has_instructor() -> bool:
    return User.objects.filter(groups__name=INSTRUCTORS, is_active=True).exists()


def is_instructor(user: object) -> bool:
    return isinstance(user, User) and user.groups.filter(name=INSTRUCTORS).exists()


def role(request: HttpRequest) -> dict[str, Callable[[], bool]]:
    """Template context: `is_instructor`, looked up only where a template asks."""
    return {"is_instructor": lambda: is_instructor(request.user)}
