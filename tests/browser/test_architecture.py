"""The diagram: walked by keyboard and by touch, broken, answered; with JavaScript and without."""

import re

import pytest

from tests.browser.test_budget import SHIFTS, measure
from tests.browser.test_pages import STAGES

PAGE = f"{STAGES}architecture/"
HOPS = 12  # of the read that the cache cannot answer
PHONE = {
    "viewport": {"width": 360, "height": 740},
    "has_touch": True,
    "is_mobile": True,
    "reduced_motion": "reduce",  # a smooth scroll would still be under way when it is measured
}
FIRST = f"{PAGE}?flow=read-miss&hop=1"


def announced(page, number):
    """Wait for the live region to tell of that hop; what it says."""
    page.wait_for_function(
        "start => document.getElementById('announcer').textContent.startsWith(start)",
        arg=f"Hop {number} of {HOPS}.",
    )
    return page.locator("#announcer").text_content()


def elapsed(said):
    return float(re.search(r"([\d.]+) ms since the start\.$", said)[1])


def shown(page):
    return page.locator("svg.drawing[aria-labelledby]:visible")


def press_until(page, selector, key="Tab"):
    for _ in range(80):
        if page.evaluate("s => document.activeElement.matches(s)", selector):
            return
        page.keyboard.press(key)
    raise AssertionError(f"{selector} was never reached")


def swipe(page, start, end):
    """A finger across the drawing, wherever it is in the window."""
    devtools = page.context.new_cdp_session(page)
    y = max(page.locator(".stage").bounding_box()["y"], 0) + 60
    steps = [("touchStart", (start, y)), ("touchMove", (end, y + 5)), ("touchEnd", None)]
    for kind, point in steps:
        points = [{"x": point[0], "y": point[1]}] if point else []
        devtools.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})


def test_keyboard_alone_walks_all_hops_and_hears_them(visit):
    visitor = visit()
    page = visitor.page
    visitor.goto(PAGE)
    press_until(page, "#mode-walk")
    page.keyboard.press("Enter")
    page.locator(".bench.walk").wait_for()
    press_until(page, "a[hx-get='?flow=read-miss&hop=1']")
    page.keyboard.press("Enter")
    said = [announced(page, 1)]

    for number in range(2, HOPS + 1):
        page.keyboard.press("ArrowRight")
        said.append(announced(page, number))
        assert page.url.endswith(f"?flow=read-miss&hop={number}")

    assert len(set(said)) == HOPS
    assert [elapsed(one) for one in said] == sorted(elapsed(one) for one in said)
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowLeft")
    assert announced(page, HOPS - 1) == said[-2]


def test_buttons_keep_the_focus_while_walking(visit):
    visitor = visit()
    page = visitor.page
    visitor.goto(FIRST)
    page.locator("#walk-next").focus()

    for number in (2, 3, 4):
        page.keyboard.press("Enter")
        announced(page, number)
        assert page.evaluate("document.activeElement.id") == "walk-next"


def test_touch_walks_all_hops_on_a_small_screen(visit):
    visitor = visit(**PHONE)
    page = visitor.page
    visitor.goto(FIRST)

    for number in range(2, HOPS + 1):
        page.locator("#walk-next").tap()
        announced(page, number)
        run = page.locator("svg.narrow .run").bounding_box()
        bar = page.locator(".said").bounding_box()
        assert run["y"] + run["height"] <= bar["y"] + 1 or bar["y"] + bar["height"] <= run["y"]
        assert run["y"] >= 0

    assert page.evaluate("document.documentElement.scrollWidth") == 360


def test_swipe_walks_forth_and_back(visit):
    visitor = visit(**PHONE)
    page = visitor.page
    visitor.goto(FIRST)
    page.locator(".stage").scroll_into_view_if_needed()

    swipe(page, 300, 120)
    announced(page, 2)
    swipe(page, 300, 120)
    announced(page, 3)
    swipe(page, 120, 300)

    announced(page, 2)


