"""A launch: what is believed of it, what it makes, where it leads."""

import html
import time

import jwt
import pytest
from django.contrib.auth.models import User
from django.test import Client
from lti_tool.models import LtiDeployment, LtiUser

from classes import teaching
from classes.models import Assignment, Classroom, Membership
from learning.learners import COOKIE as LEARNER_COOKIE
from learning.models import Learner
from learning.signin import INSTRUCTORS
from lti import handshake, platforms
from lti.models import Course, Launcher, Link, UsedNonce
from lti.refusals import WORDS, Reason
from tests.classes.conftest import instructor
from tests.lti.platform import (
    CLAIM,
    DEPLOYMENT,
    ISSUER,
    LEARNER,
    LINE_ITEM,
    MEMBERSHIP,
    OTHER_KEY,
    by_instructor,
    for_work,
)

pytestmark = pytest.mark.django_db


def reason(response):
    """Why a launch was refused; None where it was not."""
    if response.status_code != 403:
        return None
    page = html.unescape(response.text)
    return next(each for each in Reason if f"<h1>{WORDS[each].title}</h1>" in page)


def arrives(client, response):
    """Where a launch leads in the end, without what is told on the way."""
    assert response.url.startswith("/lti/arrive/?")
    page = client.get(response.url)
    return page.url if page.status_code == 302 else page.context["to"]


def signed_in(client):
    return User.objects.filter(pk=client.session.get("_auth_user_id")).first()


# Beginning


def test_login_asks_the_platform_and_binds_the_answer_to_this_browser(client, lms, platform):
    response = lms.begin(client)

    asked = lms.asked(response)
    cookie = response.cookies[handshake.COOKIE]
    assert response.url.startswith(f"{ISSUER}/mod/lti/auth.php?")
    assert asked | {"state": "", "nonce": ""} == {
        "scope": "openid",
        "response_type": "id_token",
        "response_mode": "form_post",
        "prompt": "none",
        "client_id": "stagecraft-1",
        "redirect_uri": "http://127.0.0.1:8000/lti/launch/",
        "login_hint": "42",
        "lti_message_hint": "launch-9",
        "state": "",
        "nonce": "",
    }
    assert (cookie["httponly"], cookie["max-age"], cookie["path"]) == (True, 600, "/")


def test_cookie_is_made_for_another_sites_post_where_there_is_tls(client, lms, platform, settings):
    settings.TLS = True

    cookie = lms.begin(client).cookies[handshake.COOKIE]

    assert cookie.OutputString().split("; ", 1)[1].split("; ")[1:] == [
        "HttpOnly",
        "Max-Age=600",
        "Partitioned",
        "Path=/",
        "SameSite=None",
        "Secure",
    ]


def test_login_may_be_posted_and_writes_nothing(
    client, lms, platform, django_assert_max_num_queries
):
    with django_assert_max_num_queries(1) as queries:
        response = client.post("/lti/login/", lms.login_words())

    assert response.status_code == 302
    assert [query["sql"].split()[0] for query in queries] == ["SELECT"]


def test_platform_that_names_no_client_is_found_if_only_one_can_be_meant(
    client, lms, platform, terms
):
    assert lms.begin(client, client_id=None).status_code == 302

    platforms.register(type(terms)(**vars(terms) | {"client_id": "another"}))

    assert reason(lms.begin(client, client_id=None)) == Reason.UNKNOWN_PLATFORM


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"iss": "https://evil.example"}, Reason.UNKNOWN_PLATFORM),
        ({"client_id": "another"}, Reason.UNKNOWN_PLATFORM),
        ({"iss": None}, Reason.NOT_UNDERSTOOD),
        ({"login_hint": None}, Reason.NOT_UNDERSTOOD),
        ({"login_hint": "x" * 8_001}, Reason.NOT_UNDERSTOOD),
        ({"target_link_uri": "https://evil.example/lti/launch/"}, Reason.NOT_OURS),
        ({"target_link_uri": "//evil.example"}, Reason.NOT_OURS),
        ({"target_link_uri": "http://127.0.0.1:8000@evil.example/"}, Reason.NOT_OURS),
        ({"target_link_uri": "javascript:alert(1)"}, Reason.NOT_OURS),
        ({"target_link_uri": "http://[::1"}, Reason.NOT_OURS),
    ],
)
def test_login_that_makes_no_sense_leads_nowhere(client, lms, platform, changes, why):
    assert reason(lms.begin(client, **changes)) == why


