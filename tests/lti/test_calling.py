"""How platforms are called, and what counts as the same server."""

import pytest
import requests

from lti import calling
from lti.calling import Caller, origin


@pytest.mark.parametrize(
    ("url", "found"),
    [
        ("https://Moodle.example.org/a?b", "https://moodle.example.org"),
        ("https://moodle.example.org:443/", "https://moodle.example.org"),
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000"),
        ("http://[::1]:80/", "http://[::1]"),
        ("https://a@b.example/", ""),
        ("https:///a", ""),
        ("https://moodle.example.org:x/", ""),
        ("file:///etc/passwd", ""),
        ("//moodle.example.org/", ""),
        ("", ""),
    ],
)
def test_origin_is_scheme_and_host(url, found):
    assert origin(url) == found


def test_redirect_is_not_followed(lms, monkeypatch):
    def moved(request):
        return 302, {}

    monkeypatch.setattr(lms, "answer", moved)
    sent = lms.send

    def send(request, **options):
        response = sent(request, **options)
        response.headers["Location"] = "http://169.254.169.254/"
        return response

    monkeypatch.setattr(lms, "send", send)

    with Caller() as caller, pytest.raises(requests.TooManyRedirects):
        caller.get("https://moodle.example.org/")
    assert lms.calls == [("GET", "https://moodle.example.org/")]


def test_answer_without_an_end_is_not_read_to_it(lms, monkeypatch):
    monkeypatch.setattr(calling, "LARGEST", 10)

    with Caller() as caller, pytest.raises(requests.RequestException):
        caller.get("https://moodle.example.org/mod/lti/certs.php")
