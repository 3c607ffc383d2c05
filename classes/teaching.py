"""Who may do what with a class, and what instructors change of it."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import User
from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from classes import codes
from classes.models import Assignment, Classroom, Kind
from lab.models import StoredExercise
from learning.models import Pattern
from learning.signin import INSTRUCTORS, is_administrator
from learning.transactions import writing

MOST_CLASSES = 200  # of one owner
MOST_ASSIGNMENTS = 60
MOST_ASSISTANTS = 20


@dataclass(frozen=True)
class Desk:
    """A class, and whether whoever asks may also rename, archive and delete it and choose its
    staff."""

    classroom: Classroom
    may_manage: bool


@dataclass(frozen=True)
class Task:
    """What an assignment says besides its class."""

    kind: Kind
    pattern: Pattern | None
    exercise: StoredExercise | None
    opens_at: datetime | None
    due_at: datetime | None
    note: str


def desk_of(user: User, key: str) -> Desk | None:
    """None where the class is not the user's to see; then it does not exist for them."""
    found = Classroom.objects.select_related("join_code").filter(key=key).first()
    return desk_at(user, found) if found else None


def desk_at(user: User, classroom: Classroom) -> Desk | None:
    """The same, of a class that was found."""
    if classroom.owner_id == user.pk or is_administrator(user):
        return Desk(classroom, may_manage=True)
    is_assistant = classroom.assistants.filter(pk=user.pk).exists()
    return Desk(classroom, may_manage=False) if is_assistant else None


def classes_of(user: User) -> QuerySet[Classroom]:
    """With how many take part and how many are done; an administrator sees all."""
    every = Classroom.objects.all()
    mine = every if is_administrator(user) else every.taught_by(user)
    present = Count("memberships", filter=Q(memberships__left_at=None), distinct=True)
    work = Count("assignments", distinct=True)
    return mine.annotate(members=present, work=work).select_related("owner", "join_code")


def found(owner: User, name: str, teacher: str) -> Classroom | None:
    """A new class, open to join; None where the owner has as many as one may."""
    with writing():
        if Classroom.objects.filter(owner=owner).count() >= MOST_CLASSES:
            return None
        made = Classroom.objects.create(name=name, teacher=teacher, owner=owner)
    codes.renew(made)
    return made


def rename(classroom: Classroom, name: str, teacher: str) -> None:
    with writing():
        Classroom.objects.filter(pk=classroom.pk).update(name=name, teacher=teacher)


def archive(classroom: Classroom) -> None:
    """Nothing is lost, nobody can join, and what members do from now on is not seen."""
    with writing():
        open_ones = Classroom.objects.filter(pk=classroom.pk, archived_at=None)
        open_ones.update(archived_at=timezone.now())


def reopen(classroom: Classroom) -> None:
    with writing():
        Classroom.objects.filter(pk=classroom.pk).update(archived_at=None)


def delete(classroom: Classroom) -> None:
    """What its members did stays theirs."""
    with writing():
        Classroom.objects.filter(pk=classroom.pk).delete()


def assign(classroom: Classroom, task: Task) -> Assignment | None:
    """None where there is as much as a board can show."""
    with writing():
        if classroom.assignments.count() >= MOST_ASSIGNMENTS:
            return None
        return Assignment.objects.create(classroom=classroom, **vars(task))


def reassign(assignment: Assignment, task: Task) -> None:
    with writing():
        Assignment.objects.filter(pk=assignment.pk).update(**vars(task))


def withdraw(assignment: Assignment) -> None:
    with writing():
        Assignment.objects.filter(pk=assignment.pk).delete()


def instructor_at(address: str) -> User | None:
    """The one instructor with that e-mail address. Of two nobody can say which is meant: an
    address need not have been proved."""
    active = User.objects.filter(is_active=True, groups__name=INSTRUCTORS)
    found = list(active.filter(email__iexact=address).distinct()[:2])
    return found[0] if len(found) == 1 else None


def add_assistant(classroom: Classroom, user: User) -> bool:
    """Whether there was room. Added twice, one is there once."""
    with writing():
        if classroom.assistants.count() >= MOST_ASSISTANTS:
            return False
        if user.pk != classroom.owner_id:
            classroom.assistants.add(user)
        return True


def remove_assistant(classroom: Classroom, user: int) -> None:
    with writing():
        classroom.assistants.through.objects.filter(classroom=classroom, user=user).delete()