def test_platform_that_was_switched_off_is_unknown(client, lms, platform):
    type(platform.registration).objects.update(is_active=False)

    assert reason(lms.begin(client)) == Reason.UNKNOWN_PLATFORM


def test_framed_login_offers_a_new_window_and_the_frame_may_show_it(client, lms, platform):
    response = lms.begin(client, headers={"Sec-Fetch-Dest": "iframe"})

    assert (response.status_code, handshake.COOKIE in response.cookies) == (200, False)
    assert not response.has_header("X-Frame-Options")
    assert "frame-ancestors *" in response["Content-Security-Policy"]
    assert "script" not in response.text
    assert 'target="_blank" rel="noopener"' in response.text
    again = client.get(response.context["again"])
    assert lms.asked(again)["login_hint"] == "42"
    assert lms.asked(again)["lti_message_hint"] == "launch-9"


# What is believed


def test_students_launch_signs_them_in_and_leads_into_the_class(client, lms, course):
    response = lms.launch(client)

    user = signed_in(client)
    assert arrives(client, response) == f"/classes/{course.classroom.key}/"
    assert user == Launcher.objects.get(sub="student-42").user
    assert (user.has_usable_password(), user.email, user.first_name) == (False, "", "")
    assert Membership.objects.get(learner__user=user).display_name == "Mia Meyer"
    assert client.session.get_expire_at_browser_close()


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"key": OTHER_KEY}, Reason.NOT_PROVED),
        ({"kid": "unknown"}, Reason.NOT_PROVED),
        ({"key": "s" * 64, "algorithm": "HS256"}, Reason.NOT_PROVED),
        ({"key": None, "algorithm": "none"}, Reason.NOT_PROVED),
        ({"algorithm": "RS512"}, Reason.NOT_PROVED),
        ({"iss": "https://evil.example"}, Reason.NOT_PROVED),
        ({"aud": "another"}, Reason.NOT_PROVED),
        ({"aud": ["another", "stagecraft-1"]}, Reason.NOT_PROVED),
        ({"aud": ["stagecraft-1", "another"], "azp": "another"}, Reason.NOT_PROVED),
        ({"exp": 1_000_000_000}, Reason.NOT_PROVED),
        ({"exp": None}, Reason.NOT_PROVED),
        ({"iat": int(time.time()) + 3_600}, Reason.NOT_PROVED),
        ({"sub": None}, Reason.NOT_PROVED),
        ({"nonce": "of-another-login"}, Reason.NOT_PROVED),
        ({f"{CLAIM}version": "1.1"}, Reason.NOT_UNDERSTOOD),
        ({f"{CLAIM}message_type": "Sesame"}, Reason.NOT_UNDERSTOOD),
        ({f"{CLAIM}resource_link": "11"}, Reason.NOT_UNDERSTOOD),
        ({f"{CLAIM}roles": "Learner"}, Reason.NOT_UNDERSTOOD),
        ({f"{CLAIM}context": {"id": "2\0"}}, Reason.NOT_UNDERSTOOD),
        ({f"{CLAIM}context": {"id": "x" * 256}}, Reason.NOT_UNDERSTOOD),
        ({f"{CLAIM}context": None}, Reason.NO_COURSE),
        ({f"{CLAIM}roles": [f"{MEMBERSHIP}#Mentor"]}, Reason.NO_ROLE),
        ({f"{CLAIM}target_link_uri": "https://evil.example/"}, Reason.NOT_OURS),
    ],
)
def test_launch_that_does_not_hold_is_refused_and_changes_nothing(
    client, lms, course, changes, why
):
    before = User.objects.count()
    nonce = changes.pop("nonce", None)
    asked = lms.asked(lms.begin(client))
    token = lms.token(nonce or asked["nonce"], **changes)

    response = client.post("/lti/launch/", {"state": asked["state"], "id_token": token})

    assert (response.status_code, reason(response)) == (403, why)
    assert (signed_in(client), User.objects.count()) == (None, before)


