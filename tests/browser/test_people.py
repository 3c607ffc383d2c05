"""From an administrator's invitation to somebody else's role, and back: also without JavaScript."""

import secrets
import subprocess
import sys

import pytest

from tests.browser.test_accounts import PASSWORD
from tests.conftest import ROOT
from tests.serving import environment

MAKE_LINK = """
from learning.models import SignInLink
from learning.signin import digest
SignInLink.objects.create(digest=digest("{token}"))
"""


@pytest.fixture
def sign_in_path(site):
    """A one-time link of the test's own: the printed one is another test's, and stays good."""
    token = secrets.token_urlsafe(24)
    words = [sys.executable, "manage.py", "shell", "--no-imports", "-c"]
    subprocess.run(
        [*words, MAKE_LINK.format(token=token)],
        cwd=ROOT,
        env=environment(site.log.parent),
        check=True,
    )
    return f"/sign-in/{token}/"


def sign_in(visitor, path):
    visitor.goto(path)
    visitor.page.get_by_role("button", name="Sign in").click()
    visitor.goto("/teach/people/")


def invite(visitor, name, role="Instructor"):
    """The link that the page shows."""
    page = visitor.page
    page.get_by_label("For whom").fill(name)
    page.get_by_role("radio", name=f"{role}:").check()
    page.get_by_role("button", name="Make the link").click()
    return page.get_by_role("status").locator("pre").inner_text().strip()


def sign_up(page, address):
    page.get_by_role("link", name="Make an account").click()
    page.get_by_label("E-mail address").fill(address)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_label("Password, once more").fill(PASSWORD)
    page.get_by_role("button", name="Make the account").click()


@pytest.mark.parametrize("javascript", [True, False])
def test_invited_person_signs_up_teaches_and_is_let_go_again(visit, sign_in_path, javascript):
    admin, guest = (visit(java_script_enabled=javascript) for _ in range(2))
    name = f"Grace with script {javascript}"
    sign_in(admin, sign_in_path)

    link = invite(admin, name)
    guest.goto(link)
    sign_up(guest.page, f"grace-{javascript}@example.org")
    guest.page.get_by_role("button", name="Accept").click()

    guest.page.get_by_role("navigation", name="Teach").wait_for()
    assert guest.goto("/teach/people/").status == 404
    assert guest.goto(link).status == 410
    admin.goto("/teach/people/")
    assert admin.page.get_by_label(f"Revoke the invitation for {name}").count() == 0
    admin.page.get_by_role("link", name=f"Withdraw the role of {name}").click()
    admin.page.get_by_role("button", name="Withdraw the role").click()
    admin.page.get_by_role("heading", name="Who there is").wait_for()
    assert admin.page.get_by_text(name).count() == 0
    assert guest.goto("/teach/").status == 404


def test_revoked_invitation_no_longer_works(visit, sign_in_path):
    admin, guest = visit(), visit()
    sign_in(admin, sign_in_path)
    link = invite(admin, "Nobody")

    revoke = admin.page.get_by_role("button", name="Revoke the invitation for Nobody")
    revoke.click()
    revoke.wait_for(state="detached")

    assert guest.goto(link).status == 410
    assert guest.page.get_by_role("heading", level=1).inner_text() == (
        "This invitation no longer works"
    )


def is_in_order(visitor, width):
    assert visitor.axe() == []
    return visitor.page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1440])
def test_pages_are_accessible_and_fit(visit, sign_in_path, width, scheme):
    size = {"viewport": {"width": width, "height": 800}, "color_scheme": scheme}
    admin, guest = visit(**size), visit(**size)
    sign_in(admin, sign_in_path)
    guest.goto(invite(admin, "Somebody with quite a long name, of the databases course"))
    assert is_in_order(admin, width)
    assert is_in_order(guest, width)

    admin.page.get_by_role("link", name="Withdraw the role of").first.click()
    admin.page.get_by_role("heading", name="Withdraw").wait_for()
    assert is_in_order(admin, width)
    admin.goto("/about/")
    assert is_in_order(admin, width)


def test_keyboard_alone_invites(visit, sign_in_path):
    admin = visit()
    sign_in(admin, sign_in_path)
    page = admin.page

    page.get_by_label("For whom").focus()
    page.keyboard.type("Kay")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Make the link"
    page.keyboard.press("Enter")

    page.get_by_role("status").wait_for()
    assert "The invitation for Kay, as administrator" in page.get_by_role("status").inner_text()
    assert page.get_by_role("button", name="Revoke the invitation for Kay").is_visible()
