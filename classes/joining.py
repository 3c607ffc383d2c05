"""Joining a class and leaving it."""

import secrets
from datetime import timedelta

from allauth.core.internal import ratelimit
from django.core.signing import BadSignature, TimestampSigner
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from classes import names
from classes.models import Classroom, Membership
from learning.models import Learner
from learning.transactions import writing

MOST_MEMBERS = 500
# Wrong codes from one network, and from everywhere; joining. A whole class may sit behind one
# address, so that what is right is hardly limited.
RATES = {
    "wrong-code": "30/300s/ip,300/300s/key",
    "join": "300/300s/ip,3000/300s/key",
}


FORM = "classes.joining.form"
FORM_AGE = timedelta(hours=1)


class NameTaken(Exception):  # noqa: N818 -- nothing of ours went wrong
    """Somebody else in the class has this name."""


class ClassFull(Exception):  # noqa: N818 -- as above
    """As many take part as can."""


def is_barred(request: HttpRequest) -> bool:
    """Whether too many wrong codes were sent; then the right one is refused too."""
    return not consume(request, "wrong-code", dry_run=True)


def note_wrong_code(request: HttpRequest) -> None:
    consume(request, "wrong-code")


def may_join_now(request: HttpRequest) -> bool:
    return consume(request, "join")


def consume(request: HttpRequest, action: str, *, dry_run: bool = False) -> bool:
    used = ratelimit.consume(
        request,
        app="classes",
        action=action,
        config=RATES,
        key=action,
        dry_run=dry_run,
        limit_get=True,
    )
    return used is not None


def new_form(classroom: Classroom) -> str:
    """What makes a form that joins this class one of its kind."""
    return TimestampSigner(salt=FORM).sign(f"{classroom.key}/{secrets.token_urlsafe(16)}")


def key_by(form: str, classroom: Classroom) -> str:
    """The key of the learner whom this form makes of a stranger: a double click, which comes
    without a cookie both times, makes one. "" where it was not written for this class just now."""
    try:
        found = TimestampSigner(salt=FORM).unsign(form, max_age=FORM_AGE)
    except BadSignature:
        return ""
    if not found.startswith(f"{classroom.key}/"):
        return ""
    return salted_hmac(FORM, found, algorithm="sha256").hexdigest()[:32]


def newcomer(key: str) -> Learner | None:
    """The learner with that key, made if there is none; None where an account has claimed them."""
    with writing():
        found, _ = Learner.objects.get_or_create(key=key)
    return None if found.user_id else found


def made_by(key: str, classroom: Classroom) -> Learner | None:
    """Whom the same form has let in already."""
    mine = Membership.objects.present().filter(classroom=classroom, learner__user=None)
    found = mine.filter(learner__key=key).select_related("learner").first() if key else None
    return found.learner if found else None


def membership_of(classroom: Classroom, learner: Learner | None) -> Membership | None:
    """The learner's place in the class, unless they have left."""
    if learner is None:
        return None
    return Membership.objects.present().filter(classroom=classroom, learner=learner).first()


def join(classroom: Classroom, learner: Learner, display_name: str) -> Membership:
    """Take part from now on. Said twice, it happens once; whoever left begins anew."""
    folded = names.folded(display_name)
    with writing():
        Classroom.objects.select_for_update().get(pk=classroom.pk)
        if already := membership_of(classroom, learner):
            return already
        refuse(classroom, folded)
        values = {
            "display_name": display_name,
            "folded_name": folded,
            "joined_at": timezone.now(),
            "left_at": None,
        }
        made, _ = Membership.objects.update_or_create(
            classroom=classroom, learner=learner, defaults=values
        )
    return made


def refuse(classroom: Classroom, folded: str) -> None:
    """Raises where nobody can join, or nobody under that name."""
    members = Membership.objects.present().filter(classroom=classroom)
    if members.count() >= MOST_MEMBERS:
        raise ClassFull
    if members.filter(folded_name=folded).exists():
        raise NameTaken


def leave(membership: Membership) -> None:
    """Only that somebody was there stays."""
    with writing():
        Membership.objects.present().filter(pk=membership.pk).update(
            left_at=timezone.now(), display_name="", folded_name=""
        )
