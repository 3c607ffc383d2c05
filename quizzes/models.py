"""What is stored of questions, and of what learners answered."""

import secrets
from typing import Self

from django.db import models
from django.utils import timezone

from learning.models import Learner, Objective, Pattern


class Difficulty(models.TextChoices):
    EASY = "easy"
    MEDIUM = "medium"
    HARD = "hard"


class Status(models.TextChoices):
    DRAFT = "draft"
    REVIEWED = "reviewed"
    RETIRED = "retired"


class Certainty(models.IntegerChoices):
    """How sure a learner is of an answer; never held against anybody."""

    GUESS = 1, "A guess"
    FAIRLY_SURE = 2, "Fairly sure"
    CERTAIN = 3, "Certain"


class QuestionQuerySet(models.QuerySet["Question"]):
    def asked(self) -> Self:
        """Those that learners are asked."""
        return self.filter(status=Status.REVIEWED)


class Question(models.Model):
    """A question of the bank under its lasting name; what it says is in its revisions.

    A question that leaves the course is retired, never deleted: its answers stay readable.
    """

    slug = models.SlugField(max_length=80, unique=True)
    pattern = models.ForeignKey(Pattern, models.CASCADE, related_name="questions")
    objective = models.ForeignKey(Objective, models.SET_NULL, null=True, related_name="questions")
    current = models.ForeignKey("Revision", models.RESTRICT, null=True, related_name="+")
    kind = models.CharField(max_length=20)
    difficulty = models.CharField(max_length=10, choices=Difficulty.choices)
    status = models.CharField(max_length=10, choices=Status.choices)
    family = models.SlugField(max_length=80)  # variants of one item share it
    guessing = models.FloatField()  # chance to be right without knowing anything
    tags = models.JSONField(default=list)
    is_in_course = models.BooleanField(default=True)  # else kept for its answers alone

    objects = QuestionQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["pattern", "status"])]

    def __str__(self) -> str:
        return self.slug


