"""A learner is made when something must be kept, and not before."""

import pytest

from learning.learners import COOKIE
from learning.models import Learner

pytestmark = pytest.mark.django_db
READ = "/patterns/stages/overview/read/"


def test_looking_around_makes_no_learner(client, overview):
    for path in ("/", "/patterns/stages/", "/patterns/stages/overview/", "/about/", "/search/?q=a"):
        assert client.get(path).status_code == 200

    assert Learner.objects.count() == 0
    assert COOKIE not in client.cookies


def test_first_note_makes_a_learner_behind_a_guarded_cookie(client, overview):
    client.post(READ, {"read": "true"})

    cookie = client.cookies[COOKIE]
    assert Learner.objects.count() == 1
    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (True, "Lax", 34_560_000)


def test_same_learner_the_next_time(client, overview):
    client.post(READ, {"read": "true"})
    client.post(READ, {"read": ""})

    assert Learner.objects.count() == 1


@pytest.mark.parametrize("change", [lambda text: text[:-1], lambda text: "x" + text, lambda _: ""])
def test_forged_cookie_is_a_stranger(returning, learner, overview, change):
    returning.cookies[COOKIE] = change(returning.cookies[COOKIE].value)

    returning.post(READ, {"read": "true"})

    assert learner.readings.count() == 0
    assert Learner.objects.count() == 2


def test_cookie_of_an_account_does_not_sign_in_its_learner(
    returning, learner, overview, django_user_model
):
    learner.user = django_user_model.objects.create_user("somebody")
    learner.save()

    returning.post(READ, {"read": "true"})

    assert learner.readings.count() == 0


def test_signed_in_learner_is_the_accounts(client, learner, overview, django_user_model):
    learner.user = django_user_model.objects.create_user("somebody")
    learner.save()
    client.force_login(learner.user)

    client.post(READ, {"read": "true"})

    assert learner.readings.count() == 1


def test_pages_are_private_to_shared_caches(client, overview):
    response = client.get("/patterns/stages/overview/")

    assert response["Cache-Control"] == "private, no-cache"
