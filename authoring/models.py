"""What instructors write: drafts of the course's files, their releases, and who did what when."""

from django.conf import settings
from django.db import models
from django.utils import timezone


class Stage(models.TextChoices):
    """Where a draft is on its way. A file that is published has no draft."""

    DRAFT = "draft", "Draft"
    IN_REVIEW = "review", "In review"
    APPROVED = "approved", "Approved"


class Source(models.TextChoices):
    """Where a draft came from."""

    BROWSER = "browser", "Written here"
    GIFT = "gift", "GIFT"
    MOODLE = "moodle", "Moodle XML"
    AIKEN = "aiken", "Aiken"
    CSV = "csv", "CSV"


class Draft(models.Model):
    """The text of a course file while it is being written; at most one a file, everybody's.

    `version` counts the saves: whoever saves says which version they began with, so that nothing
    of somebody else's is written over unseen. `base` is what the published file was when the draft
    was begun.
    """

    path = models.CharField(max_length=200, unique=True)  # as in the course's folder
    body = models.TextField()
    base = models.CharField(max_length=64, blank=True)  # digest of the published file; "" if new
    version = models.PositiveIntegerField(default=1)
    stage = models.CharField(max_length=10, choices=Stage.choices, default=Stage.DRAFT)
    source = models.CharField(max_length=10, choices=Source.choices, default=Source.BROWSER)
    remarks = models.JSONField(default=list)  # sentences: what an import could not carry over
    begun_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="drafts_begun"
    )
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="drafts_saved"
    )
    begun_at = models.DateTimeField(default=timezone.now)
    saved_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index(fields=["stage"])]

    def __str__(self) -> str:
        return f"draft of {self.path}"


class Release(models.Model):
    """A file as it was published at one time; never changed."""

    path = models.CharField(max_length=200)
    number = models.PositiveIntegerField()  # counts the releases of this path, from 1
    body = models.BinaryField()
    digest = models.CharField(max_length=64)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="releases"
    )
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["path", "number"], name="path_has_release_once"),
        ]

    def __str__(self) -> str:
        return f"{self.path} r{self.number}"


class Deed(models.TextChoices):
    """What can happen to a file, in the words of its history."""

    BEGAN = "began", "began a draft"
    IMPORTED = "imported", "imported it"
    ASKED = "asked", "asked for a review"
    COMMENTED = "commented", "commented"
    APPROVED = "approved", "approved it"
    SENT_BACK = "sent-back", "sent it back"
    PUBLISHED = "published", "published it"
    RETIRED = "retired", "retired it"
    RESTORED = "restored", "took an earlier release up again"
    DISCARDED = "discarded", "discarded the draft"
    LOADED = "loaded", "loaded it from the course's folder"


class Event(models.Model):
    """One line of a file's history; never changed."""

    path = models.CharField(max_length=200)
    deed = models.CharField(max_length=10, choices=Deed.choices)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="events"
    )
    comment = models.TextField(blank=True, max_length=2_000)
    release = models.ForeignKey(Release, models.SET_NULL, null=True, related_name="events")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("at", "pk")
        indexes = [models.Index(fields=["path", "at"])]

    def __str__(self) -> str:
        return f"{self.path}: {self.deed}"


class BankEntry(models.Model):
    """A question as the bank's table lists it, published or not yet; made from the question and
    from its draft, and made anew when one of them changes."""

    path = models.CharField(max_length=200, unique=True)
    question = models.OneToOneField(
        "quizzes.Question", models.CASCADE, null=True, related_name="entry"
    )
    draft = models.OneToOneField(Draft, models.SET_NULL, null=True, related_name="entry")
    pattern = models.SlugField(max_length=80)
    slug = models.SlugField(max_length=80)
    objective = models.CharField(max_length=80, blank=True)
    kind = models.CharField(max_length=20, blank=True)
    difficulty = models.CharField(max_length=10, blank=True)
    status = models.CharField(max_length=10)  # draft, review, reviewed, retired
    source = models.CharField(max_length=10)
    stem = models.CharField(max_length=300)  # the prompt's plain words, cut
    words = models.TextField()  # all plain words, small, for the search
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [
            models.Index(fields=["pattern", "status"]),
            models.Index(fields=["-changed_at", "slug", "id"]),  # as the table is at first
            models.Index(  # all that is counted, without the words between
                fields=["pattern", "objective", "kind", "difficulty", "status", "source"],
                name="bank_facets",
            ),
        ]

    def __str__(self) -> str:
        return self.path
