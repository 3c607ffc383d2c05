"""Runs: begun by a post, resumed where they were left, handed in once, and looked back on."""

import pytest

from learning.models import Learner
from quizzes import attempts
from quizzes.attempts import Given
from quizzes.models import Answer, Attempt, Mode, Question, Status
from tests.quizzes.conftest import answer, fill, slot_of

TEN = (
    *("easy-1", "easy-2", "easy-3", "medium-1", "medium-2"),
    *("medium-3", "medium-4", "hard-1", "hard-2", "hard-3"),
)
PAGES = (
    *("/quizzes/", "/quizzes/verdict/", "/quizzes/mistakes/"),
    *("/patterns/stages/test/", "/patterns/stages/try/", "/patterns/stages/recall/"),
    *("/review/", "/progress/", "/progress/data.json", "/progress/answers.csv"),
)


def begin_by_form(client, mode, **fields):
    return client.post("/quizzes/start/", {"mode": mode, "pattern": "stages"} | fields)


@pytest.mark.parametrize("path", PAGES)
def test_stranger_looks_around_and_nothing_is_kept(bank, client, path):
    for method in (client.get, client.head):
        response = method(path)
        assert (response.status_code, "learner" in response.cookies) == (200, False)

    assert Learner.objects.count() == 0


def test_first_run_makes_the_learner_and_sets_the_cookie(bank, client):
    response = begin_by_form(client, "practice")

    attempt = Attempt.objects.get()
    assert (response.status_code, response.url) == (302, attempt.get_absolute_url())
    assert (Learner.objects.get(), "learner" in response.cookies) == (attempt.learner, True)
    assert client.get(response.url).url == f"{attempt.get_absolute_url()}1/"


@pytest.mark.parametrize(
    ("mode", "length"), [("test", 10), ("practice", 5), ("architecture", 3), ("try", 1)]
)
def test_run_of_each_way_has_its_length(bank, returning, mode, length):
    begin_by_form(returning, mode)

    attempt = Attempt.objects.get()
    assert (attempt.mode, attempt.pattern.slug) == (mode, "stages")
    assert attempt.slots.count() == length


def test_exercise_that_is_named_is_the_one_to_try(bank, returning):
    begin_by_form(returning, "try", question="medium-3")

    assert slot_of(Attempt.objects.get()).revision.question.slug == "medium-3"


def test_certainty_is_asked_only_where_wanted(bank, returning):
    begin_by_form(returning, "practice", certainty="on")
    page = returning.get(f"{Attempt.objects.get().get_absolute_url()}1/").text

    assert page.count('name="certainty"') == 3


@pytest.mark.parametrize("mode", ["test", "practice", "architecture"])
def test_run_that_is_open_is_resumed_where_it_was_left(bank, returning, mode):
    begin_by_form(returning, mode)
    attempt = Attempt.objects.get()
    if mode == "test":
        fill(attempt, True)
    else:
        attempts.answer_now(slot_of(attempt), Given([], 0), gave_up=True)

    again = begin_by_form(returning, mode)

    assert (again.url, Attempt.objects.count()) == (attempt.get_absolute_url(), 1)
    assert returning.get(again.url).url == f"{attempt.get_absolute_url()}2/"


def test_open_run_of_another_learner_is_not_resumed(begin, returning):
    other = begin(Mode.PRACTICE, whose=Learner.objects.create())

    assert begin_by_form(returning, "practice").url != other.get_absolute_url()


@pytest.mark.parametrize("mode", ["mistakes", "recall"])
def test_nothing_to_ask_leads_back_and_says_so(bank, returning, mode):
    response = returning.post("/quizzes/start/", {"mode": mode})

    page = returning.get(response.url).text
    assert ("There are no mistakes" in page, "Nothing is due" in page) == (
        mode == "mistakes",
        mode == "recall",
    )
    assert Attempt.objects.count() == 0


