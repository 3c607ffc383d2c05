"""Joining and leaving: once each, under a name of one's own, with nothing left behind."""

import pytest

from classes import joining
from classes.models import Membership
from learning.models import Learner
from tests.classes.conftest import another_class, joined


def test_joining_twice_is_joining_once_and_keeps_the_first_name(classroom, member):
    again = joining.join(classroom, member.learner, "Mia the second")

    assert (again.pk, again.display_name) == (member.pk, "Mia")
    assert again.joined_at == member.joined_at
    assert Membership.objects.count() == 1


def test_name_is_taken_whatever_the_case_but_only_in_its_class(classroom, member):
    learner = Learner.objects.create()
    with pytest.raises(joining.NameTaken):
        joining.join(classroom, learner, "mIA")

    assert joining.join(another_class(), learner, "mIA").display_name == "mIA"


def test_leaving_leaves_a_row_without_a_name_and_frees_the_name(classroom, member):
    joining.leave(member)

    member.refresh_from_db()
    assert (member.display_name, member.folded_name) == ("", "")
    assert member.left_at is not None
    assert joining.membership_of(classroom, member.learner) is None
    assert joined(classroom, "MIA").display_name == "MIA"


def test_two_may_leave(classroom, member):
    for one in (member, joined(classroom, "Noa")):
        joining.leave(one)

    assert Membership.objects.exclude(left_at=None).count() == 2


def test_joining_again_begins_at_that_moment(classroom, member):
    joining.leave(member)

    again = joining.join(classroom, member.learner, "Mia")

    assert (again.pk, again.left_at) == (member.pk, None)
    assert again.joined_at > member.joined_at


def test_full_class_takes_nobody_more(classroom, member, monkeypatch):
    monkeypatch.setattr(joining, "MOST_MEMBERS", 1)
    with pytest.raises(joining.ClassFull):
        joining.join(classroom, Learner.objects.create(), "Noa")

    joining.leave(member)
    assert joining.join(classroom, Learner.objects.create(), "Noa").display_name == "Noa"
