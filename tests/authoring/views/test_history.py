"""The page of what was done to a file."""

import pytest

from authoring import drafts
from authoring.publishing import publish
from tests.learning.content.courses import TEXTS, WHY

pytestmark = pytest.mark.django_db
URL = f"/teach/files/{WHY}/history/"


def with_words(words):
    return TEXTS[WHY].replace("## Sizes", f"{words}\n\n## Sizes")


@pytest.fixture
def desk(client, course, ann):
    client.force_login(ann)
    return client


def changed(page):
    lines = page.context["compared"].difference.lines
    return [(line.kind, line.text) for line in lines if line.kind in {"new", "gone"} and line.text]


def test_history_of_what_was_only_loaded_is_empty(desk):
    page = desk.get(URL)

    assert (page.status_code, page.context["work"].lines, page.context["compared"]) == (
        200,
        (),
        None,
    )


def test_draft_is_compared_with_what_is_published(desk, ann):
    drafts.begin(WHY, ann, body=with_words("New words."))

    assert changed(desk.get(URL)) == [("new", "New words.")]


def test_last_release_is_compared_with_the_one_before(desk, approved, ann):
    publish(approved(WHY, with_words("New words.")), ann)
    publish(approved(WHY, with_words("Other words.")), ann)

    page = desk.get(URL)

    assert [release.number for release in page.context["work"].releases] == [3, 2, 1]
    assert changed(page) == [("gone", "New words."), ("new", "Other words.")]


def test_any_two_are_compared(desk, approved, ann):
    publish(approved(WHY, with_words("New words.")), ann)
    publish(approved(WHY, with_words("Other words.")), ann)
    drafts.begin(WHY, ann, body=with_words("Last words."))

    assert changed(desk.get(f"{URL}?from=1&to=3")) == [("new", "Other words.")]
    assert changed(desk.get(f"{URL}?from=2&to=0")) == [
        ("gone", "New words."),
        ("new", "Last words."),
    ]


@pytest.mark.parametrize(
    "asked", ["from=1&to=9", "from=x&to=1", "from=1", "from=-1&to=1", "from=0&to=1"]
)
def test_what_there_is_not_cannot_be_compared(desk, approved, ann, asked):
    publish(approved(WHY, with_words("New words.")), ann)

    assert desk.get(f"{URL}?{asked}").status_code == 404


def test_history_says_who_did_what(desk, approved, ann):
    publish(approved(WHY, with_words("New words.")), ann)

    page = desk.get(URL).content.decode()

    assert "ann@example.org published it, release 2." in page
    assert "bob@example.org approved it." in page


def test_file_that_never_was_has_no_history(desk):
    assert desk.get("/teach/files/patterns/stages/deep-dive.md/history/").status_code == 404
