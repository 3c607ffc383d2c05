"""The buttons of a draft on its way, pressed."""

import re

import pytest

from authoring import drafts, reviewing
from authoring.models import Deed, Draft, Event, Stage
from lab.models import StoredExercise
from learning.models import ContentFile, Study
from quizzes.models import Question
from tests.lab.exercises.texts import PATH as EXERCISE
from tests.learning.content.courses import TEXTS, WHY
from tests.quizzes.bank.files import TEXTS as QUESTIONS
from tests.quizzes.bank.files import path

pytestmark = pytest.mark.django_db
NEW = TEXTS[WHY].replace("## Sizes", "New words.\n\n## Sizes")
URL = f"/teach/files/{WHY}/"


@pytest.fixture
def press(client, course, ann, bob):
    """Press a button as somebody."""

    def do(user, name, **sent):
        client.force_login(user)
        return client.post(f"{URL}{name}/", sent)

    drafts.begin(WHY, ann, body=NEW)
    return do


def test_from_draft_to_published(press, ann, bob):
    press(ann, "ask", version=1)
    press(bob, "approve", version=1, comment="Good.")
    response = press(ann, "publish", version=1)

    assert (response.status_code, response.url) == (302, f"{URL}#workflow")
    assert "New words." in Study.objects.get(way="why").parts[0]["html"]


def test_what_is_refused_is_said_and_changes_nothing(press, ann):
    press(ann, "ask", version=1)

    page = press(ann, "approve", version=1)

    assert page.status_code == 409
    assert page.context["refused"].reason == "You saved it last: somebody else is to read it."
    assert Draft.objects.get().stage == Stage.IN_REVIEW


def test_send_back_and_comment(press, ann, bob):
    press(ann, "ask", version=1)
    press(bob, "send-back", version=1, comment="Why?")
    press(ann, "comment", comment="Because.")

    assert Draft.objects.get().stage == Stage.DRAFT
    found = Event.objects.exclude(comment="").values_list("deed", "comment")
    assert list(found) == [(Deed.SENT_BACK, "Why?"), (Deed.COMMENTED, "Because.")]


@pytest.mark.parametrize("name", ["ask", "approve", "send-back", "publish", "discard", "compared"])
def test_step_without_the_draft_that_was_read_is_none(press, ann, name):
    assert press(ann, name).status_code == 422
    assert press(ann, name, version=7).status_code == 409
    assert Draft.objects.get().version == 1


@pytest.mark.parametrize(
    "name",
    [
        *("ask", "comment", "approve", "send-back", "publish"),
        *("retire", "bring-back", "restore", "discard"),
    ],
)
def test_nothing_changes_by_looking(press, client, ann, name):
    client.force_login(ann)

    assert client.get(f"{URL}{name}/").status_code == 405


def test_publishing_what_is_there_no_more_is_said(press, ann):
    Draft.objects.all().delete()

    assert press(ann, "publish", version=1).status_code == 409


def test_discarded_draft_leaves_what_is_published(press, ann):
    response = press(ann, "discard", version=1)

    assert response.url == f"{URL}#workflow"
    assert not Draft.objects.exists()


def test_discarded_draft_of_a_new_file_leaves_nothing(client, course, ann):
    drafts.begin("patterns/stages/deep-dive.md", ann, body="x")
    client.force_login(ann)

    response = client.post("/teach/files/patterns/stages/deep-dive.md/discard/", {"version": 1})

    assert response.url == "/teach/files/"


def test_compared_draft_goes_on(press, ann):
    Draft.objects.update(base="older")

    press(ann, "compared", version=1)

    assert Draft.objects.get().base != "older"


def test_question_is_retired_and_its_releases_come_back(client, course, ann):
    client.force_login(ann)
    url = f"/teach/files/{path('a-single')}/"

    client.post(f"{url}retire/")
    client.post(f"{url}restore/", {"number": 1})

    assert Question.objects.get(slug="a-single").status == "retired"
    assert Draft.objects.get().body.encode() == course[path("a-single")]
    assert client.post(f"{url}restore/", {"number": 1}).status_code == 409
    assert client.post(f"{url}restore/", {"number": 99}).status_code == 404


def test_exercise_is_retired_and_brought_back_by_two(client, course, ann, bob):
    def press(user, name, **sent):
        client.force_login(user)
        assert client.post(f"/teach/files/{EXERCISE}/{name}/", sent).status_code == 302

    stages = []
    for name in ("retire", "bring-back"):
        press(ann, name, comment="Too easy.")
        press(bob, "approve", version=1)
        press(bob, "publish", version=1)
        stages.append(StoredExercise.objects.get().status)

    assert stages == ["retired", "published"]
    assert bytes(ContentFile.objects.get(path=EXERCISE).body) == course[EXERCISE]


def test_question_is_published_once_somebody_says_how_it_was_checked(press, client, ann, bob):
    where = path("a-single")
    text = QUESTIONS["single"].replace("What is in", "Is in")
    drafts.begin(where, ann, body=re.sub(r"checked = .*\n", "", text))
    reviewing.ask(where, 1, ann)
    reviewing.approve(where, 1, bob)
    client.force_login(ann)

    refused = client.post(f"/teach/files/{where}/publish/", {"version": 1, "how": " "})
    client.post(f"/teach/files/{where}/publish/", {"version": 1, "how": "built it"})

    assert refused.context["refused"].reason.startswith("Say how it was checked")
    assert 'how = "built it"' in bytes(ContentFile.objects.get(path=where).body).decode()
