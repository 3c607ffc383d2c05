"""What a platform says of a launch, believed only if it is proved."""

from typing import Any

import jwt
from jwt.algorithms import RSAAlgorithm
from pydantic import ValidationError
from pylti1p3.exception import LtiException

from lti import claims, handshake, platforms
from lti.claims import Claims
from lti.handshake import Handshake
from lti.models import Platform
from lti.refusals import Reason, RefusedError

LONGEST = 64 * 1024  # characters of a token
LEEWAY = 60  # seconds that two clocks may differ
REQUIRED = ["iss", "aud", "sub", "exp", "iat", "nonce"]


def read(token: str, begun: Handshake) -> Claims:
    """Signature, issuer, audience, time, nonce and form hold, and it was not used before."""
    body = proved(token, begun.platform)
    if body.get("nonce") != begun.nonce:
        raise RefusedError(Reason.NOT_PROVED, log="the nonce is of another login")
    handshake.use_up(begun)
    try:
        claims.must_be_whole(body)
        return Claims.model_validate(body)
    except ValidationError as error:
        # Which claims, not what stood in them: that may be somebody's name.
        wrong = [fault["loc"] for fault in error.errors(include_input=False)]
        raise RefusedError(Reason.NOT_UNDERSTOOD, log=repr(wrong)) from None
    except (LtiException, AttributeError, TypeError) as error:
        # A message of the standard's with a claim of another kind makes PyLTI1p3 stumble.
        raise RefusedError(Reason.NOT_UNDERSTOOD, log=repr(error)) from error


def proved(token: str, platform: Platform) -> dict[str, Any]:
    registration = platform.registration
    if not 0 < len(token) <= LONGEST:
        raise RefusedError(Reason.NOT_UNDERSTOOD, log="no token, or one that is too long")
    try:
        body = jwt.decode(
            token,
            public_key(token, platform),
            algorithms=["RS256"],
            issuer=registration.issuer,
            audience=registration.client_id,
            leeway=LEEWAY,
            options={"require": REQUIRED},
        )
    except jwt.PyJWTError as error:
        raise RefusedError(Reason.NOT_PROVED, log=repr(error)) from error
    if isinstance(body["aud"], list) and len(body["aud"]) > 1:
        must_be_for_us(body, registration.client_id)
    return dict(body)


def must_be_for_us(body: dict[str, Any], client_id: str) -> None:
    """Where a token is for several, it says who asked for it."""
    if body.get("azp") != client_id:
        raise RefusedError(Reason.NOT_PROVED, log="azp is not our client id")


def public_key(token: str, platform: Platform) -> Any:
    kid = jwt.get_unverified_header(token).get("kid")
    found = platforms.key_named(platform, kid) if isinstance(kid, str) else None
    if found is None:
        raise jwt.InvalidKeyError(f"The platform has no key {str(kid)[:80]!r}")
    try:
        return RSAAlgorithm.from_jwk({part: str(found[part]) for part in ("kty", "n", "e")})
    except (ValueError, KeyError, TypeError) as error:
        raise jwt.InvalidKeyError(f"Not an RSA key: {error!r}") from error
