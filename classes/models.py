"""What is stored of classes: who teaches, who takes part, and what there is to do."""

import secrets
from datetime import datetime
from typing import Self

from django.contrib.auth.models import User
from django.db import models
from django.db.models import Q
from django.utils import timezone

from lab.models import StoredExercise
from learning.models import Learner, Pattern

LONGEST_NAME = 80  # of a class
LONGEST_DISPLAY_NAME = 40
LONGEST_FOLDED_NAME = 160  # one letter may be several once case and width are set aside
LONGEST_NOTE = 300
CODE_LENGTH = 7


def new_key() -> str:
    """The address of a class, of a member or of an assignment: it cannot be guessed, and who may
    see what is there is checked besides."""
    return secrets.token_urlsafe(9)


class ClassroomQuerySet(models.QuerySet["Classroom"]):
    def taught_by(self, user: User) -> Self:
        """Those that the user owns or assists in."""
        return self.filter(Q(owner=user) | Q(assistants=user)).distinct()


class Classroom(models.Model):
    """A class: an instructor, assistants, and learners who joined by its code."""

    key = models.CharField(max_length=16, unique=True, default=new_key)
    name = models.CharField(max_length=LONGEST_NAME)
    teacher = models.CharField(max_length=LONGEST_NAME)  # who students read that it is
    owner = models.ForeignKey(User, models.SET_NULL, null=True, related_name="classrooms")
    assistants = models.ManyToManyField(User, related_name="assisted_classrooms")
    created_at = models.DateTimeField(default=timezone.now)
    archived_at = models.DateTimeField(null=True)  # what is done later is not seen

    objects = ClassroomQuerySet.as_manager()

    class Meta:
        ordering = ("name", "pk")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"/teach/classes/{self.key}/"


class JoinCode(models.Model):
    """What students type to join; a new one replaces it, closing removes it."""

    classroom = models.OneToOneField(Classroom, models.CASCADE, related_name="join_code")
    code = models.CharField(max_length=CODE_LENGTH, unique=True)
    expires_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"code of {self.classroom_id}"

    @property
    def is_expired(self) -> bool:
        return self.expires_at <= timezone.now()

    @property
    def spoken(self) -> str:
        """In two groups, as it is shown; the hyphen need not be typed."""
        return f"{self.code[:3]}-{self.code[3:]}"


class MembershipQuerySet(models.QuerySet["Membership"]):
    def current(self) -> Self:
        """Of those who have not left, in classes that go on, with the class."""
        mine = self.filter(left_at=None, classroom__archived_at=None)
        return mine.select_related("classroom").order_by("classroom__name", "pk")

    def present(self) -> Self:
        """Those who have not left."""
        return self.filter(left_at=None)


class Membership(models.Model):
    """A learner in a class. Of one who left only the row stays, to be counted: without a name."""

    key = models.CharField(max_length=16, unique=True, default=new_key)
    classroom = models.ForeignKey(Classroom, models.CASCADE, related_name="memberships")
    learner = models.ForeignKey(Learner, models.CASCADE, related_name="memberships")
    display_name = models.CharField(max_length=LONGEST_DISPLAY_NAME, blank=True)
    folded_name = models.CharField(max_length=LONGEST_FOLDED_NAME, blank=True)
    joined_at = models.DateTimeField(default=timezone.now)
    left_at = models.DateTimeField(null=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["classroom", "learner"], name="learner_is_in_class_once"
            ),
            models.UniqueConstraint(
                fields=["classroom", "folded_name"],
                condition=Q(left_at=None),
                name="class_has_each_name_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.learner_id} in {self.classroom_id}"


class Kind(models.TextChoices):
    """What can be assigned."""

    PATTERN = "pattern", "Pattern"
    TEST = "test", "Test"
    EXERCISE = "exercise", "Exercise"


SAID = {
    Kind.PATTERN: "Texts to read",
    Kind.TEST: "Ten questions",
    Kind.EXERCISE: "Exercise",
}


class Assignment(models.Model):
    """Something for a class to do: read a pattern, take its test, or pass an exercise."""

    key = models.CharField(max_length=16, unique=True, default=new_key)
    classroom = models.ForeignKey(Classroom, models.CASCADE, related_name="assignments")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    pattern = models.ForeignKey(Pattern, models.CASCADE, null=True, related_name="+")
    exercise = models.ForeignKey(StoredExercise, models.CASCADE, null=True, related_name="+")
    opens_at = models.DateTimeField(null=True)  # what is done earlier does not count
    due_at = models.DateTimeField(null=True)
    note = models.CharField(max_length=LONGEST_NOTE, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("created_at", "pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="exercise", exercise__isnull=False, pattern=None)
                | (~Q(kind="exercise") & Q(exercise=None, pattern__isnull=False)),
                name="assignment_is_of_one_thing",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        if self.exercise:
            return self.exercise.title
        name = self.pattern.title if self.pattern else ""
        return f"Test: {name}" if self.kind == Kind.TEST else name

    @property
    def what(self) -> str:
        """Beside the title."""
        return SAID[Kind(self.kind)]

    @property
    def place(self) -> str:
        """Where a student does it."""
        if self.exercise:
            return self.exercise.get_absolute_url()
        slug = self.pattern.slug if self.pattern else ""
        return f"/patterns/{slug}/test/" if self.kind == Kind.TEST else f"/patterns/{slug}/"

    def is_open(self, now: datetime) -> bool:
        return self.opens_at is None or self.opens_at <= now

    def is_over(self, now: datetime) -> bool:
        return self.due_at is not None and self.due_at < now