class Revision(models.Model):
    """What a question said at one time, so that old answers can be shown; only its rendering
    is ever made anew."""

    question = models.ForeignKey(Question, models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    body = models.JSONField()  # as `quizzes.bank.body` writes it: safe HTML and the kind's spec
    seconds = models.PositiveSmallIntegerField()
    digest = models.CharField(max_length=64)  # of the file
    rendered = models.CharField(max_length=64)  # of the file and of the code that rendered it
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["question", "digest"], name="question_says_each_thing_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.question_id} r{self.number}"


class Mode(models.TextChoices):
    """The ways to be asked."""

    PRACTICE = "practice"
    ARCHITECTURE = "architecture"
    TEST = "test"
    TRY = "try"
    MISTAKES = "mistakes"
    RECALL = "recall"


def new_key() -> str:
    """An attempt's address: it cannot be guessed, and is checked against its learner besides."""
    return secrets.token_urlsafe(9)


class Attempt(models.Model):
    """One run of a learner through a set of questions."""

    key = models.CharField(max_length=16, unique=True, default=new_key)
    learner = models.ForeignKey(Learner, models.CASCADE, related_name="attempts")
    pattern = models.ForeignKey(Pattern, models.CASCADE, null=True, related_name="attempts")
    mode = models.CharField(max_length=12, choices=Mode.choices)
    asks_certainty = models.BooleanField(default=False)
    started_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True)
    # What `quizzes.tallies` has done with it.
    is_counted = models.BooleanField(default=False)
    is_first_test = models.BooleanField(default=False)  # counted as the learner's first of these

    class Meta:
        indexes = [
            models.Index(fields=["learner", "mode", "finished_at"]),
            models.Index(
                fields=["finished_at"],
                condition=models.Q(is_counted=False, finished_at__isnull=False),
                name="attempts_to_count",
            ),
            models.Index(
                fields=["learner", "pattern"],
                condition=models.Q(is_first_test=True),
                name="attempts_first_tests",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.mode} {self.key}"

    def get_absolute_url(self) -> str:
        return f"/quizzes/{self.key}/"

    @property
    def is_open(self) -> bool:
        return self.finished_at is None

    @property
    def is_test(self) -> bool:
        return self.mode == Mode.TEST


class Slot(models.Model):
    """One question in an attempt: which revision, in which order of its options, how far.

    In a test `given` is what is saved so far and may be changed until the test is handed in;
    everywhere else an answer counts as soon as it is given.
    """

    attempt = models.ForeignKey(Attempt, models.CASCADE, related_name="slots")
    number = models.PositiveSmallIntegerField()
    revision = models.ForeignKey(Revision, models.CASCADE, related_name="slots")
    seed = models.PositiveIntegerField()  # of the shuffle
    hints = models.PositiveSmallIntegerField(default=0)  # how many were asked for
    tries = models.PositiveSmallIntegerField(default=0)
    given = models.JSONField(null=True)
    certainty = models.PositiveSmallIntegerField(null=True)  # a Certainty
    is_settled = models.BooleanField(default=False)  # right, or the solution was shown
    seen_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("number",)
        constraints = [
            models.UniqueConstraint(fields=["attempt", "number"], name="attempt_has_slot_once"),
        ]

    def __str__(self) -> str:
        return f"{self.attempt_id}/{self.number}"


class Answer(models.Model):
    """The log: each answer that counts, once, never changed. Everything else is made from it.

    Only what is known of an answer changes: whose it is, whether it was their first, and whether
    it is in the statistics.
    """

    learner = models.ForeignKey(Learner, models.CASCADE, related_name="answers")
    question = models.ForeignKey(Question, models.CASCADE, related_name="answers")
    revision = models.ForeignKey(Revision, models.RESTRICT, related_name="answers")
    slot = models.ForeignKey(Slot, models.SET_NULL, null=True, related_name="answers")
    mode = models.CharField(max_length=12, choices=Mode.choices)
    given = models.JSONField()
    score = models.FloatField()  # 0 to 1, as the kind grades it
    credit = models.FloatField()  # the score less what hints and further tries cost
    is_right = models.BooleanField()
    is_first = models.BooleanField()  # the learner's first exposure to this question
    tries = models.PositiveSmallIntegerField(default=1)  # which try in its slot this was
    hints = models.PositiveSmallIntegerField(default=0)
    certainty = models.PositiveSmallIntegerField(null=True)
    misconceptions = models.JSONField(default=list)  # tags that a wrong answer showed
    seconds = models.PositiveIntegerField(null=True)
    key = models.CharField(max_length=48, unique=True)  # of its form: sent twice, counted once
    answered_at = models.DateTimeField(default=timezone.now)
    is_counted = models.BooleanField(default=False)  # as a first answer, by `quizzes.tallies`

    class Meta:
        ordering = ("answered_at", "pk")
        indexes = [
            models.Index(fields=["learner", "-answered_at"]),
            models.Index(fields=["learner", "question"]),
            models.Index(fields=["question", "is_first"]),
            models.Index(
                fields=["question"],
                condition=models.Q(is_counted=True, is_first=False),
                name="answers_to_take_back",
            ),
            models.Index(
                fields=["slot"],
                condition=models.Q(slot=None, is_first=True, is_counted=False),
                name="answers_without_a_run",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.learner_id}: {self.question_id} {self.score:.2f}"


class Card(models.Model):
    """What spaced review knows of a learner and an item; made by replaying the answers."""

    learner = models.ForeignKey(Learner, models.CASCADE, related_name="cards")
    pattern = models.ForeignKey(Pattern, models.CASCADE, related_name="cards")
    family = models.SlugField(max_length=80)
    memory = models.JSONField()  # as the scheduler writes it
    was_right = models.BooleanField()  # the latest review
    due_at = models.DateTimeField()
    last_at = models.DateTimeField()
    last_question = models.ForeignKey(Question, models.CASCADE, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["learner", "due_at"])]
        constraints = [
            models.UniqueConstraint(fields=["learner", "family"], name="learner_has_card_once"),
        ]

    def __str__(self) -> str:
        return f"{self.learner_id}: {self.family} due {self.due_at:%Y-%m-%d}"


class ReviewPlan(models.Model):
    """How a learner wants to be reminded: how many a day, and until which exam."""

    learner = models.OneToOneField(Learner, models.CASCADE, related_name="review_plan")
    per_day = models.PositiveSmallIntegerField(default=20)
    exam_on = models.DateField(null=True)

    def __str__(self) -> str:
        return f"{self.learner_id}: {self.per_day} a day"


class ItemTally(models.Model):
    """What the first answers to a question add up to, whoever gave them: no learner is in it.

    `sums` has those of each form that the question had (`quizzes.statistics.form`), as
    `quizzes.statistics` merges them. All other columns are made from those of the present form,
    to sort and filter by; `quizzes.statistics.visibility` says which of them may be shown.
    """

    question = models.OneToOneField(
        Question, models.CASCADE, primary_key=True, related_name="tally"
    )
    revision = models.ForeignKey(Revision, models.SET_NULL, null=True, related_name="+")
    answers = models.PositiveIntegerField(default=0)  # first answers
    compared = models.PositiveIntegerField(default=0)  # of them, those with a rest of the run
    facility = models.FloatField(null=True)  # 0 to 1
    discrimination = models.FloatField(null=True)  # with that rest, -1 to 1
    efficiency = models.FloatField(null=True)  # per cent; of those compared, too
    seconds = models.FloatField(null=True)  # the median
    pace = models.FloatField(null=True)  # the median as a multiple of the author's seconds
    flags = models.JSONField(default=list)  # codes: each a `quizzes.statistics.Problem`
    reasons = models.JSONField(default=dict)  # code → the reason, a sentence of plain text
    counted_at = models.DateTimeField(default=timezone.now)
    sums = models.JSONField(default=dict)  # last: a table of questions never reads so far

    class Meta:
        indexes = [
            models.Index(fields=["answers"]),
            models.Index(fields=["facility"]),
            models.Index(fields=["discrimination"]),
        ]

    def __str__(self) -> str:
        return f"{self.question_id}: {self.answers}"


class PatternTally(models.Model):
    """What the learners' first tests of a pattern add up to.

    `sums` has those of each length that tests had; the columns are made from the commonest.
    Marks are out of `length`.
    """

    pattern = models.OneToOneField(Pattern, models.CASCADE, primary_key=True, related_name="tally")
    tests = models.PositiveIntegerField(default=0)
    length = models.PositiveSmallIntegerField(default=0)  # how many questions each had
    mean = models.FloatField(null=True)
    median = models.FloatField(null=True)
    spread = models.FloatField(null=True)  # the standard deviation
    alpha = models.FloatField(null=True)
    standard_error = models.FloatField(null=True)
    counted_at = models.DateTimeField(default=timezone.now)
    sums = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"{self.pattern_id}: {self.tests}"


class Counting(models.Model):
    """One row, which whoever counts has to move on: of two at once, one has counted nothing."""

    round = models.PositiveIntegerField(default=0)
    counted_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"round {self.round}"
