"""The image of this site: its own Dockerfile, foreseen as any other, and really built once.

A worker that has nothing else to do builds it, at most once for the files that it is made from and
the base images that it is built on. No request does.
"""

import logging
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cache
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from lab import building
from lab.exercises.exercise import Exercise, Files
from lab.exercises.stored import GOALS
from lab.models import Showcase
from lab.outcome import Ending, built
from lab.spare import GivenUpError, Interruptible, Spare
from learning.content.digests import digest
from learning.transactions import writing
from sandbox import Builder, Job, Limits, Progress, Result, Status, Trial
from sandbox.buildah import Buildah
from sandbox.builder import unwatched
from sandbox.choosing import Patterns

# Thirty packages and a whole course take more than what a learner writes.
LIMITS = Limits(
    seconds=300,
    cpu_seconds=240,
    memory=2 << 30,
    disk=1536 << 20,
    files=200_000,
    cpus=2,
    context_files=10_000,
    context_bytes=50 << 20,
)
TRIAL = Trial(port=8000, path="/healthz", seconds=60)
GIVEN_UP = timedelta(minutes=15)  # whoever began it and has not ended it by then, will not
GOAL_ROWS = (
    {
        "id": "stages",
        "kind": "stages",
        "at_least": 2,
        "because": "pip, its cache and whatever it unpacked stay in the first one.",
    },
    {
        "id": "lacks",
        "kind": "lacks",
        "paths": ["/app/.git", "/app/tests", "/app/sandbox/setup", "/app/requirements.txt"],
        "because": "None of it is needed to serve.",
    },
    {"id": "user", "kind": "user"},
    {"id": "config", "kind": "config", "ports": ["8000/tcp"], "healthcheck": True},
    {
        "id": "answers",
        "kind": "answers",
        "body": "ok",
        "within": 30,
        "because": "Before it answers it makes its database and reads the whole course.",
    },
    {"id": "stops", "kind": "stops", "within": 5},
)

BROKE_OFF = "The build broke off, which is the fault of this site; its log says why."

logger = logging.getLogger(__name__)


# What it is made from


@dataclass(frozen=True)
class Site:
    """This site's own files as the lab takes an exercise's, and what is missing to build them.

    An installed image has its Dockerfile in it, and not all that the first stage needs.
    """

    files: Files
    exercise: Exercise
    missing: str = ""


@cache
def site() -> Site | None:
    """As the files were when this process asked first, for it runs what they were then."""
    return read_site(settings.BASE_DIR)


def read_site(folder: Path) -> Site | None:
    """None where there is no Dockerfile to speak of."""
    dockerfile, ignore = folder / "Dockerfile", folder / ".dockerignore"
    if not (dockerfile.is_file() and ignore.is_file()):
        return None
    files = Files(dockerfile.read_text(encoding="utf-8"), ignore.read_text(encoding="utf-8"))
    context = dict(read_context(folder, files))
    pieces = [piece for path in sorted(context) for piece in (path.encode(), context[path])]
    exercise = Exercise(
        "this-site",
        "",
        "The image of this site",
        1,
        "",
        "",
        0,
        GOALS.validate_python(GOAL_ROWS),
        starter=files,
        solution=files,
        trial=TRIAL,
        context=context,
        digest=digest(dockerfile.read_bytes(), ignore.read_bytes(), *pieces),
    )
    needed = "requirements.txt"
    return Site(files, exercise, "" if needed in context else needed)


def read_context(folder: Path, files: Files) -> Iterator[tuple[str, bytes]]:
    """What a build here would be sent; what is ignored at the top is not even looked into."""
    ignore = Patterns((files.ignore or "").splitlines())
    for top in sorted(folder.iterdir()):
        if ignore.fit(top.name):
            continue
        for path in sorted(top.rglob("*")) if top.is_dir() else [top]:
            name = path.relative_to(folder).as_posix()
            if path.is_file() and not ignore.fit(name):
                yield name, path.read_bytes()


def one_of_each_folder(own: Site) -> tuple[str, ...]:
    """A file of each, to see what runs again once it is edited."""
    first: dict[str, str] = {}
    for path in sorted(own.exercise.context):
        first.setdefault(path.partition("/")[0], path)
    return tuple(first.values())


# What is stored of it


def latest(own: Site) -> Showcase | None:
    """The last build of the files as they are; one that goes on counts until it has a result."""
    rows = Showcase.objects.filter(digest=own.exercise.digest)
    return rows.exclude(status="").order_by("-built_at").first() or rows.first()


def claim(own: Site, bases: str) -> Showcase | None:
    """Begin a build of it, unless there is one: what it came to, or somebody at work on it."""
    with writing():
        same = Showcase.objects.filter(digest=own.exercise.digest, bases=bases)
        same.filter(status="", begun_at__lt=timezone.now() - GIVEN_UP).delete()
        row, is_new = Showcase.objects.get_or_create(digest=own.exercise.digest, bases=bases)
        return row if is_new else None


def keep(row: Showcase, ending: Ending) -> None:
    with writing():
        mine = Showcase.objects.filter(pk=row.pk)
        mine.update(**ending.values(), built_at=timezone.now())


# Building it


@dataclass(frozen=True)
class Roomy:
    """A builder for files that are our own: with more room, and for many of them."""

    builder: Builder

    def check(self, job: Job, progress: Progress = unwatched) -> Result:
        return without_greeting(self.builder.check(replace(job, limits=LIMITS), progress))


def without_greeting(result: Result) -> Result:
    """A site that starts says how its first instructor signs in, which is not for everybody."""
    if result.trial is None or not result.trial.answered:
        return result
    return replace(result, trial=replace(result.trial, output=""))


class Making(Spare):
    """Builds the image of this site, where buildah does."""

    quiet = 10.0  # not between two submissions
    look = 60.0

    def can_use(self, builder: Builder) -> bool:
        return isinstance(builder, Buildah)

    def work(self, builder: Builder, bases: str) -> None:
        own = site()
        row = None if own is None or own.missing else claim(own, bases)
        if own is not None and row is not None:
            self.build(own, row, Roomy(Interruptible(builder, self.must_go_on)))

    def build(self, own: Site, row: Showcase, builder: Builder) -> None:
        self.say("The image of this site: begun")
        try:
            found = building.build(own.exercise, own.files, builder)
            ending = built(own.exercise, own.files, found, row.bases)
        except GivenUpError:
            row.delete()
            self.say("The image of this site: given up")
            return
        except Exception:
            logger.exception("The image of this site could not be built")
            ending = Ending(Status.UNAVAILABLE, BROKE_OFF, [], bases=row.bases)
        keep(row, ending)
        self.say(f"The image of this site: {ending.status}")
