"""Every page, light and dark, narrow and wide: accessible, quiet, and inside its frame."""

import pytest

STAGES = "/patterns/multi-stage-builds/"
PAGES = [
    "/",
    STAGES,
    f"{STAGES}overview/",
    f"{STAGES}why/",
    f"{STAGES}architecture/",
    f"{STAGES}architecture/?node=gateway",
    f"{STAGES}architecture/?flow=read-miss&hop=4",
    f"{STAGES}architecture/?flow=release&hop=7",
    f"{STAGES}architecture/?do=break",
    f"{STAGES}architecture/?fail=final-stage",
    f"{STAGES}architecture/?fail=database&outcome=shown&with=stale-reads",
    f"{STAGES}architecture/?question=nothing-new&pick=service",
    f"{STAGES}architecture/?question=release-order&pick=ci-build",
    f"{STAGES}architecture/?rps=99999",
    f"{STAGES}deep-dive/",
    f"{STAGES}worked-example/",
    f"{STAGES}project/",
    f"{STAGES}architecture/import/",
    f"{STAGES}test/",
    f"{STAGES}try/",
    f"{STAGES}recall/",
    "/quizzes/",
    "/quizzes/verdict/",
    "/quizzes/mistakes/",
    "/progress/",
    "/review/",
    "/search/?q=cache",
    "/about/",
    "/accounts/login/",
    "/accounts/signup/",
    "/accounts/password/reset/",
    "/nowhere/",
    "/sign-in/unknown/",
]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing(visit, path, scheme):
    visitor = visit(color_scheme=scheme)
    visitor.goto(path)

    assert visitor.axe() == []


@pytest.mark.parametrize("width", [320, 360, 768, 1440])
@pytest.mark.parametrize("path", PAGES)
def test_page_does_not_scroll_sideways(visit, path, width):
    visitor = visit(viewport={"width": width, "height": 800})
    visitor.goto(path)

    assert visitor.page.evaluate("document.documentElement.scrollWidth") <= width


def test_chosen_theme_beats_the_systems(visit):
    visitor = visit(color_scheme="light")
    visitor.goto("/")
    paper = "getComputedStyle(document.documentElement).backgroundColor"
    light = visitor.page.evaluate(paper)

    visitor.page.locator(".masthead").get_by_role("button", name="Dark").click()
    dark = visitor.page.evaluate(paper)
    visitor.page.wait_for_function("() => document.cookie.includes('theme=dark')")
    visitor.goto("/about/")

    assert dark != light
    assert visitor.page.evaluate(paper) == dark
    assert visitor.axe() == []


def test_answers_and_results_are_accessible_too(visit):
    visitor = visit()
    page = visitor.page
    visitor.goto(f"{STAGES}overview/")
    page.locator("#opening").get_by_role("radio").first.check()
    page.get_by_role("button", name="Answer").click()
    page.locator("#opening .answer").wait_for()
    assert visitor.axe() == []

    visitor.goto(f"{STAGES}worked-example/")
    page.get_by_role("button", name="Check", exact=True).first.click()
    page.locator("form.gaps .results.plain").first.wait_for()

    assert visitor.axe() == []


def test_palette_is_accessible(visit):
    visitor = visit()
    visitor.goto("/")
    visitor.page.keyboard.press("Control+k")
    visitor.page.keyboard.type("cache")
    visitor.page.locator("dialog .hits a").first.wait_for()

    assert visitor.axe() == []


def test_instructor_signs_in_by_the_printed_link(visit, site):
    visitor = visit()
    visitor.goto(site.sign_in_path())
    assert visitor.axe() == []
    visitor.page.get_by_role("button", name="Sign in").click()

    assert visitor.page.get_by_role("heading", level=1).inner_text() == "Teach"
    assert visitor.axe() == []
