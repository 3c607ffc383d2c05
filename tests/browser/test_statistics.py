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


def test_shots(instructor, site):
    import os
    out = os.environ["SHOTS"]
    for width in (1440, 360):
        for scheme in ("light", "dark"):
            v = instructor(viewport={"width": width, "height": 900}, color_scheme=scheme)
            for name, path in (("list", "/teach/statistics/"), ("flags", "/teach/statistics/?sort=-flags"), ("item", f"/teach/statistics/{site.wrong}/"), ("rare", f"/teach/statistics/{site.rare}/")):
                v.goto(path)
                v.page.screenshot(path=f"{out}/{name}-{width}-{scheme}.png", full_page=name == "item")
                print(name, width, scheme, v.axe(), v.page.evaluate("document.documentElement.scrollWidth"))
