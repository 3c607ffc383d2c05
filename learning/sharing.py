"""Keeps a project for thirty days under a short address, when somebody asks for it."""

import hashlib
import secrets
from datetime import timedelta

from django.utils import timezone

from learning.checker import Project
from learning.models import SharedCheck
from learning.transactions import writing

DAYS = 30
MOST_KEPT = 5_000  # at up to 136 kB each
ALPHABET = "23456789bcdfghjkmnpqrstvwxyz"  # no vowels, so no words; nothing that looks alike
LENGTH = 10  # characters: 48 bits, so that addresses cannot be tried out


class NoRoomError(Exception):
    """As many projects are kept as this server keeps."""


def keep(project: Project) -> SharedCheck:
    """Keep the project; the same one again keeps its address, for another thirty days."""
    digest = digest_of(project)
    expires_at = timezone.now() + timedelta(days=DAYS)
    with writing():
        SharedCheck.objects.expired().delete()
        kept = SharedCheck.objects.filter(digest=digest).first()
        if kept is not None:
            kept.expires_at = expires_at
            kept.save(update_fields=["expires_at"])
            return kept
        if SharedCheck.objects.count() >= MOST_KEPT:
            raise NoRoomError
        return SharedCheck.objects.create(
            slug=new_slug(),
            digest=digest,
            source=project.source,
            listing=project.listing,
            ignore_file=project.ignore,
            target=project.target,
            expires_at=expires_at,
        )


def find(slug: str) -> SharedCheck | None:
    """What is kept under the address, as long as it is kept."""
    return SharedCheck.objects.live().filter(slug=slug).first()


def project_of(kept: SharedCheck) -> Project:
    return Project(kept.source, kept.listing, kept.ignore_file, kept.target)


def new_slug() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def digest_of(project: Project) -> str:
    parts = (project.source, project.listing, project.ignore, project.target)
    return hashlib.sha256("\0".join(parts).encode(errors="surrogatepass")).hexdigest()
