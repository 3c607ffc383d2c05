"""What a class may see of what learners did: of members, since they joined, while they stay."""

import pytest

from classes import joining, seen
from quizzes.models import Answer
from tests.classes.conftest import (
    another_class,
    answered,
    begun_test,
    days_ago,
    handed_in,
    joined,
    read,
    took_test,
)


@pytest.fixture
def do(bank, exercise, studies):
    """One of everything, so many days ago."""

    def do(learner, days):
        answered(bank["easy-1"], learner, days)
        took_test([bank["easy-2"]], learner, days, right=1)
        begun_test([bank["easy-3"]], learner, days)
        handed_in(exercise, learner, days)
        read(studies["overview"], learner, days)

    return do


def counts(classroom, learner=None):
    rows = (seen.answers, seen.begun_tests, seen.submissions, seen.readings)
    return [each(classroom, learner).count() for each in rows]


ALL, NOTHING = [2, 2, 1, 1], [0, 0, 0, 0]


def test_what_members_did_since_joining_is_seen(classroom, member, do):
    do(member.learner, 9)

    assert counts(classroom) == counts(classroom, member.learner) == ALL
    assert Answer.objects.filter(seen.answers_of(member), learner=member.learner).count() == 2


def test_what_came_before_is_not_although_another_class_saw_it(classroom, member, do):
    elsewhere = another_class()
    joined(elsewhere, "Mia", days=30, learner=member.learner)
    do(member.learner, 20)

    assert (counts(classroom), counts(elsewhere)) == (NOTHING, ALL)
    assert not Answer.objects.filter(seen.answers_of(member)).exists()


def test_what_others_did_is_not(classroom, member, do):
    do(joined(another_class(), "Noa", days=30).learner, 2)

    assert counts(classroom) == NOTHING


def test_what_one_member_did_is_not_anothers(classroom, member, do):
    other = joined(classroom, "Noa")
    do(other.learner, 2)

    assert (counts(classroom, member.learner), counts(classroom, other.learner)) == (NOTHING, ALL)


def test_nothing_is_seen_of_whoever_left_though_they_are_in_another_class(classroom, member, do):
    elsewhere = another_class()
    joined(elsewhere, "Mia", days=30, learner=member.learner)
    do(member.learner, 2)

    joining.leave(member)

    assert (counts(classroom), counts(elsewhere)) == (NOTHING, ALL)


def test_nothing_is_seen_from_before_joining_again(classroom, member, do):
    do(member.learner, 2)
    joining.leave(member)
    joining.join(classroom, member.learner, "Mia")

    assert counts(classroom) == NOTHING


def test_what_came_after_archiving_is_not_seen(classroom, member, do):
    do(member.learner, 2)
    classroom.archived_at = days_ago(3)
    member.classroom = classroom

    assert counts(classroom) == NOTHING
    assert not Answer.objects.filter(seen.answers_of(member)).exists()
    classroom.archived_at = days_ago(1)
    assert counts(classroom) == ALL


def test_test_that_was_begun_before_joining_is_not_seen(classroom, member, bank):
    took_test([bank["easy-2"]], member.learner, 9, right=1, begun=11)

    assert counts(classroom) == NOTHING
    assert not Answer.objects.filter(seen.answers_of(member)).exists()
