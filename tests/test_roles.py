"""Every URL for every role, with GET and with POST: who gets what, and who gets nothing.

A test a cell. They are made as methods, because a TestCase makes its data once for all of them and
undoes after each what it changed.
"""

import pytest
from django.conf import settings
from django.test import Client, TestCase
from django.urls import URLResolver, get_resolver

from lab import judging, shipped, showing
from learning import checker
from tests import cast
from tests.roles import TABLE


@pytest.fixture(autouse=True)
def patient(monkeypatch):
    """Who may see a page is asked here, and not how soon: the first page reads the most."""
    for module in (checker, judging, showing, shipped):
        monkeypatch.setattr(module, "SECONDS", 60)


class TestRoles(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.world = cast.world()
        cls.cookies = {role: signed_in(user) for role, user in cls.world.user.items()}

    def visitor(self, role):
        client = Client()
        if role in self.cookies:
            client.cookies[settings.SESSION_COOKIE_NAME] = self.cookies[role]
        return client


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def cell(row, method, role, expected):
    def test(self):
        ask = getattr(self.visitor(role), method.lower())
        sent = row.sent(self.world) if method == "POST" else None

        response = ask(row.address(self.world), sent)

        assert outcome(response) == expected

    return test


def outcome(response):
    """The status, or `in` where a stranger is led to the sign-in page."""
    target = response.get("Location", "")
    return "in" if target.startswith("/accounts/login/?next=") else str(response.status_code)


for row in TABLE:
    for method, line in (("GET", row.get), ("POST", row.post)):
        for role, expected in zip(cast.ROLES, row.cells(line), strict=True):
            name = f"test_{row.name} {method} {role}".replace(" ", "_")
            setattr(TestRoles, name, cell(row, method, role, expected))


def names(resolver, namespaces=()):
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from names(entry, (*namespaces, *filter(None, [entry.namespace])))
        else:
            yield ":".join((*namespaces, entry.name or f"without a name: {entry.pattern}"))


def test_every_url_is_in_the_table_once_and_every_row_is_a_url():
    assert sorted(row.name for row in TABLE) == sorted(set(names(get_resolver())))
