"""The page of an architecture: every state by its address, with htmx and without."""

import re

import pytest

from learning.content.course import read_course
from learning.content.storing import store
from learning.models import ExerciseAnswer, Learner, Reading
from tests.learning.diagram.small import files

pytestmark = pytest.mark.django_db
PAGE = "/patterns/stages/architecture/"
HTMX = {"HTTP_HX_REQUEST": "true"}
DIAGRAM = HTMX | {"HTTP_HX_TARGET": "diagram"}
STATES = [
    "",
    "?do=look",
    "?do=break",
    "?do=quiz",
    "?node=service",
    "?flow=miss",
    "?flow=miss&hop=6",
    "?fail=database",
    "?fail=database&outcome=shown&with=retry",
    "?fail=cache.slow",
    "?component=service&mode=one-replica",
    "?question=which-node",
    "?question=which-edge&pick=service-cache",
    "?question=what-order&pick=ci-build&pick=build-final",
    "?rps=10&hit=50",
]


@pytest.fixture
def course(db):
    store(read_course(files()))


def text(response):
    return " ".join(response.content.decode().split())


def said(response):
    """What is told to screen readers, without tags."""
    found = re.search(r"<(\w+)[^>]* data-announce>(.*?)</\1>", text(response))
    return " ".join(re.sub("<.*?>", "", found[2]).split())


@pytest.mark.parametrize("state", STATES)
def test_every_state_is_a_page(client, course, state):
    page = text(client.get(PAGE + state))

    assert page.startswith("<!doctype html>")
    assert 'id="diagram"' in page


@pytest.mark.parametrize("state", STATES[:-1])
def test_every_state_is_a_fragment_of_one_query(
    client, course, state, django_assert_max_num_queries
):
    with django_assert_max_num_queries(1):
        response = client.get(PAGE + state, **DIAGRAM)

    page = text(response)
    assert page.startswith("<title>")
    assert "<html" not in page
    assert page.count('id="diagram"') == 1


@pytest.mark.parametrize("state", STATES)
def test_page_costs_a_returning_learner_five_queries(
    returning, course, state, django_assert_max_num_queries
):
    with django_assert_max_num_queries(5):
        assert returning.get(PAGE + state).status_code == 200


@pytest.mark.parametrize("state", STATES)
def test_no_id_occurs_twice(client, course, state):
    ids = re.findall(r'\bid="([^"]+)"', client.get(PAGE + state).content.decode())

    assert sorted(set(ids)) == sorted(ids)


@pytest.mark.parametrize("state", STATES)
def test_every_link_of_a_state_leads_to_a_page(client, course, state):
    page = client.get(PAGE + state).content.decode()
    links = {link.replace("&amp;", "&") for link in re.findall(r'href="(\?[^"#]*)', page)}

    assert links
    assert {client.get(PAGE + link).status_code for link in links} == {200}


@pytest.mark.parametrize(
    "state",
    [
        "?node=nothing",
        "?flow=nothing&hop=1",
        "?flow=miss&hop=0",
        "?flow=miss&hop=7",
        "?flow=miss&hop=x",
        "?fail=nothing",
        "?fail=user.down",
        "?question=nothing",
    ],
)
def test_state_that_is_none_is_404(client, course, state):
    assert client.get(PAGE + state).status_code == 404


def test_pattern_without_an_architecture_has_no_page(client, pattern, why):
    assert client.get(PAGE).status_code == 404
    assert client.get(f"{PAGE}diagram.svg").status_code == 404


def test_hub_offers_the_way(client, course):
    assert f'href="{PAGE}"' in text(client.get("/patterns/stages/"))


def test_hop_is_said_in_one_sentence_with_the_time(client, course):
    response = client.get(f"{PAGE}?flow=miss&hop=3", **DIAGRAM)

    sentence = "Hop 3 of 6. miss goes from cache to service. 4.5 ms since the start."
    assert said(response) == sentence
    assert text(response).count('aria-current="step"') == 1
    assert text(response).count("reply</span>") == 3


def test_first_hop_has_no_previous_and_last_no_next(client, course):
    first = text(client.get(f"{PAGE}?flow=miss&hop=1", **DIAGRAM))
    last = text(client.get(f"{PAGE}?flow=miss&hop=6", **DIAGRAM))

    assert ('data-step="previous"' in first, 'data-step="next"' in first) == (False, True)
    assert ('data-step="previous"' in last, 'data-step="next"' in last) == (True, False)


def test_outcome_is_not_told_before_a_prediction(client, course):
    page = text(client.get(f"{PAGE}?fail=database", **DIAGRAM))

    assert "Look at the user." not in page
    assert "outcome-list" not in page
    assert "no answer</text>" not in page