@pytest.mark.parametrize("token", ["", "x", "a.b.c", "e30.e30.e30", "x" * 70_000])
def test_what_is_no_token_is_refused(client, lms, course, token):
    state = lms.asked(lms.begin(client))["state"]

    response = client.post("/lti/launch/", {"state": state, "id_token": token})

    assert reason(response) in {Reason.NOT_PROVED, Reason.NOT_UNDERSTOOD}


def test_token_for_several_that_says_we_asked_is_believed(client, lms, course):
    both = {"aud": ["stagecraft-1", "another"], "azp": "stagecraft-1"}

    assert reason(lms.launch(client, **both)) is None


def test_clocks_may_differ_by_some_seconds(client, lms, course):
    now = int(time.time())

    assert reason(lms.launch(client, iat=now + 30, exp=now + 90)) is None


def test_launch_works_once(client, lms, course):
    asked = lms.asked(lms.begin(client))
    words = {"state": asked["state"], "id_token": lms.token(asked["nonce"])}

    responses = [client.post("/lti/launch/", words) for _ in range(2)]

    assert [reason(each) for each in responses] == [None, Reason.USED]


def test_answer_in_another_browser_is_refused(client, lms, course):
    asked = lms.asked(lms.begin(client))
    words = {"state": asked["state"], "id_token": lms.token(asked["nonce"])}
    other = Client()
    lms.begin(other)

    assert reason(Client().post("/lti/launch/", words)) == Reason.NO_COOKIE
    assert reason(other.post("/lti/launch/", words)) == Reason.NO_COOKIE
    assert reason(client.post("/lti/launch/", words)) is None


@pytest.mark.parametrize("state", ["", "state-1", "eyJhIjoxfQ:1abc:sig"])
def test_state_that_is_not_ours_is_refused(client, lms, course, state):
    nonce = lms.asked(lms.begin(client))["nonce"]

    response = client.post("/lti/launch/", {"state": state, "id_token": lms.token(nonce)})

    assert reason(response) == Reason.NOT_UNDERSTOOD


def test_launch_that_took_too_long_is_refused(client, lms, course, monkeypatch):
    begun = lms.begin(client)
    monkeypatch.setattr(handshake, "SECONDS", -1)

    assert reason(lms.launch(client, begun)) == Reason.TOO_OLD


def test_two_launches_side_by_side_both_work(client, lms, course):
    begun = [lms.begin(client), lms.begin(client)]

    assert [reason(lms.launch(client, each)) for each in begun] == [None, None]


def test_platforms_refusal_is_told(client, lms, course):
    state = lms.asked(lms.begin(client))["state"]

    response = client.post("/lti/launch/", {"state": state, "error": "login_required"})

    assert reason(response) == Reason.PLATFORM_SAID_NO


def test_refusal_may_be_seen_in_a_frame_and_sends_no_form_anywhere(client, platform):
    response = client.post("/lti/launch/")

    policy = response["Content-Security-Policy"]
    assert not response.has_header("X-Frame-Options")
    assert ("frame-ancestors *" in policy, "form-action 'none'" in policy) == (True, True)


def test_new_deployment_waits_and_the_page_says_for_what(client, lms, registered):
    response = lms.launch(client, **by_instructor())

    assert reason(response) == Reason.NOT_ACTIVE
    assert f"Platform: Moodle of the school. Deployment: {DEPLOYMENT}." in response.text
    assert list(LtiDeployment.objects.values_list("deployment_id", "is_active")) == [("7", False)]
    assert (User.objects.count(), Classroom.objects.count()) == (0, 0)


def test_what_a_token_says_of_an_address_or_a_picture_is_kept_nowhere(client, lms, course):
    mine = instructor("somebody")

    lms.launch(client, email=mine.email, picture="https://moodle.example.org/p.png")

    assert signed_in(client) != mine
    assert User.objects.filter(email=mine.email).count() == 1
    assert LtiUser.objects.count() == 0


