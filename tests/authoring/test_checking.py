"""What is wrong with a course's file, of each kind, alone and among the others."""

import pytest

from authoring import drafts
from authoring.checking import check, check_in_course, stored_outline
from tests.lab.exercises.texts import FOLDER, ONE_STAGE
from tests.learning.content.courses import FIGURE, OVERVIEW, PATTERN, TEXTS, WHY
from tests.quizzes.bank.files import TEXTS as QUESTIONS
from tests.quizzes.bank.files import path

pytestmark = pytest.mark.django_db
QUIZ = "patterns/stages/architecture-quiz.toml"


def faults(where, text):
    found = check_in_course(where, text, stored_outline()).faults
    return [(fault.path, fault.line, fault.message) for fault in found]


def test_every_file_of_a_sound_course_is_sound(course):
    found = [faults(where, body.decode()) for where, body in course.items()]

    assert found == [[]] * len(course)


@pytest.mark.parametrize(
    ("where", "old", "new", "message"),
    [
        (WHY, "minutes = 5", "minutes = 500", "minutes is not valid"),
        (WHY, "FROM scratch\nCOPY", "FORM scratch\nCOPY", "BuildKit would stop here"),
        (OVERVIEW, "#the-border)", "#no-border)", "has no heading #no-border"),
        (OVERVIEW, "/patterns/stages/why/#sizes", "/patterns/stages/no/", "there is no page"),
        (PATTERN, '"ms.cache"]', '"ms.caches"]', "the objective ms.caches is unknown"),
        (PATTERN, "order = 1", "order = 0", "order is not valid"),
        (PATTERN, "/overview/", "/deep-dive/", "there is no page /patterns/stages/deep-dive/"),
        (FIGURE, "<rect", "<script", "the element script"),
        ("objectives.toml", '"ms.cache"', '"ms.isolation"', "ms.isolation occurs twice"),
        (f"{FOLDER}exercise.md", "## Hints", "## Hint", "no section is called Hint"),
        (f"{FOLDER}exercise.md", '"ms.isolation"', '"ms.no"', "ms.no is no objective of stages"),
    ],
)
def test_fault_is_found(course, where, old, new, message):
    text = course[where].decode()
    assert old in text

    assert any(message in said for _, _, said in faults(where, text.replace(old, new, 1)))


def test_heading_that_others_lead_to_may_not_go(course):
    assert faults(WHY, TEXTS[WHY].replace("## Sizes", "## Numbers")) == [
        (OVERVIEW, 47, "patterns/stages/why.md has no heading #sizes")
    ]


def test_objective_that_questions_still_ask_for_may_not_go(course):
    without = TEXTS[PATTERN].replace('"ms.isolation", ', "")

    (found,) = faults(PATTERN, without)

    assert found[:2] == (PATTERN, 1)
    assert found[2].startswith("a-blanks, a-line, a-multiple, a-numeric, a-order and 2 more still")


def test_objective_that_a_pattern_names_may_not_go(course):
    rows = TEXTS["objectives.toml"].split("\n\n")

    messages = [said for _, _, said in faults("objectives.toml", rows[0] + "\n")]

    assert messages == [f"{PATTERN} names the objective ms.cache"]


def test_questions_without_an_architecture_are_none(course):
    assert faults(QUIZ, "") == [(QUIZ, 1, "questions without an architecture")]


def test_exercise_is_read_whole_with_the_drafts_of_its_files(course, ann):
    solution = f"{FOLDER}solution.Dockerfile"

    assert faults(solution, ONE_STAGE)[0][0] == solution

    text = course[f"{FOLDER}exercise.md"].decode()
    new = text.replace("- **no-compiler**", "- **two** — One is too few.\n- **no-compiler**")
    assert faults(f"{FOLDER}exercise.md", new) != []
    drafts.begin(f"{FOLDER}mistakes/two.Dockerfile", ann, body="FROM golang:1.27\n")
    assert faults(f"{FOLDER}exercise.md", new) == []


def test_file_of_a_service_is_read_with_the_exercises_that_name_it(course):
    def read(service):
        where = f"patterns/stages/services/{service}/x.txt"
        return [one.path for one in check(where, "x", stored_outline()).exercises]

    assert (read("orders"), read("catalog")) == ([f"{FOLDER}exercise.md"], [])


def test_file_of_no_exercise_is_named(course):
    where = "patterns/stages/exercises/lost/starter.Dockerfile"

    assert faults(where, ONE_STAGE) == [(where, 1, "a file of no exercise")]


def test_second_question_that_asks_the_same_is_named(course):
    twin = QUESTIONS["single"].replace("a-single", "twin")

    assert faults(path("twin"), twin) == [
        (path("twin"), 22, f"asks the same as {path('a-single')}")
    ]
    assert faults(path("a-single"), QUESTIONS["single"]) == []


def test_twin_is_found_although_the_other_is_being_changed(course, ann):
    drafts.begin(path("a-single"), ann, body=QUESTIONS["single"].replace("What is", "What was"))
    twin = QUESTIONS["single"].replace("a-single", "twin")

    assert len(faults(path("twin"), twin)) == 1


def test_what_no_course_has_is_no_file(course):
    assert check("evil.sh", "x", stored_outline()).faults[0].message == "no file that a course has"
    assert check(WHY, "x" * 300_000, stored_outline()).faults[0].message == (
        "the file has 300000 bytes"
    )
