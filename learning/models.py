"""What is stored: the course as it is served, and what a learner did with it."""

import secrets
from typing import Self

from django.conf import settings
from django.db import models
from django.utils import timezone

from learning.ways import WAYS

LONGEST_WORKBOOK = 20_000


class ContentFile(models.Model):
    """One file of `content/`, byte for byte: what the rows below are made from."""

    path = models.CharField(max_length=200, unique=True)
    body = models.BinaryField()
    digest = models.CharField(max_length=64)
    # Of the file in the course's folder when it was last loaded: another than `digest` where it
    # was changed in the browser since, "" where it was made there.
    origin = models.CharField(max_length=64, blank=True)

    def __str__(self) -> str:
        return self.path

    @property
    def is_edited(self) -> bool:
        return self.digest != self.origin


class Objective(models.Model):
    """Something that a learner can do afterwards."""

    slug = models.CharField(max_length=80, unique=True)
    sentence = models.CharField(max_length=300)

    def __str__(self) -> str:
        return self.slug


class Pattern(models.Model):
    slug = models.SlugField(max_length=80, unique=True)
    title = models.CharField(max_length=120)
    summary = models.CharField(max_length=300)
    order = models.PositiveSmallIntegerField()
    objectives = models.JSONField(default=list)  # sentences, in the author's order
    prerequisites = models.JSONField(default=list)  # {"text": …, "link": … or null}

    class Meta:
        ordering = ("order", "slug")

    def __str__(self) -> str:
        return self.title


class StudyQuerySet(models.QuerySet["Study"]):
    def listed(self) -> Self:
        """Without the text, for lists."""
        return self.defer("parts", "exercises", "opening", "rubric", "sections")


class Study(models.Model):
    """One pattern's text for one way to study it, rendered when it was loaded.

    `parts` is the page in order: {"html": safe HTML} | {"figure": name of a live figure}
    | {"exercise": name}. `exercises` maps a name to the exercise with its answers.
    """

    pattern = models.ForeignKey(Pattern, models.CASCADE, related_name="studies")
    way = models.CharField(max_length=20, choices=[(info.way, info.name) for info in WAYS])
    title = models.CharField(max_length=120)
    summary = models.CharField(max_length=300)
    minutes = models.PositiveSmallIntegerField()
    parts = models.JSONField()
    sections = models.JSONField()  # {"id": …, "title": …, "level": 2 or 3}
    exercises = models.JSONField(default=dict)
    opening = models.JSONField(null=True)
    rubric = models.JSONField(default=list)
    digest = models.CharField(max_length=64)  # of the source and the renderer that made the parts

    objects = StudyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["pattern", "way"], name="pattern_has_each_way_once"),
        ]

    def __str__(self) -> str:
        return f"{self.pattern_id}/{self.way}"

    def get_absolute_url(self) -> str:
        return f"/patterns/{self.pattern.slug}/{self.way}/"


class ArchitectureDiagram(models.Model):
    """The architecture behind a study of the way "architecture", drawn when it was loaded.

    All are JSON texts, parsed once a process: a page needs them whole, a query never looks in.
    """

    study = models.OneToOneField(Study, models.CASCADE, related_name="diagram")
    model = models.TextField()  # as `learning.architecture.export.to_json` writes it
    quiz = models.TextField(blank=True)
    wide = models.TextField()
    narrow = models.TextField()

    def __str__(self) -> str:
        return f"diagram of {self.study_id}"


class SearchEntry(models.Model):
    """One thing that the search box finds. `owner` replaces its own entries together."""

    owner = models.CharField(max_length=40)
    kind = models.CharField(max_length=20)
    title = models.CharField(max_length=200)
    context = models.CharField(max_length=200)
    text = models.TextField()
    url = models.CharField(max_length=300)

    class Meta:
        indexes = [models.Index(fields=["owner"])]

    def __str__(self) -> str:
        return self.title


def new_key() -> str:
    """A learner's key: 128 random bits, so that it cannot be guessed even unsigned."""
    return secrets.token_urlsafe(16)


class Learner(models.Model):
    """Somebody who learns, with or without an account. Made when something is first kept."""

    key = models.CharField(max_length=32, unique=True, default=new_key)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="learner"
    )
    created_at = models.DateTimeField(default=timezone.now)
    seen_on = models.DateField(default=timezone.localdate)

    def __str__(self) -> str:
        return f"learner {self.pk}"


