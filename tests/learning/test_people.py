"""Roles: by invitation only, once, for a week; taken back by administrators, but one stays."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from learning import people, signin
from learning.models import Invitation, Learner, Role

pytestmark = pytest.mark.django_db


def make(name, *groups):
    user = User.objects.create_user(f"{name}@example.org", f"{name}@example.org")
    user.groups.add(*signin.roles(*groups))
    return user


@pytest.fixture
def ada():
    return make("ada", *people.GROUPS[Role.ADMINISTRATOR])


@pytest.fixture
def ben():
    return make("ben")


def token_of(path):
    return path.split("/")[2]


def test_invitation_gives_its_role_once(ada, ben):
    token = token_of(people.invite(ada, Role.INSTRUCTOR, "Ben"))

    accepted = [people.accept(token, user) for user in (ben, make("cyd"))]

    assert accepted == [True, False]
    assert [(one.user, one.role, one.name) for one in people.everybody()] == [
        (ada, Role.ADMINISTRATOR, ""),
        (ben, Role.INSTRUCTOR, "Ben"),
    ]


def test_administrator_by_invitation_is_an_instructor_too(ada, ben):
    people.accept(token_of(people.invite(ada, Role.ADMINISTRATOR, "")), ben)

    assert (signin.is_administrator(ben), signin.is_instructor(ben)) == (True, True)


def test_invitation_is_void_after_a_week(ada, ben):
    token = token_of(people.invite(ada, Role.INSTRUCTOR, ""))
    Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))

    assert (people.find(token), people.accept(token, ben)) == (None, False)
    assert people.role_of(ben) is None
    assert list(people.open_invitations()) == []


def test_revoked_invitation_is_void(ada, ben):
    token = token_of(people.invite(ada, Role.INSTRUCTOR, ""))

    assert [people.revoke(Invitation.objects.get().pk), people.accept(token, ben)] == [True, False]


def test_accepted_invitation_is_not_revoked(ada, ben):
    people.accept(token_of(people.invite(ada, Role.INSTRUCTOR, "")), ben)

    assert people.revoke(Invitation.objects.get().pk) is False
    assert Invitation.objects.get().used_by == ben


def test_secret_of_an_invitation_is_not_stored(ada):
    token = token_of(people.invite(ada, Role.INSTRUCTOR, "Ben"))

    stored = Invitation.objects.values().get()
    assert [value for value in stored.values() if token in str(value)] == []
    assert len(token) == 32


def test_so_many_may_be_open_and_no_more(ada, monkeypatch):
    monkeypatch.setattr(people, "MOST_OPEN", 2)
    for _ in range(2):
        people.invite(ada, Role.INSTRUCTOR, "")

    with pytest.raises(people.TooManyInvitationsError):
        people.invite(ada, Role.INSTRUCTOR, "")
    assert Invitation.objects.count() == 2


@pytest.mark.parametrize(
    ("lost", "left"), [(Role.ADMINISTRATOR, Role.INSTRUCTOR), (Role.INSTRUCTOR, None)]
)
def test_withdrawing_leaves_what_is_below(ada, lost, left):
    zoe = make("zoe", *people.GROUPS[Role.ADMINISTRATOR])

    people.withdraw(zoe, lost)

    assert (people.role_of(zoe), people.role_of(ada)) == (left, Role.ADMINISTRATOR)


@pytest.mark.parametrize("role", Role)
def test_role_of_the_last_administrator_stays(ada, role):
    make("ben", signin.INSTRUCTORS)
    gone = make("gone", *people.GROUPS[Role.ADMINISTRATOR])
    User.objects.filter(pk=gone.pk).update(is_active=False)

    with pytest.raises(people.LastAdministratorError):
        people.withdraw(ada, role)
    assert people.role_of(ada) == Role.ADMINISTRATOR


def test_with_the_role_go_the_invitations_that_nobody_accepted(ada, ben):
    zoe = make("zoe", *people.GROUPS[Role.ADMINISTRATOR])
    accepted, waiting = (people.invite(zoe, Role.INSTRUCTOR, "") for _ in range(2))
    others = people.invite(ada, Role.INSTRUCTOR, "")
    people.accept(token_of(accepted), ben)

    people.withdraw(zoe, Role.ADMINISTRATOR)

    assert [people.find(token_of(path)) is None for path in (waiting, others)] == [True, False]
    assert people.role_of(ben) == Role.INSTRUCTOR


def test_list_says_since_when_and_when_last_seen(ada, ben):
    people.accept(token_of(people.invite(ada, Role.INSTRUCTOR, "Ben")), ben)
    Learner.objects.create(user=ben)
    Invitation.objects.update(used_at=timezone.now() - timedelta(days=3))

    first, second = people.everybody()

    assert (first.since, first.seen_on) == (ada.date_joined, None)
    assert second.since == Invitation.objects.get().used_at
    assert second.seen_on == timezone.localdate()


def test_list_costs_as_much_for_three_as_for_one(ada, django_assert_num_queries):
    for name in ("ben", "cyd"):
        people.accept(token_of(people.invite(ada, Role.INSTRUCTOR, name)), make(name))

    with django_assert_num_queries(3):
        assert len(people.everybody()) == 3
