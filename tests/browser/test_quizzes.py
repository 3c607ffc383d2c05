"""Questions in a browser: each kind by keyboard and without JavaScript, the test, review, progress.

Which questions are asked is chance. What is right is read from the server's own database, so that
every walk knows what it answers.
"""

import csv
import json
import re
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta

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

    def __init__(self, site, url):
        key, number = PLACE.search(url).groups()
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
    if kind not in HANDS_ON:
        put(page, site, kind)


def opener(site, kind):
    """The button that opens such a question."""
    if kind not in HANDS_ON:
        return "form:has([name=mode][value=practice]) button"
    slug = query(site, OF_KIND, kind)[0][1]
    return f'form:has([name=question][value="{slug}"]) button'


def put(page, site, kind):
    """A run begins with whatever chance gives: make it a question of that kind."""
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


def filled(page, kind):
    """What the form holds, as it would be sent."""
    if kind == "order":
        return order(page)
    if kind in {"blanks", "numeric"}:
        return [field.input_value() for field in page.locator("#question [type=text]").all()]
    chosen = page.locator("#question input[name=answer]:checked")
    return [box.get_attribute("value") for box in chosen.all()]


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
    if kind not in HANDS_ON:
        put(page, site, kind)
    asked = Asked(site, page.url)

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
    asked = Asked(site, page.url)

    give(page, kind, asked.wrong)
    check(page, "Not this.")
    page.locator("#hint").click()
    assert page.locator("#hints .hint").count() == 1
    give(page, kind, asked.right)
    check(page, "That is it.")
    assert page.locator("#question fieldset.options:disabled").count() == 1
    page.locator("#next").click()

    page.wait_for_url(f"**{STAGES}try/" if kind in HANDS_ON else "**/2/")


# What the lines of an order do


def drag(page, line, to, *, below=False):
    """Drop a line on the upper or lower half of something, and wait until it is arranged."""
    before, target = order(page), page.locator(to)
    at = {"x": 40, "y": target.bounding_box()["height"] - 5 if below else 5}
    page.locator(f'[data-line="{line}"]').drag_to(target, target_position=at)
    page.wait_for_function(
        "before => [...document.querySelectorAll('[data-used] [data-line]')]"
        ".map(line => line.dataset.line).join() !== before",
        arg=",".join(before),
    )


def test_dragging_and_buttons_give_the_same_order(visit, site):
    # Both ends of a drag must be in sight, wherever the shuffle has put the line.
    dragged, pressed = (visit(viewport={"width": 1440, "height": 2400}).page for _ in range(2))
    for page in (dragged, pressed):
        begin(page, site, "order")
    first, second, third = Asked(site, dragged.url).right[:3]

    drag(dragged, first, "[data-used]")
    drag(dragged, second, f'[data-line="{first}"]', below=True)
    announced(dragged, "Now line 2 of 2.")
    drag(dragged, third, f'[data-line="{first}"]')
    announced(dragged, "Now line 1 of 3.")
    assert order(dragged) == [third, first, second]
    drag(dragged, second, "[data-rest]")
    announced(dragged, "Left out.")
    give(pressed, "order", [first, second, third])
    for _ in range(2):
        before = order(pressed)
        pressed.locator(f"#up-{third}").click()
        pressed.locator("#announcer", has_text=f"line {before.index(third)} of 3").wait_for(
            state="attached"
        )
    step(pressed, f"drop-{second}")

    assert order(dragged) == order(pressed) == [third, first]


def test_keyboard_stays_with_the_line_that_moves(visit, site):
    page = visit().page
    begin(page, site, "order")
    first, second = Asked(site, page.url).right[:2]
    add_next = "[data-rest] button"
    type_answer(page, "order", [first, second])
    assert page.evaluate(IS_FOCUSED, add_next)

    press(page, f"up-{second}", "Shift+Tab")
    announced(page, "Now line 1 of 2.")
    assert page.evaluate("document.activeElement.id") == f"down-{second}"
    page.keyboard.press("Enter")
    announced(page, "Now line 2 of 2.")

    assert page.evaluate("document.activeElement.id") == f"up-{second}"
    assert order(page) == [first, second]


