"""A class from both sides: made by an instructor, joined by a name alone, seen on the board."""

import pytest

from tests.browser.test_pages import STAGES
from tests.browser.test_people import sign_in, sign_in_path  # noqa: F401 -- a neighbour's fixture
from tests.browser.test_quizzes import Asked, begin, give


def make_class(visitor, path, name):
    """Make one and stay on the page with its code."""
    sign_in(visitor, path)
    page = visitor.page
    visitor.goto("/teach/classes/")
    page.get_by_label("Name of the class").fill(name)
    page.get_by_label("Your name, as students read it").fill("Dr. Hopper")
    page.get_by_role("button", name="Create the class").click()
    page.get_by_role("heading", name=name).wait_for()
    return page.locator(".code-large").inner_text()


def assign(page, kind, title):
    page.get_by_role("navigation", name="This class").get_by_role("link", name="Work").click()
    page.get_by_label("What", exact=True).select_option(f"{kind}:{title}")
    page.get_by_role("button", name="Assign").click()
    page.get_by_role("heading", name="Assigned").wait_for()


def join(page, code, name):
    page.goto("/join/")
    page.get_by_label("Code").fill(code.lower().replace("-", " "))
    page.get_by_role("button", name="Find the class").click()
    page.get_by_label("Your name in this class").fill(name)
    page.get_by_role("button", name="Join", exact=True).click()
    page.get_by_role("heading", name="What there is to do").wait_for()


@pytest.mark.parametrize("javascript", [True, False])
def test_student_joins_by_a_name_and_the_board_shows_what_they_did(
    visit,
    sign_in_path,  # noqa: F811 -- the fixture
    site,
    javascript,
):
    instructor, student = visit(java_script_enabled=javascript), visit(java_script_enabled=False)
    desk, page = instructor.page, student.page
    code = make_class(instructor, sign_in_path, f"Builds {javascript}")
    assign(desk, "pattern", STAGES.split("/")[2])
    join(page, code, "Mia")
    assert "not begun" in page.locator(".tasks").inner_text()

    begin(page, site, "single")
    give(page, "single", Asked(site, page.url).right)
    page.locator("#check").click()
    page.goto(f"{STAGES}overview/")
    page.get_by_role("button", name="I have read this").click()

    desk.get_by_role("navigation", name="This class").get_by_role("link", name="Board").click()
    row = desk.locator(".board tbody tr").inner_text()
    assert [each in row for each in ("Mia", "begun", "1 of ", "Too early to say")] == [True] * 4
    desk.get_by_role("link", name="Mia").click()
    assert "Answered 1 question, 1 right" in desk.locator(".days").inner_text()

    page.goto("/progress/")
    page.get_by_role("link", name=f"Builds {javascript}").click()
    page.get_by_role("button", name=f"Leave Builds {javascript}").click()
    desk.get_by_role("link", name=f"Builds {javascript}").click()
    assert "Mia" not in desk.locator("main").inner_text()
    assert "everybody has left" in desk.locator("main").inner_text()


def test_pages_of_a_class_are_accessible_and_fit(visit, sign_in_path, site):  # noqa: F811 -- as above
    instructor, student = visit(), visit(viewport={"width": 360, "height": 800})
    code = make_class(instructor, sign_in_path, "A class with a name of some length, autumn term")
    desk, page = instructor.page, student.page
    for kind in ("pattern", "test"):
        assign(desk, kind, STAGES.split("/")[2])
    join(page, code, "Maximiliane-Charlotte von der Heide")
    begin(page, site, "single")
    give(page, "single", Asked(site, page.url).wrong)
    page.locator("#check").click()
    page.goto("/classes/")
    mine = page.locator(".class-list a").get_attribute("href")
    desk.get_by_role("navigation", name="This class").get_by_role("link", name="Board").click()
    board = desk.url.removeprefix(site.url)
    member = desk.locator(".board tbody a").get_attribute("href")
    work = f"{board}work/"
    desk.goto(work)
    change = desk.get_by_role("link", name="Change").first.get_attribute("href")

    taught = [board, f"{board}?show=behind", f"{board}stuck/", member, work, change]
    taught += [f"{board}code/", f"{board}code/sheet/", f"{board}settings/", "/teach/classes/"]
    for visitor, paths in ((instructor, taught), (student, [mine, "/classes/", "/join/"])):
        for width, scheme in ((360, "light"), (1440, "dark")):
            visitor.page.set_viewport_size({"width": width, "height": 800})
            visitor.page.emulate_media(color_scheme=scheme)
            for path in paths:
                visitor.goto(path)
                assert (path, visitor.axe()) == (path, [])
                wide = visitor.page.evaluate("document.documentElement.scrollWidth")
                assert (path, wide <= width) == (path, True)


def test_board_scrolls_in_its_own_region_and_keeps_the_names(visit, sign_in_path):  # noqa: F811 -- as above
    instructor = visit()
    code = make_class(instructor, sign_in_path, "Sticky")
    desk = instructor.page
    for kind in ("pattern", "test", "test", "test"):
        assign(desk, kind, STAGES.split("/")[2])
    join(visit().page, code, "Mia")
    desk.get_by_role("navigation", name="This class").get_by_role("link", name="Board").click()
    desk.set_viewport_size({"width": 360, "height": 800})
    region = desk.get_by_role("region", name="Board of Sticky")
    name = desk.locator(".board tbody th")
    before = name.bounding_box()["x"]

    region.focus()
    region.evaluate("each => { each.scrollLeft = 300 }")

    assert region.evaluate("each => each.scrollLeft") == 300
    assert name.bounding_box()["x"] == before
    assert desk.evaluate("document.documentElement.scrollWidth") <= 360
