"""A platform that is registered, and the course of the classes' tests. `LTI=on pytest tests/lti`:
where LTI is off there are no such tables, and nothing here is collected."""

import pytest
from django.conf import settings
from django.test import Client
from jwcrypto.jwk import JWK

from lti.calling import Caller
from tests.classes.conftest import (  # noqa: F401 -- fixtures of neighbours
    bank,
    exercise,
    pattern,
    studies,
)
from tests.lti.platform import CLIENT_ID, DEPLOYMENT, ISSUER, Platform, by_instructor

OUR_KEY = JWK.generate(kty="RSA", size=2_048)  # once: it takes a while
collect_ignore_glob = [] if settings.LTI else ["*"]


@pytest.fixture(autouse=True)
def lms(monkeypatch):
    """The platform on the other side of every request that is made."""
    platform = Platform()
    monkeypatch.setattr(Caller, "get_adapter", lambda *_, **__: platform)
    return platform


@pytest.fixture(autouse=True)
def our_key(monkeypatch):
    from lti_tool.models import KeyManager  # noqa: PLC0415 -- there is none where LTI is off

    monkeypatch.setattr(KeyManager, "generate", lambda self: self.create_from_jwk(OUR_KEY))


@pytest.fixture
def terms():
    from lti.platforms import Terms  # noqa: PLC0415 -- there is none where LTI is off

    return Terms(
        name="Moodle of the school",
        issuer=ISSUER,
        client_id=CLIENT_ID,
        auth_url=f"{ISSUER}/mod/lti/auth.php",
        token_url=f"{ISSUER}/mod/lti/token.php",
        keyset_url=f"{ISSUER}/mod/lti/certs.php",
    )


@pytest.fixture
def registered(db, terms):
    """Registered, and nothing activated."""
    from lti import platforms  # noqa: PLC0415 -- as above

    return platforms.register(terms)


@pytest.fixture
def platform(registered):
    """Ours of the platform, with its deployment active."""
    from lti import platforms  # noqa: PLC0415 -- as above

    platforms.activate(registered, DEPLOYMENT)
    return registered


@pytest.fixture
def course(platform, lms):
    """A course that its instructor has opened once, in another browser."""
    from lti.models import Course  # noqa: PLC0415 -- as above

    lms.launch(Client(), **by_instructor())
    return Course.objects.select_related("classroom").get()