@pytest.mark.parametrize(("is_phone", "draggable"), [(True, "0"), (False, "all")])
def test_only_a_fine_pointer_drags(visit, site, is_phone, draggable):
    page = visit(has_touch=is_phone, is_mobile=is_phone).page
    begin(page, site, "order")
    lines = page.locator("[data-line]").count()

    found = page.locator("[data-line][draggable=true]").count()

    assert found == {"0": 0, "all": lines}[draggable]


# How it looks

STICKS_OUT = """
wide => document.documentElement.scrollWidth <= wide ? [] : [...document.querySelectorAll("main *")]
  .filter(part => part.getBoundingClientRect().right > wide)
  .map(part => `${wide}: ${part.outerHTML.slice(0, 90)}`)
"""
ZOOM = "share => { document.documentElement.style.fontSize = share }"


def faults(visitor):
    """What axe finds, light and dark, and what sticks out of which width."""
    page, found = visitor.page, []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        found += visitor.axe()
    for width, text in ((320, ""), (360, ""), (768, ""), (768, "200%"), (1440, "")):
        page.set_viewport_size({"width": width, "height": 800})
        page.evaluate(ZOOM, text)
        found += page.evaluate(STICKS_OUT, width)
    return found


def unfold(page):
    page.evaluate("document.querySelectorAll('details').forEach(part => part.open = true)")


def forgive(visitor, status):
    """The console names the status of an answer that is meant to have it."""
    (complaint,) = visitor.complaints
    assert f"status of {status}" in complaint
    visitor.complaints.clear()


@pytest.mark.parametrize("kind", KINDS)
def test_every_state_of_a_question_is_accessible_and_fits(visit, site, kind):
    visitor = visit()
    page = visitor.page
    begin(page, site, kind)
    asked = Asked(site, page.url)

    page.locator("#check").click()  # with nothing given: all of the question, and the error
    page.get_by_role("alert").wait_for()
    forgive(visitor, 422)
    assert faults(visitor) == []

    give(page, kind, asked.wrong)
    check(page, "Not this.")
    page.locator("#hint").click()
    page.locator("#hints").wait_for()
    assert page.locator("#feedback .notes .wrong").count() >= 1
    assert faults(visitor) == []

    give(page, kind, asked.right)
    check(page, "That is it.")
    unfold(page)
    assert faults(visitor) == []


@pytest.mark.parametrize(("kind", "box"), [("single", "option"), ("line", "line")])
def test_what_is_picked_shows_in_forced_colors(visit, site, kind, box):
    page = visit(forced_colors="active", reduced_motion="reduce").page
    begin(page, site, kind)
    page.locator("#question input[type=radio]").first.check()
    border = "part => getComputedStyle(part).borderLeftColor"

    picked = page.locator(f"label.{box}:has(:checked)").evaluate(border)
    other = page.locator(f"label.{box}:not(:has(:checked))").first.evaluate(border)

    assert picked != other
    assert page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"


# The test

TELLS = "#feedback, #hints, #hint, #check, #solution, .explanation, .notes"


def start_test(page, *, certainty=False):
    page.goto(f"{STAGES}test/")
    if certainty:
        page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Begin the test").click()
    page.wait_for_url("**/1/")


def go_on(page):
    """Take up the open test from its pattern's page."""
    page.goto(f"{STAGES}test/")
    page.get_by_role("button", name="Go on with the test").click()


def save(page, leads_to):
    page.locator("#save").click()
    page.wait_for_url(f"**/{leads_to}/**")


def place(page, number):
    page.locator(f'nav.places button[value="{number}"]').click()
    page.wait_for_url(f"**/{number}/**")


def test_test_is_left_taken_up_and_changed(visit, site):
    page = visit().page
    start_test(page)
    first, asked = page.url, Asked(site, page.url)
    give(page, asked.kind, asked.wrong)
    save(page, 2)
    page.goto("/")
    go_on(page)
    page.wait_for_url("**/2/")

    place(page, 1)
    assert filled(page, asked.kind) == asked.wrong
    assert page.locator(TELLS).count() == 0
    give(page, asked.kind, asked.right)
    page.locator("#save").dblclick()
    page.wait_for_url("**/2/**")

    now = Asked(site, first)
    assert sorted(now.given) == sorted(asked.right)
    assert now.tries == 2