def test_prediction_is_scored_kept_and_shown_again(client, course):
    response = client.post(
        f"{PAGE}?fail=database",
        {"p-user": "down", "p-service": "degraded", "rest": "true", "record": "true"},
    )

    assert response["Location"] == f"{PAGE}?fail=database#diagram"
    shown = client.get(f"{PAGE}?fail=database")
    assert said(shown) == "You were right about 7 of 8 components, and near with 1."
    assert "you said: goes on, slower or with less" in text(shown)
    assert "Look at the user." in text(shown)
    kept = ExerciseAnswer.objects.values_list("exercise", "right", "of").get()
    assert kept == ("predict:database", 7, 8)
    assert Reading.objects.values_list("percent", flat=True).get() == 17  # 1 of 6 exercises
    assert "7 of 8 right" in text(client.get(f"{PAGE}?do=break"))
    assert "What becomes of the others?" in text(client.get(f"{PAGE}?fail=database&again=1"))


@pytest.mark.parametrize("headers", [{}, DIAGRAM])
def test_prediction_without_recording_leaves_no_trace(client, course, headers):
    response = client.post(f"{PAGE}?fail=database", {"p-user": "down"}, **headers)

    assert said(response) == "You were right about 1 of 8 components."
    assert text(response).startswith("<!doctype html>") is not bool(headers)
    assert (Learner.objects.count(), ExerciseAnswer.objects.count()) == (0, 0)


@pytest.mark.parametrize("headers", [{}, DIAGRAM])
@pytest.mark.parametrize(
    "data", [{}, {"p-user": ""}, {"p-user": "dead"}, {"p-database": "down"}, {"p-nobody": "down"}]
)
def test_no_prediction_is_asked_for_again(client, course, data, headers):
    response = client.post(f"{PAGE}?fail=database", data | {"record": "true"}, **headers)

    assert response.status_code == 422
    assert "Say what becomes of at least one component." in text(response)
    assert Learner.objects.count() == 0


def test_remedies_are_computed_again(client, course):
    none = client.get(f"{PAGE}?fail=database&outcome=shown", **DIAGRAM)
    helps = client.get(f"{PAGE}?fail=database&outcome=shown&with=second-replica", **DIAGRAM)
    useless = client.get(f"{PAGE}?fail=database&outcome=shown&with=retry", **DIAGRAM)

    assert said(none) == "It fails."
    assert said(helps) == "3 components fare better now."
    assert "<del>gets no answer</del>" in text(helps)
    assert said(useless) == "Nothing changes: it does not help here."


def test_remedy_that_is_not_offered_is_ignored(client, course):
    response = client.get(f"{PAGE}?fail=final&outcome=shown&with=second-replica", **DIAGRAM)

    assert said(response) == "It fails."


def test_losing_the_only_replica_is_explained(client, course):
    response = client.get(f"{PAGE}?component=cache&mode=one-replica", **DIAGRAM)

    assert "The cache has one replica: losing it is being down." in text(response)


@pytest.mark.parametrize(
    ("question", "picks", "verdict", "score"),
    [
        ("which-node", ["service"], "That is it.", (1, 1)),
        ("which-edge", ["user-service"], "Not quite.", (0, 1)),
        ("what-order", ["ci-build", "build-final", "final-registry"], "That is it.", (3, 3)),
        (
            "what-order",
            ["build-final", "ci-build", "final-registry"],
            "1 of 3 stand in their place.",
            (1, 3),
        ),
    ],
)
def test_answer_is_judged_and_kept(client, course, question, picks, verdict, score):
    response = client.post(f"{PAGE}?question={question}", {"pick": picks, "record": "true"})

    assert response["Location"] == f"{PAGE}?question={question}#diagram"
    assert said(client.get(f"{PAGE}?question={question}")) == verdict
    kept = ExerciseAnswer.objects.values_list("exercise", "right", "of").get()
    assert kept == (f"question:{question}", *score)
    again = client.get(f"{PAGE}?question={question}&again=1", **DIAGRAM)
    assert "verdict" not in text(again)


def test_answer_without_recording_leaves_no_trace(client, course):
    response = client.post(f"{PAGE}?question=which-node", {"pick": "cache"}, **DIAGRAM)

    assert said(response) == "Not quite."
    assert "No artifact leads there." in text(response)
    assert Learner.objects.count() == 0


@pytest.mark.parametrize("picks", [[], ["nothing"], ["build-final"]])
def test_unfinished_answer_is_asked_for_again(client, course, picks):
    response = client.post(f"{PAGE}?question=what-order", {"pick": picks, "record": "true"})

    assert response.status_code == 422
    assert "Put all of them in order first." in text(response)
    assert Learner.objects.count() == 0


@pytest.mark.parametrize("question", ["which-node", "which-edge", "what-order"])
def test_question_does_not_tell_its_answer(client, course, question):
    page = text(client.get(f"{PAGE}?question={question}", **DIAGRAM))

    assert "It runs on." not in page
    assert "It can do without." not in page
    assert "verdict" not in page


