"""The text ways: reading, answering, checking, saving; with htmx and without."""

import pytest

from learning.models import ExerciseAnswer, Learner, Reading, Workbook

pytestmark = pytest.mark.django_db
OVERVIEW = "/patterns/stages/overview/"
EXERCISE = "/patterns/stages/worked-example/exercises/name-the-stage/"
HTMX = {"HTTP_HX_REQUEST": "true"}


def text(response):
    return " ".join(response.content.decode().split())


def test_page_costs_a_returning_learner_four_queries(
    returning, learner, overview, example, project, django_assert_max_num_queries
):
    for study in (overview, example, project):
        returning.post(f"{study.get_absolute_url()}read/", {"read": "true"})
        with django_assert_max_num_queries(4):
            assert returning.get(study.get_absolute_url()).status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/patterns/none/",
        "/patterns/none/overview/",
        "/patterns/stages/why/",
        "/patterns/stages/styles/",
        "/patterns/stages/worked-example/",
    ],
)
def test_what_is_not_there_is_404(client, overview, path):
    response = client.get(path)

    assert response.status_code == 404
    assert "This page is not in the programme." in text(response)


@pytest.mark.parametrize(
    "path", ["read/", "position/", "opening/", "workbook/", "exercises/name-the-stage/"]
)
def test_changes_are_posted_and_a_reload_leads_to_the_text(client, overview, path):
    assert client.get(OVERVIEW + path)["Location"] == OVERVIEW
    assert client.put(OVERVIEW + path).status_code == 405
    assert client.get(f"/patterns/none/overview/{path}").status_code == 404


def test_position_is_kept_for_the_learner(returning, learner, overview):
    response = returning.post(f"{OVERVIEW}position/", {"section": "one", "percent": "35"})

    assert response.status_code == 204
    assert Reading.objects.values_list("learner", "section", "percent").get() == (
        learner.pk,
        "one",
        35,
    )
    assert 'href="#one">Continue where you were</a>, at 35 %' in text(returning.get(OVERVIEW))


@pytest.mark.parametrize("percent", ["101", "-1", "half", ""])
def test_impossible_position_is_refused(client, overview, percent):
    response = client.post(f"{OVERVIEW}position/", {"section": "one", "percent": percent})

    assert (response.status_code, Learner.objects.count()) == (400, 0)


def test_unknown_section_is_dropped(client, overview):
    client.post(f"{OVERVIEW}position/", {"section": "elsewhere", "percent": "35"})

    assert Reading.objects.get().section == ""


def test_read_without_script_comes_back_to_the_page(client, overview):
    response = client.post(f"{OVERVIEW}read/", {"read": "true"})

    assert response["Location"] == f"{OVERVIEW}#finish"
    assert "You have read this." in text(client.get(OVERVIEW))


def test_read_with_htmx_swaps_the_end_of_the_page(client, overview, why):
    response = client.post(f"{OVERVIEW}read/", {"read": "true"}, **HTMX)

    assert text(response).startswith('<section class="finish"')
    assert "Next: Why it matters, 5 min" in text(response)


def test_opening_answer_is_kept_and_explained(client, overview):
    assert "Earlier stages stay behind." not in text(client.get(OVERVIEW))

    response = client.post(f"{OVERVIEW}opening/", {"option": "0"})

    page = text(client.get(OVERVIEW))
    assert response["Location"] == f"{OVERVIEW}#opening"
    assert "Not quite." in page
    assert "Earlier stages stay behind." in page
    assert "Only the last stage." in page
    assert ExerciseAnswer.objects.values_list("exercise", "right", "of").get() == ("opening", 0, 1)


def test_opening_does_not_tell_the_key_before_an_answer(client, overview):
    page = text(client.get(OVERVIEW))

    assert "correct" not in page
    assert "Only the last stage." not in page


@pytest.mark.parametrize("option", ["", "7", "x", "-1"])
@pytest.mark.parametrize("headers", [{}, HTMX])
def test_no_answer_is_asked_for_again(client, overview, option, headers):
    response = client.post(f"{OVERVIEW}opening/", {"option": option}, **headers)

    assert "Choose one of the answers first." in text(response)
    assert Learner.objects.count() == 0


def test_opening_of_a_text_without_one_is_404(client, why):
    assert client.post("/patterns/stages/why/opening/", {"option": "1"}).status_code == 404


