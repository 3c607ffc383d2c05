"""Students join by a code and a name, see their work and what is seen of it, and leave."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from classes import codes, joining
from classes.models import JoinCode, Kind, Membership
from classes.views import students
from learning.learners import COOKIE
from learning.models import Learner
from tests.classes.conftest import assigned, client_of, days_ago, handed_in, joined


@pytest.fixture
def url(classroom):
    return f"/join/{classroom.join_code.code}/"


def said(response):
    """The page without what differs for everybody."""
    page = re.sub(r'(csrfmiddlewaretoken" value=|x-csrftoken": )"[^"]+"', "", response.text)
    page = re.sub(r'value="[^"]{7,9}"', "", page)
    return re.sub(r"/join/\w{7}/|%2Fjoin%2F\w{7}%2F", "", page)


def test_code_leads_to_its_class_however_it_is_typed(client, classroom, url):
    typed = f" {classroom.join_code.spoken.lower()} "

    response = client.post("/join/", {"code": typed})

    assert (response.status_code, response["Location"]) == (302, url)


def test_page_of_a_code_names_class_and_teacher_and_writes_nothing(client, url):
    response = client.get(url)

    assert response.status_code == 200
    assert "Builds 101" in response.text
    assert "Ada Lovelace" in response.text
    assert "owner@example.org" not in response.text
    assert (Learner.objects.count(), Membership.objects.count()) == (0, 0)
    assert COOKIE not in response.cookies


def test_stranger_joins_with_a_name_alone(client, classroom, url):
    response = client.post(url, {"display_name": " Mia  Ba "})

    assert response["Location"] == f"/classes/{classroom.key}/?joined"
    page = client.get(response["Location"])
    assert (page.status_code, "You are <strong>Mia Ba</strong>" in page.text) == (200, True)
    assert Membership.objects.get().learner == Learner.objects.get(user=None)


def form_of(client, url, name="Mia"):
    """The form as the page gives it, filled in."""
    token = re.search(r'name="form" value="([^"]+)"', client.get(url).text)[1]
    return {"display_name": name, "form": token}


def test_form_sent_twice_without_a_cookie_joins_once(client, classroom, url):
    form = form_of(client, url)
    browsers = [Client(), Client()]  # as the second click comes before the first answer

    answers = [one.post(url, form) for one in browsers]

    assert [one["Location"] for one in answers] == [f"/classes/{classroom.key}/?joined"] * 2
    assert Membership.objects.get().learner == Learner.objects.get()
    assert [one.get(f"/classes/{classroom.key}/").status_code for one in browsers] == [200, 200]


def test_form_sent_twice_at_once_joins_once(client, classroom, url, monkeypatch):
    form, refuse = form_of(client, url), joining.refuse

    def slow(*arguments):
        monkeypatch.setattr(joining, "refuse", refuse)
        refuse(*arguments)
        assert Client().post(url, form).status_code == 302

    monkeypatch.setattr(joining, "refuse", slow)

    assert client.post(url, form).status_code == 302
    assert Membership.objects.get().learner == Learner.objects.get()


def test_another_form_is_somebody_else(client, url):
    form, other = form_of(client, url), form_of(Client(), url, "Noa")
    client.post(url, form)

    assert Client().post(url, other | {"display_name": "Mia"}).status_code == 422
    assert Client().post(url, other).status_code == 302
    assert Learner.objects.count() == 2


def test_form_of_another_class_or_of_nobody_lets_nobody_in(client, classroom, stranger, url):
    form = form_of(client, url)
    client.post(url, form)
    theirs = f"/join/{JoinCode.objects.exclude(classroom=classroom).get().code}/"

    for token in (form_of(client, theirs)["form"], form["form"][:-1], "", "x"):
        response = Client().post(url, form | {"form": token})
        assert (response.status_code, COOKIE in response.cookies) == (422, False)


def test_form_lets_nobody_in_after_an_hour(client, url, monkeypatch):
    form = form_of(client, url)
    client.post(url, form)
    monkeypatch.setattr(joining, "FORM_AGE", timedelta(seconds=-1))

    assert Client().post(url, form).status_code == 422


def test_form_does_not_lead_to_whom_an_account_has_claimed(client, url, stranger):
    form = form_of(client, url)
    client.post(url, form)
    Learner.objects.update(user=stranger)

    response = Client().post(url, form | {"display_name": "Noa"})
    assert Learner.objects.count() == 2
    assert response.cookies[COOKIE].value != client.cookies[COOKIE].value
    assert Client().post(url, form).status_code == 422


def test_whoever_is_signed_in_joins_with_the_account(stranger, url):
    client_of(stranger).post(url, {"display_name": "Mia"})

    assert Membership.objects.get().learner.user == stranger


def test_joining_twice_leads_to_the_class(client, classroom, url):
    client.post(url, {"display_name": "Mia"})

    for response in (client.get(url), client.post(url, {"display_name": "Another"})):
        assert response["Location"] == f"/classes/{classroom.key}/"
    assert Membership.objects.get().display_name == "Mia"


@pytest.mark.parametrize(
    "name", ["", " ", "M\u200bia", "\u202eMia", "x" * 41, "ﷺ" * 40, "mia", "..."]
)
def test_name_that_will_not_do_is_refused_with_the_reason(client, member, url, name):
    response = client.post(url, {"display_name": name})

    assert response.status_code == 422
    assert 'id="id_display_name_error"' in response.text
    assert Membership.objects.count() == 1


def test_refused_name_of_a_stranger_keeps_no_learner(client, member, url):
    for name in ("...", "MIA"):
        assert client.post(url, {"display_name": name}).status_code == 422

    assert Learner.objects.get() == member.learner


def test_wrong_expired_closed_and_archived_codes_are_answered_alike(client, classroom, url):
    code = classroom.join_code.code
    wrong = "0000000" if code != "0000000" else "1111111"
    answers = [client.post("/join/", {"code": wrong}), client.get(f"/join/{wrong}/")]

    JoinCode.objects.update(expires_at=days_ago(1))
    answers += [client.post("/join/", {"code": code}), client.get(url)]
    codes.close(classroom)
    answers += [client.post("/join/", {"code": code}), client.get(url)]

    assert [one.status_code for one in answers] == [422, 404] * 3
    assert all(students.NO_CLASS in one.text for one in answers)
    assert len({said(one) for one in answers[::2]}) == 1
    assert len({said(one) for one in answers[1::2]}) == 1
    assert client.post(url, {"display_name": "Mia"}).status_code == 404
    assert Membership.objects.count() == 0


def test_guessing_stops_after_thirty_from_one_network_and_the_right_code_too(client, url):
    for number in range(30):
        assert client.get(f"/join/000000{number % 10}/").status_code == 404

    assert client.get("/join/0000000/").status_code == 429
    assert client.post("/join/", {"code": "0000000"}).status_code == 429
    assert client.get(url).status_code == 429
    assert Client(REMOTE_ADDR="198.51.100.7").get(url).status_code == 200


def test_guessing_from_many_networks_stops_too(url, monkeypatch):
    monkeypatch.setitem(joining.RATES, "wrong-code", "30/300s/ip,3/300s/key")
    for number in range(3):
        address = f"198.51.100.{number}"
        assert Client(REMOTE_ADDR=address).get("/join/0000000/").status_code == 404

    assert Client(REMOTE_ADDR="203.0.113.1").get(url).status_code == 429


def test_joining_is_limited(client, url, monkeypatch):
    monkeypatch.setitem(joining.RATES, "join", "1/300s/ip")
    assert client.post(url, {"display_name": "Mia"}).status_code == 302

    assert Client().post(url, {"display_name": "Noa"}).status_code == 429
    assert Membership.objects.count() == 1


def test_my_class_says_what_there_is_to_do_and_how_far_one_is(classroom, member, exercise):
    assigned(classroom, exercise, due_at=days_ago(1), note="Take your time & read <b>")
    assigned(classroom, exercise.pattern, Kind.TEST)
    handed_in(exercise, member.learner, 2, met=1)

    page = client_of(member.learner).get(f"/classes/{classroom.key}/").text

    assert "Leave the compiler behind" in page
    assert "Test: Stages" in page
    assert "1 of 2 goals" in page
    assert "Take your time &amp; read &lt;b&gt;" in page


def test_my_class_is_nobody_elses(client, classroom, member, owner):
    url = f"/classes/{classroom.key}/"
    other = joined(classroom, "Noa")
    joining.leave(other)

    found = [
        each.get(url).status_code for each in (client, *map(client_of, (owner, other.learner)))
    ]
    assert found == [404, 404, 404]
    assert client_of(member.learner).get(url).status_code == 200


def test_leaving_takes_everything_along(classroom, member, owner, exercise):
    assigned(classroom, exercise)
    handed_in(exercise, member.learner, 2, met=1)
    client = client_of(member.learner)
    assert client.get(f"/classes/{classroom.key}/leave/").status_code == 405

    response = client.post(f"/classes/{classroom.key}/leave/")

    assert response["Location"] == "/classes/?left"
    assert "You have left the class" in client.get("/classes/?left").text
    assert client.get(f"/classes/{classroom.key}/").status_code == 404
    instructor = client_of(owner)
    assert (
        instructor.get(f"{classroom.get_absolute_url()}students/{member.key}/").status_code == 404
    )
    board = instructor.get(classroom.get_absolute_url()).text
    assert ("Mia" in board, "Nobody has joined yet, or everybody has left" in board) == (
        False,
        True,
    )
    assert member.learner.submissions.count() == 1


def test_my_classes_lists_those_i_am_in(client, classroom, member):
    assert "Builds 101" in client_of(member.learner).get("/classes/").text
    assert "You are in no class." in client.get("/classes/").text
    assert Learner.objects.count() == 1


def test_progress_names_my_class(classroom, member):
    client = client_of(member.learner)
    link = f'href="/classes/{classroom.key}/"'
    assert link in client.get("/progress/").text

    joining.leave(member)
    assert link not in client.get("/progress/").text
