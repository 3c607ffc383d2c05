"""The way to build that is always there: it does not build, and says how to get one that does."""

from .builder import Progress, unwatched
from .job import Job
from .result import Result, Status

MESSAGE = (
    "Real builds are not switched on here, so this is judged by the static report alone. "
    "Who runs this site can switch them on: `make sandbox`, then SANDBOX=buildah."
)


class Static:
    """Answers every job with `unavailable`, which fails nobody."""

    def check(self, job: Job, progress: Progress = unwatched) -> Result:  # noqa: ARG002 -- the protocol's
        return Result(Status.UNAVAILABLE, MESSAGE, "static")
