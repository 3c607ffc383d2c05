"""An instructor who has never seen it writes questions: as source, as a form, by keyboard, at once
with somebody else, and without JavaScript.
"""

import subprocess
import sys
from functools import cache

import pytest

from authoring.editing.beginnings import TO_WRITE
from tests.conftest import ROOT
from tests.serving import environment

WIDTHS = (320, 768, 1440)

BANK = "/teach/bank/"
HERE = f"{BANK}multi-stage-builds/"
OBJECTIVE = "ms.copy-from"
KINDS = ("single", "multiple", "blanks", "order", "line", "numeric")
PAGES = (
    BANK,
    f"{BANK}?q=stage&kind=single&sort=-facility",
    f"{BANK}new/",
    f"{HERE}ms-ci-commands-with-tests/",
    f"{HERE}ms-ci-commands-with-tests/?as=form",
    f"{HERE}ms-copy-without-from/?as=form",
)
FEEDBACK = "Because the last stage decides."
CHOSEN = """() => {
  const field = document.activeElement;
  return field.value.slice(field.selectionStart, field.selectionEnd);
}"""
REFERENCE = "- [Docker docs](https://docs.docker.com/build/) — how stages are built.\n"


SIGNED_IN = """
import sys, django; django.setup()
from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client
from learning.signin import INSTRUCTORS, roles
user, _ = User.objects.get_or_create(username=sys.argv[1])
user.groups.add(*roles(INSTRUCTORS))
client = Client()
client.force_login(user)
print(settings.SESSION_COOKIE_NAME, client.cookies[settings.SESSION_COOKIE_NAME].value)
"""


@pytest.fixture(scope="session")
def cookie(site):
    """The session of an instructor of that name, who signed in at some other time."""

    @cache
    def signed_in(name):
        done = subprocess.run(
            [sys.executable, "-c", SIGNED_IN, name],
            cwd=ROOT,
            env=environment(site.log.parent, DJANGO_SETTINGS_MODULE="config.settings"),
            check=True,
            capture_output=True,
            text=True,
        )
        key, value = done.stdout.split()
        return {"name": key, "value": value, "url": site.url}

    return signed_in


# What was asked before is given up when one types on; htmx tells the console so.
GIVEN_UP = ("htmx:afterRequest", "htmx:sendAbort", "htmx:abort")


@pytest.fixture
def instruct(visit, cookie):
    visitors = []

    def new_instructor(who="ann", **options):
        visitor = visit(**options)
        visitor.context.add_cookies([cookie(who)])
        visitors.append(visitor)
        return visitor

    yield new_instructor
    for visitor in visitors:
        visitor.complaints[:] = [
            each for each in visitor.complaints if not any(word in each for word in GIVEN_UP)
        ]


def begin(page, kind, name):
    """A new question of that kind, by its page."""
    page.goto(BANK)
    page.get_by_role("link", name="New question").click()
    page.get_by_label("Kind").select_option(kind)
    page.get_by_label("Objective").select_option(OBJECTIVE)
    page.get_by_label("Name").fill(name)
    page.get_by_role("button", name="Begin").click()
    page.get_by_role("heading", name=name).wait_for()


def completed(text, name):
    """What an author writes into a new question: prompt, feedback, a source, and the rest anew."""
    for words in TO_WRITE:
        text = text.replace(words, f"{words} Written.")
    text = text.replace("mixed-up", "two-mixed").replace("stopped-early", "too-early")
    text = text.replace("## Prompt\n\n", f"## Prompt\nWhat does {name} ask?\n\n", 1)
    lines = []
    for line in text.split("\n"):
        lines.append(line)
        if line.startswith("- ["):
            lines.append(f"  > {FEEDBACK}")
    return "\n".join(lines).replace("## References\n", f"## References\n{REFERENCE}")