def test_exercise_keeps_answers_when_asked_to(client, example):
    response = client.post(EXERCISE, {"gap": ["build", "root"], "record": "true"})

    page = text(client.get(example.get_absolute_url()))
    assert response["Location"] == "/patterns/stages/worked-example/#name-the-stage"
    assert "1 of 2 gaps are right." in page
    assert 'value="root"' in page
    assert "A number." in page


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_check_without_recording_leaves_no_trace(client, example, headers):
    response = client.post(EXERCISE, {"gap": ["build", "65532"]}, **headers)

    assert "All 2 gaps are right." in text(response)
    assert (Learner.objects.count(), ExerciseAnswer.objects.count()) == (0, 0)


def test_exercise_does_not_tell_its_answers(client, example):
    page = text(client.get(example.get_absolute_url()))

    assert "65532" not in page


def test_answers_are_shown_after_a_try_and_only_on_request(client, example):
    page = text(client.post(EXERCISE, {"gap": ["x", "y"]}, **HTMX))

    assert "<details> <summary>Show the answers</summary>" in page
    assert page.index("<details>") < page.index("65532")


def test_given_answers_are_shown_as_text(client, example):
    hostile = '"><script>alert(1)</script>'

    page = client.post(EXERCISE, {"gap": [hostile, "1"]}, **HTMX).content.decode()

    assert "<script>" not in page
    assert "&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_more_answers_than_gaps_and_long_ones_are_cut(client, example):
    client.post(EXERCISE, {"gap": ["x" * 5_000, "2", "3", "4"], "record": "true"})

    assert ExerciseAnswer.objects.get().answers == ["x" * 300, "2"]


def test_nul_in_an_answer_is_dropped(client, example):
    client.post(EXERCISE, {"gap": ["bu\0ild", "1"], "record": "true"})

    assert ExerciseAnswer.objects.get().answers[0] == "build"


def test_nul_in_a_design_is_refused_and_not_lost(client, project):
    response = client.post("/patterns/stages/project/workbook/", {"text": "FROM \0 scratch"})

    assert response.status_code == 422
    assert "This was not saved: Null characters are not allowed." in text(response)


def test_unknown_exercise_is_404(client, example):
    assert client.post(EXERCISE.replace("name", "rename"), {"gap": "1"}).status_code == 404


def test_clock_answers_for_the_address(client, why):
    page = text(client.get("/patterns/stages/why/?before=1000&after=10&nodes=5&startup=0"))

    # 5 nodes share 5,000 Mbit/s: 1,000 each. 8,000 Mbit take 8 s, 80 Mbit 0.1 s.
    assert "All replicas answer after <strong>0.1 s</strong> instead of 8.0 s" in page


def test_clock_alone_for_htmx(client, why):
    response = client.get(
        "/patterns/stages/why/?nodes=1", HTTP_HX_REQUEST="true", HTTP_HX_TARGET="clock-said"
    )

    assert text(response).startswith('<form class="clock" id="scale-out-clock"')


@pytest.mark.parametrize("value", ["0", "nan", "inf", "-3", "many", "1e99"])
def test_clock_says_what_is_wrong_with_a_number(client, why, value):
    response = client.get(f"/patterns/stages/why/?nodes={value}")

    assert response.status_code == 200
    assert 'aria-invalid="true"' in text(response)
    assert "All replicas answer" not in text(response)


def test_workbook_is_saved_with_its_ratings(returning, learner, project):
    response = returning.post(
        "/patterns/stages/project/workbook/", {"text": " FROM scratch\n", "rating-1": "partly"}
    )

    assert response["Location"] == "/patterns/stages/project/#workbook"
    assert Workbook.objects.values_list("learner", "text", "ratings").get() == (
        learner.pk,
        " FROM scratch\n",
        {"1": "partly"},
    )


def test_too_long_a_design_is_not_lost(client, project):
    design = "x" * 20_001

    response = client.post("/patterns/stages/project/workbook/", {"text": design})

    assert response.status_code == 422
    assert design in response.content.decode()
    assert Workbook.objects.count() == 0


def test_workbook_is_the_learners_own(returning, learner, project):
    Workbook.objects.create(learner=Learner.objects.create(), study=project, text="another's")

    assert "another's" not in text(returning.get("/patterns/stages/project/"))


def test_no_workbook_where_there_is_no_rubric(client, why):
    assert client.post("/patterns/stages/why/workbook/", {"text": "x"}).status_code == 404
