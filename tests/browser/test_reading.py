"""A newcomer reads, answers and comes back; with a mouse, by keyboard, and without JavaScript."""

import pytest

from tests.browser.test_pages import STAGES
from tests.serving import serving


def test_keyboard_alone_finds_a_section(visit):
    visitor = visit()
    page = visitor.page
    visitor.goto("/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the text"

    page.keyboard.press("Control+k")
    page.keyboard.type("target")
    page.locator("dialog .hits a").first.wait_for()
    page.keyboard.press("ArrowDown")
    title = page.evaluate("document.activeElement.querySelector('.title').textContent")
    page.keyboard.press("Enter")
    page.wait_for_url("**/patterns/**")

    assert "target" in title.lower() or "target" in page.locator("main").inner_text().lower()


def test_keyboard_alone_answers_the_opening_question(visit):
    visitor = visit()
    page = visitor.page
    visitor.goto(f"{STAGES}overview/")

    page.locator("#opening input[type=radio]").first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Answer"
    page.keyboard.press("Enter")

    page.locator("#opening .verdict").wait_for()
    assert page.locator("#opening .verdict").inner_text() in {"That is it.", "Not quite."}


def test_every_control_of_a_text_shows_its_focus(visit):
    visitor = visit()
    page = visitor.page
    visitor.goto(f"{STAGES}worked-example/")
    missing = []
    for _ in range(60):
        page.keyboard.press("Tab")
        seen = page.evaluate(
            "(() => { const e = document.activeElement, s = getComputedStyle(e);"
            " return [e.tagName + '.' + e.className, s.outlineStyle, s.outlineWidth]; })()"
        )
        if seen[0] != "BODY." and (seen[1] == "none" or seen[2] == "0px"):
            missing.append(seen)

    assert missing == []


def test_gaps_are_checked_in_place_and_kept(visit):
    visitor = visit()
    page = visitor.page
    visitor.goto(f"{STAGES}worked-example/")
    form = page.locator("form.gaps").first
    name = form.get_attribute("id")
    form.get_by_role("textbox").first.fill("surely wrong")
    form.get_by_role("button", name="Check", exact=True).click()
    page.locator(f"#{name} .results.plain").wait_for()

    page.reload()

    first = page.locator(f"#{name}").get_by_role("textbox").first
    assert first.input_value() == "surely wrong"
    assert "wrong" in first.get_attribute("class")


def test_clock_follows_the_inputs(visit):
    visitor = visit()
    page = visitor.page
    visitor.goto(f"{STAGES}why/")
    before = page.locator("#scale-out-clock .outcome").inner_text()

    page.get_by_label("New nodes").fill("500")
    page.wait_for_function(
        "before => document.querySelector('#scale-out-clock .outcome').innerText !== before",
        arg=before,
    )

    assert page.evaluate("document.activeElement.name") == "nodes"
    said = page.locator("#scale-out-clock .outcome").inner_text().replace("\u00a0", " ")
    page.locator("#announcer", has_text=said).wait_for(state="attached")


def test_focus_stays_when_gaps_are_checked(visit):
    visitor = visit()
    page = visitor.page
    visitor.goto(f"{STAGES}worked-example/")
    page.locator("form.gaps").first.get_by_role("button", name="Check", exact=True).focus()
    page.keyboard.press("Enter")
    page.locator("form.gaps .results.plain").wait_for()

    page.wait_for_function("() => document.activeElement.textContent === 'Check'")
    page.locator("#announcer", has_text="0 of 4 gaps are right.").wait_for(state="attached")


def test_code_is_copied_without_line_numbers(visit):
    visitor = visit(permissions=["clipboard-read", "clipboard-write"])
    page = visitor.page
    visitor.goto(f"{STAGES}overview/")
    figure = page.locator("figure.numbered").first
    figure.get_by_role("button", name="Copy").click()
    figure.get_by_text("Copied").wait_for()

    copied = page.evaluate("navigator.clipboard.readText()")

    assert copied.splitlines()[0].startswith(("# syntax=", "FROM "))
    assert copied.count("\n") == figure.locator(".line").count()


def test_reading_position_survives_a_restart_of_the_server(browser, tmp_path):
    with serving(tmp_path) as site:
        context = browser.new_context(base_url=site.url)
        page = context.new_page()
        page.goto(f"{STAGES}deep-dive/")
        heading = page.locator(".heading > h2").nth(2)
        section = heading.get_attribute("id")
        page.evaluate("document.documentElement.style.scrollBehavior = 'auto'")
        heading.evaluate("heading => heading.scrollIntoView()")
        page.wait_for_function(
            "id => document.querySelector('.toc [aria-current]')?.hash === '#' + id", arg=section
        )
        with page.expect_response("**/position/"):
            page.evaluate(
                "Object.defineProperty(document, 'visibilityState', {value: 'hidden'});"
                "dispatchEvent(new Event('visibilitychange'))"
            )
        cookies = [
            {"name": c["name"], "value": c["value"], "path": "/", "domain": "127.0.0.1"}
            for c in context.cookies()
        ]
        context.close()

    with serving(tmp_path) as site:
        context = browser.new_context(base_url=site.url)
        context.add_cookies(cookies)
        page = context.new_page()
        page.goto("/")
        target = page.get_by_role("link", name="Continue: Deep dive").get_attribute("href")
        context.close()

    assert target == f"{STAGES}deep-dive/#{section}"


@pytest.fixture
def plain(visit):
    """A visitor whose browser runs no JavaScript."""
    return visit(java_script_enabled=False)


def test_without_javascript_a_pattern_is_read_to_the_end(plain):
    page = plain.page
    plain.goto("/")
    page.get_by_role("link", name="Start with").click()
    page.get_by_role("link", name="Overview", exact=True).click()
    page.locator("#opening").get_by_role("radio").first.check()
    page.get_by_role("button", name="Answer").click()
    page.locator("#opening .verdict").wait_for()
    page.get_by_role("button", name="I have read this").click()
    page.get_by_role("link", name="Next: Why it matters").click()

    assert page.get_by_role("heading", level=1).inner_text() != ""
    plain.goto(STAGES)
    assert page.locator(".running-order .state.read").count() == 1


def test_without_javascript_the_clock_calculates(plain):
    page = plain.page
    plain.goto(f"{STAGES}why/")
    before = page.locator("#scale-out-clock .outcome").inner_text()
    page.get_by_label("New nodes").fill("400")
    page.get_by_role("button", name="Calculate").click()

    assert "nodes=400" in page.url
    assert page.locator("#scale-out-clock .outcome").inner_text() != before


@pytest.mark.parametrize(("button", "kept"), [("Check", "wrong"), ("Check without recording", "")])
def test_without_javascript_gaps_are_checked(plain, button, kept):
    page = plain.page
    plain.goto(f"{STAGES}worked-example/")
    form = page.locator("form.gaps").first
    form.get_by_role("textbox").first.fill("wrong")
    form.get_by_role("button", name=button, exact=True).click()
    assert form.locator(".results.plain li").count() > 0

    plain.goto(f"{STAGES}worked-example/")

    assert form.get_by_role("textbox").first.input_value() == kept


def test_without_javascript_the_workbook_is_kept(plain):
    page = plain.page
    plain.goto(f"{STAGES}project/")
    design = page.get_by_role("textbox", name="Dockerfiles, notes, open questions")
    design.fill("FROM scratch\n")
    page.locator("#workbook summary").click()
    page.locator("#workbook").get_by_role("radio").first.check()
    page.locator("#workbook").get_by_role("button", name="Save").click()

    assert design.input_value() == "FROM scratch\n"
    assert page.locator("#workbook").get_by_role("radio").first.is_checked()


def test_without_javascript_search_and_theme_work(plain):
    page = plain.page
    plain.goto("/")
    page.get_by_role("link", name="Search").click()
    page.locator("main").get_by_role("searchbox").fill("cache")
    page.locator("main").get_by_role("button", name="Search").click()
    assert page.locator("#hits .hits li").count() > 0

    page.locator(".masthead").get_by_role("button", name="Dark").click()

    assert page.locator("html").get_attribute("data-theme") == "dark"
    assert "q=cache" in page.url


def test_without_javascript_everything_stored_can_be_deleted(plain):
    page = plain.page
    plain.goto(f"{STAGES}overview/")
    page.get_by_role("button", name="I have read this").click()
    plain.goto("/about/")
    page.get_by_role("button", name="Delete it all, now").click()

    assert page.get_by_role("status").inner_text() == (
        "Everything that was stored of you is deleted."
    )
    plain.goto(STAGES)
    assert page.locator(".running-order .state.read").count() == 0
