"""An architecture made in the form alone: with and without JavaScript, by keyboard."""

import pytest

from tests.browser.test_authoring import GIVEN_UP, press_to, write
from tests.browser.test_people import sign_in
from tests.browser.test_publishing import ARCHITECTURE
from tests.serving import serving

WIDTHS = (360, 768, 1440)
FORM = f"{ARCHITECTURE}?as=form"
QUIZ = "architecture-quiz.toml"
STEPS = (  # what is pressed, and what is then filled in
    ("node", {"id": "user", "kind": "user", "label": "User", "does": "Asks."}),
    ("node", {"id": "shop", "label": "Shop", "does": "Answers.", "workers": "4"}),
    ("edge", {"id": "ask", "from": "user", "to": "shop", "label": "HTTP"}),
    ("flow", {"id": "read", "title": "A read", "summary": "There and back.",
              "latencies": "Assumed."}),
    ("flow-0-hop", {"way": "to:0", "latency_ms": "5", "sentence": "It asks."}),
    ("flow-0-hop", {"way": "back:0", "latency_ms": "20.5", "sentence": "It answers."}),
    ("mitigation", {"id": "again", "label": "Again", "does": "Tries again.",
                    "limits": "Not always.", "on": ["shop"]}),
    ("failure", {"id": "lost", "component": "shop", "cause": "network", "title": "Lost",
                 "happens": "It is lost.", "notice": "Try again.", "mitigations": ["again"]}),
    ("published", {"title": "As published", "task": "Find the hop."}),
    ("published-node", {"id": "a", "label": "A"}),
    ("published-node", {"id": "b", "label": "B"}),
    ("published-edge", {"from": "a", "to": "b"}),
    ("published-hop", {"from": "a", "to": "b"}),
    ("published-hop", {"from": "a", "to": "b"}),
)  # fmt: skip


@pytest.fixture
def site(tmp_path):
    """A server of its own: a draft of this file is not for the other tests."""
    with serving(tmp_path) as site:
        yield site


@pytest.fixture
def author(visit, site):
    visitors = []

    def signed_in(**options):
        visitor = visit(**options)
        visitor.page.set_default_timeout(60_000)
        sign_in(visitor, site.sign_in_path())
        visitors.append(visitor)
        return visitor

    yield signed_in
    for visitor in visitors:
        visitor.complaints[:] = [
            each for each in visitor.complaints if not any(word in each for word in GIVEN_UP)
        ]


def begin_blank(page):
    """The shipped file, emptied as source, is as blank as a new one."""
    page.goto(ARCHITECTURE)
    page.get_by_label("Text", exact=True).fill("")
    page.get_by_role("button", name="Form").click()
    page.get_by_text("About the architecture").wait_for()


def unfold(page, part):
    fold = page.locator(f"details:has(> #{part}), details#{part}").first
    if fold.count() and not fold.evaluate("fold => fold.open"):
        fold.locator("> summary").click()


def add(page, key, number, values):
    unfold(page, f"part-{key.partition('-')[0]}")
    if key.startswith("flow-0"):
        unfold(page, "flow-0")
    page.locator(f"#{key}-add").click()
    row = key if key == "published" else f"{key}-{number}"
    page.locator(f"#{row}").wait_for()
    for name, value in values.items():
        put(page, f"{row}-{name}", value)


def put(page, name, value):
    field = page.locator(f"#{name}")
    if isinstance(value, list):
        for one in value:
            field.get_by_label(one).check()
    elif field.evaluate("field => field.matches('select')"):
        field.select_option(value)
    else:
        field.fill(value)


@pytest.mark.parametrize("javascript", [True, False])
def test_architecture_is_made_from_nothing_in_the_form_alone(author, javascript):
    visitor = author(java_script_enabled=javascript)
    page = visitor.page
    begin_blank(page)
    page.get_by_label("Title").fill("A shop")
    page.get_by_label("Summary").fill("Somebody asks, and it answers.")

    counts = {}
    for key, values in STEPS:
        add(page, key, counts.setdefault(key, 0), values)
        counts[key] += 1
    if not javascript:
        page.get_by_role("button", name="Preview").click()
    page.locator("#look .drawing.narrow").wait_for()
    page.locator("#look-faults a").first.wait_for(state="detached")

    named = page.locator("#look-faults .line-number").all_inner_texts()
    assert [QUIZ in where for where in named] == [True] * len(named)
    page.get_by_role("button", name="Save", exact=True).click()
    page.locator("#saved").get_by_text("version 1").wait_for()
    page.get_by_role("button", name="Source").click()
    text = page.get_by_label("Text", exact=True).input_value()
    assert text.startswith(
        'title = "A shop"\nsummary = "Somebody asks, and it answers."\n\n[[node]]'
    )
    assert 'from = "shop"\nto = "user"\nsentence = "It answers."\nlatency_ms = 20.5\n' in text


def test_component_is_renamed_moved_and_added_by_keyboard_alone(author):
    page = author().page
    page.goto(ARCHITECTURE)

    press_to(page, "#as-form")
    page.keyboard.press("Enter")
    page.locator("#node-0-id").wait_for()
    write(page, "#node-1-id", "repository")
    press_to(page, "#node-1-down")
    page.keyboard.press("Enter")
    page.locator("#node-2-id[value=repository]").wait_for()
    press_to(page, "#node-add")
    page.keyboard.press("Enter")
    page.locator("#node-15-id:focus").wait_for()
    page.keyboard.type("extra")
    page.locator("#look-faults").get_by_text("Component 16, label").wait_for()
    page.keyboard.press("Control+s")
    page.get_by_text("Saved at").wait_for()
    press_to(page, "#as-source")
    page.keyboard.press("Enter")

    text = page.get_by_label("Text", exact=True).input_value()
    assert text.index('id = "ci"') < text.index('id = "repository"')
    assert 'to = "repository"' in text
    assert 'id = "extra"' in text
    assert "# The runtime zone" in text


def test_fault_leads_into_its_field_in_a_folded_part(author):
    page = author().page
    page.goto(FORM)
    unfold(page, "part-flow")
    unfold(page, "flow-0")
    page.locator("#flow-0-hop-2-sentence").fill("")
    page.locator("#look-faults").get_by_text("Hop 3, what happens").wait_for()
    page.locator("#part-flow > summary").click()

    page.locator("#look-faults a").first.click()

    assert page.evaluate("document.activeElement.id") == "flow-0-hop-2-sentence"


def test_form_has_no_violation_and_fits(author):
    visitor = author()
    visitor.goto(FORM)
    visitor.page.evaluate(
        "for (const fold of document.querySelectorAll('#writing details')) fold.open = true"
    )

    assert visitor.axe() == []
    for width in WIDTHS:
        visitor.page.set_viewport_size({"width": width, "height": 900})
        assert visitor.page.evaluate("document.documentElement.scrollWidth") <= width
    visitor.page.emulate_media(color_scheme="dark")
    assert visitor.axe() == []