# Instructors


def test_first_instructor_of_a_course_gets_its_class(client, lms, platform):
    response = lms.launch(client, **by_instructor())

    course = Course.objects.select_related("classroom__owner").get()
    user = signed_in(client)
    classroom = course.classroom
    assert arrives(client, response) == f"/teach/classes/{classroom.key}/"
    assert (classroom.name, classroom.teacher) == ("Containers, autumn", "Ada Lovelace")
    assert (classroom.owner, user.first_name) == (user, "Ada Lovelace")
    assert [group.name for group in user.groups.all()] == [INSTRUCTORS]
    assert not hasattr(classroom, "join_code")
    assert client.get(f"/teach/classes/{classroom.key}/").status_code == 200


def test_second_instructor_assists_and_a_second_launch_makes_nothing(client, lms, course):
    lms.launch(client, **by_instructor(sub="teacher-2", name="Bob"))
    lms.launch(client, **by_instructor(sub="teacher-2", name="Bob"))
    lms.launch(Client(), **by_instructor())

    classroom = Classroom.objects.get()
    assert classroom.owner.launcher.sub == "teacher-1"
    assert [user.launcher.sub for user in classroom.assistants.all()] == ["teacher-2"]


def test_owner_of_a_class_with_every_assistant_it_can_have_still_comes_in(
    client, lms, course, monkeypatch
):
    monkeypatch.setattr(teaching, "MOST_ASSISTANTS", 0)

    assert reason(lms.launch(client, **by_instructor())) is None
    assert reason(lms.launch(client, **by_instructor(sub="teacher-2"))) == Reason.NO_ROOM


@pytest.mark.parametrize(
    "role",
    [
        "http://purl.imsglobal.org/vocab/lis/v2/institution/person#Instructor",
        "http://purl.imsglobal.org/vocab/lis/v2/system/person#Administrator",
        f"{MEMBERSHIP}#Administrator",
    ],
)
def test_who_instructs_elsewhere_instructs_nothing_here(client, lms, course, role):
    lms.launch(client, **{f"{CLAIM}roles": [role, LEARNER]})

    assert not signed_in(client).groups.exists()


def test_platform_that_may_make_no_instructors_makes_none(client, lms, terms):
    platform = platforms.register(type(terms)(**vars(terms) | {"makes_instructors": False}))
    platforms.activate(platform, DEPLOYMENT)

    response = lms.launch(client, **by_instructor())

    assert arrives(client, response) == "/lti/waiting/"
    assert client.get("/lti/waiting/").status_code == 403
    assert (Course.objects.count(), signed_in(client).groups.count()) == (0, 0)


def test_role_that_was_taken_back_is_not_given_again(client, lms, course):
    owner = course.classroom.owner
    owner.groups.clear()

    response = lms.launch(client, **by_instructor())

    assert arrives(client, response) == "/lti/waiting/"
    assert owner.groups.count() == 0


def test_class_without_an_owner_goes_to_the_next_instructor(client, lms, course):
    course.classroom.owner.delete()

    lms.launch(client, **by_instructor(sub="teacher-2"))

    assert Classroom.objects.get().owner == signed_in(client)


# Learners


def test_student_before_any_instructor_is_told_so_and_nothing_is_kept(client, lms, platform):
    assert reason(lms.launch(client)) == Reason.NO_CLASS
    assert (User.objects.count(), Launcher.objects.count()) == (0, 0)


def test_names_are_one_line_and_each_once(client, lms, course):
    for number, name in enumerate(
        ["Mia Meyer", "mia meyer", "Mia\u202e\nMeyer", "", "\u200b", "x" * 300, "x" * 300]
    ):
        lms.launch(Client(), sub=f"student-{number}", name=name)

    found = Membership.objects.order_by("pk").values_list("display_name", flat=True)
    assert list(found) == [
        "Mia Meyer",
        "mia meyer 2",
        "Mia Meyer 3",
        "Student",
        "Student 2",
        "x" * 40,
        "x" * 38 + " 2",
    ]