class Reading(models.Model):
    """How far a learner has come in one study."""

    learner = models.ForeignKey(Learner, models.CASCADE, related_name="readings")
    study = models.ForeignKey(Study, models.CASCADE, related_name="readings")
    section = models.CharField(max_length=120, blank=True)  # id of the heading last in view
    percent = models.PositiveSmallIntegerField(default=0)  # furthest point reached
    read_at = models.DateTimeField(null=True)  # when the learner said "I have read this"
    updated_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["learner", "study"], name="learner_reads_study_once"),
            models.CheckConstraint(condition=models.Q(percent__lte=100), name="percent_to_100"),
        ]

    def __str__(self) -> str:
        return f"{self.learner_id} in {self.study_id}: {self.percent} %"


class ExerciseAnswer(models.Model):
    """A learner's latest answers to one exercise in a text; `opening` is the first question."""

    learner = models.ForeignKey(Learner, models.CASCADE, related_name="exercise_answers")
    study = models.ForeignKey(Study, models.CASCADE, related_name="exercise_answers")
    exercise = models.CharField(max_length=60)
    answers = models.JSONField()
    right = models.PositiveSmallIntegerField()
    of = models.PositiveSmallIntegerField()
    answered_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["learner", "study", "exercise"], name="learner_answers_exercise_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.learner_id}: {self.exercise} {self.right}/{self.of}"


class Workbook(models.Model):
    """What a learner wrote for a design task, and how they rated it against the rubric."""

    learner = models.ForeignKey(Learner, models.CASCADE, related_name="workbooks")
    study = models.ForeignKey(Study, models.CASCADE, related_name="workbooks")
    text = models.TextField(max_length=LONGEST_WORKBOOK, blank=True)
    ratings = models.JSONField(default=dict)  # criterion's number → missing | partly | fully
    earlier = models.JSONField(default=list)  # {"text", "saved_at"}: what a merge had no room for
    saved_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["learner", "study"], name="learner_has_one_workbook"),
        ]

    def __str__(self) -> str:
        return f"{self.learner_id} on {self.study_id}"


class SignInLink(models.Model):
    """A link that signs an instructor in once. Only the digest of its secret is kept."""

    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(default=timezone.now)
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"sign-in link of {self.created_at:%Y-%m-%d}"


class Role(models.TextChoices):
    """What somebody is on the instructors' side; an administrator is an instructor too."""

    INSTRUCTOR = "instructor", "Instructor"
    ADMINISTRATOR = "administrator", "Administrator"


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def open(self) -> Self:
        return self.filter(used_at=None, expires_at__gt=timezone.now())

    def lapsed(self) -> Self:
        return self.filter(used_at=None, expires_at__lte=timezone.now())


class Invitation(models.Model):
    """A link that gives whoever accepts it a role, once. Only the digest of its secret is kept.

    A used one stays with the account that used it: it says since when, and by whom.
    """

    digest = models.CharField(max_length=64, unique=True)
    role = models.CharField(max_length=13, choices=Role.choices)
    note = models.CharField(max_length=120, blank=True)  # for whom
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="invitations_made"
    )
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    used_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="invitations_used"
    )
    used_at = models.DateTimeField(null=True)

    objects = InvitationQuerySet.as_manager()

    def __str__(self) -> str:
        return f"invitation of {self.created_at:%Y-%m-%d} as {self.role}"


class SharedCheckQuerySet(models.QuerySet["SharedCheck"]):
    def live(self) -> Self:
        return self.filter(expires_at__gt=timezone.now())

    def expired(self) -> Self:
        return self.filter(expires_at__lte=timezone.now())


class SharedCheck(models.Model):
    """A Dockerfile that somebody stored under a short address, nobody's in particular."""

    slug = models.CharField(max_length=12, unique=True)
    digest = models.CharField(max_length=64, unique=True)  # of all the texts below
    source = models.TextField()
    listing = models.TextField(blank=True)  # files of the build context
    ignore_file = models.TextField(blank=True)
    target = models.CharField(max_length=128, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()

    objects = SharedCheckQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["expires_at"])]

    def __str__(self) -> str:
        return self.slug
