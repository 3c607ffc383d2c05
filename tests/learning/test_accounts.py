"""Accounts: what was done before comes along, nobody learns who has one, guesses are few."""

import re
from smtplib import SMTPServerDisconnected
from urllib.parse import urlsplit

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import User
from django.core.mail import EmailMultiAlternatives
from django.core.signing import get_cookie_signer
from django.test import Client

from learning import accounts, signin
from learning.learners import COOKIE
from learning.models import Learner, Reading

pytestmark = pytest.mark.django_db
ADDRESS, PASSWORD = "ada@example.org", "correct horse battery"
READ = "/patterns/stages/overview/read/"


@pytest.fixture(autouse=True)
def quick_passwords(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def ada(db):
    return User.objects.create_user(ADDRESS, ADDRESS, PASSWORD)


@pytest.fixture
def mail(settings, mailoutbox):
    """A server that sends e-mail, and what it sent."""
    settings.SENDS_MAIL = True
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    settings.ACCOUNT_PREVENT_ENUMERATION = True
    return mailoutbox


def sign_up(client, address=ADDRESS, password=PASSWORD, **more):
    fields = {"email": address, "password1": password, "password2": password}
    return client.post("/accounts/signup/", fields | more)


def sign_in(client, address=ADDRESS, password=PASSWORD, headers=None, **more):
    fields = {"login": address, "password": password}
    return client.post("/accounts/login/", fields | more, headers=headers)


def signed_in_as(client):
    return User.objects.filter(pk=client.session.get("_auth_user_id")).first()


def said(response):
    """The page without what differs from one answer to the next for everybody."""
    page = re.sub(r'(csrfmiddlewaretoken" value=|x-csrftoken": )"[^"]+"', "", response.text)
    return re.sub(r'value="[^"]*@[^"]*"', "", page)


def link_in(message):
    return urlsplit(re.search(r"http\S+/accounts/\S+", message.body)[0]).path


def test_signing_up_attaches_what_the_cookie_names(returning, learner):
    response = sign_up(returning)

    learner.refresh_from_db()
    assert response["Location"] == "/accounts/"
    assert signed_in_as(returning) == learner.user
    assert response.cookies[COOKIE]["max-age"] == 0


def test_signing_in_merges_what_the_cookie_names(returning, learner, ada, overview):
    own = Learner.objects.create(user=ada)
    Reading.objects.create(learner=learner, study=overview, percent=70)
    Reading.objects.create(learner=own, study=overview, percent=30)

    response = sign_in(returning)

    assert response["Location"] == "/"
    assert list(Learner.objects.all()) == [own]
    assert own.readings.get().percent == 70
    assert response.cookies[COOKIE]["max-age"] == 0


def test_address_is_written_as_one_likes(client, ada):
    sign_in(client, " Ada@Example.ORG ")

    assert signed_in_as(client) == ada


def test_cookie_of_another_account_is_not_claimed(returning, learner, ada):
    learner.user = User.objects.create_user("somebody")
    learner.save()

    sign_in(returning)

    learner.refresh_from_db()
    assert learner.user.username == "somebody"
    assert not Learner.objects.filter(user=ada).exists()


def test_form_sent_twice_makes_one_account(client):
    sign_up(client)
    other = Client()
    sign_up(other)

    assert User.objects.get() == signed_in_as(client) == signed_in_as(other)
    assert EmailAddress.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_form_sent_twice_at_the_same_moment_makes_one_account(client, monkeypatch):
    real = accounts.known

    def look_too_early(*asked):
        """Nobody is found, and at once the other request makes the account."""
        monkeypatch.setattr(accounts, "known", real)
        assert real(*asked) is None
        User.objects.create_user(ADDRESS, ADDRESS, PASSWORD)

    monkeypatch.setattr(accounts, "known", look_too_early)

    sign_up(client)

    assert User.objects.get() == signed_in_as(client)


def test_old_tab_signs_in_once_more_and_nothing_happens(returning, learner, ada):
    cookie = returning.cookies[COOKIE].value
    sign_in(returning)
    returning.cookies[COOKIE] = cookie

    assert sign_in(returning)["Location"] == "/"
    assert Learner.objects.get().user == ada


@pytest.mark.parametrize("form", [sign_up, sign_in])
@pytest.mark.parametrize(
    ("target", "reached"),
    [
        ("/patterns/stages/?a=1", True),
        ("https://elsewhere.example/", False),
        ("//elsewhere.example", False),
        ("http://localhost/", False),
        ("javascript:alert(1)", False),
    ],
)
def test_next_leads_only_within_the_site(client, form, target, reached):
    if form is sign_in:
        User.objects.create_user(ADDRESS, ADDRESS, PASSWORD)
    default = "/accounts/" if form is sign_up else "/"

    assert form(client, next=target)["Location"] == (target if reached else default)


def test_sign_in_link_leads_back_to_the_page(client, overview):
    page = client.get("/patterns/stages/?a=1&b=2").text

    assert 'href="/accounts/login/?next=/patterns/stages/%3Fa%3D1%26b%3D2"' in page


def test_after_signing_out_the_browser_knows_nobody(returning, learner, ada, overview):
    Reading.objects.create(learner=learner, study=overview, percent=40)
    sign_in(returning)
    assert "Continue:" in returning.get("/").text

    returning.post("/accounts/logout/")

    assert "Continue:" not in returning.get("/").text
    returning.post(READ, {"read": "true"})
    assert Learner.objects.get(user=None).readings.count() == 1
    assert Learner.objects.get(user=ada).readings.get().read_at is None


def test_cookie_that_a_slow_tab_left_is_claimed_at_signing_out(client, ada, overview):
    sign_in(client)
    left = Learner.objects.create()
    Reading.objects.create(learner=left, study=overview, percent=40)
    client.cookies[COOKIE] = get_cookie_signer(salt=COOKIE).sign(left.key)

    response = client.post("/accounts/logout/")

    assert response.cookies[COOKIE]["max-age"] == 0
    assert Reading.objects.get().learner.user == ada


def test_link_to_sign_out_does_not_sign_out(client, ada):
    sign_in(client)
    client.get("/accounts/logout/")

    assert signed_in_as(client) == ada


def test_accounts_learner_is_in_no_cookie(client, ada, overview):
    sign_in(client)
    client.post(READ, {"read": "true"})

    assert Learner.objects.get().user == ada
    assert COOKIE not in client.cookies


def test_wrong_password_says_the_same_of_known_and_unknown(client, ada):
    known = sign_in(client, password="wrong")
    unknown = sign_in(client, "nobody@example.org")

    assert "do not belong together" in said(known)
    assert said(known) == said(unknown)


def test_signing_up_says_the_same_of_known_and_unknown(ada):
    known, unknown = Client(), Client()
    answers = [
        (response.status_code, response["Location"], sorted(response.cookies))
        for response in (
            sign_up(known, password="another good one"),
            sign_up(unknown, "nobody@example.org", "another good one"),
        )
    ]

    assert answers[0] == answers[1]
    assert signed_in_as(known) != ada
    assert Learner.objects.count() == 0


def test_two_accounts_of_one_address_are_told_apart_by_password(ada):
    sign_up(Client(), password="another good one")
    first, second = Client(), Client()
    sign_in(first)
    sign_in(second, password="another good one")

    assert (signed_in_as(first), signed_in_as(second).username) == (ada, f"{ADDRESS}-2")


def test_name_of_a_long_address_has_room_for_a_number(db):
    address = f"{'a' * 60}@{'b' * 60}.{'c' * 60}.example.org"
    User.objects.create_user(accounts.free_name(address))

    assert accounts.free_name(address) == f"{address[:140]}-2"


def test_sixth_try_is_refused_even_with_the_right_password(client, ada):
    for _ in range(5):
        sign_in(client, password="wrong")

    # A made-up port is another host name, and must not begin another count.
    refused = sign_in(client, headers={"host": "testserver:81"})

    assert "That was tried too often." in refused.text
    assert signed_in_as(client) is None


def test_signing_up_is_no_way_to_try_more_passwords(ada):
    for number in range(5):
        sign_up(Client(), password=f"a guess, number {number}")
    sixth = Client()
    sign_up(sixth)

    assert signed_in_as(sixth) != ada


def test_too_many_forms_from_one_network_is_a_page_of_ours(client, ada):
    answers = [sign_in(client, f"{n}@example.org", "wrong") for n in range(31)]

    assert answers[-1].status_code == 429
    assert "That was too often." in answers[-1].text


@pytest.mark.parametrize(
    ("password", "complaint"),
    [
        ("short", "This password is too short."),
        ("password123", "This password is too common."),
        ("6204719935127", "This password is entirely numeric."),
        ("ada@example.org", "The password is too similar to the email address."),
    ],
)
def test_weak_password_is_refused_with_a_reason(client, password, complaint):
    response = sign_up(client, password=password)

    assert complaint in response.text
    assert f'<a href="#id_password1">Password</a>: {complaint}' in response.text
    assert User.objects.count() == 0


def test_fields_say_what_belongs_in_them(client, db):
    page = client.get("/accounts/signup/").text

    assert re.findall(r'name="(\w+)" id="\w+" autocomplete="([\w-]+)"', page) == [
        ("email", "username"),
        ("password1", "new-password"),
        ("password2", "new-password"),
    ]


def test_teach_is_for_instructors_only(ada):
    learner, instructor = Client(), Client()
    sign_in(learner)
    instructor.post(signin.new_link())

    links = [
        re.findall(r">(Teach|Account|Sign in)</a>", each.get("/about/").text)
        for each in (Client(), learner, instructor)
    ]

    assert links == [["Sign in"], ["Account"], ["Teach", "Account"]]
    assert learner.get("/teach/").status_code == 404


def test_account_page_is_for_its_owner(client, ada):
    assert client.get("/accounts/")["Location"] == "/accounts/login/?next=/accounts/"

    sign_in(client)

    assert f"<strong>{ADDRESS}</strong>" in client.get("/accounts/").text


def test_password_is_changed_and_other_browsers_are_out(ada):
    here, there = Client(), Client()
    sign_in(here)
    sign_in(there)
    new = "a new long password"
    fields = {"oldpassword": PASSWORD, "password1": new, "password2": new}

    response = here.post("/accounts/password/change/", fields)

    assert response["Location"] == "/accounts/?changed"
    assert "Your password is changed." in here.get(response["Location"]).text
    assert there.get("/accounts/").status_code == 302
    ada.refresh_from_db()
    assert ada.check_password(new)


def test_instructor_by_link_has_no_password_to_change(client):
    client.post(signin.new_link())

    assert client.get("/accounts/password/change/").status_code == 404
    assert "password/change" not in client.get("/accounts/").text


@pytest.mark.parametrize(
    "path",
    [
        "email/",
        "password/set/",
        "reauthenticate/",
        "login/code/",
        "login/code/confirm/",
        "3rdparty/",
        "social/signup/",
        "confirm-email/",
        "confirm-email/key/",
        "password/reset/done/",
        "password/reset/key/1-a/",
        "password/reset/key/done/",
    ],
)
def test_pages_without_use_do_not_exist(client, ada, path):
    assert client.get(f"/accounts/{path}").status_code == 404
    client.force_login(ada)
    assert client.get(f"/accounts/{path}").status_code == 404


def test_without_email_the_page_says_whom_to_ask(client, ada, mailoutbox):
    page = client.get("/accounts/password/reset/").text
    client.post("/accounts/password/reset/", {"email": ADDRESS})

    assert "This server sends no e-mail" in page
    assert "manage.py changepassword" in page
    assert mailoutbox == []


def test_forgetting_deletes_the_account_too(client, ada, overview):
    other = User.objects.create_user("other@example.org")
    sign_in(client)
    client.post(READ, {"read": "true"})
    assert f"Deleting it deletes your account too: {ADDRESS}." in client.get("/about/").text

    response = client.post("/about/forget-me/")

    assert list(User.objects.all()) == [other]
    assert (Learner.objects.count(), EmailAddress.objects.count()) == (0, 0)
    assert "Everything that was stored of you is deleted." in client.get(response["Location"]).text


def test_stranger_costs_no_query_for_accounts(client, db, django_assert_num_queries):
    with django_assert_num_queries(0):
        client.get("/about/")


def test_with_email_the_address_is_confirmed_before_anything_is_claimed(
    returning, learner, mail, settings
):
    response = sign_up(returning)
    assert response["Location"] == "/accounts/confirm-email/"
    assert "Look at your e-mail" in returning.get(response["Location"]).text
    assert signed_in_as(returning) is None
    assert f"{settings.SITE_URL}/accounts/confirm-email/" in mail[0].body
    link = link_in(mail[0])
    assert f"<strong>{ADDRESS}</strong> is yours?" in returning.get(link).text
    assert signed_in_as(returning) is None

    returning.post(link)

    learner.refresh_from_db()
    assert learner.user == signed_in_as(returning)
    assert "This link no longer works" in returning.get(link).text


def test_with_email_a_known_address_is_told_by_mail_alone(ada, mail):
    answers = [
        (response.status_code, response["Location"], sorted(response.cookies))
        for response in (
            sign_up(Client(), password="another good one"),
            sign_up(Client(), "nobody@example.org", "another good one"),
        )
    ]

    assert answers[0] == answers[1]
    assert [message.subject for message in mail] == [
        "You have an account already",
        "Confirm your address",
    ]
    assert User.objects.filter(email=ADDRESS).count() == 1


def test_with_email_a_forgotten_password_is_replaced(client, ada, mail):
    EmailAddress.objects.create(user=ada, email=ADDRESS, verified=True, primary=True)
    new = "a new long password"
    for address in (ADDRESS, "nobody@example.org"):
        response = client.post("/accounts/password/reset/", {"email": address})
        assert response["Location"] == "/accounts/password/reset/done/"
    assert "Look at your e-mail" in client.get(response["Location"]).text

    form = client.get(link_in(mail[0]), follow=True)
    path = form.redirect_chain[-1][0]
    done = client.post(path, {"password1": new, "password2": new})

    assert "Your password is changed" in client.get(done["Location"]).text
    sign_in(client, password=new)
    assert signed_in_as(client) == ada
    assert mail[1].subject == "There is no account with this address"
    assert "This link no longer works" in client.get(link_in(mail[0])).text


def test_mail_server_that_does_not_answer_is_a_page_of_ours(ada, mail, monkeypatch, caplog):
    def refuse(message):
        raise SMTPServerDisconnected("gone")

    monkeypatch.setattr(EmailMultiAlternatives, "send", refuse)
    answers = [
        sign_up(Client(), "new@example.org"),
        sign_up(Client()),
        Client().post("/accounts/password/reset/", {"email": ADDRESS}),
        Client().post("/accounts/password/reset/", {"email": "nobody@example.org"}),
    ]

    assert [answer.status_code for answer in answers] == [503] * 4
    assert {"No message could be sent just now." in answer.text for answer in answers} == {True}


def test_links_in_mail_lead_to_the_site_whatever_host_was_asked_for(client, ada, mail, settings):
    headers = {"host": "testserver:666"}
    client.post("/accounts/password/reset/", {"email": ADDRESS}, headers=headers)

    assert ":666" not in mail[0].body
    assert f"{settings.SITE_URL}/accounts/password/reset/key/" in mail[0].body