def test_name_may_come_in_two_parts(client, lms, course):
    lms.launch(client, name=None, given_name="Mia", family_name="Meyer")

    assert Membership.objects.get().display_name == "Mia Meyer"


def test_student_who_left_is_in_again_with_the_next_launch(client, lms, course):
    lms.launch(client)
    client.post(f"/classes/{course.classroom.key}/leave/")
    assert Membership.objects.present().count() == 0

    lms.launch(client)

    assert Membership.objects.present().count() == 1
    assert Learner.objects.filter(user__isnull=False).count() == 1


def test_archived_class_takes_nobody_in(client, lms, course):
    teaching.archive(course.classroom)

    response = lms.launch(client)

    assert (arrives(client, response), Membership.objects.count()) == ("/classes/", 0)


def test_full_class_is_told(client, lms, course, monkeypatch):
    monkeypatch.setattr("classes.joining.MOST_MEMBERS", 0)

    assert reason(lms.launch(client)) == Reason.FULL
    assert Launcher.objects.filter(sub="student-42").count() == 0


def test_closed_account_is_let_in_no_more(client, lms, course):
    lms.launch(client)
    User.objects.filter(launcher__sub="student-42").update(is_active=False)

    assert reason(lms.launch(Client())) == Reason.CLOSED


# The link's work


@pytest.mark.usefixtures("studies")
@pytest.mark.parametrize(
    ("work", "place"),
    [
        ("pattern:stages", "/patterns/stages/"),
        ("test:stages", "/patterns/stages/test/"),
        ("exercise:leave-it-behind", "/lab/leave-it-behind/"),
    ],
)
def test_links_work_is_assigned_once_and_opened(client, lms, course, exercise, work, place):
    responses = [lms.launch(client, **for_work(work)) for _ in range(2)]

    assignment = Assignment.objects.get()
    assert {arrives(client, each) for each in responses} == {assignment.place}
    assert assignment.place == place.replace("/lab/leave-it-behind/", exercise.get_absolute_url())
    assert Link.objects.get(work=work).line_item == LINE_ITEM


def test_work_that_is_assigned_already_is_not_assigned_again(
    client, lms, course, bank, studies, exercise
):
    for number in range(2):
        link = {f"{CLAIM}resource_link": {"id": f"link-{number}"}}
        lms.launch(client, **for_work("exercise:leave-it-behind", **link))

    found = Link.objects.filter(resource_id__startswith="link-")
    assert (Assignment.objects.count(), found.count()) == (1, 2)


def test_withdrawn_work_stays_withdrawn_till_the_link_names_another(
    client, lms, course, bank, studies, exercise
):
    lms.launch(client, **for_work("exercise:leave-it-behind"))
    teaching.withdraw(Assignment.objects.get())

    again = lms.launch(client, **for_work("exercise:leave-it-behind"))
    assert arrives(client, again) == f"/classes/{course.classroom.key}/"

    lms.launch(client, **for_work("test:stages"))
    assert Assignment.objects.get().kind == "test"


@pytest.mark.parametrize("work", ["", "test:none", "//evil.example", "x" * 81, 7, "a:b:c"])
def test_work_that_there_is_not_leads_to_the_class(client, lms, course, studies, work):
    response = lms.launch(client, **for_work(work))

    assert arrives(client, response) == f"/classes/{course.classroom.key}/"


@pytest.mark.parametrize(
    "url",
    [
        "https://internal.example/lineitem",
        "https://moodle.example.org.evil.example/lineitem",
        "https://moodle.example.org@evil.example/lineitem",
        "https://moodle.example.org:8443/lineitem",
        "http://moodle.example.org/lineitem",
    ],
)
def test_line_item_on_another_server_is_not_kept(client, lms, course, url):
    words = for_work("")
    words["https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"]["lineitem"] = url

    lms.launch(client, **words)

    assert Link.objects.get(resource_id="11").line_item == ""


# Whose session


def test_launch_as_another_ends_the_session_of_who_was_signed_in(client, lms, course):
    ada = instructor("ada")
    client.force_login(ada, "allauth.account.auth_backends.AuthenticationBackend")
    session = client.session.session_key
    Learner.objects.create(user=ada)

    lms.launch(client)

    assert signed_in(client).launcher.sub == "student-42"
    assert client.session.session_key != session
    assert not client.session.__class__().exists(session)
    assert Learner.objects.filter(user=ada).count() == 1