def test_play_walks_by_itself_until_paused(visit):
    visitor = visit(reduced_motion="reduce")
    page = visitor.page
    page.clock.install()
    visitor.goto(FIRST)

    page.locator("#walk-play").click()
    assert page.locator("#walk-play").inner_text() == "Pause"
    page.clock.run_for(2_700)
    announced(page, 2)
    page.clock.run_for(2_700)
    announced(page, 3)
    page.locator("#walk-play").click()
    page.clock.run_for(10_000)

    assert page.locator("#walk-play").inner_text() == "Play"
    assert page.url.endswith("hop=3")


def test_back_returns_to_the_hop_before(visit):
    visitor = visit()
    page = visitor.page
    visitor.goto(FIRST)
    page.locator("#walk-next").click()
    announced(page, 2)

    page.go_back()
    page.wait_for_url("**hop=1")

    page.locator(".hop .count", has_text=f"Hop 1 of {HOPS}.").wait_for()
    page.locator("#walk-next").click()
    announced(page, 2)


@pytest.mark.parametrize(("width", "name"), [(320, "narrow"), (768, "narrow"), (1440, "wide")])
def test_one_drawing_is_there_for_everybody(visit, width, name):
    visitor = visit(viewport={"width": width, "height": 900})
    page = visitor.page
    visitor.goto(PAGE)

    assert shown(page).count() == 1
    assert name in shown(page).get_attribute("class")
    assert page.locator("main").get_by_role("link", name="API gateway", exact=False).count() == 1


def test_component_on_the_drawing_shows_its_focus_and_opens(visit):
    visitor = visit()
    page = visitor.page
    visitor.goto(PAGE)
    shape = "#wide-cache .shape"
    width = f"getComputedStyle(document.querySelector('{shape}')).strokeWidth"
    before = page.evaluate(width)

    press_until(page, "#wide-cache")
    focused = page.evaluate(width)
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Cache", exact=True).wait_for()

    assert focused != before
    assert page.url.endswith("?node=cache")
    assert page.evaluate("document.activeElement.id") == "wide-cache"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_prediction_and_remedy_in_place(visit, scheme):
    visitor = visit(color_scheme=scheme)
    page = visitor.page
    visitor.goto(f"{PAGE}?fail=database")
    page.get_by_label("User", exact=True).select_option("gets no answer")
    page.get_by_label("Whatever I left open goes on as before").check()
    page.get_by_role("button", name="Show what happens").click()
    page.locator(".outcome-list").wait_for()

    assert page.locator(".said [data-announce]").inner_text() == (
        "You were right about 11 of 14 components."
    )
    assert page.locator("#wide-user .tag-word").text_content() == "no answer"
    assert visitor.axe() == []

    page.get_by_label("A second replica").check()
    page.locator(".changed").wait_for()

    assert "with=second-replica" in page.url
    assert page.locator("#wide-user .tag-word").text_content() == "waits"
    assert visitor.axe() == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_question_is_answered_on_the_drawing(visit, scheme):
    visitor = visit(color_scheme=scheme)
    page = visitor.page
    visitor.goto(f"{PAGE}?question=into-the-image")

    page.locator("#wide-ci-build text").click()
    page.locator("#pick-ci-build:checked").wait_for()
    page.locator("#quiz-check").click()
    page.locator(".verdict").wait_for()

    assert page.locator(".verdict").inner_text() == "Not quite."
    assert "The compiler has not run yet." in page.locator("#answers").inner_text()
    assert visitor.axe() == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_published_hops_in_place(visit, scheme):
    visitor = visit(color_scheme=scheme)
    page = visitor.page
    visitor.goto(PAGE)
    for number in (3, 4, 5, 8, 9):
        page.locator(f"#hop-{number}").check()
    page.locator("#hops-check").click()
    page.locator("#hops .verdict").wait_for()

    assert page.locator("#hops .verdict").inner_text() == "All 5 found, and nothing else."
    assert "No arrow joins API gateway and Microservices" in page.locator("#hops").inner_text()
    assert visitor.axe() == []


