"""What every way to build has in common."""

from collections.abc import Callable
from typing import Protocol

from .job import Job
from .result import Result, Step

Progress = Callable[[Step], None]


def unwatched(step: Step) -> None:
    """For who does not want to know how far a build is."""


class Builder(Protocol):
    """Builds a job and says what came of it. Never raises for what a Dockerfile contains."""

    def check(self, job: Job, progress: Progress = unwatched) -> Result: ...