def test_pick_on_the_drawing_is_a_link_and_an_order_grows(client, course):
    page = text(client.get(f"{PAGE}?question=what-order&pick=ci-build", **DIAGRAM))

    grown = "?question=what-order&amp;pick=ci-build&amp;pick=build-final"
    assert page.count(f'href="{grown}#diagram"') == 3  # both drawings and the list
    assert "pick=ci-build&amp;pick=ci-build" not in page


def test_published_hops_are_judged_and_kept(client, course):
    response = client.post(f"{PAGE}?do=hops", {"hop": ["3", "1", "9", "x"], "record": "true"})

    assert response["Location"] == f"{PAGE}#hops"
    page = text(client.get(PAGE))
    assert "1 of 1 found, and 1 picked that can be walked." in page
    assert "No arrow joins A and C, in either direction." in page
    assert ExerciseAnswer.objects.values_list("answers", "right", "of").get() == (["1", "3"], 2, 3)


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_published_hops_without_recording(client, course, headers):
    response = client.post(f"{PAGE}?do=hops", {"hop": "3"}, **headers)

    assert "All 1 found, and nothing else." in text(response)
    assert text(response).startswith("<!doctype html>") is not bool(headers)
    assert Learner.objects.count() == 0


def test_post_to_nothing_is_404(client, course):
    assert client.post(PAGE).status_code == 404


def test_calculator_answers_for_the_address(client, course):
    response = client.get(
        f"{PAGE}?rps=170&hit=0", HTTP_HX_REQUEST="true", HTTP_HX_TARGET="load-said"
    )

    assert text(response).startswith('<form class="clock" id="calculator"')
    assert said(response).startswith("Saturated: The database. More arrives than can be served")


@pytest.mark.parametrize("value", ["0", "nan", "inf", "-3", "many", "1e99", ""])
@pytest.mark.parametrize("name", ["rps", "n-database", "ms-database"])
def test_calculator_says_what_is_wrong_with_a_number(client, course, name, value):
    response = client.get(f"{PAGE}?{name}={value}")

    assert response.status_code == 200
    assert text(response).count('aria-invalid="true"') == 1


def test_roll_out_is_the_scale_out_clock(client, course):
    response = client.get(f"{PAGE}?nodes=1", HTTP_HX_REQUEST="true", HTTP_HX_TARGET="clock-said")

    assert text(response).startswith('<form class="clock" id="scale-out-clock"')


@pytest.mark.parametrize(
    ("suffix", "content_type"),
    [
        ("svg", "image/svg+xml"),
        ("png", "image/png"),
        ("mmd", "text/plain; charset=utf-8"),
        ("json", "application/json"),
    ],
)
def test_export_is_a_file(client, course, suffix, content_type):
    response = client.get(f"{PAGE}diagram.{suffix}")

    assert response["Content-Type"] == content_type
    assert response["Content-Disposition"] == f'attachment; filename="stages.{suffix}"'


def test_narrow_drawing_is_another_file(client, course):
    wide = client.get(f"{PAGE}diagram.svg").content
    narrow = client.get(f"{PAGE}diagram.svg?drawing=narrow").content

    assert wide != narrow


def test_unknown_export_is_404(client, course):
    assert client.get(f"{PAGE}diagram.exe").status_code == 404


IMPORT = f"{PAGE}import/"


def exported(client):
    return client.get(f"{PAGE}diagram.json").content.decode()


def test_exported_model_comes_back_drawn(client, course):
    response = client.post(IMPORT, {"model": exported(client)})

    assert response.status_code == 200
    assert "It holds together." in text(response)
    assert response.content.decode().count('<svg class="drawing') == 2


def test_fault_in_a_model_is_told_with_its_line_and_nothing_is_lost(client, course):
    spoilt = exported(client).replace('"zone": "build"', '"zone": "backyard"', 1)

    response = client.post(IMPORT, {"model": spoilt})

    line = spoilt[: spoilt.index("backyard")].count("\n") + 1
    assert response.status_code == 422
    assert f"Line {line}: " in text(response)
    assert "backyard" in response.content.decode().partition("<textarea")[2]


@pytest.mark.parametrize("model", ["", "{", "[]", "null", "[" * 5_000, "x" * 200_001, "\0"])
def test_nonsense_is_refused(client, course, model):
    response = client.post(IMPORT, {"model": model})

    assert response.status_code == 422
    assert '<svg class="drawing' not in response.content.decode()


def test_markup_in_a_model_is_shown_as_text(client, course):
    hostile = exported(client).replace('"title": "', '"title": "<script>alert(1)</script>', 1)

    response = client.post(IMPORT, {"model": hostile})

    assert "<script>alert(1)" not in response.content.decode()


def test_model_too_large_to_draw_is_refused(client, course, monkeypatch):
    monkeypatch.setattr("learning.diagram.importing.MOST_NODES", 3)

    response = client.post(IMPORT, {"model": exported(client)})

    assert "too large to draw" in text(response)


def test_import_belongs_to_a_pattern_with_an_architecture(client, course):
    assert client.get("/patterns/none/architecture/import/").status_code == 404
