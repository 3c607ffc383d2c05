"""One-time links that sign an instructor in, so that no password is ever preset."""

import hashlib
import secrets
from datetime import timedelta

from django.contrib.auth.models import Group, User
from django.utils import timezone

from learning.models import Learner, SignInLink
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


def adopt(user: User, learner: Learner | None) -> None:
    """What was done before signing in belongs to the account, unless it has its own history."""
    if learner and learner.user_id is None and not Learner.objects.filter(user=user).exists():
        with writing():
            Learner.objects.filter(pk=learner.pk).update(user=user)
