"""Platforms: registered by an administrator, their deployments activated, their keys fetched."""

import logging
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import requests
from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from lti_tool.models import Key, LtiDeployment, LtiRegistration

from learning.transactions import writing
from lti.calling import Caller, origin
from lti.models import Platform

log = logging.getLogger(__name__)
KEYS_KEPT = timedelta(hours=24)
KEYS_PAUSE = timedelta(seconds=10)  # between two fetches, whoever makes up key names
MOST_KEYS = 50


@dataclass(frozen=True)
class Addresses:
    """What a platform must be told of us."""

    login: str
    launch: str
    keys: str
    choose: str


@dataclass(frozen=True)
class Terms:
    """What an administrator says when registering a platform."""

    name: str
    issuer: str
    client_id: str
    auth_url: str
    token_url: str
    keyset_url: str
    audience: str = ""
    makes_instructors: bool = True
    more_origins: tuple[str, ...] = ()


def addresses() -> Addresses:
    names = ("lti:login", "lti:launch", "lti:jwks", "lti:choose")
    return Addresses(*(f"{settings.SITE_URL}{reverse(name)}" for name in names))


def register(terms: Terms) -> Platform:
    """Registered twice, it is changed. Our own keys are made with the first."""
    make_keys()
    words = {
        "name": terms.name,
        "auth_url": terms.auth_url,
        "token_url": terms.token_url,
        "keyset_url": terms.keyset_url,
        "audience": terms.audience,
        "is_active": True,
    }
    with writing():
        registration, _ = LtiRegistration.objects.update_or_create(
            issuer=terms.issuer, client_id=terms.client_id, defaults=words
        )
        decided = {
            "makes_instructors": terms.makes_instructors,
            "more_origins": [*terms.more_origins],
            "key_set": None,
            "keys_asked_at": None,
        }
        platform, _ = Platform.objects.update_or_create(registration=registration, defaults=decided)
    return platform


def make_keys() -> None:
    """Once; `manage.py rotate_keys` makes others."""
    if Key.objects.active().exists():
        return
    with writing():
        if not Key.objects.active().exists():
            Key.objects.generate()


def our_keys() -> dict[str, Any]:
    """The public halves, as platforms fetch them."""
    found: dict[str, Any] = Key.objects.as_jwks()
    return found


def find(issuer: str, client_id: str) -> Platform | None:
    """Where a platform names no client, the one that has this issuer, if only one has."""
    known = Platform.objects.select_related("registration").filter(
        registration__issuer=issuer, registration__is_active=True
    )
    if client_id:
        known = known.filter(registration__client_id=client_id)
    found = list(known[:2])
    return found[0] if len(found) == 1 else None


def active(pk: int) -> Platform | None:
    known = Platform.objects.select_related("registration")
    return known.filter(pk=pk, registration__is_active=True).first()


def deployment_of(platform: Platform, deployment_id: str) -> LtiDeployment:
    """One that is new waits for an administrator."""
    mine = {"registration": platform.registration, "deployment_id": deployment_id}
    known = LtiDeployment.objects.filter(**mine).first()
    if known is None:
        with writing():
            known, _ = LtiDeployment.objects.get_or_create(**mine)
    return known


def activate(platform: Platform, deployment_id: str, *, is_active: bool = True) -> None:
    with writing():
        LtiDeployment.objects.update_or_create(
            registration=platform.registration,
            deployment_id=deployment_id,
            defaults={"is_active": is_active},
        )


# Where a platform is


def origins(platform: Platform) -> list[str]:
    """The servers that an administrator has named for it, by scheme and host."""
    registration = platform.registration
    named = (
        registration.issuer,
        registration.auth_url,
        registration.token_url,
        registration.keyset_url,
        *platform.more_origins,
    )
    return sorted({found for url in named if (found := origin(url))})


def owns(platform: Platform, url: str) -> bool:
    """Whether an address that a launch names is on one of them."""
    return origin(url) in origins(platform)


# A platform's keys


def key_named(platform: Platform, kid: str) -> dict[str, Any] | None:
    """From those that are kept; fetched anew where they are old, or do not have it."""
    found = pick(platform.key_set, kid)
    asked_at = platform.keys_asked_at
    if found and asked_at and asked_at > timezone.now() - KEYS_KEPT:
        return found
    if may_fetch(platform) and (fetched := fetch_keys(platform)):
        with writing():
            Platform.objects.filter(pk=platform.pk).update(key_set=fetched)
        return pick(fetched, kid)
    return found


def pick(key_set: Any, kid: str) -> dict[str, Any] | None:
    return next((key for key in key_set or () if key.get("kid") == kid), None)


def may_fetch(platform: Platform) -> bool:
    """One at a time, and not for everybody who makes up the name of a key."""
    now = timezone.now()
    is_due = Q(keys_asked_at=None) | Q(keys_asked_at__lte=now - KEYS_PAUSE)
    with writing():
        due = Platform.objects.filter(is_due, pk=platform.pk)
        return bool(due.update(keys_asked_at=now))


def fetch_keys(platform: Platform) -> list[dict[str, Any]]:
    """From the address of the registration, and no other. None where it has none for us."""
    try:
        with Caller() as caller:
            answer = caller.get(platform.registration.keyset_url)
            answer.raise_for_status()
            found = answer.json()
    except (requests.RequestException, ValueError) as error:
        log.warning("No keys of platform %s: %r", platform.registration_id, error)
        return []
    keys = found.get("keys") if isinstance(found, dict) else None
    listed = keys if isinstance(keys, list) else []
    return [key for key in listed if isinstance(key, dict)][:MOST_KEYS]
