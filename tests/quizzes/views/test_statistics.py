"""The pages of statistics: for instructors, silent about few answers, with n beside everything."""

import csv
import re

import pytest
from django.contrib.auth.models import User

from learning.signin import INSTRUCTORS, roles
from quizzes import tallies
from quizzes.models import Attempt, ItemTally, PatternTally, Question
from tests.quizzes.population import Population

pytestmark = pytest.mark.django_db


@pytest.fixture
def instructor(client):
    user = User.objects.create(username="ada")
    user.groups.add(*roles(INSTRUCTORS))
    client.force_login(user)
    return client


@pytest.fixture
def population(bank, pattern):
    found = Question.objects.filter(pattern=pattern).select_related("current").order_by("pk")
    return Population(found)


@pytest.fixture
def tallied(bank):
    """Put figures into a question's tally, as if they had been counted."""

    def put(slug, **columns):
        question = bank[slug]
        values = {"revision": question.current, "answers": 120, "compared": 120}
        return ItemTally.objects.update_or_create(question=question, defaults=values | columns)

    return put


def words(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.text.partition("<main")[2]).split())


def slugs(response):
    return re.findall(r'<th scope="row"><a href="/teach/statistics/([\w-]+)/"', response.text)


PAGES = ("/teach/statistics/", "/teach/statistics/questions.csv", "/teach/statistics/easy-1/")


@pytest.mark.parametrize("path", PAGES)
def test_strangers_are_asked_to_sign_in_and_learners_find_nothing(client, bank, path):
    assert client.get(path)["Location"] == f"/accounts/login/?next={path}"
    assert client.post(path).status_code in {404, 405}
    client.force_login(User.objects.create(username="learner"))
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("path", [*PAGES, "/teach/statistics/hard-1/", "/teach/statistics/easy-2/"])
def test_every_page_is_there_before_anything_was_answered(instructor, bank, path):
    assert instructor.get(path).status_code == 200


def test_a_site_without_questions_says_so(instructor):
    assert "There are no questions yet." in words(instructor.get("/teach/statistics/"))


@pytest.mark.parametrize(
    "path",
    [
        "/teach/statistics/unknown/",
        "/teach/statistics/?pattern=unknown",
        "/teach/statistics/questions.csv?pattern=unknown",
    ],
)
def test_what_there_is_not_is_not_found(instructor, bank, path):
    assert instructor.get(path).status_code == 404


@pytest.mark.parametrize("query", ["?sort=nonsense", "?sort=-", "?page=nonsense", "?page=99"])
def test_nonsense_is_taken_for_nothing(instructor, bank, query):
    assert len(slugs(instructor.get(f"/teach/statistics/{query}"))) == 13


def test_figures_are_hidden_below_thirty_answers(instructor, tallied):
    tallied("easy-1", answers=29, compared=29, facility=0.123, discrimination=0.456)
    listed = words(instructor.get("/teach/statistics/"))
    page = words(instructor.get("/teach/statistics/easy-1/"))

    assert "29 of 30 answers" in listed
    assert "29 of 30 answers" in page
    assert "0.12" not in listed + page
    assert "0.46" not in listed + page


@pytest.mark.parametrize(("answers", "is_early"), [(30, True), (99, True), (100, False)])
def test_figures_are_early_up_to_ninety_nine(instructor, tallied, answers, is_early):
    tallied("easy-1", answers=answers, compared=answers, facility=0.5)

    listed = words(instructor.get("/teach/statistics/"))
    assert (f"{answers} early" in listed) == is_early
    page = words(instructor.get("/teach/statistics/easy-1/"))
    assert ("expect the figures to move" in page) == is_early


def test_what_is_compared_has_its_own_number(instructor, tallied):
    tallied("easy-1", answers=120, compared=12, facility=0.5, discrimination=0.9)
    tallied("easy-2", answers=120, compared=60, facility=0.5, discrimination=0.31)
    listed = words(instructor.get("/teach/statistics/"))

    assert "12 of 30 answers in runs" in listed
    assert "0.31 of 60" in listed
    assert "0.90" not in listed


def test_table_is_sorted_by_a_column_and_unknown_comes_last(instructor, tallied):
    for slug, facility in (("easy-1", 0.5), ("easy-2", 0.9), ("hard-1", 0.1)):
        tallied(slug, facility=facility)

    up = slugs(instructor.get("/teach/statistics/?sort=facility"))
    down = slugs(instructor.get("/teach/statistics/?sort=-facility"))
    assert (up[:3], down[:3]) == (["hard-1", "easy-1", "easy-2"], ["easy-2", "easy-1", "hard-1"])
    assert up[3:] == down[3:]