def test_mistakes_are_those_of_the_learner(begin, returning):
    answer(begin(Mode.PRACTICE, "easy-1"), right=False)
    answer(begin(Mode.PRACTICE, "easy-2", whose=Learner.objects.create()), right=False)

    returning.post("/quizzes/start/", {"mode": "mistakes"})

    (slot,) = Attempt.objects.get(mode="mistakes").slots.all()
    assert slot.revision.question.slug == "easy-1"


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"mode": "practice"},
        {"mode": "cheating", "pattern": "stages"},
        {"mode": "practice", "pattern": "nowhere"},
        {"mode": "practice", "pattern": "sta\0ges"},
        {"mode": "try", "pattern": "stages", "question": "no slug"},
    ],
)
def test_run_that_cannot_be_is_not_found_and_makes_no_learner(bank, client, sent):
    assert client.post("/quizzes/start/", sent).status_code == 404
    assert (Attempt.objects.count(), Learner.objects.count()) == (0, 0)


def test_run_is_begun_by_a_post_alone(bank, returning):
    assert returning.get("/quizzes/start/").status_code == 405


def test_pattern_without_questions_leads_back(bank, returning):
    Question.objects.update(status=Status.RETIRED)

    assert begin_by_form(returning, "practice").url == "/quizzes/?nothing=practice"


def test_finish_says_what_is_open_and_hands_in_once(begin, returning):
    attempt = begin(Mode.TEST, *TEN)
    fill(attempt, True, None, False)
    path = f"{attempt.get_absolute_url()}finish/"

    asked = returning.get(path)
    answers = [returning.post(path) for _ in range(3)]

    assert (asked.status_code, len(asked.context["unanswered"])) == (200, 8)
    assert {response.url for response in answers} == {f"{attempt.get_absolute_url()}review/"}
    assert Answer.objects.count() == 10


def test_only_a_test_is_handed_in(begin, returning):
    attempt = begin()

    assert returning.get(f"{attempt.get_absolute_url()}finish/").status_code == 404
    assert returning.post(f"{attempt.get_absolute_url()}finish/").status_code == 404
    assert (Answer.objects.count(), Attempt.objects.get().is_open) == (0, True)


def test_review_explains_every_question_and_counts_those_right(begin, returning):
    attempt = begin(Mode.TEST, *TEN)
    fill(attempt, True, False, True)
    attempts.hand_in(attempt)

    page = returning.get(f"{attempt.get_absolute_url()}review/").text

    assert "2 of 10 right" in page
    assert [slug for slug in TEN if f"Solved {slug}, then." not in page] == []
    assert page.count("Left open.") == 7


def test_review_of_an_open_run_leads_back_to_it(begin, returning):
    for mode in (Mode.TEST, Mode.PRACTICE):
        attempt = begin(mode)
        response = returning.get(f"{attempt.get_absolute_url()}review/")
        assert response.url == attempt.get_absolute_url()


def test_review_costs_the_same_for_three_questions_and_for_ten(
    begin, returning, django_assert_max_num_queries
):
    for slugs in (TEN[:3], TEN):
        attempt = begin(Mode.TEST, *slugs)
        attempts.hand_in(attempt)

        with django_assert_max_num_queries(8):
            returning.get(f"{attempt.get_absolute_url()}review/")


def test_question_of_a_finished_test_is_seen_in_its_review(begin, returning):
    attempt = begin(Mode.TEST, *TEN)
    attempts.hand_in(attempt)

    response = returning.get(f"{attempt.get_absolute_url()}4/")

    assert response.url == f"{attempt.get_absolute_url()}review/#question-4"
    assert returning.get(attempt.get_absolute_url()).url == f"{attempt.get_absolute_url()}review/"


def test_review_shows_what_a_question_said_when_it_was_asked(begin, returning, bank):
    attempt = begin(Mode.TEST, "easy-1")
    attempts.hand_in(attempt)
    Question.objects.filter(slug="easy-1").update(status=Status.RETIRED, current=None)

    assert "Solved easy-1" in returning.get(f"{attempt.get_absolute_url()}review/").text


def test_page_of_the_test_lists_what_came_of_it(begin, returning):
    attempt = begin(Mode.TEST, *TEN)
    fill(attempt, *[True] * 7)
    attempts.hand_in(attempt)

    response = returning.get("/patterns/stages/test/")

    assert [(t.right, t.of) for t in response.context["finished"]] == [(7, 10)]
    assert response.context["standing"].verdict.n == 10


def test_page_of_exercises_names_the_next_one(begin, returning):
    answer(begin(Mode.TRY, "easy-3"))

    context = returning.get("/patterns/stages/try/").context

    assert (context["solved"], context["next_exercise"].slug) == (1, "medium-2")
