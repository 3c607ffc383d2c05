"""An instructor imports a GIFT file: looks, chooses, finds the drafts; and takes questions away."""

import pytest

from tests.browser.test_people import sign_in, sign_in_path  # noqa: F401 -- a neighbour's fixture

QUESTIONS = """\
// [tag:cache]
::Which stage, {run}::
[html]In {run}, which stage does <code>docker build --target test .</code> end at?{{
  =The stage <code>test</code>#A target ends the build.
  ~%50%The last stage#Only without a target.
  ~FROM <stage>#No.
  ####<p>See <b>--target</b>.</p>
}}

::How large, {run}::How many MB in {run}?{{#470:0.5#Yes. =%0%440#No.}}

::Pairs, {run}::Match in {run}.{{=COPY -> files =RUN -> a layer = -> nothing}}

::Why, {run}::Why two stages in run {run}? {{}}

::Broken::Not closed {{=a ~b
"""


def start(visitor, path):
    sign_in(visitor, path)
    visitor.goto("/teach/import/")
    return visitor.page


def upload(page, run):
    data = QUESTIONS.format(run=run).encode()
    file = {"name": "questions.gift", "mimeType": "text/plain", "buffer": data}
    page.get_by_label("File").set_input_files(file)
    page.get_by_role("button", name="Look at the questions").click()
    page.get_by_role("heading", name="4 questions in GIFT").wait_for()


@pytest.mark.parametrize("javascript", [True, False])
def test_instructor_imports_a_file_and_finds_the_drafts(visit, sign_in_path, javascript):  # noqa: F811 -- the fixture
    visitor = visit(java_script_enabled=javascript)
    run = f"run {javascript}".lower()
    page = start(visitor, sign_in_path)

    upload(page, run)
    assert page.get_by_text("The answers that begin here do not end").count() == 1
    assert (
        page.locator(".exchange-answers .right")
        .first.inner_text()
        .endswith("A target ends the build.")
    )
    page.get_by_label("Import question 2").uncheck()
    page.get_by_role("button", name="Make drafts of those ticked").click()

    page.get_by_role("heading", name="3 drafts begun").wait_for()
    page.get_by_role("link", name=f"which-stage-{run.replace(' ', '-')}").click()
    assert "/teach/bank/" in page.url
    page.goto(f"/teach/bank/?q=which-stage-{run.replace(' ', '-')}")
    assert page.get_by_role("link", name=f"pairs-{run.replace(' ', '-')}").count() == 0

    page.goto("/teach/import/")
    upload(page, run)
    assert page.get_by_text("word for word").count() == 3
    assert page.get_by_label("Import question 2").is_checked()


def test_pages_are_accessible_and_fit(visit, sign_in_path):  # noqa: F811 -- as above
    visitor = visit(viewport={"width": 320, "height": 700})
    page = start(visitor, sign_in_path)
    assert_fine(visitor)

    upload(page, "at 320")
    assert_fine(visitor)

    page.get_by_role("button", name="Make drafts of those ticked").click()
    page.get_by_role("heading", name="4 drafts begun").wait_for()
    assert_fine(visitor)

    visitor.goto("/teach/export/")
    assert_fine(visitor)


def assert_fine(visitor):
    assert visitor.page.evaluate("document.documentElement.scrollWidth") <= 320
    for scheme in ("light", "dark"):
        visitor.page.emulate_media(color_scheme=scheme)
        assert visitor.axe() == []


@pytest.mark.parametrize(("label", "suffix"), [("GIFT", "gift"), ("Anki", "apkg")])
def test_instructor_takes_a_patterns_questions_away(visit, sign_in_path, label, suffix):  # noqa: F811 -- as above
    visitor = visit()
    sign_in(visitor, sign_in_path)
    visitor.goto("/teach/export/")

    visitor.page.get_by_label(label).check()
    with visitor.page.expect_download() as download:
        visitor.page.get_by_role("button", name="Download the file").click()

    assert download.value.suggested_filename.endswith(f".{suffix}")