def answer(page, kind):
    """The right answer in the preview."""
    asked = page.locator("#question")
    if kind == "single":
        asked.get_by_text("The right answer").click()
    elif kind == "multiple":
        asked.get_by_text("One that is right").click()
        asked.get_by_text("Another that is right").click()
    elif kind == "blanks":
        asked.get_by_label("Gap 1").fill("build")
    elif kind == "numeric":
        asked.get_by_label("Your number").fill("12")
    elif kind == "line":
        asked.locator("label.line").filter(has_text="distroless").click()
    else:
        for number, text in enumerate(("first", "next", "after that", "last"), start=1):
            line = asked.locator("[data-rest] li").filter(has_text=text)
            line.get_by_role("button", name="Add").click()
            asked.locator(f"[data-used] li[data-line]:nth-child({number})").wait_for()


@pytest.mark.parametrize("javascript", [True, False])
@pytest.mark.parametrize("kind", KINDS)
def test_question_of_each_kind_is_written_previewed_and_saved(instruct, kind, javascript):
    page = instruct(java_script_enabled=javascript).page
    name = f"new-{kind}-{'with' if javascript else 'without'}"
    begin(page, kind, name)
    page.get_by_text("things to mend").wait_for()

    source = page.get_by_label("Source of the question")
    source.fill(completed(source.input_value(), name))
    if not javascript:
        page.get_by_role("button", name="Preview").click()
    page.get_by_text("Nothing to mend").wait_for()
    page.locator("#question").get_by_text(f"What does {name} ask?").wait_for()
    answer(page, kind)
    page.get_by_role("button", name="Check", exact=True).click()

    page.locator("#feedback .verdict").get_by_text("That is it. Nothing was recorded.").wait_for()
    assert FEEDBACK in page.locator("#feedback").inner_text()
    page.get_by_role("button", name="Save", exact=True).click()
    if javascript:
        page.get_by_text("Saved at").wait_for()
    page.goto(f"{HERE}{name}/")
    assert f"What does {name} ask?" in page.get_by_label("Source of the question").input_value()


def test_question_is_written_by_keyboard_alone_in_the_form(instruct):
    page = instruct().page
    begin(page, "single", "by-keyboard")

    press_to(page, "#as-form")
    page.keyboard.press("Enter")
    page.locator("#part-prompt textarea").wait_for()
    write(page, "#prompt-0-text", "Which line decides what ships?")
    for number in range(3):
        write(page, f"#options-{number}-feedback", FEEDBACK)
    write(page, "#references-0-title", "Docker docs")
    write(page, "#references-0-url", "https://docs.docker.com/build/")
    write(page, "#references-0-says", "how stages are built.")

    page.get_by_text("Saved at").wait_for()
    press_to(page, "#question input[value=right]")
    page.keyboard.press("Space")
    press_to(page, "#check")
    page.keyboard.press("Enter")
    page.locator("#feedback .verdict").get_by_text("That is it.").wait_for()


def press_to(page, part, most=200):
    """Tab until it has the focus."""
    for _ in range(most):
        if page.evaluate("part => document.activeElement.matches(part)", part):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{part} cannot be reached")


def write(page, part, text):
    press_to(page, part)
    page.keyboard.press("Control+a")
    page.keyboard.type(text)


def test_row_is_added_in_the_form_and_kept_with_what_is_typed(instruct):
    page = instruct().page
    begin(page, "numeric", "row-added")
    page.get_by_role("button", name="Form").click()

    page.get_by_label("Seconds").fill("75")
    page.get_by_role("button", name="Add to Answers").click()
    page.locator("#answers-3-text").fill("13")
    page.locator("#answers-3-tag").fill("one-too-many")
    page.get_by_role("button", name="Source").click()

    text = page.get_by_label("Source of the question").input_value()
    assert "seconds = 75\n" in text
    assert "- [ ] 13 {13 one-too-many}\n" in text


