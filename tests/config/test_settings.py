"""What the settings make of the environment, in a process of its own."""

import json
import os
import subprocess
import sys

import pytest

from tests.conftest import ROOT

SHOW = """
import json, os
from config import settings
names = os.environ["SHOW"].split()
print(json.dumps({name: getattr(settings, name) for name in names}, default=str))
"""


@pytest.fixture
def read(tmp_path):
    def run(*show, **environment):
        base = {"PATH": os.environ["PATH"], "DATA_DIR": str(tmp_path), "SHOW": " ".join(show)}
        return subprocess.run(
            [sys.executable, "-c", SHOW],
            cwd=ROOT,
            env=base | environment,
            capture_output=True,
            text=True,
            check=False,
        )

    return run


@pytest.fixture
def manage(tmp_path):
    def run(*arguments, **environment):
        base = {"PATH": os.environ["PATH"], "DATA_DIR": str(tmp_path)}
        return subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=base | environment,
            capture_output=True,
            text=True,
            check=False,
        )

    return run


def test_defaults_are_safe(read):
    names = ("DEBUG", "HOST", "SITE_URL", "SESSION_COOKIE_SECURE", "SANDBOX")
    shown = json.loads(read(*names).stdout)

    assert shown == {
        "DEBUG": False,
        "HOST": "127.0.0.1",
        "SITE_URL": "http://127.0.0.1:8000",
        "SESSION_COOKIE_SECURE": False,
        "SANDBOX": "static",
    }


def test_https_turns_on_what_needs_tls(read):
    names = ("SESSION_COOKIE_NAME", "CSRF_COOKIE_SECURE", "SECURE_HSTS_SECONDS", "ALLOWED_HOSTS")

    shown = json.loads(read(*names, SITE_URL="https://learn.example.org").stdout)

    assert shown == {
        "SESSION_COOKIE_NAME": "__Host-session",
        "CSRF_COOKIE_SECURE": True,
        "SECURE_HSTS_SECONDS": 63_072_000,
        "ALLOWED_HOSTS": ["learn.example.org", "127.0.0.1", "localhost"],
    }


MAIL = ("ACCOUNT_EMAIL_VERIFICATION", "ACCOUNT_PREVENT_ENUMERATION", "EMAIL_BACKEND")


def test_without_mail_server_nothing_is_sent_and_nothing_confirmed(read):
    shown = json.loads(read(*MAIL).stdout)

    assert shown == {
        "ACCOUNT_EMAIL_VERIFICATION": "none",
        "ACCOUNT_PREVENT_ENUMERATION": "strict",
        "EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend",
    }


def test_with_mail_server_addresses_are_confirmed(read):
    names = (*MAIL, "EMAIL_HOST", "EMAIL_USE_TLS", "DEFAULT_FROM_EMAIL")

    shown = json.loads(
        read(*names, SMTP_URL="smtp://a:b@mail.example", SITE_URL="https://learn.example").stdout
    )

    assert shown == {
        "ACCOUNT_EMAIL_VERIFICATION": "mandatory",
        "ACCOUNT_PREVENT_ENUMERATION": True,
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": "mail.example",
        "EMAIL_USE_TLS": True,
        "DEFAULT_FROM_EMAIL": "Stagecraft <stagecraft@learn.example>",
    }


@pytest.mark.parametrize(
    ("environment", "proxies"),
    [({}, 0), ({"SITE_URL": "https://learn.example"}, 1), ({"PROXIES": "2"}, 2)],
)
def test_visitors_are_told_apart_behind_a_proxy(read, environment, proxies):
    shown = json.loads(read("ALLAUTH_TRUSTED_PROXY_COUNT", **environment).stdout)

    assert shown == {"ALLAUTH_TRUSTED_PROXY_COUNT": proxies}


@pytest.mark.parametrize(
    ("environment", "line"),
    [
        ({"DEBUG": "ture"}, "DEBUG=ture is neither true nor false"),
        ({"PORT": "http"}, "PORT=http is not a whole number from 1 to 65535"),
        ({"DATABASE_URL": "mysql://a/b"}, "DATABASE_URL names neither SQLite nor PostgreSQL"),
        ({"DATABASE_URL": "nonsense"}, "DATABASE_URL is not like postgres://user@host/name"),
        ({"SMTP_URL": "mail"}, "SMTP_URL is not like smtp://user:password@host:587"),
        ({"SITE_URL": "learn"}, "SITE_URL=learn is not like https://learn.example.org"),
    ],
)
def test_nonsense_is_one_line_and_an_error(manage, environment, line):
    done = manage("check", **environment)

    assert (done.returncode, done.stderr) == (1, f"Stagecraft cannot start: {line}\n")


def test_check_deploy_is_clean_in_production(manage):
    done = manage(
        "check", "--deploy", "--fail-level", "WARNING", SITE_URL="https://learn.example.org"
    )

    assert (done.returncode, done.stdout.strip()) == (
        0,
        "System check identified no issues (0 silenced).",
    )


def test_policy_allows_no_inline_script_and_no_eval(read):
    policy = json.loads(read("CONTENT_SECURITY_POLICY").stdout)["CONTENT_SECURITY_POLICY"]

    directives = policy["DIRECTIVES"]
    assert directives["default-src"] == ["'none'"]
    assert {name: value for name, value in directives.items() if name.endswith("-src")} == {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "manifest-src": ["'self'"],
    }
