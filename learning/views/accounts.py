"""What an account's owner sees of it; signing in, up and out are allauth's own views."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account import views as allauth
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

View = Callable[..., Any]


def with_mail(view: View) -> View:
    """There is no such page on a server that sends no e-mail."""

    @wraps(view)
    def guarded(request: HttpRequest, **more: str) -> Any:
        if not settings.SENDS_MAIL:
            raise Http404
        return view(request, **more)

    return guarded


@require_safe
@login_required
def show_account(request: HttpRequest) -> HttpResponse:
    return render(request, "account/account.html")


@login_required
def change_password(request: HttpRequest) -> Any:
    """Who came by an instructor's link has no password."""
    if not isinstance(request.user, User) or not request.user.has_usable_password():
        raise Http404
    return allauth.password_change(request)


def reset_password(request: HttpRequest) -> Any:
    """Without e-mail the page says whom to ask."""
    if settings.SENDS_MAIL:
        return allauth.password_reset(request)
    return render(request, "account/password_reset_by_hand.html")
