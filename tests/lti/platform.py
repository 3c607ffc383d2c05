"""A learning platform for the tests: signs what it is told to, and answers when it is called."""

import json
import time
from io import BytesIO
from urllib.parse import parse_qsl, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm
from requests import Response, exceptions
from requests.adapters import BaseAdapter

CLAIM = "https://purl.imsglobal.org/spec/lti/claim/"
AGS = "https://purl.imsglobal.org/spec/lti-ags/"
MEMBERSHIP = "http://purl.imsglobal.org/vocab/lis/v2/membership"
INSTRUCTOR = f"{MEMBERSHIP}#Instructor"
LEARNER = f"{MEMBERSHIP}#Learner"
ISSUER = "https://moodle.example.org"
CLIENT_ID = "stagecraft-1"
DEPLOYMENT = "7"
LINE_ITEM = f"{ISSUER}/mod/lti/services.php/2/lineitems/5/lineitem?type_id=1"
KEY = rsa.generate_private_key(public_exponent=65_537, key_size=2_048)
OTHER_KEY = rsa.generate_private_key(public_exponent=65_537, key_size=2_048)


class Platform(BaseAdapter):
    """Also the adapter by which our requests end up here and nowhere else."""

    def __init__(self):
        super().__init__()
        self.calls = []  # every request: method and address
        self.options = []  # and how it was made
        self.scores = []  # what was sent to line items
        self.status = 200  # of the answer to a score
        self.is_down = False
        self.keys = [json.loads(RSAAlgorithm.to_jwk(KEY.public_key())) | {"kid": "one"}]

    # Being called

    def send(self, request, **options):
        self.calls.append((request.method, request.url))
        self.options.append(options)
        if self.is_down:
            raise exceptions.ConnectTimeout
        status, body = self.answer(request)
        response = Response()
        response.status_code, response.url, response.request = status, request.url, request
        response.raw = BytesIO(json.dumps(body).encode() if body is not None else b"")
        return response

    def close(self):
        pass

    def answer(self, request):
        path = urlsplit(request.url).path
        if path == "/mod/lti/certs.php":
            return 200, {"keys": self.keys}
        if path == "/mod/lti/token.php":
            return 200, self.token_for(dict(parse_qsl(request.body)))
        if path.endswith("/lineitem/scores") and request.headers["Authorization"] == "Bearer t0":
            if self.status == 200:
                self.scores.append(json.loads(request.body))
            return self.status, None
        return 404, {}

    def token_for(self, form):
        """For whoever proves with a key of ours that it is us."""
        from lti import platforms  # noqa: PLC0415 -- there is none where LTI is off

        (key,) = platforms.our_keys()["keys"]
        jwt.decode(
            form["client_assertion"],
            RSAAlgorithm.from_jwk(key),
            algorithms=["RS256"],
            issuer=CLIENT_ID,
            audience=f"{ISSUER}/mod/lti/token.php",
        )
        return {"access_token": "t0", "scope": form["scope"], "expires_in": 3_600}

    # Launching

    def login_words(self, **changes):
        words = {
            "iss": ISSUER,
            "client_id": CLIENT_ID,
            "login_hint": "42",
            "lti_message_hint": "launch-9",
            "target_link_uri": "http://127.0.0.1:8000/lti/launch/",
        }
        return {name: value for name, value in (words | changes).items() if value is not None}

    def begin(self, client, headers=None, **changes):
        return client.get("/lti/login/", self.login_words(**changes), headers=headers)

    def asked(self, response):
        """What the tool asks, in the address that a login leads to."""
        return dict(parse_qsl(urlsplit(response["Location"]).query))

    def token(self, nonce, key=KEY, kid="one", algorithm="RS256", **changes):
        body = message(nonce=nonce) | changes
        body = {name: value for name, value in body.items() if value is not None}
        return jwt.encode(body, key, algorithm=algorithm, headers={"kid": kid})

    def launch(self, client, begun=None, **changes):
        """The whole way, as a browser goes it."""
        asked = self.asked(begun or self.begin(client))
        words = {"state": asked["state"], "id_token": self.token(asked["nonce"], **changes)}
        return client.post("/lti/launch/", words)


def message(**changes):
    """A launch by a student of the course."""
    now = int(time.time())
    return {
        "iss": ISSUER,
        "aud": CLIENT_ID,
        "sub": "student-42",
        "iat": now,
        "exp": now + 60,
        "name": "Mia Meyer",
        "email": "mia@example.org",
        f"{CLAIM}message_type": "LtiResourceLinkRequest",
        f"{CLAIM}version": "1.3.0",
        f"{CLAIM}deployment_id": DEPLOYMENT,
        f"{CLAIM}target_link_uri": "http://127.0.0.1:8000/lti/launch/",
        f"{CLAIM}roles": [LEARNER],
        f"{CLAIM}context": {"id": "2", "title": "Containers, autumn", "label": "CON"},
        f"{CLAIM}resource_link": {"id": "11", "title": "The test"},
    } | changes


def by_instructor(**changes):
    return {"sub": "teacher-1", "name": "Ada Lovelace", f"{CLAIM}roles": [INSTRUCTOR]} | changes


def for_work(work, **changes):
    """Claims of a link with work, which takes grades."""
    endpoint = {
        "scope": [f"{AGS}scope/score"],
        "lineitem": LINE_ITEM,
        "lineitems": f"{ISSUER}/mod/lti/services.php/2/lineitems",
    }
    return {f"{CLAIM}custom": {"work": work}, f"{AGS}claim/endpoint": endpoint} | changes
