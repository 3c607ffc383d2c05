"""Deep linking: an instructor chooses, and the platform gets a signed answer."""

import jwt
import pytest
from jwt.algorithms import RSAAlgorithm

from lti import choosing, platforms
from lti.refusals import Reason
from tests.lti.platform import CLAIM, CLIENT_ID, DEPLOYMENT, ISSUER, LEARNER, by_instructor
from tests.lti.views.test_launches import reason

DEEP_LINKING = "https://purl.imsglobal.org/spec/lti-dl/claim/"
RETURN_URL = f"{ISSUER}/mod/lti/contentitem_return.php?course=2&id=3"

pytestmark = pytest.mark.django_db


def asking(**changes):
    settings = {
        "deep_link_return_url": RETURN_URL,
        "accept_types": ["ltiResourceLink"],
        "accept_presentation_document_targets": ["window"],
        "data": "opaque",
    }
    return by_instructor(
        **{
            f"{CLAIM}message_type": "LtiDeepLinkingRequest",
            f"{CLAIM}resource_link": None,
            f"{DEEP_LINKING}deep_linking_settings": settings | changes,
        }
    )


@pytest.fixture
def asked(client, lms, platform, studies, exercise):
    """The form that an instructor is shown."""
    return lms.launch(client, **asking())


def choose(client, asked, work):
    signed = asked.context["form"]["asked"].value()
    return client.post("/lti/choose/", {"asked": signed, "work": work})


def test_what_can_be_chosen_is_what_can_be_assigned(client, asked):
    choices = asked.context["form"].fields["work"].choices

    assert [value for _, group in choices for value, _ in group] == [
        "pattern:stages",
        "test:stages",
        "exercise:leave-it-behind",
    ]
    assert ("_auth_user_id" in client.session, "script" in asked.text) == (False, False)


def test_answer_is_signed_and_names_the_work(client, asked):
    response = choose(client, asked, "test:stages")

    (key,) = platforms.our_keys()["keys"]
    words = jwt.decode(
        response.context["answer"],
        RSAAlgorithm.from_jwk(key),
        algorithms=["RS256"],
        issuer=CLIENT_ID,
        audience=ISSUER,
    )
    assert jwt.get_unverified_header(response.context["answer"])["kid"] == key["kid"]
    assert words[f"{CLAIM}deployment_id"] == DEPLOYMENT
    assert words[f"{DEEP_LINKING}data"] == "opaque"
    assert words[f"{DEEP_LINKING}content_items"] == [
        {
            "type": "ltiResourceLink",
            "title": "Test: Stages",
            "url": "http://127.0.0.1:8000/lti/launch/",
            "custom": {"work": "test:stages"},
            "lineItem": {"scoreMaximum": 100, "label": "Test: Stages", "resourceId": "test:stages"},
            "window": {"targetName": "_blank"},
        }
    ]


def test_data_that_was_not_sent_is_not_sent_back(client, lms, platform, studies):
    response = choose(client, lms.launch(client, **asking(data=None)), "test:stages")

    words = jwt.decode(response.context["answer"], options={"verify_signature": False})
    assert f"{DEEP_LINKING}data" not in words


def test_form_may_go_to_the_platform_from_this_page_only(client, asked):
    response = choose(client, asked, "test:stages")

    policies = [
        dict(part.strip().split(" ", 1) for part in page["Content-Security-Policy"].split(";"))
        for page in (asked, response, client.get("/"))
    ]
    assert [(each["form-action"], each["frame-ancestors"]) for each in policies] == [
        ("'self'", ISSUER),
        (ISSUER, ISSUER),
        ("'self'", "'none'"),
    ]
    assert f'action="{RETURN_URL.replace("&", "&amp;")}"' in response.text


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/return",
        "https://moodle.example.org@evil.example/",
        "javascript:alert(1)",
        "/return",
        "https://moodle.example.org:x/",
    ],
)
def test_answer_goes_to_the_platforms_own_servers_only(client, lms, platform, url):
    assert reason(lms.launch(client, **asking(deep_link_return_url=url))) == Reason.NOT_OURS


def test_student_chooses_nothing(client, lms, platform):
    response = lms.launch(client, **asking() | {f"{CLAIM}roles": [LEARNER]})

    assert reason(response) == Reason.NO_ROLE


@pytest.mark.parametrize("work", ["", "test:none", "exercise:../.."])
def test_what_there_is_not_cannot_be_chosen(client, asked, work):
    response = choose(client, asked, work)

    assert (response.status_code, "answer" in response.context) == (422, False)


def test_question_that_is_not_ours_is_refused(client, asked):
    words = {"asked": "made:up", "work": "test:stages"}

    assert reason(client.post("/lti/choose/", words)) == Reason.NOT_UNDERSTOOD
    assert reason(client.post("/lti/choose/")) == Reason.NOT_UNDERSTOOD
    assert client.get("/lti/choose/").status_code == 405


def test_question_is_good_for_an_hour(client, asked, monkeypatch):
    monkeypatch.setattr(choosing, "SECONDS", -1)

    assert reason(choose(client, asked, "test:stages")) == Reason.TOO_OLD


def test_login_for_choosing_goes_on_inside_the_platforms_frame(client, lms, platform):
    target = "http://127.0.0.1:8000/lti/choose/"

    response = lms.begin(client, {"Sec-Fetch-Dest": "iframe"}, target_link_uri=target)

    assert response.status_code == 302
