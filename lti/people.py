"""Who somebody on a platform is here: a user of their own, without a password or an address.

No account that is already there is ever taken for theirs: an address that a platform tells proves
nothing to us, so none is read.
"""

import secrets

from django.contrib.auth.models import User
from django.utils import timezone

from classes import names
from classes.models import LONGEST_DISPLAY_NAME, LONGEST_FOLDED_NAME
from learning.models import Learner
from learning.signin import INSTRUCTORS, is_instructor, roles
from lti.claims import Claims
from lti.models import Launcher, Platform

NAMELESS = "Student"


def launcher_of(platform: Platform, sub: str) -> Launcher:
    """Made when they first come; called inside a transaction that holds the platform."""
    registration = platform.registration
    known = Launcher.objects.select_related("user").filter(registration=registration, sub=sub)
    if found := known.first():
        return found
    user = User.objects.create_user(f"lti-{secrets.token_hex(8)}")  # no password: none works
    return Launcher.objects.create(registration=registration, sub=sub, user=user)


def learner_of(user: User) -> Learner:
    return Learner.objects.get_or_create(user=user)[0]


def may_teach(launcher: Launcher, platform: Platform, claims: Claims) -> bool:
    """An instructor of a course is one here if the platform may say so, which it may once: a role
    that an administrator took back stays taken back."""
    if is_instructor(launcher.user):
        return True
    if not platform.makes_instructors or launcher.made_instructor_at:
        return False
    user = launcher.user
    user.groups.add(*roles(INSTRUCTORS))
    user.first_name = seemly(claims.full_name) or "Instructor"  # in the administrators' list
    user.save(update_fields=["first_name"])
    launcher.made_instructor_at = timezone.now()
    launcher.save(update_fields=["made_instructor_at"])
    return True


def seemly(text: str, longest: int = LONGEST_DISPLAY_NAME) -> str:
    """The text as a name that a page can bear; "" where nothing of it is one."""
    seen = "".join(" " if names.is_unseen(letter) else letter for letter in text[: 4 * longest])
    name = names.tidy(names.tidy(seen)[:longest])
    return "" if names.flaw(name) or len(names.folded(name)) > LONGEST_FOLDED_NAME else name


def numbered(name: str, number: int) -> str:
    """The name, with a number where somebody else has it already."""
    if number == 1:
        return name
    tail = f" {number}"
    return name[: LONGEST_DISPLAY_NAME - len(tail)].rstrip() + tail
