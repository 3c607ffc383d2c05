"""What an administrator types."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from lti_tool.models import Key, LtiDeployment

from lti.models import Platform, Score
from tests.lti.platform import CLIENT_ID, ISSUER, by_instructor
from tests.lti.test_grades import done, member, ten  # noqa: F401 -- fixtures of a neighbour

pytestmark = pytest.mark.django_db
URLS = {
    "auth_url": f"{ISSUER}/mod/lti/auth.php",
    "token_url": f"{ISSUER}/mod/lti/token.php",
    "keyset_url": f"{ISSUER}/mod/lti/certs.php",
}


def said(*words, **options):
    out = StringIO()
    call_command(*words, **options, stdout=out)
    return out.getvalue()


def registering(name="Moodle", **changes):
    options = {"issuer": ISSUER, "client_id": CLIENT_ID, **URLS} | changes
    return said("register_platform", name, **options)


def test_addresses_for_the_platform_are_printed_before_it_is_registered():
    assert said("register_platform") == (
        "The platform needs:\n"
        "  Tool URL, redirection URI             http://127.0.0.1:8000/lti/launch/\n"
        "  Initiate login URL                    http://127.0.0.1:8000/lti/login/\n"
        "  Public keyset URL                     http://127.0.0.1:8000/lti/jwks/\n"
        "  Content selection (deep linking) URL  http://127.0.0.1:8000/lti/choose/\n"
    )
    assert (Platform.objects.count(), Key.objects.count()) == (0, 1)


def test_platform_is_registered_and_changed_by_the_same_command():
    registering()
    registering("Moodle, new", no_instructors=True, deployment=["1", "2"])

    platform = Platform.objects.select_related("registration").get()
    assert (platform.registration.name, platform.makes_instructors) == ("Moodle, new", False)
    assert list(LtiDeployment.objects.values_list("deployment_id", "is_active")) == [
        ("1", True),
        ("2", True),
    ]
    assert Key.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"issuer": None}, "--issuer is missing."),
        ({"auth_url": "moodle"}, "--auth-url moodle is not an address with https://"),
        ({"keyset_url": "file:///etc/passwd"}, "--keyset-url file:///etc/passwd is not an address"),
        ({"token_url": "https://a:b@moodle.example.org/"}, "is too long, or holds a password."),
        ({"origin": ["https://grades.example.org/x"]}, "is not like https://grades.example.org"),
        ({"client_id": "x" * 256}, "This is longer than 255 characters"),
    ],
)
def test_what_makes_no_sense_is_refused(changes, message):
    with pytest.raises(CommandError) as caught:
        registering(**changes)

    assert message in str(caught.value)
    assert Platform.objects.count() == 0


def test_site_with_tls_calls_platforms_with_tls_only(settings):
    settings.TLS = True

    with pytest.raises(CommandError):
        registering(token_url="http://moodle.example.org/token")


def test_deployments_are_listed_activated_and_shut_out(client, lms, registered):
    lms.launch(client, **by_instructor())
    number = registered.pk

    listed = f"{number}  Moodle of the school\n     deployment 7: waits for activation\n"
    assert said("activate_deployment") == listed
    assert said("activate_deployment", number, "7") == (
        "Moodle of the school, deployment 7: active.\n"
    )
    assert LtiDeployment.objects.get().is_active
    said("activate_deployment", number, "7", off=True)
    assert not LtiDeployment.objects.get().is_active


def test_platform_that_there_is_not_cannot_be_activated():
    assert said("activate_deployment") == "No platform is registered: manage.py register_platform\n"
    with pytest.raises(CommandError):
        said("activate_deployment", 99, "1")


def test_grades_are_sent_and_what_was_given_up_again(lms, done):  # noqa: F811 -- the fixture
    lms.status = 500
    said("send_grades")
    Score.objects.update(tries=99)
    lms.status = 200

    assert said("send_grades", again=True) == (
        "1 given up are due again.\n0 results noted, 1 sent, 0 to be tried again, 0 given up.\n"
    )


def test_sender_ends_with_the_process_that_started_it(lms, done):  # noqa: F811 -- the fixture
    assert (said("send_grades", every=1, parent=1_000_000_000), lms.scores) == ("", [])


def test_migrations_make_what_the_models_say():
    assert said("makemigrations", check=True, dry_run=True) == "No changes detected\n"
