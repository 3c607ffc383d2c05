"""An account, in a browser: made here, used there, by keyboard, without JavaScript, on a phone."""

import pytest

from tests.browser.test_pages import STAGES

PASSWORD = "correct horse battery"


@pytest.fixture
def address(request):
    """An address of the test's own: all tests share one server."""
    name = "".join(letter if letter.isalnum() else "-" for letter in request.node.name)
    return f"{name[:50]}@example.org"


def sign_up(page, address):
    page.goto("/accounts/signup/")
    page.get_by_label("E-mail address").fill(address)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_label("Password, once more").fill(PASSWORD)
    page.get_by_role("button", name="Make the account").click()
    page.get_by_role("heading", name="Your account").wait_for()


def sign_in(page, address):
    page.get_by_role("link", name="Sign in", exact=True).first.click()
    page.get_by_label("E-mail address").fill(address)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("link", name="Account", exact=True).wait_for()


def mark_as_read(page, way):
    page.goto(f"{STAGES}{way}/")
    page.get_by_role("button", name="I have read this").click()
    page.get_by_role("button", name="Mark as not read").wait_for()


def states(page):
    page.goto(STAGES)
    return [each.inner_text() for each in page.locator(".state.read").all()]


@pytest.mark.parametrize("javascript", [True, False])
def test_progress_is_there_on_a_second_device(visit, address, javascript):
    first, second = (visit(java_script_enabled=javascript).page for _ in range(2))
    mark_as_read(first, "overview")
    sign_up(first, address)
    assert len(states(first)) == 1
    mark_as_read(second, "why")

    second.goto(STAGES)
    sign_in(second, address)

    assert second.url.endswith(STAGES)
    assert len(states(second)) == 2
    assert len(states(first)) == 2


def test_after_signing_out_nothing_is_left_in_the_browser(visit, address):
    visitor = visit()
    page = visitor.page
    mark_as_read(page, "overview")
    sign_up(page, address)

    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("link", name="Sign in", exact=True).wait_for()

    assert states(page) == []
    assert "learner" not in {cookie["name"] for cookie in visitor.context.cookies()}
    sign_in(page, address)
    assert len(states(page)) == 1


def test_keyboard_alone_makes_an_account(visit, address):
    page = visit().page
    page.goto("/accounts/login/")
    page.get_by_role("link", name="Make one").focus()
    page.keyboard.press("Enter")
    page.get_by_label("E-mail address").focus()
    for typed in (address, PASSWORD, PASSWORD):
        page.keyboard.type(typed)
        page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Make the account"
    page.keyboard.press("Enter")

    page.get_by_role("heading", name="Your account").wait_for()
    assert address in page.locator("main").inner_text()


@pytest.mark.parametrize("width", [320, 1440])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_of_an_account_are_accessible_and_fit(visit, address, width, scheme):
    visitor = visit(viewport={"width": width, "height": 800}, color_scheme=scheme)
    sign_up(visitor.page, address)
    for path in ("/accounts/", "/accounts/password/change/", "/accounts/logout/", "/about/"):
        visitor.goto(path)

        assert visitor.axe() == []
        assert visitor.page.evaluate("document.documentElement.scrollWidth") <= width


def test_errors_are_accessible_and_lead_to_their_field(visit, address):
    visitor = visit()
    page = visitor.page
    visitor.goto("/accounts/signup/")
    page.get_by_label("E-mail address").fill(address)
    page.get_by_label("Password", exact=True).fill("short")
    page.get_by_label("Password, once more").fill("short")
    page.get_by_role("button", name="Make the account").click()
    page.get_by_role("alert").wait_for()

    assert page.title() == "Not yet: Make an account · Stagecraft"
    assert page.get_by_label("E-mail address").input_value() == address
    assert visitor.axe() == []
    page.get_by_role("alert").get_by_role("link").first.click()
    assert page.evaluate("document.activeElement.id") == "id_password1"
