"""LTI is off unless it is switched on, and says what it lacks."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from config import environment

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.mark.parametrize(("value", "is_on"), [(None, False), ("off", False), ("on", True)])
def test_lti_is_on_where_the_environment_says_so(monkeypatch, value, is_on):
    if value is None:
        monkeypatch.delenv("LTI")
    else:
        monkeypatch.setenv("LTI", value)

    assert environment.optional("LTI", "lti_tool", "requirements-lti.txt") is is_on


def test_missing_packages_are_named_with_what_installs_them(monkeypatch):
    monkeypatch.setenv("LTI", "on")

    with pytest.raises(ImproperlyConfigured) as caught:
        environment.optional("LTI", "no_such_package", "requirements-lti.txt")

    assert str(caught.value) == (
        "LTI=on needs packages that are not installed: "
        ".venv/bin/python -m pip install --require-hashes -r requirements-lti.txt"
    )


def test_where_it_is_off_nothing_of_it_is_imported_and_no_address_answers(tmp_path):
    program = (
        "import django, sys; django.setup()\n"
        "from django.urls import resolve, Resolver404\n"
        "try:\n    resolve('/lti/login/')\nexcept Resolver404:\n    print('no address')\n"
        "from django.db.migrations.loader import MigrationLoader\n"
        "apps = {app for app, _ in MigrationLoader(None).disk_migrations}\n"
        "names = {'lti', 'lti_tool', 'pylti1p3', 'jwt', 'requests'}\n"
        "print(sorted(names & (apps | {name.split('.')[0] for name in sys.modules})))\n"
    )
    quiet = {"PATH": os.environ["PATH"], "DATA_DIR": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env=quiet | {"DJANGO_SETTINGS_MODULE": "config.settings"},
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout == "no address\n[]\n"
