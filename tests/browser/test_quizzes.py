"""Questions in a browser: each kind by keyboard and without JavaScript, the test, review, progress.

Which questions are asked is chance. What is right is read from the server's own database, so that
every walk knows what it answers.
"""

import csv
import json
import re
import sqlite3
from contextlib import closing
from datetime import date, timedelta

import pytest

from tests.browser.test_accounts import sign_in, sign_up
from tests.browser.test_pages import STAGES

KINDS = ["single", "multiple", "numeric", "blanks", "order", "line"]
HANDS_ON = {"blanks", "order", "line"}  # what the way "try" is made of
PLACE = re.compile(r"/quizzes/([\w-]+)/(\d+)/")
QUESTION = """
select question.slug, question.kind, revision.body, slot.tries, slot.given
from quizzes_slot slot
join quizzes_attempt attempt on attempt.id = slot.attempt_id
join quizzes_revision revision on revision.id = slot.revision_id
join quizzes_question question on question.id = revision.question_id
where attempt.key = ? and slot.number = ?
"""
OF_KIND = """
select current_id, slug from quizzes_question
where kind = ? and status = 'reviewed' order by slug
"""
PUT = """
update quizzes_slot set revision_id = ?
where number = ? and attempt_id = (select id from quizzes_attempt where key = ?)
"""
IS_FOCUSED = "part => document.activeElement.matches(part)"
HOLDS_FOCUS = "() => document.activeElement !== document.body"


class Asked:
    """The question that a page shows, as the server holds it."""

    def __init__(self, site, page):
        key, number = PLACE.search(page.url).groups()
        (row,) = query(site, QUESTION, key, int(number))
        self.slug, self.kind, body, self.tries, given = row
        self.spec = json.loads(body)["spec"]
        self.given = json.loads(given) if given else None

    @property
    def right(self):
        if self.kind == "blanks":
            return [gap["answers"][0] for gap in self.spec["gaps"]]
        if self.kind == "numeric":
            return [self.spec["value"]]
        if self.kind == "line":
            return [line for line, entry in self.spec["known"].items() if entry["right"]]
        return [entry["id"] for entry in self.entries if entry["right"]]

    @property
    def wrong(self):
        """One that earns nothing."""
        if self.kind == "blanks":
            return ["surely-wrong"] * len(self.spec["gaps"])
        if self.kind == "numeric":
            return [entry["value"] for entry in self.spec["known"] if not entry["right"]][:1]
        if self.kind == "line":
            return [line for line, entry in self.spec["known"].items() if not entry["right"]][:1]
        return [entry["id"] for entry in self.entries if not entry["right"]][:1]

    @property
    def entries(self):
        return self.spec["lines" if self.kind == "order" else "options"]


def query(site, statement, *values):
    """Ask the server's database, past the server."""
    with closing(sqlite3.connect(site.log.parent / "stagecraft.sqlite3", timeout=10)) as database:
        rows = database.execute(statement, values).fetchall()
        database.commit()
    return rows


# Giving an answer with a mouse, and with or without JavaScript


def begin(page, site, kind):
    """Open a question of that kind: an exercise, or the first of a practice run."""
    page.goto(f"{STAGES}try/" if kind in HANDS_ON else "/quizzes/")
    page.locator(opener(site, kind)).click()
    page.wait_for_url(PLACE)
    put(page, site, kind)


def opener(site, kind):
    """The button that opens such a question."""
    if kind not in HANDS_ON:
        return "form:has([name=mode][value=practice]) button"
    slug = query(site, OF_KIND, kind)[0][1]
    return f'form:has([name=question][value="{slug}"]) button'


def put(page, site, kind):
    """A practice run begins with whatever chance gives: make it a question of that kind."""
    if kind not in HANDS_ON:
        key, number = PLACE.search(page.url).groups()
        query(site, PUT, query(site, OF_KIND, kind)[0][0], int(number), key)
        page.reload()


def give(page, kind, answer):
    """Fill the form, however it was filled before."""
    question = page.locator("#question")
    if kind in {"single", "line", "multiple"}:
        for box in question.locator("input[name=answer]").all():
            if box.get_attribute("type") == "checkbox" or box.get_attribute("value") in answer:
                box.set_checked(box.get_attribute("value") in answer)
    elif kind == "order":
        for placed in order(page):
            step(page, f"drop-{placed}")
        for line in answer:
            step(page, f"add-{line}")
    else:
        for field, text in zip(question.get_by_role("textbox").all(), answer, strict=True):
            field.fill(text)