@pytest.mark.parametrize("javascript", [True, False])
def test_two_browsers_on_one_question_lose_nothing(instruct, javascript):
    visitors = [instruct(who, java_script_enabled=javascript) for who in ("ann", "bob")]
    ann, bob = (visitor.page for visitor in visitors)
    name = f"two-{'with' if javascript else 'without'}"
    begin(ann, "single", name)
    bob.goto(f"{HERE}{name}/")

    change(ann, "Look at …", "Look at the last stage.", javascript)
    change(bob, "First, …", "First, find the last stage.", javascript)
    if javascript:
        bob.get_by_text("Yours is not saved yet.").wait_for()
        bob.get_by_role("button", name="See what differs").click()

    bob.get_by_role("heading", name="Somebody else was faster").wait_for()
    assert "Look at the last stage." in bob.get_by_role("textbox", name="Theirs").input_value()
    assert "First, find the last stage." in bob.get_by_role("textbox", name="Yours").input_value()
    bob.get_by_role("button", name="Save this on version").click()
    ann.goto(f"{HERE}{name}/")
    text = ann.get_by_label("Source of the question").input_value()
    assert "Look at the last stage." in text
    assert "First, find the last stage." in text
    forgive_conflict(visitors[1])


def forgive_conflict(visitor):
    """The console reports the status that the second of two is meant to get."""
    visitor.complaints[:] = [each for each in visitor.complaints if "409 (Conflict)" not in each]


def change(page, old, new, javascript):
    source = page.get_by_label("Source of the question")
    source.fill(source.input_value().replace(old, new))
    if not javascript:
        page.get_by_role("button", name="Save", exact=True).click()
    elif old.startswith("Look"):
        page.get_by_text("Saved at").wait_for()


def test_fault_leads_to_its_line(instruct):
    page = instruct().page
    begin(page, "single", "fault-led")

    page.locator("#faults").get_by_role("link").filter(has_text="Line 15").first.click()

    assert page.evaluate(CHOSEN) == "- [x] The right answer {right}"


def test_leaving_with_unsaved_changes_asks_first(instruct):
    page = instruct().page
    begin(page, "single", "left-unsaved")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))

    page.get_by_label("Source of the question").press_sequentially("x")
    page.get_by_role("link", name="Stagecraft").first.click()
    page.wait_for_url("**/")

    assert asked == ["beforeunload"]


def test_bank_is_searched_sorted_and_keeps_its_address(instruct):
    page = instruct().page
    page.goto(BANK)

    page.get_by_label("Words anywhere in the question").fill("distroless")
    page.wait_for_url("**/?q=distroless")
    page.get_by_label("Kind").select_option("line")
    page.wait_for_url("**/?q=distroless&kind=line")
    page.get_by_role("link", name="Question", exact=True).click()
    page.wait_for_url("**sort=question")
    names = page.locator("tbody th a").all_inner_texts()
    page.reload()

    assert names == sorted(names)
    assert page.locator("tbody th a").all_inner_texts() == names
    assert page.get_by_label("Kind").input_value() == "line"


def test_drafts_that_are_ticked_are_discarded_without_javascript(instruct):
    page = instruct(java_script_enabled=False).page
    begin(page, "single", "to-be-discarded")
    page.goto(f"{BANK}?q=to-be-discarded")

    page.get_by_label("to-be-discarded").check()
    page.get_by_role("button", name="Discard drafts").click()

    page.get_by_role("heading", name="1 discarded").wait_for()
    page.get_by_role("link", name="Back to the questions").click()
    page.get_by_text("No question is like that.").wait_for()


@pytest.mark.parametrize("path", PAGES)
def test_pages_have_no_violation_and_fit(instruct, path):
    visitor = instruct()
    for width in WIDTHS:
        visitor.page.set_viewport_size({"width": width, "height": 900})
        visitor.goto(path)
        assert visitor.page.evaluate("document.documentElement.scrollWidth") <= width

    assert visitor.axe() == []


def test_page_of_two_texts_has_no_violation(instruct):
    visitor = instruct()
    page = visitor.page
    begin(page, "single", "two-for-axe")
    change(page, "Look at …", "Look at it.", True)
    source = page.get_by_label("Source of the question")
    page.evaluate("document.getElementById('version').value = 1")
    source.fill(source.input_value().replace("First, …", "First, this."))
    page.get_by_role("button", name="See what differs").click()
    page.get_by_role("heading", name="Somebody else was faster").wait_for()

    assert visitor.axe() == []
    forgive_conflict(visitor)
