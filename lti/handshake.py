"""The first half of a launch: the platform is asked who it is, and this browser must bring the
answer.

Nothing is stored for it: `state` is signed, holds the nonce, and belongs to a cookie. Whoever makes
up logins fills no table.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta
from http.cookies import Morsel
from urllib.parse import urlencode

from django.conf import settings
from django.core import signing
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from learning.transactions import writing
from lti import platforms
from lti.models import Platform, UsedNonce
from lti.refusals import Reason, RefusedError

COOKIE = f"{settings.COOKIE_PREFIX}lti"
SALT = "lti.handshake"
SECONDS = 10 * 60
KEPT = timedelta(hours=1)  # a used nonce; its state is good for a sixth of that
KEY_LENGTH = 32

# Python before 3.14 knows no partitioned cookies, and refuses what it does not know.
Morsel._reserved.setdefault("partitioned", "Partitioned")  # type: ignore[attr-defined]
Morsel._flags.add("partitioned")  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Handshake:
    """What was asked for, as the signed state tells when the answer comes."""

    platform: Platform
    nonce: str


def browser_key(request: HttpRequest) -> str:
    """What this browser brings; made up where it brings nothing of use."""
    brought = request.COOKIES.get(COOKIE, "")
    is_key = len(brought) == KEY_LENGTH and brought.isascii() and brought.isalnum()
    return brought if is_key else secrets.token_hex(KEY_LENGTH // 2)


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def question(platform: Platform, key: str, login_hint: str, message_hint: str) -> str:
    """The address at which the platform says who has come."""
    nonce = secrets.token_hex(16)
    state = {"platform": platform.pk, "nonce": nonce, "browser": digest(key)}
    words = {
        "scope": "openid",
        "response_type": "id_token",
        "response_mode": "form_post",
        "prompt": "none",
        "client_id": platform.registration.client_id,
        "redirect_uri": platforms.addresses().launch,
        "login_hint": login_hint,
        "state": signing.dumps(state, salt=SALT),
        "nonce": nonce,
    }
    if message_hint:
        words["lti_message_hint"] = message_hint
    url = str(platform.registration.auth_url)
    return f"{url}{'&' if '?' in url else '?'}{urlencode(words)}"


def remember(response: HttpResponse, key: str) -> None:
    """The answer is posted by another site: only a cookie for that comes along. Without TLS
    browsers take none of that kind, and let one without a kind along for two minutes.

    Inside a platform's frame it is kept for that platform's pages apart, where a browser can do
    so; many take no other cookie there."""
    response.set_cookie(
        COOKIE,
        key,
        max_age=SECONDS,
        secure=settings.TLS,
        httponly=True,
        samesite="None" if settings.TLS else None,
    )
    if settings.TLS:
        response.cookies[COOKIE]["partitioned"] = True


def answered(request: HttpRequest, state: str) -> Handshake:
    """The handshake that this browser began, not long ago."""
    try:
        found = signing.loads(state, salt=SALT, max_age=SECONDS)
    except signing.SignatureExpired:
        raise RefusedError(Reason.TOO_OLD) from None
    except signing.BadSignature:
        raise RefusedError(Reason.NOT_UNDERSTOOD) from None
    if not constant_time_compare(found["browser"], digest(request.COOKIES.get(COOKIE, ""))):
        raise RefusedError(Reason.NO_COOKIE)
    platform = platforms.active(found["platform"])
    if platform is None:
        raise RefusedError(Reason.UNKNOWN_PLATFORM)
    return Handshake(platform, found["nonce"])


def use_up(handshake: Handshake) -> None:
    """Of two who bring the same answer, even at once, one goes on: the row can be made once."""
    now = timezone.now()
    try:
        with writing(), transaction.atomic():
            UsedNonce.objects.filter(used_at__lt=now - KEPT).delete()
            UsedNonce.objects.create(digest=digest(handshake.nonce), used_at=now)
    except IntegrityError:
        raise RefusedError(Reason.USED) from None
