"""The instructor's statistics in a browser, with the answers of a few hundred learners."""

import subprocess
import sys

import pytest

from tests.conftest import ROOT
from tests.serving import environment, serving

LEARNERS = 240
SEED = f"""
import django; django.setup()
from quizzes.models import Question
from quizzes import tallies
from tests.quizzes.population import Population
questions = Question.objects.asked().select_related("current").order_by("pk")
population = Population(questions, seed=4)
wrong = next(item for item in population.items if item.question.kind == "single")
wrong.right, wrong.wrong = wrong.wrong[:1], wrong.right + wrong.wrong[1:]
wrong.pull, wrong.slope, wrong.hardness = [1] * len(wrong.wrong), 2, -1
rare = population.items.pop()
for number in range({LEARNERS}):
    population.study(tests=1, practice=3)
for answer in population.answers:
    if answer.question == wrong.question:
        spec = answer.question.current.body["spec"]
        key = [option["id"] for option in spec["options"] if option["right"]]
        answer.is_right = answer.given == key
        answer.score = answer.credit = float(answer.is_right)
population.store()
for number in range(12):
    population.run(population.learner(), [rare, population.items[0]])
population.store()
tallies.count()
print(wrong.question.slug, rare.question.slug)
"""


def seeded(data, code, *arguments):
    """Run some code beside the server, on its data; what it printed."""
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        cwd=ROOT,
        env=environment(data, DJANGO_SETTINGS_MODULE="config.settings"),
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout.split()


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """A server of its own, with answers; which question has the wrong key, and which has few."""
    data = tmp_path_factory.mktemp("statistics")
    with serving(data) as site:
        site.wrong, site.rare = seeded(data, SEED)
        site.cookies = []
        yield site


@pytest.fixture
def instructor(visit, site):
    """A visitor who has followed the one-time link; it is used up by the first."""

    def signed_in(**options):
        visitor = visit(**options)
        if site.cookies:
            visitor.context.add_cookies(site.cookies)
        else:
            visitor.goto(site.sign_in_path())
            visitor.page.get_by_role("button").filter(has_text="Sign in").click()
            visitor.page.wait_for_url("**/teach/")
            site.cookies = visitor.context.cookies()
        return visitor

    return signed_in


WIDE, NARROW = {"width": 1440, "height": 900}, {"width": 360, "height": 740}
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.mark.parametrize(
    "options", [{"viewport": WIDE}, {"viewport": NARROW, "color_scheme": "dark"}]
)
def test_pages_are_accessible_and_fit(instructor, site, options):
    visitor = instructor(**options)
    exercises = "/teach/statistics/exercises/"
    for path in (
        "/teach/statistics/",
        f"/teach/statistics/{site.wrong}/",
        f"/teach/statistics/{site.rare}/",
        exercises,
        f"{exercises}cache-order/",
    ):
        assert visitor.goto(path).status == 200
        assert (path, visitor.axe()) == (path, [])
        assert (path, visitor.page.evaluate(OVERFLOW)) == (path, 0)


def test_wrong_key_is_found_from_the_table_without_javascript(instructor, site):
    instructor()  # the one-time link has no need of scripts, but its waiting has
    page = instructor(java_script_enabled=False).page
    page.goto("/teach/statistics/")
    page.get_by_role("link", name="list them first").click()
    assert page.locator("th[aria-sort]").inner_text().startswith("Flags")
    row = page.get_by_role("row").filter(has_text="The key may be wrong")
    assert row.count() == 1
    row.get_by_role("link", name=site.wrong).click()

    flag = page.locator(".flags strong").first.inner_text()
    assert flag.startswith("The key may be wrong: the best third choose “")
    assert page.get_by_role("img").count() == 1 + page.locator(".options tbody tr").count()
    assert page.get_by_role("table").first.locator("tbody tr").count() in {3, 5}
    page.get_by_role("link", name="Edit this question").click()
    assert site.wrong in page.content()


def test_table_is_sorted_by_its_heads_without_javascript(instructor, site):
    instructor()
    page = instructor(java_script_enabled=False).page
    page.goto("/teach/statistics/")
    figures = "table.items td:nth-child(3):not([colspan])"
    page.get_by_role("link", name="Facility", exact=True).click()
    up = [float(text) for text in page.locator(figures).all_inner_texts()]
    page.get_by_role("link", name="Facility", exact=True).click()
    down = [float(text) for text in page.locator(figures).all_inner_texts()]

    assert len(up) > 50
    assert (up, down) == (sorted(up), sorted(down, reverse=True))


def test_few_answers_are_counted_and_hidden(instructor, site):
    page = instructor().page
    page.goto(f"/teach/statistics/{site.rare}/")

    assert page.get_by_text("12 of 30 answers").is_visible()
    assert page.get_by_role("heading", name="Figures").count() == 0


def test_table_is_downloaded(instructor, site):
    page = instructor().page
    page.goto("/teach/statistics/")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download the table").click()
    lines = download.value.path().read_text().splitlines()

    assert lines[0].startswith("pattern,question,kind,")
    assert any(line.split(",")[1] == site.wrong for line in lines)
