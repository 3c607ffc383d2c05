"""What is stored of exercises, and of what learners handed in."""

import secrets
from typing import Self

from django.db import models
from django.utils import timezone

from learning.models import Learner, Objective, Pattern

LONGEST_FILE = 64 * 1024  # bytes


def new_key() -> str:
    """A submission's address: it cannot be guessed, and is checked against its learner besides."""
    return secrets.token_urlsafe(9)


class ExerciseStatus(models.TextChoices):
    PUBLISHED = "published"
    RETIRED = "retired"


class ExerciseQuerySet(models.QuerySet["StoredExercise"]):
    def in_course(self) -> Self:
        """Retired ones too."""
        return self.filter(is_in_course=True)

    def offered(self) -> Self:
        return self.in_course().filter(status=ExerciseStatus.PUBLISHED)

    def open_to(self, learner: Learner | None) -> Self:
        """What is offered, and of what is retired that which the learner has tried."""
        if learner is None:
            return self.offered()
        mine = {"learner": learner, "exercise": models.OuterRef("pk")}
        handed_in = models.Exists(Submission.objects.filter(**mine))
        begun = models.Exists(Draft.objects.filter(**mine))
        is_offered = models.Q(status=ExerciseStatus.PUBLISHED)
        return self.in_course().filter(is_offered | handed_in | begun)

    def in_order(self) -> Self:
        """Without what they say, for lists."""
        return self.defer("body").order_by("pattern__order", "number")

    def listed(self) -> Self:
        return self.offered().in_order()


class StoredExercise(models.Model):
    """An exercise as its files say it, rendered when it was loaded.

    One that is retired or leaves the course is kept for what was handed in, and offered no more.
    """

    slug = models.SlugField(max_length=80, unique=True)
    pattern = models.ForeignKey(Pattern, models.CASCADE, related_name="lab_exercises")
    objective = models.ForeignKey(Objective, models.SET_NULL, null=True, related_name="+")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=120)
    difficulty = models.CharField(max_length=10)
    minutes = models.PositiveSmallIntegerField()
    body = models.TextField()  # as `lab.exercises.stored` writes it, parsed once a process
    digest = models.CharField(max_length=64)  # of its files
    rendered = models.CharField(max_length=64)  # of its files and of the code that rendered them
    status = models.CharField(
        max_length=10, choices=ExerciseStatus.choices, default=ExerciseStatus.PUBLISHED
    )
    is_in_course = models.BooleanField(default=True)

    objects = ExerciseQuerySet.as_manager()

    def __str__(self) -> str:
        return self.slug

    def get_absolute_url(self) -> str:
        return f"/exercises/{self.slug}/"

    @property
    def is_retired(self) -> bool:
        return self.status == ExerciseStatus.RETIRED


