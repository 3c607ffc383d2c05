"""Exercises in the database: stored once, offered while the course has them, kept afterwards."""

import pytest

from lab.exercises.part import Exercises
from lab.exercises.stored import exercise_of, from_text, to_text
from lab.models import StoredExercise
from learning.content.faults import ContentError
from learning.models import Objective, Pattern, Study
from tests.lab.exercises.texts import EXERCISE, OUTLINE, files

PART = Exercises()


@pytest.fixture
def pattern(db):
    for slug, sentence in OUTLINE.objectives.items():
        Objective.objects.create(slug=slug, sentence=sentence)
    return Pattern.objects.create(slug="stages", title="Stages", summary="Stages.", order=1)


def load(given):
    PART.store(PART.read(given, OUTLINE))


def test_exercise_comes_back_from_its_text_as_it_was():
    [text] = PART.read(files(), OUTLINE)

    assert from_text(to_text(text.exercise)) == text.exercise


def test_stored_exercise_is_the_one_that_was_read(pattern):
    load(files())

    row = StoredExercise.objects.get()
    assert (row.slug, row.pattern, row.number, row.objective.slug) == (
        "two-stages",
        pattern,
        1,
        "ms.isolation",
    )
    assert exercise_of(row) == PART.read(files(), OUTLINE)[0].exercise


def test_files_tell_whether_they_are_stored(pattern):
    given = files()
    before = PART.is_stored(given)
    load(given)

    changed = given | {"patterns/stages/services/orders/main.go": b"package other\n"}
    assert (before, PART.is_stored(given), PART.is_stored(changed)) == (False, True, False)


def test_service_that_the_exercise_does_not_name_is_no_part_of_it(pattern):
    given = files()
    load(given)

    assert PART.is_stored(given | {"patterns/stages/services/catalog/app.py": b"print(1)\n"})


def test_changed_exercise_keeps_its_row(pattern):
    load(files())
    old = StoredExercise.objects.get()
    first = exercise_of(old)

    load(files(**{"exercise.md": EXERCISE.replace("Leave the", "Lose the")}))

    row = StoredExercise.objects.get()
    assert (row.pk, row.title, first.title, exercise_of(row).title) == (
        old.pk,
        "Lose the compiler behind",
        "Leave the compiler behind",
        "Lose the compiler behind",
    )


def test_exercise_that_leaves_the_course_is_offered_no_more(pattern):
    load(files())
    load({})

    assert list(StoredExercise.objects.values_list("slug", "is_in_course")) == [
        ("two-stages", False)
    ]
    assert PART.is_stored({})


def test_way_is_open_while_there_is_an_exercise(pattern):
    load(files())
    opened = list(Study.objects.values_list("way", "minutes"))
    load({})

    assert (opened, Study.objects.count()) == ([("lab", 10)], 0)


RETIRED = EXERCISE.replace("+++\n", '+++\nstatus = "retired"\n', 1)


def test_retired_exercise_stays_in_the_course_and_is_offered_no_more(pattern):
    load(files())
    retired = files(**{"exercise.md": RETIRED})
    before = PART.is_stored(retired)
    load(retired)

    row = StoredExercise.objects.get()
    assert (row.status, row.is_in_course, before, PART.is_stored(retired)) == (
        "retired",
        True,
        False,
        True,
    )
    assert (StoredExercise.objects.offered().count(), Study.objects.count()) == (0, 0)


def test_exercise_that_is_brought_back_is_what_it_was(pattern):
    load(files())
    [before] = StoredExercise.objects.values()
    load(files(**{"exercise.md": RETIRED}))
    load(files())

    assert [*StoredExercise.objects.values()] == [before]
    assert Study.objects.get().way == "lab"


def test_faults_of_a_retired_exercise_are_named():
    with pytest.raises(ContentError) as found:
        PART.read(files(**{"exercise.md": RETIRED.replace("## Hints", "## Hint")}), OUTLINE)

    assert found.value.faults
