"""What is kept for a while only: guests, shared Dockerfiles, links and sessions, once a day."""

from datetime import timedelta
from io import StringIO

import pytest
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import DatabaseError
from django.utils import timezone

from learning import people, progress, purging, sharing, signin
from learning.checker import Project
from learning.models import Invitation, Learner, Role, SharedCheck, SignInLink
from tests.learning import rows

pytestmark = pytest.mark.django_db


def seen(days_ago, **fields):
    return Learner.objects.create(seen_on=timezone.localdate() - timedelta(days=days_ago), **fields)


@pytest.fixture
def tomorrow(monkeypatch):
    """The process was started yesterday."""
    monkeypatch.setattr(
        purging.daily, "done_on", timezone.localdate() - timedelta(days=1), raising=True
    )


def test_guest_goes_after_ninety_idle_days_with_all_that_was_kept():
    idle, back = seen(90), seen(89)
    for each in (idle, back):
        rows.of_learner(each)

    assert purging.purge().guests == 1

    assert list(Learner.objects.all()) == [back]
    assert [model._base_manager.count() for model in rows.models_of(Learner)] == [
        1 for _ in rows.models_of(Learner)
    ]


def test_learner_with_an_account_is_never_purged():
    ada = seen(5_000, user=User.objects.create_user("ada"))

    assert purging.purge().guests == 0
    assert Learner.objects.get() == ada


def test_days_are_a_setting(settings):
    settings.GUEST_DAYS = 7
    seen(7)
    stays = seen(6)

    purging.purge()

    assert Learner.objects.get() == stays


def test_many_go_in_batches_and_while_a_visitor_waits_only_so_many(monkeypatch):
    monkeypatch.setattr(purging, "BATCH", 2)
    for _ in range(7):
        seen(100)

    assert [purging.purge(4).guests, purging.purge().guests] == [4, 3]


def test_what_no_longer_works_goes_and_what_works_stays():
    ada = User.objects.create_user("ada")
    now = timezone.now()
    for moved in (now - timedelta(days=40), now):
        people.invite(ada, Role.INSTRUCTOR, "")
        SignInLink.objects.create(digest=f"{moved}", created_at=moved)
        ends = moved + timedelta(days=14)
        Session.objects.create(session_key=f"{moved:%Y%m%d}", expire_date=ends)
    old, _ = (sharing.keep(Project(f"FROM {name}\n", "", "", "")) for name in "ab")
    SharedCheck.objects.filter(pk=old.pk).update(expires_at=now)
    first = Invitation.objects.order_by("pk")[0]
    Invitation.objects.filter(pk=first.pk).update(expires_at=now - timedelta(days=33))

    purged = purging.purge()

    assert purged == purging.Purged(guests=0, checks=1, links=2, sessions=1)
    left = (SharedCheck, SignInLink, Invitation, Session)
    assert [model.objects.count() for model in left] == [1, 1, 1, 1]


def test_accepted_invitation_stays_with_its_account():
    ada = User.objects.create_user("ada")
    path = people.invite(ada, Role.INSTRUCTOR, "")
    people.accept(path.split("/")[2], ada)
    Invitation.objects.update(expires_at=timezone.now() - timedelta(days=300))

    assert purging.purge().links == 0
    assert signin.is_instructor(ada)


def test_command_says_what_it_deleted():
    seen(90)
    out = StringIO()

    call_command("purge_guests", stdout=out)

    assert out.getvalue() == (
        "1 idle guests, 0 shared Dockerfiles, 0 links and 0 sessions deleted.\n"
    )


def test_day_on_which_the_process_began_is_done():
    daily = purging.Daily()

    assert [daily.is_due(), daily.done_on] == [False, timezone.localdate()]


def test_first_note_of_a_day_purges_and_the_next_does_not(client, overview, tomorrow):
    seen(90)
    client.post("/patterns/stages/overview/read/", {"read": "true"})
    late = seen(90)
    client.post("/patterns/stages/overview/read/", {"read": "true"})

    assert Learner.objects.filter(seen_on=late.seen_on).get() == late


def test_guest_who_comes_back_that_very_day_loses_nothing(returning, learner, overview, tomorrow):
    progress.note_position(learner, overview, "one", 40)
    Learner.objects.update(seen_on=timezone.localdate() - timedelta(days=90))

    response = returning.post("/patterns/stages/overview/read/", {"read": "true"})

    assert response.status_code == 302
    assert learner.readings.get().percent == 40


def test_purge_that_fails_costs_nobody_their_note(client, overview, tomorrow, monkeypatch, caplog):
    def fail(most):
        raise DatabaseError

    monkeypatch.setattr(purging, "purge", fail)

    client.post("/patterns/stages/overview/read/", {"read": "true"})

    assert Learner.objects.get().readings.count() == 1
    assert "Nothing could be purged today" in caplog.text
