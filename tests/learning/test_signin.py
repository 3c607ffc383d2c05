"""One-time links: once, for a day, and the newest only."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from learning import signin
from learning.models import Learner, Reading, SignInLink

pytestmark = pytest.mark.django_db


def test_link_signs_in_once(client):
    link = signin.new_link()
    assert client.get(link).status_code == 200
    assert client.get("/teach/")["Location"] == "/accounts/login/?next=/teach/"

    response = client.post(link)

    assert response["Location"] == "/teach/"
    assert client.get("/teach/").status_code == 200
    assert client.post(link).status_code == 410


def test_looking_at_the_link_does_not_use_it_up(client):
    link = signin.new_link()
    for _ in range(3):
        client.get(link)

    assert client.post(link).status_code == 302


def test_old_link_is_refused(client):
    link = signin.new_link()
    SignInLink.objects.update(created_at=timezone.now() - timedelta(hours=25))

    assert (client.get(link).status_code, client.post(link).status_code) == (410, 410)
    assert User.objects.count() == 0


def test_newer_link_replaces_the_older(client):
    older, newer = signin.new_link(), signin.new_link()

    assert (client.post(older).status_code, client.post(newer).status_code) == (410, 302)


def test_secret_of_the_link_is_not_stored():
    link = signin.new_link()

    assert link.split("/")[2] not in SignInLink.objects.get().digest


def test_instructor_has_no_password(client):
    client.post(signin.new_link())

    instructor = User.objects.get()
    assert not instructor.has_usable_password()
    assert signin.has_instructor()
    assert not instructor.is_superuser


def test_what_was_done_before_belongs_to_the_account(returning, learner):
    returning.post(signin.new_link())

    learner.refresh_from_db()
    assert learner.user == User.objects.get()


def test_account_with_a_history_gets_what_was_done_before_too(returning, learner, overview):
    user = User.objects.create_user("instructor")
    own = Learner.objects.create(user=user)
    Reading.objects.create(learner=learner, study=overview, percent=40)

    returning.post(signin.new_link())

    assert list(Learner.objects.all()) == [own]
    assert own.readings.get().percent == 40


def test_sign_out_ends_it(client):
    client.post(signin.new_link())
    client.post("/accounts/logout/")

    assert client.get("/teach/").status_code == 302