def test_calculator_follows_the_inputs(visit):
    visitor = visit()
    page = visitor.page
    visitor.goto(PAGE)
    page.get_by_label("Requests", exact=True).fill("5000")
    page.locator("#load-said", has_text="Saturated: Orders service.").wait_for()

    page.get_by_label("Replicas of Orders service").fill("4")
    page.locator("#load-said", has_text="A read takes").wait_for()

    assert "Saturated" not in page.locator("#load-said").inner_text()


def test_forced_colors_and_print_keep_the_states(visit):
    visitor = visit(forced_colors="active")
    visitor.goto(f"{PAGE}?fail=database&outcome=shown")
    assert visitor.page.locator("#wide-user .tag-word").text_content() == "no answer"
    visitor.page.emulate_media(media="print", forced_colors="none")

    assert shown(visitor.page).count() == 1
    assert visitor.page.locator("#wide-user .tag-word").is_visible()


def test_first_load_keeps_the_budget(visit):
    visitor = visit()

    loaded = measure(visitor, FIRST)

    assert sum(size for _, size in loaded) <= 70_000
    assert sum(size for kind, size in loaded if kind == "Script") <= 25_000
    assert visitor.page.evaluate(SHIFTS) == []


@pytest.fixture
def plain(visit):
    return visit(java_script_enabled=False)


def test_without_javascript_every_hop_is_a_link_away(plain):
    page = plain.page
    plain.goto(FIRST)
    for number in range(2, HOPS + 1):
        page.get_by_role("link", name="Next", exact=True).first.click()
        assert page.locator(".hop .count").inner_text() == f"Hop {number} of {HOPS}."

    assert page.locator("#walk-play").count() == 0
    page.get_by_role("link", name="Restart").click()

    assert page.locator(".hop .count").inner_text() == f"Hop 1 of {HOPS}."
    assert page.locator("#walk-play").is_hidden()


@pytest.mark.parametrize("button", ["#predict-check", "#predict-try"])
def test_without_javascript_a_failure_is_predicted_and_mended(plain, button):
    page = plain.page
    plain.goto(f"{PAGE}?do=break")
    page.get_by_role("link", name="The cache is down").click()
    page.get_by_label("Database", exact=True).select_option("goes on, slower or with less")
    page.locator(button).click()
    assert "You were right about 1 of 14 components" in page.locator(".said").inner_text()

    page.get_by_label("Cache stampede protection").check()
    page.get_by_role("button", name="Compute again").click()

    assert "Database" in page.locator(".changed").inner_text()
    page.get_by_role("link", name="All failures").click()
    kept = page.locator(".failures li", has_text="The cache is down").inner_text()
    assert ("of 14 right" in kept) is (button == "#predict-check")


def test_without_javascript_any_component_fails(plain):
    page = plain.page
    plain.goto(f"{PAGE}?do=break")
    page.get_by_label("Component", exact=True).select_option("API gateway")
    page.get_by_label("What happens").select_option("loses one of its replicas")
    page.get_by_role("button", name="Let it fail").click()

    assert page.get_by_role("heading", name="API gateway loses a replica").is_visible()


def test_without_javascript_the_order_is_picked_on_the_drawing(plain):
    page = plain.page
    plain.goto(f"{PAGE}?question=release-order")
    for edge in (
        "ci-build",
        "build-final",
        "final-registry",
        "registry-deployment",
        "deployment-service",
    ):
        page.locator(f"#wide-{edge} text").first.click()
    page.locator("#quiz-check").click()

    assert page.locator(".verdict").inner_text() == "That is it."


def test_without_javascript_the_published_hops_are_checked(plain):
    page = plain.page
    plain.goto(PAGE)
    page.locator("#hop-9").check()
    page.locator("#hops-try").click()

    assert page.locator("#hops .verdict").inner_text() == "1 of 5 found."
    page.get_by_role("link", name="Walk", exact=True).click()
    assert page.locator(".bench.walk").is_visible()
