"""One student's page: all that the class may see of them, and nothing else."""

import pytest

from classes import board, seen, student
from classes.models import Kind
from quizzes import overview, standing
from tests.classes.conftest import (
    another_class,
    answered,
    assigned,
    client_of,
    handed_in,
    joined,
    read,
    took_test,
)


@pytest.fixture
def five(bank):
    return [bank[slug] for slug in ("easy-1", "easy-2", "medium-1", "medium-2", "hard-1")]


def events(page):
    return [event for day in page.days for event in day.events]


def told(page):
    return (
        [(part.pattern.slug, part.standing.word) for part in page.patterns],
        [(test.right, test.of, test.minutes) for test in page.tests],
        [(one.title, one.submissions, one.met, one.of) for one in page.exercises],
        events(page),
    )


NOTHING = ([], [], [], ["joined the class"])


def test_page_says_what_was_done_and_how_sure_that_is(member, bank, five, exercise, studies):
    took_test(five, member.learner, 3, right=5)
    answered(bank["easy-3"], member.learner, 3, right=False)
    handed_in(exercise, member.learner, 2, met=1)
    handed_in(exercise, member.learner, 2, met=2, has_seen_solution=True)
    read(studies["overview"], member.learner, 1)

    page = student.of(member)

    assert told(page) == (
        [("stages", "Nearly there")],
        [(5, 5, 12)],
        [("Leave the compiler behind", 2, 2, 2)],
        [
            "read “Overview” of Stages",
            "handed in “Leave the compiler behind” 2 times, and passed",
            "answered 1 question, 0 right",
            "handed in a test of Stages: 5 of 5 right",
            "joined the class",
        ],
    )
    (part,) = page.patterns
    assert (part.standing.verdict.k, part.standing.verdict.n, part.standing.unasked) == (5, 6, 1)
    figures = {one.sentence: (one.practised, one.tested, one.items) for one in part.objectives}
    assert figures["Say what copy does."] == (0, 3, 0)
    assert figures["Say what user does."] == (1, 0, 0)
    assert [one.has_seen_solution for one in page.exercises] == [True]


def test_verdict_objectives_and_board_are_what_they_are_elsewhere(
    classroom, member, bank, five, exercise, studies
):
    took_test(five, member.learner, 12, right=1)
    took_test(five, member.learner, 3, right=4)
    for number, slug in enumerate(sorted(bank)):
        more = {"hints": number % 2, "tries": 1 + number % 3, "is_first": number % 4 > 0}
        answered(bank[slug], member.learner, 2, right=number % 5 > 0, **more)
    handed_in(exercise, member.learner, 2, met=1)
    read(studies["why"], member.learner, 1)
    for kind in (Kind.PATTERN, Kind.TEST):
        assigned(classroom, exercise.pattern, kind)
    assigned(classroom, exercise)

    page = student.of(member)

    among = seen.answers_of(member)
    assert len(page.patterns) == 2
    for part in page.patterns:
        elsewhere = standing.of(member.learner, part.pattern, among)
        assert (part.standing, part.objectives) == (
            elsewhere,
            overview.objectives_of(member.learner, part.pattern, among),
        )
    assert page.board.rows == board.of_member(member).rows


def test_page_asks_as_few_questions_of_one_pattern_as_of_two(
    member, bank, exercise, studies, django_assert_num_queries
):
    classroom = member.classroom
    url = f"{classroom.get_absolute_url()}students/{member.key}/"
    for kind in (Kind.PATTERN, Kind.TEST):
        assigned(classroom, exercise.pattern, kind)
    assigned(classroom, exercise)
    handed_in(exercise, member.learner, 2, met=1)
    read(studies["why"], member.learner, 1)
    desk = client_of(classroom.owner)
    desk.get(url)  # a session is kept

    for slugs in (["easy-1"], sorted(bank)):
        for slug in slugs:
            answered(bank[slug], member.learner, 2)
        with django_assert_num_queries(11):
            desk.get(url)


def test_nothing_from_before_joining_is_on_it(member, bank, five, exercise, studies):
    joined(another_class(), "Mia", days=40, learner=member.learner)
    took_test(five, member.learner, 11, right=5)
    took_test(five[:1], member.learner, 9, right=1, begun=11)
    answered(bank["easy-3"], member.learner, 11)
    handed_in(exercise, member.learner, 11, met=2)
    read(studies["overview"], member.learner, 11)

    assert told(student.of(member)) == NOTHING


def test_objectives_and_verdict_leave_out_what_came_before(member, bank, five):
    took_test(five, member.learner, 11, right=0)
    answered(bank["medium-3"], member.learner, 2)

    (part,) = student.of(member).patterns

    assert (part.standing.verdict.k, part.standing.verdict.n) == (1, 1)
    assert sum(one.practised + one.tested for one in part.objectives) == 1


def test_nothing_of_anybody_else_is_on_it(classroom, member, bank, five, exercise, studies):
    other = joined(classroom, "Noa").learner
    took_test(five, other, 3, right=5)
    answered(bank["easy-3"], other, 3)
    handed_in(exercise, other, 2)
    read(studies["overview"], other, 1)

    assert told(student.of(member)) == NOTHING