def test_refused_launch_signs_nobody_out(client, lms, course):
    ada = instructor("ada")
    client.force_login(ada, "allauth.account.auth_backends.AuthenticationBackend")

    lms.launch(client, key=OTHER_KEY)
    client.post("/lti/launch/", {"state": "x", "id_token": "y"})

    assert signed_in(client) == ada


def test_form_of_who_was_signed_in_before_no_longer_holds(lms, course):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(instructor("ada"), "allauth.account.auth_backends.AuthenticationBackend")
    browser.get("/accounts/logout/")
    token = browser.cookies["csrf"].value

    lms.launch(browser)

    assert browser.cookies["csrf"].value != token
    response = browser.post("/accounts/logout/", {"csrfmiddlewaretoken": token})
    assert (response.status_code, signed_in(browser).launcher.sub) == (403, "student-42")


def test_learners_cookie_is_not_read_by_a_launch(client, lms, course):
    guest = Learner.objects.create()
    client.cookies[LEARNER_COOKIE] = "forged"

    lms.launch(client)

    assert Learner.objects.filter(pk=guest.pk, user=None).count() == 1


# The platform's keys


def test_keys_come_from_the_registration_and_are_fetched_once(client, lms, course):
    for number in range(3):
        lms.launch(Client(), sub=f"student-{number}")

    assert lms.calls == [("GET", f"{ISSUER}/mod/lti/certs.php")]
    assert [(made["timeout"], made["stream"]) for made in lms.options] == [((3.05, 6), True)]


def test_address_of_keys_in_a_token_is_not_followed(client, lms, course):
    asked = lms.asked(lms.begin(client))
    body = {"nonce": asked["nonce"], "jku": "https://evil.example/keys"}
    headers = {"kid": "mine", "jku": "https://evil.example/keys"}
    token = jwt.encode(body, OTHER_KEY, algorithm="RS256", headers=headers)

    response = client.post("/lti/launch/", {"state": asked["state"], "id_token": token})

    assert reason(response) == Reason.NOT_PROVED
    assert {url for _, url in lms.calls} == {f"{ISSUER}/mod/lti/certs.php"}


def test_made_up_keys_do_not_make_us_ask_again_and_again(client, lms, course):
    before = len(lms.calls)

    for number in range(5):
        lms.launch(client, kid=f"made-up-{number}")

    assert len(lms.calls) == before


def test_new_key_of_the_platform_is_fetched(client, lms, course, monkeypatch):
    monkeypatch.setattr(platforms, "KEYS_PAUSE", platforms.KEYS_PAUSE * 0)
    lms.keys = [lms.keys[0] | {"kid": "two"}]

    assert reason(lms.launch(client, kid="two")) is None


@pytest.mark.parametrize(
    "keys", [None, [], ["one"], [{"kid": "one", "kty": "oct", "k": "c2VjcmV0"}]]
)
def test_keys_that_are_none_prove_nothing(client, lms, platform, keys):
    lms.keys = keys

    assert reason(lms.launch(client, **by_instructor())) == Reason.NOT_PROVED


def test_platform_that_does_not_answer_lets_nobody_in(client, lms, platform):
    lms.is_down = True

    assert reason(lms.launch(client, **by_instructor())) == Reason.NOT_PROVED


def test_used_nonces_are_forgotten_when_their_state_is_long_over(client, lms, course):
    old = handshake.KEPT * 2
    UsedNonce.objects.update(used_at=handshake.timezone.now() - old)

    lms.launch(client)

    assert UsedNonce.objects.count() == 1


# Our keys


def test_our_public_keys_are_shown_and_made_once(client, platform, terms):
    platforms.register(terms)

    (key,) = client.get("/lti/jwks/").json()["keys"]

    assert {"kty", "n", "e", "kid", "alg", "use"} == set(key)
    assert (key["kty"], key["alg"]) == ("RSA", "RS256")
