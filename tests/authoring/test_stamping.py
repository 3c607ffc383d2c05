"""What publishing writes into a question's text."""

import datetime
import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from authoring.stamping import exercise_back, exercise_retired, front_matter, published, retired
from tests.lab.exercises.texts import EXERCISE, PATH
from tests.quizzes.bank.files import TEXTS, path

TODAY = datetime.date(2026, 11, 27)
SINGLE = path("a-single")


def changed(before, after):
    """The lines that differ, before and after."""
    old, new = before.split("\n"), after.split("\n")
    return [line for line in old if line not in new], [line for line in new if line not in old]


@pytest.mark.parametrize("kind", sorted(TEXTS))
def test_only_the_revision_changes_of_a_reviewed_question(kind):
    text = published(path(f"a-{kind}"), TEXTS[kind], 7, "ignored", TODAY)

    assert changed(TEXTS[kind], text) == (["revision = 1"], ["revision = 7"])


def test_draft_becomes_reviewed():
    text = TEXTS["single"].replace('"reviewed"', '"draft"')

    assert changed(text, published(SINGLE, text, 1, "", TODAY)) == (
        ['status = "draft"'],
        ['status = "reviewed"'],
    )


def test_missing_keys_are_put_above_the_first_table():
    kept = [
        line
        for line in TEXTS["single"].split("\n")
        if not line.startswith(("checked", "revision", "status"))
    ]
    text = published(SINGLE, "\n".join(kept), 3, "By hand", TODAY)

    said = front_matter(SINGLE, text)
    assert (said["revision"], said["status"]) == (3, "reviewed")
    assert said["checked"] == {"date": TODAY, "how": "By hand"}
    assert said["claim"]


def test_keys_within_texts_are_no_keys():
    text = 'x\n+++\nid = """\nrevision = 1\n"""\nrevision = 2\n+++\nrevision = 3\n'.removeprefix(
        "x\n"
    )

    assert published(SINGLE, text, 9, "", TODAY) == (
        '+++\nid = """\nrevision = 1\n"""\nrevision = 9\nstatus = "reviewed"\n+++\nrevision = 3\n'
    )


def test_retired_question_says_so():
    assert changed(TEXTS["single"], retired(SINGLE, TEXTS["single"], 2)) == (
        ["revision = 1", 'status = "reviewed"'],
        ["revision = 2", 'status = "retired"'],
    )


def test_retired_exercise_says_so_first_and_forgets_it_when_it_is_brought_back():
    text = exercise_retired(PATH, EXERCISE)

    assert text == EXERCISE.replace("+++\n", '+++\nstatus = "retired"\n', 1)
    assert exercise_back(PATH, text) == EXERCISE


def test_exercise_that_says_that_it_is_published_says_otherwise_in_the_same_line():
    said = EXERCISE.replace("minutes = 10\n", 'minutes = 10\nstatus = "published"\n')

    assert exercise_retired(PATH, said) == said.replace('"published"', '"retired"')


@pytest.mark.parametrize("text", ["", "+++\n", "+++\nx = \n+++\n", "no front matter"])
def test_text_that_cannot_be_read_is_left_to_the_checker(text):
    assert published(SINGLE, text, 1, "By hand", TODAY) == text


@given(st.text(alphabet=st.characters(exclude_categories=["Cc", "Cs", "Cf", "Zl", "Zp"])))
def test_whatever_somebody_says_of_the_check_is_said(how):
    text = "+++\nid = 1\n+++\n"
    words = " ".join(how.split())[:300]

    said = front_matter(SINGLE, published(SINGLE, text, 1, how, TODAY))

    assert said.get("checked", {}).get("how", "") == words


def test_json_and_toml_agree_on_quotes():
    text = published(SINGLE, "+++\nid = 1\n+++\n", 1, 'a "b" \\ c', TODAY)

    assert tomllib.loads(text.split("+++")[1])["checked"]["how"] == 'a "b" \\ c'