def test_head_of_the_sorted_column_says_so_and_turns_the_order(instructor, bank):
    page = instructor.get("/teach/statistics/?sort=facility").text

    head = '<th scope="col" aria-sort="ascending"><a href="?pattern=stages&amp;sort=-facility#'
    assert page.count("aria-sort") == page.count(head) == 1


def test_a_flag_is_told_with_its_reason_and_what_to_do(instructor, tallied):
    reason = "The key may be wrong: the best third choose “<b>”."
    tallied("easy-1", flags=["key"], reasons={"key": reason}, facility=0.2)
    listed = instructor.get("/teach/statistics/")
    page = instructor.get("/teach/statistics/easy-1/")

    assert "“&lt;b&gt;”" in listed.text
    assert "1 question to look at" in words(listed)
    assert "“&lt;b&gt;”" in page.text
    assert "With another key or other options the question is counted anew." in words(page)


def test_a_tests_figures_are_said_in_words(instructor, pattern, bank):
    PatternTally.objects.create(
        pattern=pattern,
        tests=60,
        length=10,
        mean=6,
        median=6.5,
        spread=2,
        alpha=0.75,
        standard_error=1,
    )
    page = words(instructor.get("/teach/statistics/"))

    assert "Early 60 tests of 10 questions, each learner’s first." in page
    assert "6.00 of 10; half have 6.5 or more" in page
    assert "about two of three learners have 4.0 to 8.0 of 10" in page
    assert "0.75 Cronbach’s alpha" in page
    assert "fair: good enough for a grade that counts for little" in page
    assert "most likely have 5.0 to 7.0" in page


def test_few_tests_are_counted_and_no_more_is_said(instructor, pattern, bank):
    PatternTally.objects.create(pattern=pattern, tests=29, length=10, mean=7.77)
    page = words(instructor.get("/teach/statistics/"))

    assert "29 of 30 tests" in page
    assert "7.77" not in page


def test_page_counts_what_little_is_new(instructor, population):
    population.study()
    population.store()
    instructor.get("/teach/statistics/")

    assert tallies.left() == 0
    assert ItemTally.objects.get(question__slug="easy-1").answers == 1


def test_much_that_is_new_is_counted_when_asked_for(instructor, population):
    for _ in range(8):
        population.study()
    population.store()

    assert "6 finished runs are not counted yet." in words(instructor.get("/teach/statistics/"))
    response = instructor.post("/teach/statistics/?pattern=stages")
    assert response["Location"] == "/teach/statistics/?pattern=stages"
    assert tallies.left() == 0
    assert Attempt.objects.filter(is_counted=True).count() == 16


def test_pages_of_answers_ask_few_questions(instructor, population, django_assert_max_num_queries):
    for _ in range(40):
        population.study(practice=1)
    population.store()
    tallies.count()

    for path in PAGES:
        with django_assert_max_num_queries(12):
            instructor.get(path)


def test_each_option_is_told_with_what_it_drew(instructor, population):
    for _ in range(60):
        population.study(practice=0)
    population.store()
    tallies.count()
    added = tallies.sums_of(
        ItemTally.objects.get(question__slug="easy-1"),
        tallies.present_form(Question.objects.get(slug="easy-1")),
    )
    chosen = sum(times for got, times in added.results.items() if got.option == "key")
    page = words(instructor.get("/teach/statistics/easy-1/"))

    assert f"Key of easy-1 right {chosen} {100 * chosen / added.n:.0f} %" in page
    assert "weakest third" in page


@pytest.mark.parametrize("slug", ["easy-2", "easy-3", "medium-2", "medium-3", "medium-4"])
def test_every_kind_has_its_page(instructor, population, slug):
    for _ in range(60):
        population.study(practice=0)
    population.store()
    tallies.count()

    page = instructor.get(f"/teach/statistics/{slug}/")
    kind = Question.objects.get(slug=slug).kind
    assert page.status_code == 200
    assert ("What each option draws" in page.text) == (kind in {"multiple", "line"})


def test_table_is_downloaded_with_what_the_page_shows(instructor, tallied):
    tallied("easy-1", facility=0.5, discrimination=0.25, seconds=42, pace=0.7)
    tallied("easy-2", answers=12, compared=12, facility=0.9)
    response = instructor.get("/teach/statistics/questions.csv?pattern=stages")
    rows = {row["question"]: row for row in csv.DictReader(response.text.splitlines())}

    assert response["Content-Disposition"].endswith('"stagecraft-statistics-stages.csv"')
    assert len(rows) == 13
    shown = ("first_answers", "shown", "facility", "discrimination", "median_seconds")
    assert [rows["easy-1"][name] for name in shown] == [
        "120",
        "settled",
        "0.5000",
        "0.2500",
        "42.0",
    ]
    assert [rows["easy-2"][name] for name in shown] == ["12", "hidden", "", "", ""]
