"""The board: who has done what, computed from what may be seen and nothing else."""

from datetime import timedelta

import pytest
from django.utils import timezone

from classes import board, joining
from classes.board import Show, Sort
from classes.forms import work_choices
from classes.models import Kind
from learning.models import Learner
from quizzes.models import Answer
from tests.classes.conftest import (
    another_class,
    answered,
    assigned,
    begun_test,
    client_of,
    days_ago,
    handed_in,
    joined,
    read,
    took_test,
)


def texts(found):
    return {row.member.display_name: [one.text for one in row.cells] for row in found.rows}


def text_of(member):
    (row,) = board.of_class(member.classroom).rows
    return [one.text for one in row.cells]


@pytest.fixture
def ten(bank):
    return [bank[slug] for slug in sorted(bank) if not slug.startswith("call")][:10]


def test_nothing_done_is_not_begun_and_past_its_date_overdue(classroom, member, bank, exercise):
    pattern = exercise.pattern
    assigned(classroom, pattern)
    assigned(classroom, pattern, Kind.TEST, due_at=days_ago(1))
    assigned(classroom, exercise, due_at=timezone.now() + timedelta(days=1))

    assert text_of(member) == ["not begun", "overdue", "not begun"]


def test_pattern_is_done_when_every_text_is_read_whatever_the_verdict(
    classroom, member, pattern, studies, ten
):
    assigned(classroom, pattern)
    read(studies["overview"], member.learner, 3)
    assert text_of(member) == ["begun (1 of 2 texts)"]

    read(studies["why"], member.learner, 2)
    read(studies["test"], member.learner, 2)
    for question in ten:
        answered(question, member.learner, 1, right=False)

    (row,) = board.of_class(classroom).rows
    (cell,) = row.cells
    assert (cell.text, cell.word_of_verdict) == ("done (2 of 2 texts)", "Needs work")


def test_best_test_handed_in_by_the_date_counts_and_a_later_one_only_without_it(
    classroom, member, pattern, ten
):
    assigned(classroom, pattern, Kind.TEST, due_at=days_ago(3))
    took_test(ten, member.learner, 5, right=4)
    took_test(ten, member.learner, 4, right=6)
    took_test(ten, member.learner, 2, right=9)
    late = joined(classroom, "Noa")
    took_test(ten, late.learner, 2, right=7)
    begun = joined(classroom, "Oki")
    begun_test(ten, begun.learner, 1)

    assert texts(board.of_class(classroom)) == {
        "Mia": ["done (6 of 10 right)"],
        "Noa": ["done, late (7 of 10 right)"],
        "Oki": ["overdue"],
    }


def test_exercise_is_passed_with_the_first_that_passes_and_begun_as_far_as_the_newest(
    classroom, member, exercise
):
    assigned(classroom, exercise, due_at=days_ago(3))
    handed_in(exercise, member.learner, 5, met=1)
    handed_in(exercise, member.learner, 4, met=2)
    handed_in(exercise, member.learner, 2, met=0)
    slow = joined(classroom, "Noa")
    handed_in(exercise, slow.learner, 5, met=1)
    handed_in(exercise, slow.learner, 4, met=0)

    assert texts(board.of_class(classroom)) == {
        "Mia": ["passed (2 of 2 goals)"],
        "Noa": ["overdue (0 of 2 goals)"],
    }


def test_retired_exercise_is_on_no_board(classroom, member, bank, exercise):
    assigned(classroom, exercise)
    other = assigned(classroom, bank["easy-1"].pattern)
    exercise.status = "retired"
    exercise.save()

    assert board.of_class(classroom).assignments == [other]
    assert exercise.slug not in str(work_choices())


def test_what_was_done_before_it_opened_does_not_count(classroom, member, ten, exercise, studies):
    for thing, kind in ((exercise.pattern, None), (exercise.pattern, Kind.TEST), (exercise, None)):
        assigned(classroom, thing, kind, opens_at=days_ago(2))
    took_test(ten, member.learner, 3, right=9)
    handed_in(exercise, member.learner, 3, met=2)
    read(studies["overview"], member.learner, 3)
    assert text_of(member)[1:] == ["not begun", "not begun"]

    took_test(ten, member.learner, 1, right=5)
    handed_in(exercise, member.learner, 1, met=2)

    assert text_of(member)[1:] == ["done (5 of 10 right)", "passed (2 of 2 goals)"]


@pytest.fixture
def everything(classroom, pattern, exercise):
    assigned(classroom, pattern)
    assigned(classroom, pattern, Kind.TEST)
    assigned(classroom, exercise)


def do_everything(learner, days, ten, exercise, studies):
    took_test(ten, learner, days, right=10)
    handed_in(exercise, learner, days, met=2)
    read(studies["overview"], learner, days)
    read(studies["why"], learner, days)


NOTHING = ["not begun", "not begun", "not begun"]
ALL = ["done (2 of 2 texts)", "done (10 of 10 right)", "passed (2 of 2 goals)"]


def verdicts(classroom):
    return {one.word_of_verdict for row in board.of_class(classroom).rows for one in row.cells}