def step(page, button):
    """Press a button that arranges lines, and wait for what it does: the button leaves."""
    page.locator(f"#{button}").click()
    page.locator(f"#{button}").wait_for(state="detached")


def order(page):
    """The lines that are placed, by their names."""
    lines = page.locator("[data-used] [data-line]")
    return lines.evaluate_all("lines => lines.map(line => line.dataset.line)")


def check(page, said):
    page.locator("#check").click()
    page.locator("#feedback .verdict", has_text=said).wait_for()


# By keyboard alone


def tab_to(page, part, key="Tab"):
    """Press Tab until such an element has the focus; nothing on the way may lose it for good."""
    for _ in range(90):
        page.keyboard.press(key)
        if page.evaluate(IS_FOCUSED, part):
            return
    raise AssertionError(f"{key} does not lead to {part}")


def press(page, button, key="Tab"):
    tab_to(page, f"#{button}", key)
    page.keyboard.press("Enter")


def type_answer(page, kind, answer, key="Tab"):
    """Give the answer with keys; `key` is Shift+Tab where the way leads back."""
    if kind in {"single", "line"}:
        tab_to(page, "input[name=answer]", key)
        while page.evaluate("document.activeElement.value") != answer[0]:
            page.keyboard.press("ArrowDown")
        page.keyboard.press("Space")
    elif kind == "multiple":
        for box in page.locator("input[name=answer]").all():
            value = box.get_attribute("value")
            if box.is_checked() != (value in answer):
                reach(page, f'input[value="{value}"]')
                page.keyboard.press("Space")
    elif kind == "order":
        for line in [f"drop-{placed}" for placed in order(page)] + [f"add-{it}" for it in answer]:
            reach(page, f"#{line}")
            page.keyboard.press("Enter")
            page.locator(f"#{line}").wait_for(state="detached")
            page.wait_for_function(HOLDS_FOCUS)
    else:
        for number, text in enumerate(answer, start=1):
            part = "#answer-number" if kind == "numeric" else f"#answer-{number}"
            reach(page, part)
            page.keyboard.press("Control+a")
            page.keyboard.type(text)


def reach(page, part):
    """Tab to it, back or on, whichever is the way from where the focus is."""
    comes_before = page.evaluate(
        "part => Boolean(document.querySelector(part)"
        ".compareDocumentPosition(document.activeElement) & Node.DOCUMENT_POSITION_FOLLOWING)",
        part,
    )
    if not page.evaluate(IS_FOCUSED, part):
        tab_to(page, part, "Shift+Tab" if comes_before else "Tab")


def announced(page, words):
    """The live region says it, and the focus is not lost."""
    page.locator("#announcer", has_text=words).wait_for(state="attached")
    page.wait_for_function(HOLDS_FOCUS)


@pytest.mark.parametrize("kind", KINDS)
def test_keyboard_alone_answers_every_kind(visit, site, kind):
    page = visit().page
    page.goto(f"{STAGES}try/" if kind in HANDS_ON else "/quizzes/")
    tab_to(page, opener(site, kind))
    page.keyboard.press("Enter")
    page.wait_for_url(PLACE)
    put(page, site, kind)
    asked = Asked(site, page)

    type_answer(page, kind, asked.wrong)
    press(page, "check")
    announced(page, "Not this.")
    assert page.locator("#feedback .notes .wrong").count() >= 1
    reach(page, "#hint")
    page.keyboard.press("Enter")
    page.locator("#hints .hint").wait_for()
    announced(page, page.locator("#hints .hint .prose").inner_text()[:20])
    type_answer(page, kind, asked.right)
    press(page, "check")
    announced(page, "That is it.")
    assert page.locator("#feedback h3", has_text="Worked solution").count() == 1
    press(page, "next")

    page.wait_for_url(f"**{STAGES}try/" if kind in HANDS_ON else "**/2/")


@pytest.mark.parametrize("kind", KINDS)
def test_without_javascript_every_kind_is_answered(visit, site, kind):
    page = visit(java_script_enabled=False).page
    begin(page, site, kind)
    asked = Asked(site, page)

    give(page, kind, asked.wrong)
    check(page, "Not this.")
    page.locator("#hint").click()
    assert page.locator("#hints .hint").count() == 1
    give(page, kind, asked.right)
    check(page, "That is it.")
    assert page.locator("#question fieldset.options").is_disabled()
    page.locator("#next").click()

    page.wait_for_url(f"**{STAGES}try/" if kind in HANDS_ON else "**/2/")
