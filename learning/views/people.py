"""Who instructs here: seen, invited and let go by administrators; accepting an invitation."""

from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from learning import people
from learning.forms import InvitationForm, WithdrawalForm
from learning.learners import LearnerRequest
from learning.models import Role
from learning.signin import for_administrators

ENOUGH = f"{people.MOST_OPEN} invitations are open. Revoke one that nobody will accept."


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_administrators
def list_people(request: LearnerRequest) -> HttpResponse:
    """POST makes an invitation: its link is on the page that answers, and never again."""
    if request.method != "POST":
        return people_page(request, InvitationForm({"role": Role.INSTRUCTOR}))
    form = InvitationForm(request.POST)
    if not form.is_valid():
        return people_page(request, form, status=422)
    note, role = form.cleaned_data["note"], Role(form.cleaned_data["role"])
    try:
        path = people.invite(as_user(request), role, note)
    except people.TooManyInvitationsError:
        form.add_error(None, ENOUGH)
        return people_page(request, form, status=422)
    made = {"link": f"{settings.SITE_URL}{path}", "made_role": role.label, "made_note": note}
    return people_page(request, InvitationForm({"role": Role.INSTRUCTOR}), **made)


def people_page(
    request: LearnerRequest, form: InvitationForm, status: int = 200, **more: Any
) -> HttpResponse:
    context = {
        "everybody": people.everybody(),
        "invitations": people.open_invitations(),
        "form": form,
        "days": people.VALID_FOR.days,
    }
    return render(request, "learning/people.html", context | more, status=status)


@require_POST
@for_administrators
def revoke_invitation(request: LearnerRequest, pk: int) -> HttpResponse:  # noqa: ARG001 -- every view takes it
    """Twice is once: what is not open any more is no error."""
    people.revoke(pk)
    return redirect(f"{reverse('learning:people')}#invitations")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_administrators
def withdraw_role(request: LearnerRequest, pk: int) -> HttpResponse:
    """GET asks, POST does it."""
    user = get_object_or_404(User, pk=pk)
    if people.role_of(user) is None:
        raise Http404
    if request.method != "POST":
        return withdrawal_page(request, user)
    form = WithdrawalForm(request.POST)
    if not form.is_valid():
        return withdrawal_page(request, user, status=422)
    try:
        people.withdraw(user, Role(form.cleaned_data["role"]))
    except people.LastAdministratorError:
        return withdrawal_page(request, user, status=409)
    is_own = user == request.user
    return redirect("learning:home" if is_own else "learning:people")


def withdrawal_page(request: LearnerRequest, user: User, status: int = 200) -> HttpResponse:
    context = {"person": people.person(user), "is_last": people.is_last_administrator(user)}
    return render(request, "learning/people_withdraw.html", context, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def accept_invitation(request: LearnerRequest, token: str) -> HttpResponse:
    """GET says who invites to what; a mail scanner that follows links must use nothing up."""
    invitation = people.find(token)
    if invitation is None:
        return render(request, "learning/invitation.html", {"invitation": None}, status=410)
    if not request.user.is_authenticated:
        if request.method == "POST":
            return redirect(f"{reverse('account_login')}?{urlencode({'next': request.path})}")
        return render(request, "learning/invitation.html", {"invitation": invitation})
    user = as_user(request)
    has_already = people.has_already(user, invitation.role)
    if request.method == "POST":
        if has_already or people.accept(token, user):
            return redirect("learning:teach")
        return render(request, "learning/invitation.html", {"invitation": None}, status=410)
    context = {"invitation": invitation, "has_already": has_already}
    return render(request, "learning/invitation.html", context)


def as_user(request: LearnerRequest) -> User:
    """Whoever the guard let through has signed in."""
    assert isinstance(request.user, User)  # noqa: S101 -- for the types
    return request.user