def test_back_button_leads_to_what_was_saved(visit, site):
    page = visit().page
    start_test(page)
    put(page, site, "single")
    first, asked = page.url, Asked(site, page.url)
    give(page, "single", asked.wrong)
    save(page, 2)

    page.go_back()
    assert filled(page, "single") == asked.wrong
    give(page, "single", asked.right)
    save(page, 2)

    assert Asked(site, first).given == asked.right


@pytest.mark.parametrize("kind", ["multiple", "blanks", "order"])
def test_answer_of_another_tab_is_not_lost_unasked(visit, site, kind):
    visitor = visit()
    page = visitor.page
    start_test(page)
    put(page, site, kind)
    first, asked = page.url, Asked(site, page.url)
    other = visitor.context.new_page()
    other.goto(first)
    give(other, kind, asked.right)
    save(other, 2)

    give(page, kind, asked.wrong)
    page.locator("#save").click()
    page.get_by_role("alert").wait_for()
    forgive(visitor, 409)
    assert "Another answer to this question was saved meanwhile" in page.inner_text("#question")
    assert filled(page, kind) == asked.wrong
    assert sorted(Asked(site, first).given) == sorted(asked.right)
    save(page, 2)

    assert Asked(site, first).given == asked.wrong


def test_question_answered_in_another_tab_says_so(visit, site):
    visitor = visit()
    page = visitor.page
    page.goto("/quizzes/")
    begin(page, site, "single")
    asked = Asked(site, page.url)
    other = visitor.context.new_page()
    other.goto(page.url)
    give(other, "single", asked.right)
    check(other, "That is it.")

    give(page, "single", asked.wrong)
    page.locator("#check").click()
    page.locator("#question .error").wait_for()

    forgive(visitor, 409)
    assert "Nothing was changed" in page.inner_text("#question .error")
    assert page.inner_text("#feedback .verdict") == "That is it."


def test_handing_in_warns_of_what_is_open(visit, site):
    visitor = visit()
    page = visitor.page
    start_test(page, certainty=True)
    assert faults(visitor) == []
    first, asked = page.url, Asked(site, page.url)
    give(page, asked.kind, asked.right)
    save(page, 2)
    page.get_by_role("link", name="Hand in …").click()
    assert "9 of 10 questions are still open" in page.inner_text("main")
    assert faults(visitor) == []

    page.get_by_role("link", name="Answer question 2").click()
    page.get_by_role("link", name="Hand in …").click()
    page.get_by_role("button", name="Hand in all the same").click()

    assert page.get_by_role("heading", level=1).inner_text() == "1 of 10 right"
    page.goto(first)
    assert page.url.endswith("/review/#question-1")


class Finished:
    """A test that was handed in: its look-back page, and the cookies of its learner."""

    def __init__(self, url, cookies):
        self.url = url
        self.cookies = cookies


@pytest.fixture(scope="module")
def finished(browser, site):
    """Eight of ten answered, all of them certain, every other one right."""
    context = browser.new_context(base_url=site.url, java_script_enabled=False)
    page = context.new_page()
    start_test(page, certainty=True)
    for number in range(1, 9):
        asked = Asked(site, page.url)
        give(page, asked.kind, asked.right if number % 2 else asked.wrong)
        page.get_by_label("Certain", exact=True).check()
        save(page, number + 1)
    page.get_by_role("link", name="Hand in …").click()
    page.get_by_role("button", name="Hand in all the same").click()
    page.wait_for_url("**/review/")
    yield Finished(page.url, context.storage_state())
    context.close()


@pytest.fixture
def tested(visit, finished):
    """The learner of that test, at the look-back page."""
    visitor = visit(storage_state=finished.cookies)
    visitor.goto(finished.url)
    return visitor


