"""On the way in: what a new student is told, and whose a guest's work is."""

import pytest
from django.contrib.auth.models import User
from django.core.signing import get_cookie_signer
from django.test import Client

from learning.learners import COOKIE
from learning.models import Learner, Reading
from tests.classes.conftest import read
from tests.lti.platform import by_instructor

pytestmark = pytest.mark.django_db


@pytest.fixture
def guest(client, studies):
    """Somebody who learned in this browser without an account."""
    learner = Learner.objects.create()
    read(studies["why"], learner, 1)
    client.cookies[COOKIE] = get_cookie_signer(salt=COOKIE).sign(learner.key)
    return learner


@pytest.fixture
def student(client, lms, course):
    """Launched once already: nothing of the class is new."""
    lms.launch(Client())
    return User.objects.get(launcher__sub="student-42")


def arrived(client, lms, **changes):
    return client.get(lms.launch(client, **changes).url)


def test_new_student_is_told_once_what_the_class_sees(client, lms, course):
    first = arrived(client, lms)
    second = arrived(client, lms)

    assert (first.status_code, first.context["classroom"]) == (200, course.classroom)
    assert "classes/_seen.html" in [template.name for template in first.templates]
    assert (second.status_code, second.url) == (302, f"/classes/{course.classroom.key}/")


def test_guests_work_is_nobodys_until_it_is_said_to_be_theirs(client, lms, guest, student):
    page = arrived(client, lms)

    assert (page.status_code, page.context["classroom"]) == (200, None)
    assert page.cookies[COOKIE]["max-age"] == 0
    assert Learner.objects.get(pk=guest.pk).user is None

    client.post("/accounts/logout/")

    assert Learner.objects.get(pk=guest.pk).user is None
    assert Reading.objects.get().learner == guest


@pytest.mark.parametrize(("mine", "owners"), [("yes", ["student"]), ("no", ["guest"])])
def test_guests_work_is_taken_along_or_left(client, lms, guest, student, mine, owners):
    words = arrived(client, lms).context

    response = client.post(
        "/lti/guest/", {"to": words["to"], "guest": words["guest"], "mine": mine}
    )

    assert (response.status_code, response.url) == (302, words["to"])
    found = ["student" if row.learner.user == student else "guest" for row in Reading.objects.all()]
    assert found == owners


def test_question_about_a_guest_can_be_answered_by_who_was_asked_only(client, lms, guest, student):
    words = arrived(client, lms).context
    other = Client()
    lms.launch(other, sub="student-43", name="Noa")

    for signed in (words["guest"], "made-up", f"{guest.pk}"):
        other.post("/lti/guest/", {"to": "/", "guest": signed, "mine": "yes"})

    assert Reading.objects.get().learner == guest


@pytest.mark.parametrize(
    "to",
    ["", "https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)", "x"],
)
def test_way_leads_to_pages_of_this_site_only(client, lms, course, to):
    lms.launch(client)

    assert client.get("/lti/arrive/", {"to": to}).status_code == 404
    words = {"to": to, "guest": "x", "mine": "no"}
    assert client.post("/lti/guest/", words).status_code == 404


def test_class_of_others_is_not_told_of(client, lms, course):
    other = Client()
    lms.launch(other, **by_instructor())

    response = other.get("/lti/arrive/", {"to": "/", "joined": course.classroom.key})

    assert (response.status_code, response.url) == (302, "/")


@pytest.mark.parametrize("path", ["/lti/arrive/?to=/", "/lti/waiting/"])
def test_stranger_is_asked_to_sign_in(client, path):
    response = client.get(path)

    assert (response.status_code, response.url.split("?")[0]) == (302, "/accounts/login/")
