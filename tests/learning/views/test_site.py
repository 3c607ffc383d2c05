"""Home, hub, search, theme, health, and forgetting."""

from unittest.mock import patch

import pytest
from django.db import OperationalError
from django.test import Client

from learning.learners import COOKIE
from learning.models import ContentFile, Learner, Reading

pytestmark = pytest.mark.django_db


def text(response):
    return " ".join(response.content.decode().split())


def test_home_continues_where_the_learner_was(returning, learner, overview):
    Reading.objects.create(learner=learner, study=overview, section="one", percent=40)

    page = text(returning.get("/"))

    assert 'href="/patterns/stages/overview/#one">Continue: Overview</a>' in page
    assert "You were at 40 % of it, in Stages." in page


def test_home_of_a_stranger_has_nothing_to_continue(client, learner, overview):
    Reading.objects.create(learner=learner, study=overview, section="one", percent=40)

    assert "Continue:" not in text(client.get("/"))


def test_empty_server_says_how_to_load_a_course(client, db):
    assert "manage.py load_content" in text(client.get("/"))


def test_hub_shows_states_in_words(returning, learner, overview, why):
    Reading.objects.create(learner=learner, study=overview, percent=40)

    page = text(returning.get("/patterns/stages/"))

    assert '<span class="state begun">40 % read</span>' in page
    assert '<span class="state new">not begun</span>' in page
    assert page.count('<span class="state closed">not open yet</span>') == 8


@pytest.mark.parametrize("headers", [{}, {"HTTP_HX_REQUEST": "true"}])
def test_search_finds_with_and_without_script(client, entries, headers):
    page = text(client.get("/search/?q=secret", **headers))

    assert "<mark>Secret</mark>s" in page
    assert page.startswith("<!doctype html>") is not bool(headers)


def test_search_says_when_nothing_is_found(client, entries):
    assert "Nothing here holds all the words of “nowhere”." in text(
        client.get("/search/?q=nowhere")
    )


def test_overlong_query_is_no_error(client, entries):
    assert client.get("/search/", {"q": "x" * 500}).status_code == 200


def test_theme_is_kept_in_a_cookie(client, db):
    client.post("/theme/", {"theme": "dark", "next": "/about/"})

    assert '<html lang="en" data-theme="dark">' in text(client.get("/about/"))


@pytest.mark.parametrize("target", ["https://elsewhere.example/", "//elsewhere.example", ""])
def test_theme_does_not_lead_elsewhere(client, db, target):
    assert client.post("/theme/", {"theme": "dark", "next": target})["Location"] == "/"


def test_unknown_theme_is_refused(client, db):
    assert client.post("/theme/", {"theme": "<script>"}).status_code == 400
    client.cookies["theme"] = '"><script>'
    assert '<html lang="en" data-theme="auto">' in text(client.get("/about/"))


def test_forget_me_deletes_the_learner_and_the_cookie(returning, learner, overview):
    returning.post("/patterns/stages/overview/read/", {"read": "true"})

    response = returning.post("/about/forget-me/")

    assert Learner.objects.count() == 0
    assert response.cookies[COOKIE]["max-age"] == 0
    assert "Everything that was stored of you is deleted." in text(
        returning.get(response["Location"])
    )


def test_health_with_and_without_a_course(client, db):
    assert client.get("/healthz").status_code == 503
    ContentFile.objects.create(path="a.md", body=b"", digest="")
    assert client.get("/healthz").json()["status"] == "ok"


def test_health_without_a_database(client, db):
    with patch.object(ContentFile.objects, "exists", side_effect=OperationalError):
        response = client.get("/healthz")

    assert (response.status_code, response.json()["database"]) == (503, "unreachable")


def test_form_without_its_token_is_explained(db):
    response = Client(enforce_csrf_checks=True).post("/theme/", {"theme": "dark"})

    assert response.status_code == 403
    assert "The form was too old." in text(response)


def test_response_carries_the_policy(client, db):
    policy = client.get("/")["Content-Security-Policy"]

    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
