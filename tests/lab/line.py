"""Learners in line for an exercise, and a builder that does what a test tells it to."""

import secrets
from datetime import timedelta
from threading import Event

from django.utils import timezone

from lab import queue
from lab.exercises.exercise import Exercise, Files
from lab.exercises.part import store_exercise
from lab.exercises.stored import GOALS
from lab.models import State, Submission
from learning.models import Learner, Objective, Pattern
from sandbox import Config, Image, Result, Status, Step
from sandbox.buildah import Buildah
from sandbox.builder import unwatched
from sandbox.place import Place

FILES = Files(
    """\
FROM busybox AS build
RUN echo built > /made

FROM scratch
COPY --from=build /made /made
USER 65532
"""
)
ONE_STAGE = Files("FROM busybox\nUSER 65532\n")
GOAL_ROWS = (
    {"id": "two", "kind": "stages", "at_least": 2},
    {"id": "user", "kind": "user"},
    {"id": "made", "kind": "has", "paths": ["/made"]},
)
FIELDS = {
    "slug": "two-stages",
    "pattern": "stages",
    "title": "Two stages",
    "number": 1,
    "difficulty": "easy",
    "objective": "st.copy",
    "minutes": 5,
    "starter": ONE_STAGE,
    "solution": FILES,
    "digest": "1" * 64,
}
BASES = "b" * 64
CONFIG = Config("65532", "", (), (), (), (), (), {}, "", ())
BUILT = Result(Status.OK, "The image was built.", log=("STEP 1/1: FROM scratch",),
               image=Image(CONFIG, (), (), 0, 0, {}), seconds={"all": 1.5})  # fmt: skip
FAILED = Result(Status.FAILED, "There is no such file.", log=("no such file",))
UNAVAILABLE = Result(Status.UNAVAILABLE, "The box broke off.", "box")


def exercise_with(**fields):
    return Exercise(**{**FIELDS, "goals": GOALS.validate_python(GOAL_ROWS), **fields})


def store(**fields):
    """The exercise as a row, with the pattern and the objective that it needs."""
    pattern, _ = Pattern.objects.get_or_create(
        slug="stages", defaults={"title": "Stages", "summary": "What ships.", "order": 1}
    )
    objective, _ = Objective.objects.get_or_create(slug="st.copy", sentence="Say what copies.")
    return store_exercise(exercise_with(**fields), pattern, objective)


def in_line(stored, learner=None, *, ago=0, state=State.WAITING, **fields):
    """A submission that was handed in so many seconds ago, by somebody new unless it is said."""
    dockerfile = fields.pop("dockerfile", f"FROM busybox\nENV KEY={secrets.token_hex(4)}\n")
    submission = Submission(
        learner=learner or Learner.objects.create(),
        exercise=stored,
        form_key=secrets.token_urlsafe(12),
        dockerfile=dockerfile,
        exercise_digest=stored.digest,
        submitted_at=timezone.now() - timedelta(seconds=ago),
        state=state,
        **fields,
    )
    submission.same = queue.same_digest(submission)
    submission.save()
    return submission


def had_turn(stored, learner, *, ago):
    """A submission of the learner that was built so many seconds ago."""
    started_at = timezone.now() - timedelta(seconds=ago)
    return in_line(stored, learner, ago=ago, state=State.DONE, started_at=started_at)


def run_out(submission, *, ago=0):
    """Its lease ends, as when nobody renews it."""
    until = timezone.now() - timedelta(seconds=ago)
    Submission.objects.filter(pk=submission.pk).update(lease_until=until)


def pass_time(seconds):
    """Everything that was handed in was so much earlier."""
    for submission in Submission.objects.all():
        for name in ("submitted_at", "started_at", "lease_until"):
            if at := getattr(submission, name):
                setattr(submission, name, at - timedelta(seconds=seconds))
        submission.save()


class FakeBuilder:
    """Answers with its results in turn, the last one for ever, once it may.

    The smallest of builds is the worker's own, by which it finds out whether it can build.
    """

    def __init__(self, *results, works=True):
        self.results = list(results) or [BUILT]
        self.works = works
        self.dockerfiles = []
        self.has_begun = Event()
        self.may_end = Event()
        self.may_end.set()

    def check(self, job, progress=unwatched):
        if job.dockerfile == "FROM scratch\n":
            return BUILT if self.works else UNAVAILABLE
        self.dockerfiles.append(job.dockerfile)
        progress(Step(1, 2, 1, 1, "FROM busybox"))
        self.has_begun.set()
        assert self.may_end.wait(60)
        progress(Step(2, 2, 1, 1, "ENV KEY=value"))
        return self.results.pop(0) if len(self.results) > 1 else self.results[0]


class FakeBuildah(FakeBuilder, Buildah):
    """The same where a builder of this machine is asked for."""

    def __init__(self, *results):
        FakeBuilder.__init__(self, *results)
        Buildah.__init__(self, Place.from_environment())
        self.jobs = []

    def check(self, job, progress=unwatched):
        self.jobs.append(job)
        return FakeBuilder.check(self, job, progress)