class State(models.TextChoices):
    """Where a submission is on its way."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    REPLACED = "replaced"  # by a newer one of the same learner before its turn came


class SubmissionQuerySet(models.QuerySet["Submission"]):
    def waiting(self) -> Self:
        return self.filter(state=State.WAITING)

    def running(self) -> Self:
        return self.filter(state=State.RUNNING)


class Submission(models.Model):
    """What a learner handed in for an exercise, and what was found; also the queue's entry.

    A learner has at most one that waits and one that runs, which the database holds them to.
    """

    key = models.CharField(max_length=16, unique=True, default=new_key)
    learner = models.ForeignKey(Learner, models.CASCADE, related_name="submissions")
    exercise = models.ForeignKey(StoredExercise, models.CASCADE, related_name="submissions")
    form_key = models.CharField(max_length=48, unique=True)  # of its form: sent twice, taken once
    dockerfile = models.TextField()
    ignore_file = models.TextField(null=True)  # noqa: DJ001 -- empty is a file, None is no file
    submitted_at = models.DateTimeField(default=timezone.now)
    exercise_digest = models.CharField(max_length=64)
    same = models.CharField(max_length=64)  # digest of exercise and files: what may share a result

    foreseen = models.JSONField(default=list)  # judgements by the report alone
    has_seen_solution = models.BooleanField(default=False)  # when it was handed in
    hints = models.PositiveSmallIntegerField(default=0)  # how many had been shown by then

    # the queue
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    worker = models.CharField(max_length=80, blank=True)  # who has it, and for
    lease_until = models.DateTimeField(null=True)  # how long; later, whoever comes may take it
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    progress = models.JSONField(default=dict)  # {"build", "builds", "number", "of", "text"}

    # what came of it
    bases = models.CharField(max_length=64, blank=True)  # digest of the base images it was built on
    status = models.CharField(max_length=12, blank=True)  # a sandbox.Status of the main build
    message = models.CharField(max_length=2000, blank=True)  # the sandbox's, for the learner
    judgements = models.JSONField(default=list)  # as `foreseen`, with what was seen
    outcome = models.JSONField(default=dict)  # log, image and trial, as `lab.outcome` writes them
    has_passed = models.BooleanField(null=True)  # every goal that could be decided is met

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        ordering = ("submitted_at", "pk")
        indexes = [
            models.Index(fields=["state", "submitted_at"]),
            models.Index(fields=["learner", "exercise", "-submitted_at"]),
            models.Index(fields=["same", "state"]),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["learner"],
                condition=models.Q(state="waiting"),
                name="learner_has_one_waiting",
            ),
            models.UniqueConstraint(
                fields=["learner"],
                condition=models.Q(state="running"),
                name="learner_has_one_running",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.learner_id}: {self.exercise_id} {self.key} {self.state}"

    def get_absolute_url(self) -> str:
        return f"{self.exercise.get_absolute_url()}{self.key}/"

    @property
    def is_open(self) -> bool:
        return self.state in {State.WAITING, State.RUNNING}

    @property
    def was_built(self) -> bool:
        """Whether the goals were judged by a real build."""
        return self.status in {"ok", "failed", "stopped"}


class Draft(models.Model):
    """What a learner has typed for an exercise and not handed in."""

    learner = models.ForeignKey(Learner, models.CASCADE, related_name="drafts")
    exercise = models.ForeignKey(StoredExercise, models.CASCADE, related_name="drafts")
    dockerfile = models.TextField()
    ignore_file = models.TextField(null=True)  # noqa: DJ001 -- as above
    saved_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["learner", "exercise"], name="learner_has_draft_once"),
        ]

    def __str__(self) -> str:
        return f"{self.learner_id}: {self.exercise_id}"


class Aid(models.Model):
    """What of an exercise's help a learner was shown."""

    learner = models.ForeignKey(Learner, models.CASCADE, related_name="aids")
    exercise = models.ForeignKey(StoredExercise, models.CASCADE, related_name="aids")
    hints = models.PositiveSmallIntegerField(default=0)
    solution_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["learner", "exercise"], name="learner_has_aid_once"),
        ]

    def __str__(self) -> str:
        return f"{self.learner_id}: {self.exercise_id} {self.hints}"


class Worker(models.Model):
    """A worker that was heard of: whether submissions can be built here, and on what."""

    name = models.CharField(max_length=80, unique=True)
    bases = models.CharField(max_length=64, blank=True)
    obstacle = models.CharField(max_length=500, blank=True)  # why it cannot build; empty if it can
    seen_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.name


class Showcase(models.Model):
    """The image of this site as a worker really built it, once for its files and their bases.

    The row is made when the build begins, so that no two workers build the same; without a status
    it has not ended.
    """

    digest = models.CharField(max_length=64)  # of the Dockerfile and its context
    bases = models.CharField(max_length=64)
    begun_at = models.DateTimeField(default=timezone.now)
    built_at = models.DateTimeField(null=True)
    status = models.CharField(max_length=12, blank=True)  # a sandbox.Status
    message = models.CharField(max_length=2000, blank=True)
    judgements = models.JSONField(default=list)
    outcome = models.JSONField(default=dict)  # as `lab.outcome` writes it
    has_passed = models.BooleanField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["digest", "bases"], name="site_is_built_once"),
        ]

    def __str__(self) -> str:
        return f"{self.digest[:12]} {self.status}"


class Rehearsal(models.Model):
    """An exercise as it is being written, to be really built before it is published.

    One row for each exercise's folder: who asks again, asks for what the files are now. `results`
    holds what came of each file so far (`lab.rehearsing`). A worker holds it by a lease.
    """

    folder = models.CharField(max_length=255, unique=True)
    digest = models.CharField(max_length=64)  # of all that the exercise is made from
    body = models.TextField()  # as `lab.exercises.stored` writes it
    files = models.PositiveSmallIntegerField()  # to be built
    asked_at = models.DateTimeField()
    held_until = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    results = models.JSONField(default=list)
    is_over = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"{self.folder} {len(self.results)}/{self.files}"
