"""What a learner did and what is due: shown, taken along, and deleted."""

import csv
import io
import json
from datetime import timedelta

import pytest
from django.apps import apps
from django.utils import timezone

from learning.models import Learner
from quizzes import attempts
from quizzes.models import Answer, Card, Mode, ReviewPlan, Slot
from tests.quizzes.conftest import answer, fill


def csv_rows(response):
    text = b"".join(response.streaming_content).decode()
    return list(csv.DictReader(text.splitlines()))


@pytest.fixture
def history(begin, learner):
    """Something of everything that is kept, of the learner and of somebody else."""
    for whose in (learner, Learner.objects.create()):
        answer(begin(whose=whose), right=False)
        test = begin(Mode.TEST, "easy-2", "easy-3", whose=whose)
        fill(test, True)
        attempts.hand_in(test)
        begin(Mode.TRY, "medium-3", whose=whose)
        ReviewPlan.objects.create(learner=whose)


def kept_of(learner):
    """How many rows of each model of this app lead to the learner."""
    found = {}
    for model in apps.get_app_config("quizzes").get_models():
        path = "attempt__learner" if model is Slot else "learner"
        if model is Slot or hasattr(model, "learner"):
            found[model.__name__] = model.objects.filter(**{path: learner}).count()
    return found


def test_forgetting_deletes_every_row_of_the_learner_and_none_of_others(
    history, returning, learner, bank
):
    other = Learner.objects.exclude(pk=learner.pk).get()
    before = kept_of(other)
    assert len(before) == 5
    assert min(kept_of(learner).values()) > 0

    response = returning.post("/about/forget-me/")

    assert (response.status_code, Learner.objects.get()) == (302, other)
    assert set(kept_of(learner.pk).values()) == {0}
    assert kept_of(other) == before
    assert len(bank) == 15


def test_progress_counts_only_what_is_the_learners(history, returning):
    context = returning.get("/progress/").context

    (stages,) = [one for one in context["patterns"] if one.pattern.slug == "stages"]
    assert sum(one.practised for one in stages.objectives) == 1
    assert sum(one.tested for one in stages.objectives) == 2
    assert sum(day.count for row in context["rows"] for day in row.days if day) == 3
    assert context["mistakes"] == 2


def test_csv_has_a_line_for_each_answer_of_the_learner(history, returning):
    rows = csv_rows(returning.get("/progress/answers.csv"))

    assert [(row["question"], row["mode"], row["right"], row["answer"]) for row in rows] == [
        ("easy-1", "practice", "0", "other"),
        ("easy-2", "test", "1", "key | third"),
        ("easy-3", "test", "0", ""),
    ]
    assert {row["pattern"] for row in rows} == {"stages"}


@pytest.mark.parametrize("typed", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_cell_that_a_spreadsheet_would_run_is_made_plain(begin, returning, typed):
    answer(begin(Mode.TRY, "easy-3"), answer=[typed])

    text = b"".join(returning.get("/progress/answers.csv").streaming_content).decode()

    _, row = csv.reader(io.StringIO(text, newline=""))
    assert row[7] == f"'{typed}"
    assert [cell for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r"))] == []


def test_ordinary_cell_stays_as_it_is(begin, returning):
    answer(begin(Mode.TRY, "easy-3"), answer=['build = yes, "so"'])

    (row,) = csv_rows(returning.get("/progress/answers.csv"))

    assert row["answer"] == 'build = yes, "so"'


def test_csv_costs_the_same_for_one_answer_and_for_many(
    begin, returning, django_assert_num_queries
):
    answer(begin(Mode.PRACTICE, "easy-1"))
    for wanted in (1, 6):
        with django_assert_num_queries(2):
            assert len(csv_rows(returning.get("/progress/answers.csv"))) == wanted
        attempt = begin(Mode.PRACTICE, "easy-2", "easy-3", "medium-1", "medium-2", "medium-3")
        for number in range(1, 6):
            answer(attempt, number)


def test_download_holds_what_is_kept_of_the_learner(history, returning, learner):
    response = returning.get("/progress/data.json")

    data = json.loads(response.content)
    assert response["Content-Disposition"] == 'attachment; filename="stagecraft-progress.json"'
    assert len(data["quizzes"]["answers"]) == learner.answers.count() == 3
    assert len(data["quizzes"]["attempts"]) == 3


def test_stranger_downloads_nothing(bank, client):
    assert json.loads(client.get("/progress/data.json").content) == {}
    assert csv_rows(client.get("/progress/answers.csv")) == []


def test_plan_is_kept_and_shown(bank, returning, learner):
    exam = timezone.localdate() + timedelta(days=9)

    response = returning.post("/review/", {"per_day": 7, "exam_on": exam.isoformat()})

    assert (response.status_code, response.url) == (302, "/review/#plan")
    plan = ReviewPlan.objects.get()
    assert (plan.learner, plan.per_day, plan.exam_on) == (learner, 7, exam)
    assert exam.isoformat() in returning.get("/review/").text


@pytest.mark.parametrize(
    "sent",
    [
        {"per_day": 0},
        {"per_day": 201},
        {"per_day": "many"},
        {"per_day": 5, "exam_on": "2020-01-01"},
        {"per_day": 5, "exam_on": "9999-12-31"},
        {"per_day": 5, "exam_on": "tomorrow"},
    ],
)
def test_plan_that_cannot_be_is_shown_again_and_not_kept(bank, client, sent):
    response = client.post("/review/", sent)

    assert (response.status_code, Learner.objects.count()) == (422, 0)
    assert f'value="{sent["per_day"]}"' in response.text


def test_review_offers_what_is_due(begin, returning):
    answer(begin(Mode.PRACTICE, "easy-1"))
    Card.objects.update(due_at=timezone.now() - timedelta(days=3))

    response = returning.get("/review/")
    started = returning.post("/quizzes/start/", {"mode": "recall"})

    assert response.context["agenda"].due == 1
    assert returning.get(started.url).url == f"{started.url}1/"


def test_mistakes_page_counts_what_was_wrong_last(begin, returning):
    answer(begin(Mode.PRACTICE, "easy-1"), right=False)
    answer(begin(Mode.PRACTICE, "easy-2"), right=False)
    answer(begin(Mode.PRACTICE, "easy-2"), right=True)

    assert returning.get("/quizzes/mistakes/").context["count"] == 1


def test_progress_costs_the_same_however_much_was_done(
    history, begin, returning, django_assert_max_num_queries
):
    with django_assert_max_num_queries(30):
        returning.get("/progress/")
    attempt = begin(Mode.PRACTICE, "easy-2", "easy-3", "medium-1", "medium-2", "medium-3")
    for number in range(1, 6):
        answer(attempt, number)
    before = Answer.objects.count()

    with django_assert_max_num_queries(30):
        returning.get("/progress/")
    assert Answer.objects.count() == before
