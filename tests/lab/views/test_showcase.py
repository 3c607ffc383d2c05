"""The page of this site's own image: what is foreseen, what was built, and why not."""

import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from lab import showcase
from lab.models import Showcase, Worker
from lab.outcome import Outcome, to_json
from lab.showcase import site
from learning.checker import TooMuchError
from sandbox import Layer
from sandbox.static import MESSAGE
from tests.lab.views.test_submissions import IMAGE, TRIAL, rows, verdict

HERE = "/patterns/stages/lab/this-site/"
LIST = "/patterns/stages/lab/"
LOG = ("[1/2] STEP 1/4: FROM python AS packages", "[2/2] STEP 1/22: FROM <python>")
AT = datetime(2026, 11, 27, 13, 15, tzinfo=UTC)


@pytest.fixture(autouse=True)
def static_only(settings, stored, monkeypatch):
    """And patient: the first page of a process reads the most, on whatever machine."""
    settings.SANDBOX = "static"
    for module in ("learning.checker", "lab.judging", "lab.showing", "lab.shipped"):
        monkeypatch.setattr(f"{module}.SECONDS", 60)


@pytest.fixture
def built():
    """What a worker has kept of the files as they are."""

    def put(*verdicts, status="ok", outcome=None, **fields):
        values = {"judgements": rows(*verdicts), "has_passed": all(verdicts), "built_at": AT}
        values |= {"status": status, "outcome": to_json(outcome or Outcome()), "bases": "b"}
        return Showcase.objects.create(digest=site().exercise.digest, **values, **fields)

    return put


def goals(page):
    return re.findall(r'<p class="sight"><strong>(.*?)</strong>', page)


# What is foreseen


def test_files_are_shown_by_their_lines_and_goals_are_foreseen(client):
    page = client.get(HERE).text

    assert page.count('class="code numbered"') == 2
    assert '<span class="line" data-line="40">' in page
    assert goals(page) == ["Met."] * 4 + ["The build will tell."] * 2
    assert "find nothing to mend" in page


@pytest.mark.parametrize(
    ("lens", "shown"),
    [
        ("stages", "The stages as a table"),
        ("image", "What a container gets"),
        ("cache", "Show what runs again"),
        ("nothing", "find nothing to mend"),
    ],
)
def test_lens_is_in_the_address(client, lens, shown):
    page = client.get(HERE, {"lens": lens}).text

    assert shown in page
    pressed = lens if lens != "nothing" else "findings"
    assert re.findall(r'id="lens-(\w+)" aria-pressed="true"', page) == [pressed]


def test_edited_files_show_what_runs_again(client):
    asked = {"lens": "cache", "changed": ["content/objectives.toml", "no/such/file"]}

    page = client.get(HERE, asked).text

    assert re.findall(r'value="([^"]*)" checked', page) == ["content/objectives.toml"]
    assert "1 of 20 step runs again." in page


def test_what_takes_too_long_is_said(client, monkeypatch):
    def too_much(*_):
        raise TooMuchError("dockerfile", "It takes too long.")

    monkeypatch.setattr("lab.showing.foresight", too_much)

    page = client.get(HERE).text

    assert '<p class="error">It takes too long.</p>' in page
    assert "Nothing to mend" not in page


# What was built


def test_site_that_builds_nothing_says_so_and_no_request_builds(client):
    response = client.get(HERE)

    assert verdict(response) == "Not built yet."
    assert MESSAGE.partition(".")[0] in response.text
    assert Showcase.objects.count() == 0


def test_site_that_builds_asks_for_patience(client, settings):
    settings.SANDBOX = "buildah"
    Worker.objects.create(name="w", bases="b")

    response = client.get(HERE)

    assert verdict(response) == "Not built yet."
    assert "once nobody waits for one" in response.text


def test_site_that_builds_elsewhere_says_why_it_does_not(client, settings):
    settings.SANDBOX = "buildkit"
    Worker.objects.create(name="w", bases="b")

    assert "pip would find nothing to install." in client.get(HERE).text


def test_build_that_goes_on_is_said(client, built):
    built(status="")

    assert verdict(client.get(HERE)) == "It is being built at the moment."


def test_image_is_shown_with_its_layers_the_answer_and_the_time(client, built):
    layers = (Layer("base", 232_000_000, "base", True, 9), *IMAGE.layers)
    image = replace(IMAGE, layers=layers, bytes=237_600_000)
    outcome = Outcome(log=LOG, image=image, trial=TRIAL, seconds={"build": 31.7})
    built(True, True, outcome=outcome)

    response = client.get(HERE)

    assert verdict(response) == "All 2 goals are met, by a real build."
    assert "on 27 November 2026, 13:15 UTC, from the files as they are, in 32 s." in response.text
    assert '<p class="outcome">238 MB, 1 file.</p>' in response.text
    assert "with status 200 after 0.21 s" in response.text
    assert "FROM &lt;python&gt;" in response.text
    assert goals(response.text) == ["Met.", "Met."]


@pytest.mark.parametrize(
    ("status", "sentence"),
    [
        ("failed", "The build failed. 0 of 1 goals met."),
        ("stopped", "The build was stopped. 0 of 1 goals met."),
        ("refused", "It could not be built here."),
        ("unavailable", "It could not be built here."),
    ],
)
def test_failure_is_said_with_its_reason(client, built, status, sentence):
    built(False, status=status, message="It stopped at `RUN <pip>`.")

    response = client.get(HERE)

    assert verdict(response) == sentence
    assert "It stopped at <code>RUN &lt;pip&gt;</code>." in response.text


def test_what_was_built_of_other_files_is_not_shown(client, built):
    built(True)
    Showcase.objects.update(digest="another")

    assert verdict(client.get(HERE)) == "Not built yet."


def test_page_asks_a_few_questions(client, built, django_assert_num_queries):
    built(True)

    with django_assert_num_queries(2):
        client.get(HERE)


# Where it is


def test_image_itself_says_what_is_missing(client, monkeypatch):
    lacking = replace(site(), missing="requirements.txt")
    monkeypatch.setattr(showcase, "site", lambda: lacking)

    page = client.get(HERE).text

    assert "which has no <code>requirements.txt</code>" in page
    assert page.count('class="code numbered"') == 2
    assert (goals(page), "verdict-title" in page) == ([], False)


@pytest.mark.parametrize("is_there", [True, False])
def test_list_leads_to_it_where_there_is_something_to_see(client, monkeypatch, is_there):
    found = site() if is_there else None
    monkeypatch.setattr(showcase, "site", lambda: found)

    assert (f'href="{HERE}"' in client.get(LIST).text) == is_there
    assert client.get(HERE).status_code == (200 if is_there else 404)


def test_other_methods_and_places_do_not_exist(client):
    assert client.post(HERE).status_code == 405
    assert client.get(HERE.replace("stages", "nothing")).status_code == 404
