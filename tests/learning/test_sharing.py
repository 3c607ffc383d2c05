"""Keeping a project under a short address, for thirty days and no longer."""

from datetime import timedelta

import pytest
from django.utils import timezone

from learning import sharing
from learning.checker import Project
from learning.models import SharedCheck

pytestmark = pytest.mark.django_db
PROJECT = Project("FROM a\n", "1 kB x", "y\n", "0")


def expire(slug):
    SharedCheck.objects.filter(slug=slug).update(expires_at=timezone.now())


def test_what_is_kept_is_found_again():
    kept = sharing.keep(PROJECT)

    assert sharing.project_of(sharing.find(kept.slug)) == PROJECT
    assert kept.expires_at - timezone.now() > timedelta(days=29, hours=23)
    assert len(kept.slug) == 10


def test_same_project_keeps_its_address_and_another_gets_its_own():
    first, again, other = (sharing.keep(p) for p in (PROJECT, PROJECT, Project("FROM a\n")))

    assert first.slug == again.slug != other.slug
    assert SharedCheck.objects.count() == 2


def test_expired_is_not_found_and_deleted_with_the_next():
    kept = sharing.keep(PROJECT)
    expire(kept.slug)
    assert sharing.find(kept.slug) is None

    sharing.keep(Project("FROM b\n"))

    assert list(SharedCheck.objects.values_list("source", flat=True)) == ["FROM b\n"]


def test_same_project_after_it_expired_is_kept_anew():
    kept = sharing.keep(PROJECT)
    expire(kept.slug)

    assert sharing.find(sharing.keep(PROJECT).slug) is not None


def test_full_server_keeps_no_more_but_what_it_has(monkeypatch):
    monkeypatch.setattr(sharing, "MOST_KEPT", 1)
    kept = sharing.keep(PROJECT)

    with pytest.raises(sharing.NoRoomError):
        sharing.keep(Project("FROM b\n"))

    assert sharing.keep(PROJECT).slug == kept.slug


def test_parts_do_not_run_into_each_other():
    one, other = Project("a", "b"), Project("ab")

    assert sharing.digest_of(one) != sharing.digest_of(other)
