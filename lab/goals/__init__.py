"""The kinds of goal. A new one is a file here and a line in AnyGoal and in KINDS."""

from typing import Annotated

from pydantic import Field

from lab.goals.answers import Answers
from lab.goals.base import Base
from lab.goals.builds import Builds
from lab.goals.cache import Cache
from lab.goals.config import Config
from lab.goals.entrypoint import Entrypoint
from lab.goals.findings import Findings
from lab.goals.goal import Goal, Sight, Variant
from lab.goals.has import Has
from lab.goals.independent import Independent
from lab.goals.lacks import Lacks
from lab.goals.origin import Origin
from lab.goals.runs import Runs
from lab.goals.secret import Secret
from lab.goals.size import Size
from lab.goals.skips import Skips
from lab.goals.stages import Stages
from lab.goals.stops import Stops
from lab.goals.tests import Tests
from lab.goals.user import User

AnyGoal = Annotated[
    Builds
    | Stages
    | Base
    | Has
    | Lacks
    | Size
    | User
    | Entrypoint
    | Origin
    | Secret
    | Cache
    | Tests
    | Skips
    | Independent
    | Answers
    | Stops
    | Runs
    | Config
    | Findings,
    Field(discriminator="kind"),
]
KINDS: tuple[type[Goal], ...] = (
    Builds, Stages, Base, Has, Lacks, Size, User, Entrypoint, Origin, Secret, Cache, Tests, Skips,
    Independent, Answers, Stops, Runs, Config, Findings,
)  # fmt: skip

__all__ = ["KINDS", "AnyGoal", "Goal", "Sight", "Variant"]
