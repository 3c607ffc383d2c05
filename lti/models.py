"""What is stored of launches: who came from which platform, and what of it is what here.

Registrations, deployments and our keys are django-lti's. What it would keep of people and courses
is not used: it outlives an account, and holds names, addresses and pictures that nobody needs here.
"""

from typing import Self

from django.contrib.auth.models import User
from django.db import models
from django.utils import timezone

from classes.models import Classroom, Membership

LONGEST_ID = 255  # of anything that a platform names
LONGEST_URL = 500
LONGEST_WORK = 80
LONGEST_FAULT = 200


class Platform(models.Model):
    """What is decided here about a registered platform, and its keys as they were last fetched."""

    registration = models.OneToOneField(
        "lti_tool.LtiRegistration", models.CASCADE, related_name="platform"
    )
    makes_instructors = models.BooleanField(default=True)
    more_origins = models.JSONField(default=list)  # scheme://host of its other servers
    key_set = models.JSONField(null=True)
    keys_asked_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"platform {self.registration_id}"


class Launcher(models.Model):
    """Somebody on a platform, and who they are here. Goes when the account does."""

    registration = models.ForeignKey(
        "lti_tool.LtiRegistration", models.CASCADE, related_name="launchers"
    )
    sub = models.CharField(max_length=LONGEST_ID)  # what the platform calls them
    user = models.OneToOneField(User, models.CASCADE, related_name="launcher")
    made_instructor_at = models.DateTimeField(null=True)  # once: a role withdrawn stays withdrawn
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["registration", "sub"], name="platform_has_sub_once"),
        ]

    def __str__(self) -> str:
        return f"launcher {self.pk}"


class Course(models.Model):
    """A course on a platform, and the class here that belongs to it."""

    deployment = models.ForeignKey("lti_tool.LtiDeployment", models.CASCADE, related_name="courses")
    context_id = models.CharField(max_length=LONGEST_ID)
    classroom = models.OneToOneField(Classroom, models.CASCADE, related_name="course")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["deployment", "context_id"], name="deployment_has_context_once"
            ),
        ]

    def __str__(self) -> str:
        return f"course {self.pk}"


class Link(models.Model):
    """A place in a course from which we are opened, and what is to be done there. The assignment
    of it is the class's own: withdrawn, it stays so until the platform names other work."""

    course = models.ForeignKey(Course, models.CASCADE, related_name="links")
    resource_id = models.CharField(max_length=LONGEST_ID)
    work = models.CharField(max_length=LONGEST_WORK, blank=True)  # as in test:multi-stage-builds
    line_item = models.CharField(max_length=LONGEST_URL, blank=True)  # where its grades go

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["course", "resource_id"], name="course_has_resource_once"
            ),
        ]

    def __str__(self) -> str:
        return f"link {self.pk}"


class ScoreQuerySet(models.QuerySet["Score"]):
    def waiting(self) -> Self:
        return self.filter(sent_at=None)


class Score(models.Model):
    """What a member has reached in assigned work, and whether the platform knows it. The row is
    its place in line."""

    link = models.ForeignKey(Link, models.CASCADE, related_name="scores")
    membership = models.ForeignKey(Membership, models.CASCADE, related_name="lti_scores")
    points = models.PositiveIntegerField()
    of = models.PositiveIntegerField()
    done_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField(default=timezone.now)  # when it may be tried
    tries = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    fault = models.CharField(max_length=LONGEST_FAULT, blank=True)  # why the last try failed

    objects = ScoreQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["link", "membership"], name="link_scores_member_once"),
        ]

    def __str__(self) -> str:
        return f"{self.membership_id} at {self.link_id}: {self.points} of {self.of}"


class UsedNonce(models.Model):
    """A launch that was taken. Its row is made once, whoever asks at the same moment."""

    digest = models.CharField(max_length=64, unique=True)
    used_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.digest
