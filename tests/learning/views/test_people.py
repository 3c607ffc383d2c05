"""The list of people, and the way from an invitation's link to the role."""

import re
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from learning import people, signin
from learning.models import Invitation, Role

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery"


@pytest.fixture(autouse=True)
def quick_passwords(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def make(name, *groups):
    user = User.objects.create_user(f"{name}@example.org", f"{name}@example.org", PASSWORD)
    user.groups.add(*signin.roles(*groups))
    return user


@pytest.fixture
def ada():
    return make("ada", *people.GROUPS[Role.ADMINISTRATOR])


@pytest.fixture
def admin(client, ada):
    client.force_login(ada)
    return client


@pytest.fixture
def link(ada):
    return people.invite(ada, Role.INSTRUCTOR, "Ben")


def words(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.text.partition("<main")[2]).split())


def test_link_is_shown_once(admin, settings):
    made = admin.post("/teach/people/", {"role": "instructor", "note": "Ben <b>"})

    path = re.search(rf"<pre>{settings.SITE_URL}(/invitations/\S+/)</pre>", made.text)[1]
    again = admin.get("/teach/people/")
    assert admin.get(path).status_code == 200
    assert "Ben &lt;b&gt;" in again.text
    assert path.split("/")[2] not in again.text


@pytest.mark.parametrize(
    "fields", [{}, {"role": "owner"}, {"role": "instructor", "note": "x" * 121}]
)
def test_nonsense_makes_no_invitation(admin, fields):
    assert admin.post("/teach/people/", fields).status_code == 422
    assert Invitation.objects.count() == 0


def test_one_invitation_too_many_is_refused_with_a_reason(admin, monkeypatch):
    monkeypatch.setattr(people, "MOST_OPEN", 0)

    response = admin.post("/teach/people/", {"role": "instructor"})

    assert response.status_code == 422
    assert "invitations are open. Revoke one that nobody will accept." in words(response)


def test_revoking_twice_is_revoking_once(admin, link):
    revoke = f"/teach/people/invitations/{Invitation.objects.get().pk}/revoke/"

    answers = [admin.post(revoke)["Location"] for _ in range(2)]

    assert answers == ["/teach/people/#invitations"] * 2
    assert Client().get(link).status_code == 410


def test_withdrawing_asks_first(admin):
    ben = make("ben", signin.INSTRUCTORS)
    page = f"/teach/people/{ben.pk}/withdraw/"

    assert "Withdraw the role of ben@example.org?" in words(admin.get(page))
    assert people.role_of(ben) == Role.INSTRUCTOR
    assert admin.post(page, {"role": "instructor"})["Location"] == "/teach/people/"
    assert people.role_of(ben) is None
    assert admin.post(page, {"role": "instructor"}).status_code == 404


def test_withdrawing_what_is_no_role_changes_nothing(admin, ada):
    make("zoe", *people.GROUPS[Role.ADMINISTRATOR])

    assert admin.post(f"/teach/people/{ada.pk}/withdraw/", {"role": "all"}).status_code == 422
    assert people.role_of(ada) == Role.ADMINISTRATOR


def test_last_administrator_is_told_why_not(admin, ada):
    page = f"/teach/people/{ada.pk}/withdraw/"
    refused = admin.post(page, {"role": "instructor"})

    assert "This is the only administrator." in words(admin.get(page))
    assert refused.status_code == 409
    assert people.role_of(ada) == Role.ADMINISTRATOR


def test_own_role_withdrawn_leads_out_of_the_pages_that_are_no_more(admin, ada):
    make("zoe", *people.GROUPS[Role.ADMINISTRATOR])

    response = admin.post(f"/teach/people/{ada.pk}/withdraw/", {"role": "instructor"})

    assert response["Location"] == "/"
    assert admin.get("/teach/people/").status_code == 404


def test_link_says_who_invites_to_what_and_uses_nothing_up(link):
    stranger = Client()
    pages = [words(stranger.get(link)) for _ in range(3)]

    assert pages == [pages[0]] * 3
    assert "ada@example.org asks you to be an instructor of Stagecraft at testserver." in pages[0]
    assert Invitation.objects.get().used_at is None


def test_whoever_makes_an_account_comes_back_and_accepts(link):
    visitor = Client()
    signup = re.search(r'href="(/accounts/signup/\?next=[^"]+)"', visitor.get(link).text)[1]
    fields = {"email": "ben@example.org", "password1": PASSWORD, "password2": PASSWORD}
    form = visitor.get(signup).text.partition('action="/accounts/signup/"')[2]
    target = re.search(r'name="next" value="([^"]+)"', form)[1]

    back = visitor.post("/accounts/signup/", fields | {"next": target})
    assert back["Location"] == link
    assert "You are signed in as ben@example.org ." in words(visitor.get(link))
    accepted = visitor.post(link)

    assert accepted["Location"] == "/teach/"
    assert visitor.get("/teach/").status_code == 200
    assert visitor.get("/teach/people/").status_code == 404
    assert Invitation.objects.get().used_by.email == "ben@example.org"


def test_whoever_signs_in_comes_back(link):
    make("ben")
    visitor = Client()

    asked = visitor.post(link)
    fields = {"login": "ben@example.org", "password": PASSWORD, "next": link}

    assert asked["Location"] == f"/accounts/login/?next={link.replace('/', '%2F')}"
    assert visitor.post("/accounts/login/", fields)["Location"] == link
    assert Invitation.objects.get().used_at is None


def test_with_email_the_confirmed_address_comes_back_too(link, settings, mailoutbox):
    settings.SENDS_MAIL = True
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    settings.ACCOUNT_PREVENT_ENUMERATION = True
    visitor = Client()
    fields = {"email": "ben@example.org", "password1": PASSWORD, "password2": PASSWORD}
    visitor.post("/accounts/signup/", fields | {"next": link})
    confirm = re.search(r"(/accounts/confirm-email/\S+)", mailoutbox[0].body)[1]

    response = visitor.post(confirm)

    assert response["Location"] == link
    assert EmailAddress.objects.get().verified


@pytest.mark.parametrize("state", ["wrong", "old", "used", "revoked"])
def test_link_that_no_longer_works_says_so(ada, link, state):
    if state == "old":
        Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    elif state == "used":
        people.accept(link.split("/")[2], make("cyd"))
    elif state == "revoked":
        Invitation.objects.all().delete()
    else:
        link = "/invitations/wrong/"
    ben = make("ben")
    for visitor in (Client(), Client()):
        answers = [visitor.get(link), visitor.post(link)]

        assert [answer.status_code for answer in answers] == [410, 410]
        assert words(answers[0]).startswith('id="main"> This invitation no longer works')
        visitor.force_login(ben)
    assert people.role_of(ben) is None


def test_who_has_the_role_already_leaves_the_link_to_others(admin, link):
    assert "You have this role already" in words(admin.get(link))
    assert admin.post(link)["Location"] == "/teach/"
    assert Invitation.objects.get().used_at is None
