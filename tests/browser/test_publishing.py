"""From a sentence that somebody writes to a learner who reads it, with a second pair of eyes."""

import pytest

from tests.browser.test_people import invite, sign_in, sign_up
from tests.serving import serving

WHY = "/patterns/multi-stage-builds/why/"
FILE = "/teach/files/patterns/multi-stage-builds/why.md/"
DOCKERFILE = "/teach/files/patterns/multi-stage-builds/exercises/go-two-stages/solution.Dockerfile/"
ARCHITECTURE = "/teach/files/patterns/multi-stage-builds/architecture.toml/"
WORDS = "Written in the browser, and read by somebody else."
HEADING = "## Orders: a Go service"


@pytest.fixture
def site(tmp_path):
    """A server of its own: what is published here is not for the other tests' learners."""
    with serving(tmp_path) as site:
        yield site


def begin(visit, site, **options):
    """The first instructor, and one whom they invited."""
    first, second = visit(**options), visit(**options)
    sign_in(first, site.sign_in_path())
    second.goto(invite(first, "Grace"))
    sign_up(second.page, "grace@example.org")
    second.page.get_by_role("button", name="Accept").click()
    return first, second


def write(visitor, old, new):
    source = visitor.page.get_by_label("Text", exact=True)
    source.fill(source.input_value().replace(old, new, 1))


def press(visitor, name):
    visitor.page.get_by_role("button", name=name, exact=True).click()


def stage(visitor):
    return visitor.page.locator(".way-to-publish [aria-current]").inner_text()


def refusals_are_named(visitor):
    """The console names the status of a page that says what was refused; nothing else."""
    named = [complaint.endswith("status of 409 (Conflict)") for complaint in visitor.complaints]
    assert named == [True]
    visitor.complaints.clear()


@pytest.mark.parametrize("javascript", [True, False])
def test_sentence_is_written_reviewed_published_and_read(visit, site, javascript):
    author, reader = begin(visit, site, java_script_enabled=javascript)
    student = visit(java_script_enabled=javascript)

    author.goto(FILE)
    write(author, HEADING, f"{WORDS}\n\n{HEADING}")
    if javascript:
        author.page.locator("#look").get_by_text(WORDS).wait_for()
    press(author, "Save the draft")
    author.page.get_by_label("Comment").fill("A sentence more.")
    press(author, "Ask for a review")
    assert stage(author) == "In review"
    assert author.page.get_by_role("button", name="Approve").count() == 0
    assert author.page.get_by_text("somebody else is to read it").count() == 1

    reader.goto("/teach/files/?show=review")
    reader.page.get_by_role("link", name="why.md").click()
    assert reader.page.locator("#look").get_by_text(WORDS).count() == 1
    press(reader, "Approve")

    student.goto(WHY)
    assert student.page.get_by_text(WORDS).count() == 0
    author.goto(FILE)
    press(author, "Publish")
    assert stage(author) == "Published"

    student.goto(WHY)
    assert student.page.get_by_text(WORDS).count() == 1


def test_earlier_release_is_taken_up_and_two_authors_lose_nothing(visit, site):
    first, second = begin(visit, site)
    for visitor in (first, second):
        visitor.goto(FILE)
    write(first, HEADING, f"First.\n\n{HEADING}")
    press(first, "Save the draft")
    first.page.get_by_text("A draft is in the editor").wait_for()
    write(second, HEADING, f"Second.\n\n{HEADING}")
    press(second, "Save the draft")

    assert second.page.get_by_role("heading", name="Somebody else saved meanwhile").count() == 1
    assert "Second." in second.page.get_by_label("Text", exact=True).input_value()
    assert second.axe() == []
    refusals_are_named(second)
    write(second, "Second.", "First.\n\nSecond.")
    press(second, "Save the draft")
    press(second, "Ask for a review")
    assert second.page.get_by_role("button", name="Approve").count() == 0

    first.goto(FILE)
    press(first, "Approve")
    press(first, "Publish")
    first.page.locator("#workflow").get_by_role("link", name="History").click()
    first.page.get_by_role("button", name="Take it up again").last.click()

    assert stage(first) == "Draft"
    assert "First." not in first.page.get_by_label("Text", exact=True).input_value()


def test_pages_are_accessible_and_stay_in_their_frame(visit, site):
    visitor = visit()
    sign_in(visitor, site.sign_in_path())
    visitor.goto(FILE)
    write(visitor, HEADING, f"<b>{WORDS}</b>\n\n{HEADING}")
    visitor.page.locator("#look").get_by_text("2 faults").wait_for()
    assert visitor.axe() == []
    press(visitor, "Save the draft")
    press(visitor, "Ask for a review")
    assert visitor.page.get_by_role("heading", name="That was not done").count() == 1
    assert visitor.axe() == []
    refusals_are_named(visitor)

    for path in ("/teach/files/", FILE, f"{FILE}history/", DOCKERFILE, ARCHITECTURE):
        for width, scheme in ((1440, "light"), (320, "dark")):
            visitor.page.set_viewport_size({"width": width, "height": 800})
            visitor.page.emulate_media(color_scheme=scheme)
            visitor.goto(path)
            assert visitor.axe() == []
            assert visitor.page.evaluate("document.documentElement.scrollWidth") <= width