def test_nothing_from_before_joining_is_seen(everything, classroom, member, ten, exercise, studies):
    do_everything(member.learner, 11, ten, exercise, studies)

    assert (text_of(member), verdicts(classroom)) == (NOTHING, {""})


def test_test_begun_before_joining_and_handed_in_after_is_not_seen(
    everything, classroom, member, ten
):
    took_test(ten, member.learner, 9, right=10, begun=11)

    assert (text_of(member), verdicts(classroom)) == (NOTHING, {""})


def test_earlier_membership_in_another_class_opens_nothing(
    everything, classroom, member, ten, exercise, studies
):
    joined(another_class(), "Mia", days=30, learner=member.learner)
    do_everything(member.learner, 20, ten, exercise, studies)

    assert (text_of(member), verdicts(classroom)) == (NOTHING, {""})


def test_work_of_somebody_in_another_class_is_not_seen(
    everything, classroom, member, ten, exercise, studies
):
    other = joined(another_class(), "Noa", days=30)
    do_everything(other.learner, 5, ten, exercise, studies)

    assert texts(board.of_class(classroom)) == {"Mia": NOTHING}


def test_whoever_left_is_not_on_the_board_and_after_joining_again_begins_anew(
    everything, classroom, member, ten, exercise, studies
):
    do_everything(member.learner, 5, ten, exercise, studies)
    assert text_of(member) == ALL

    joining.leave(member)
    assert board.of_class(classroom).rows == []

    joining.join(classroom, member.learner, "Mia")
    assert text_of(member) == NOTHING


def test_what_is_done_after_archiving_is_not_seen(
    everything, classroom, member, ten, exercise, studies
):
    do_everything(member.learner, 2, ten, exercise, studies)
    classroom.archived_at = days_ago(3)
    classroom.save()

    assert texts(board.of_class(classroom)) == {"Mia": NOTHING}
    assert verdicts(classroom) == {""}


def test_student_reads_the_same_of_oneself_as_the_instructor(
    everything, classroom, member, ten, exercise, studies
):
    do_everything(member.learner, 2, ten, exercise, studies)
    other = joined(classroom, "Noa")
    handed_in(exercise, other.learner, 2)

    (mine,) = board.of_member(member).rows
    found = {row.member.pk: row.cells for row in board.of_class(classroom).rows}
    assert mine.cells == found[member.pk] != found[other.pk]


def names_of(found):
    return [row.member.display_name for row in found.rows]


def test_filter_and_order(classroom, pattern, ten, exercise):
    first = assigned(classroom, exercise, due_at=days_ago(1))
    second = assigned(classroom, pattern, Kind.TEST)
    quick, half, none = (
        joined(classroom, name, days) for name, days in (("Zoë", 3), ("ada", 9), ("Bob", 6))
    )
    handed_in(exercise, quick.learner, 2, met=2)
    took_test(ten, quick.learner, 2, right=5)
    handed_in(exercise, half.learner, 2, met=1)
    every = board.of_class(classroom)

    def shown(show=Show.ALL, work="", sort=Sort.NAME):
        return board.arranged(every, show, work, sort)

    assert names_of(shown()) == ["ada", "Bob", "Zoë"]
    assert names_of(shown(sort=Sort.JOINED)) == ["ada", "Bob", "Zoë"]
    assert names_of(shown(sort=Sort.LEAST)) == ["Bob", "ada", "Zoë"]
    assert names_of(shown(sort=Sort.MOST)) == ["Zoë", "ada", "Bob"]
    assert names_of(shown(Show.BEHIND)) == ["ada", "Bob"]
    assert names_of(shown(Show.BEHIND, second.key)) == []
    assert shown(work=first.key).assignments == [first]
    assert [(one.done, one.overdue) for one in every.columns] == [(1, 2), (1, 0)]
    assert every.behind == 2
    assert none.display_name in names_of(every)


def crowd(classroom, bank, exercise, studies, students=30):
    """A class that answered everything, with twelve works."""
    questions = list(bank.values())
    pattern = exercise.pattern
    for _ in range(4):
        assigned(classroom, pattern, due_at=days_ago(1))
        assigned(classroom, pattern, Kind.TEST, due_at=days_ago(1))
        assigned(classroom, exercise, due_at=days_ago(1))
    for number in range(students):
        learner = joined(classroom, f"Student {number:02}").learner
        took_test(
            [one for one in questions if one.pattern == pattern], learner, 3, right=number % 13
        )
        for _ in range(5):
            handed_in(exercise, learner, 4, met=number % 3)
        for study in studies.values():
            read(study, learner, 2)


def test_board_of_thirty_by_twelve_takes_at_most_twelve_queries(
    classroom, owner, bank, exercise, studies, django_assert_max_num_queries
):
    crowd(classroom, bank, exercise, studies)
    client = client_of(owner)
    client.get(classroom.get_absolute_url())

    with django_assert_max_num_queries(12):
        response = client.get(classroom.get_absolute_url())

    assert response.text.count('<td class="cell') == 30 * 12
    assert Answer.objects.count() == 30 * 13
    assert Learner.objects.count() == 30
