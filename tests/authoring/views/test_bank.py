"""The bank's pages: who may see them, what their address keeps, and what is done with many."""

import pytest
from django.urls import reverse

from authoring import drafts
from authoring.models import Draft, Stage
from quizzes.kinds import KINDS
from quizzes.models import Question

BANK = "/teach/bank/"
HTMX = {"HX-Request": "true"}
SINGLE = "patterns/stages/questions/a-single.md"
NEW = {"kind": "single", "pattern": "stages", "slug": "new-one"}


@pytest.fixture
def signed_in(client, ann):
    client.force_login(ann)
    return client


@pytest.fixture
def new(course):
    return NEW | {"objective": Question.objects.first().objective.slug}


def addresses():
    return [
        ("get", BANK),
        ("get", f"{BANK}new/"),
        ("post", f"{BANK}new/"),
        ("post", f"{BANK}many/"),
        ("get", f"{BANK}stages/a-single/"),
        ("post", f"{BANK}stages/a-single/"),
        ("post", f"{BANK}stages/a-single/save/"),
        ("post", f"{BANK}stages/a-single/preview/"),
    ]


@pytest.mark.parametrize(("method", "path"), addresses())
def test_only_instructors_see_it(client, course, django_user_model, method, path):
    strangers = getattr(client, method)(path)
    client.force_login(django_user_model.objects.create_user("learner"))
    learners = getattr(client, method)(path)

    assert (strangers.status_code, learners.status_code) == (302 if method == "get" else 404, 404)
    assert not Draft.objects.exists()


@pytest.mark.parametrize(("method", "path"), [a for a in addresses() if a[0] == "post"])
def test_what_changes_something_is_posted(signed_in, course, method, path):
    code = signed_in.get(path).status_code

    assert code == (200 if path.endswith(("new/", "a-single/")) else 405)
    assert not Draft.objects.exists()


def test_bank_lists_every_question(signed_in, course):
    page = signed_in.get(BANK).content.decode()

    assert [
        slug for slug in Question.objects.values_list("slug", flat=True) if slug not in page
    ] == []


def test_htmx_gets_the_table_and_the_facets_alone_and_a_short_address(signed_in, course):
    query = {"q": "program", "kind": "order", "difficulty": "", "sort": "-changed", "page": "1"}

    answer = signed_in.get(BANK, query, headers=HTMX)

    assert answer["HX-Push-Url"] == f"{BANK}?q=program&kind=order"
    assert "<html" not in answer.content.decode()
    assert next(t.name for t in answer.templates) == "teach/_bank_found.html"


def test_address_keeps_what_is_chosen(signed_in, course):
    page = signed_in.get(BANK, {"q": "program", "kind": "order", "sort": "question"})

    assert page.context["listing"].wanted.facets == {"kind": "order"}
    assert [row.slug for row in page.context["listing"].rows] == ["a-order"]
    assert '<option value="order" selected>' in page.content.decode()


@pytest.mark.parametrize(
    "query",
    [
        {"page": "x"},
        {"page": "-1"},
        {"page": "9" * 40},
        {"sort": "words"},
        {"sort": "--kind"},
        {"kind": "\0"},
        {"q": "\0 %"},
        {"q": "x" * 9_000},
        {"pattern": "none"},
    ],
)
def test_address_that_makes_no_sense_is_a_page(signed_in, course, query):
    assert signed_in.get(BANK, query).status_code == 200


def test_what_is_written_is_shown_as_text(signed_in, course, ann):
    drafts.begin(
        "patterns/stages/questions/x-1.md",
        ann,
        body="+++\n+++\n## Prompt\n<script>alert(1)</script>\n",
    )

    page = signed_in.get(BANK, {"q": "<script>\"'"}).content.decode()

    assert "<script>alert" not in page + signed_in.get(BANK).content.decode()


# A new one


@pytest.mark.parametrize("kind", KINDS)
def test_new_question_begins_as_a_draft_of_its_kind(signed_in, new, kind):
    answer = signed_in.post(f"{BANK}new/", new | {"kind": kind})

    draft = Draft.objects.get()
    assert answer["Location"] == f"{BANK}stages/new-one/"
    assert f'kind = "{kind}"' in draft.body
    assert signed_in.get(answer["Location"]).status_code == 200


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("kind", "essay"),
        ("pattern", "nowhere"),
        ("objective", "st.none"),
        ("slug", "A b"),
        ("slug", "../x"),
        ("slug", "a-single"),
        ("slug", "x" * 81),
    ],
)
def test_new_question_that_cannot_be_is_refused_with_the_reason(signed_in, new, field, value):
    answer = signed_in.post(f"{BANK}new/", new | {field: value})

    assert answer.status_code == 422
    assert answer.context["form"].errors.keys() == {field}
    assert not Draft.objects.exists()


# Many at once


def test_drafts_that_are_ticked_are_discarded(signed_in, course, ann):
    drafts.begin(SINGLE, ann)
    other = "patterns/stages/questions/a-order.md"

    answer = signed_in.post(f"{BANK}many/", {"do": "discard", "path": [SINGLE, other]})

    done = answer.context["done"]
    assert (done.done, [left.path for left in done.left]) == ((SINGLE,), [other])
    assert not Draft.objects.exists()


def test_drafts_that_are_ticked_are_asked_to_be_reviewed(signed_in, course, ann):
    drafts.begin(SINGLE, ann)

    signed_in.post(f"{BANK}many/", {"do": "ask", "path": [SINGLE]})

    assert Draft.objects.get().stage == Stage.IN_REVIEW


def test_questions_that_are_ticked_are_retired(signed_in, course):
    signed_in.post(f"{BANK}many/", {"do": "retire", "path": [SINGLE]})

    assert Question.objects.get(slug="a-single").status == "retired"


@pytest.mark.parametrize(
    "sent", [{}, {"do": "discard"}, {"do": "burn", "path": SINGLE}, {"do": "ask", "path": "../x"}]
)
def test_nothing_is_done_without_a_question_and_a_deed(signed_in, course, sent):
    assert signed_in.post(f"{BANK}many/", sent).status_code == 422


@pytest.mark.parametrize("back", ["//evil.example/", "https://evil.example/teach/bank/", "/admin/"])
def test_way_back_stays_in_the_bank(signed_in, course, back):
    answer = signed_in.post(f"{BANK}many/", {"do": "discard", "path": SINGLE, "back": back})

    assert answer.context["back"] == reverse("authoring:bank")
