"""Just signed in by a launch: what they are told and asked on the way to the work."""

from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from classes.models import Classroom
from learning import records
from learning.learners import LearnerRequest
from learning.models import Learner
from lti.forms import ArrivalForm, GuestForm

SALT = "lti.guest"
SECONDS = 60 * 60


def get_way(form: ArrivalForm) -> str:
    """A path of this site, and no other."""
    to = str(form.cleaned_data.get("to", "")) if form.is_valid() else ""
    if not to.startswith("/") or not url_has_allowed_host_and_scheme(to, None):
        raise Http404
    return to


@require_safe
@login_required
def arrive(request: LearnerRequest) -> HttpResponse:
    """Straight on, unless they have just come into a class, or a guest was here before them.

    The guest's cookie goes at once, as at every signing in. What it named becomes this account's
    only if they say that it is theirs: on a machine that many use it often is not.
    """
    form = ArrivalForm(request.GET)
    to = get_way(form)
    classroom = joined_class(request, form.cleaned_data["joined"])
    guest = request.visit.nameless()
    if guest is None and classroom is None:
        return redirect(to)
    signed = signing.dumps({"guest": guest.pk, "user": request.user.pk}, salt=SALT) if guest else ""
    if guest:
        request.visit.end()
    context = {"to": to, "classroom": classroom, "guest": signed}
    return render(request, "lti/arrive.html", context)


def joined_class(request: LearnerRequest, key: str) -> Classroom | None:
    learner = request.visit.learner
    if not key or learner is None:
        return None
    mine = Classroom.objects.filter(memberships__learner=learner, memberships__left_at=None)
    return mine.filter(key=key).first()


@require_POST
@login_required
def settle_guest(request: HttpRequest) -> HttpResponse:
    """Take what the guest did, or leave it."""
    form = GuestForm(request.POST)
    to = get_way(form)
    user = request.user
    if form.cleaned_data["mine"] == "yes" and isinstance(user, User):
        guest = guest_of(form.cleaned_data["guest"], user)
        if guest:
            records.claim(user, guest)
    return redirect(to)


def guest_of(signed: str, user: User) -> Learner | None:
    """The guest that this very account was asked about."""
    try:
        found = signing.loads(signed, salt=SALT, max_age=SECONDS)
    except signing.BadSignature:
        return None
    if found["user"] != user.pk:
        return None
    return Learner.objects.filter(pk=found["guest"], user=None).first()


@require_safe
@login_required
def show_waiting(request: HttpRequest) -> HttpResponse:
    """For an instructor of a platform that may make nobody an instructor here."""
    return render(request, "lti/waiting.html", status=403)
