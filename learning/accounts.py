"""Accounts by e-mail and password: where allauth asks us, and what we do differently."""

import logging
from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as current
from allauth.core import ratelimit
from allauth.core.exceptions import ImmediateHttpResponse
from django.conf import settings
from django.contrib.auth import authenticate, logout
from django.contrib.auth.models import User
from django.http import HttpRequest
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from learning import people, records
from learning.learners import LearnerRequest
from learning.transactions import writing

log = logging.getLogger(__name__)
LONGEST_NAME = 140  # of a user name's 150; the rest is for a number


def known(request: HttpRequest, email: str, password: str) -> User | None:
    """Whoever has both already. Costs the same time whoever has the address, or nobody."""
    if not ratelimit.consume(request, action="known", key=email):
        return None
    user = authenticate(request, email=email, password=password)
    return user if isinstance(user, User) else None


def free_name(email: str) -> str:
    """The address as user name, so that `manage.py changepassword` takes it; numbered if taken."""
    email = email[:LONGEST_NAME]
    number, name = 1, email
    while User.objects.filter(username=name).exists():
        number += 1
        name = f"{email}-{number}"
    return name


class Adapter(DefaultAccountAdapter):
    """Claims what a stranger did when they sign in, and answers every question of allauth's."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": "This address and this password do not belong together.",
        "too_many_login_attempts": "That was tried too often. Wait five minutes, then try again.",
        "enter_current_password": "This is not your present password.",
    }

    # Our requests carry a visit, and our users are Django's: narrower than allauth can know.
    def login(self, request: LearnerRequest, user: User) -> None:  # type: ignore[override]
        """Every way in ends here: signing up, signing in, an instructor's link."""
        nameless = request.visit.nameless()
        super().login(request, user)
        if nameless:
            records.claim(user, nameless)
        request.visit.end()

    def logout(self, request: LearnerRequest) -> None:  # type: ignore[override]
        """A tab that was still a stranger's may have set a cookie anew: that is theirs too."""
        user, nameless = request.user, request.visit.nameless()
        if nameless and isinstance(user, User):
            records.claim(user, nameless)
        super().logout(request)
        request.visit.end()

    def is_safe_url(self, url: str) -> bool:
        request = current.request
        return url_has_allowed_host_and_scheme(url, {request.get_host()}, request.is_secure())

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:  # noqa: ARG002 -- allauth's signature
        """Without the host name: a made-up port in it would begin another count."""
        return str(credentials.get("email", "")).lower()

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:  # noqa: ARG002 -- allauth's signature
        return f"{reverse('account')}?changed"

    def get_reset_password_from_key_url(self, key: str) -> str:
        return at_site(super().get_reset_password_from_key_url(key))

    def get_email_confirmation_url(self, request: HttpRequest, emailconfirmation: Any) -> str:
        return at_site(super().get_email_confirmation_url(request, emailconfirmation))

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        context = context | {"email": email, "site_url": settings.SITE_URL}
        try:
            self.render_mail(template_prefix, email, context).send()
        except OSError as error:  # SMTP's own errors are among them
            log.exception("No e-mail could be sent")
            page = render(current.request, "account/mail_failed.html", status=503)
            raise ImmediateHttpResponse(page) from error


def close(request: LearnerRequest) -> bool:
    """Delete the account of whoever is signed in; False where it stays.

    What an instructor wrote for the course stays, under nobody's name. The last administrator's
    account stays: without it nobody could give the role to anybody.
    """
    user = request.user
    if not isinstance(user, User):
        return True
    with writing():
        people.hold_roles()
        if people.is_last_administrator(user):
            return False
        people.void_invitations(user)
        logout(request)
        User.objects.get(pk=user.pk).delete()
    return True


def at_site(url: str) -> str:
    """The same page under the site's own address, whatever host name was asked for."""
    return f"{settings.SITE_URL}{urlsplit(url).path}"