def test_looking_back_tells_it_all(tested):
    page = tested.page

    assert page.get_by_role("heading", level=1).inner_text() == "4 of 10 right"
    assert "You were certain and wrong 4 of 8 times" in page.inner_text("main")
    certain = page.get_by_role("row", name="Certain", exact=False).last
    assert certain.locator("th, td").all_inner_texts() == ["Certain", "8", "4 (50 %)"]
    assert page.locator(".reviewed .explanation").count() == 10
    unfold(page)
    assert faults(tested) == []


def test_looking_back_is_printed_unfolded(tested):
    page = tested.page
    hidden = page.locator(".reviewed details > :not(summary)")
    shows = "parts => parts.map(part => part.checkVisibility({contentVisibilityAuto: true}))"
    assert True not in hidden.evaluate_all(shows)

    page.emulate_media(media="print")

    assert False not in hidden.evaluate_all(shows)
    assert page.locator("main button").evaluate_all(shows).count(True) == 0


def test_test_is_taken_up_on_another_device(visit, site):
    first, second = visit().page, visit().page
    start_test(first)
    asked = Asked(site, first.url)
    give(first, asked.kind, asked.right)
    save(first, 2)
    sign_up(first, "two-devices@example.org")

    second.goto(f"{STAGES}test/")
    sign_in(second, "two-devices@example.org")
    go_on(second)
    second.wait_for_url("**/2/")
    place(second, 1)

    assert sorted(filled(second, asked.kind)) == sorted(asked.right)


# Review and progress


def test_review_knows_what_comes_back_and_when(tested):
    page = tested.page
    tested.goto("/review/")
    counts = [int(text.split()[0]) for text in page.locator(".forecast-count").all_inner_texts()]

    assert len(counts) == 14
    assert sum(counts) >= 6, "what was missed comes back within two weeks"
    assert "10 items, by what is known today" in page.inner_text("main")
    assert faults(tested) == []


def test_plan_keeps_the_day_of_an_exam(tested):
    page = tested.page
    tested.goto("/review/")
    exam = page.get_by_label("Exam on")
    today = datetime.now(UTC).date()
    coming, past = str(today + timedelta(days=30)), str(today - timedelta(days=2))

    exam.fill(coming)
    page.get_by_role("button", name="Keep this plan").click()
    page.wait_for_url("**#plan")
    tested.goto("/review/")
    assert exam.input_value() == coming
    exam.fill(past)
    page.get_by_role("button", name="Keep this plan").click()

    page.get_by_text("Choose a day after today, within two years.").wait_for()
    forgive(tested, 422)
    assert exam.get_attribute("aria-invalid") == "true"
    assert exam.input_value() == past
    assert faults(tested) == []
    tested.goto("/review/")
    assert exam.input_value() == coming


def test_progress_shows_what_was_done_and_gives_it_away(tested):
    page = tested.page
    tested.goto("/progress/")
    assert "4 of 10 right at first sight" in page.inner_text(".standing")
    assert page.locator(".standing-word").inner_text() != ""
    assert page.locator(".strip td[class^=level]:not(.level-0)").count() == 1
    assert faults(tested) == []

    told = {}
    for name in ("JSON", "CSV"):
        with page.expect_download() as download:
            page.get_by_role("link", name=name).click()
        told[name] = download.value.path().read_text()

    rows = list(csv.DictReader(told["CSV"].splitlines()))
    assert [row["right"] for row in rows].count("1") == 4
    assert len(rows) == 10
    assert all(row["question"] in told["JSON"] for row in rows)
    assert json.loads(told["JSON"]) != {}


def test_all_of_it_can_be_deleted(visit, site):
    page = visit().page
    begin(page, site, "single")
    run, asked = page.url, Asked(site, page.url)
    give(page, "single", asked.wrong)
    check(page, "Not this.")
    page.goto("/progress/")
    page.get_by_role("link", name="delete it all").click()
    page.get_by_role("button", name="Delete it all, now").click()
    page.get_by_role("status").wait_for()

    page.goto("/progress/")

    assert "Nothing is kept of you yet." in page.inner_text("main")
    assert page.goto(run).status == 404
