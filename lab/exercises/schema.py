"""What may stand in an exercise's front matter."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from lab.goals import AnyGoal
from learning.content.schemas import OBJECTIVE_ID, Strict, Title

Name = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(?:-[a-z0-9]+)*$", max_length=60)]
SecretValue = Annotated[str, StringConstraints(min_length=12, max_length=200)]


class TrialTable(Strict):
    """How what was built is tried: until it answers on the port, or until it ends."""

    port: int | None = Field(default=None, ge=1, le=65_535)
    path: str = Field(default="/", pattern=r"^/[\w./?=&-]*$", max_length=120)
    seconds: int | float = Field(default=5, gt=0, le=10)


class ExerciseFile(Strict):
    """`service` is the folder of services/ whose files are the context; of several, `services`,
    each lies in a folder of its name."""

    title: Title
    number: int = Field(ge=1, le=999)
    difficulty: Literal["easy", "medium", "hard"]
    objective: Annotated[str, StringConstraints(pattern=OBJECTIVE_ID, max_length=80)]
    minutes: int = Field(ge=1, le=90)
    status: Literal["published", "retired"] = "published"
    service: Name | None = None
    services: list[Name] = Field(default=[], max_length=4)
    trial: TrialTable | None = None
    secrets: dict[Name, SecretValue] = Field(default={}, max_length=4)
    goal: list[AnyGoal] = Field(min_length=2, max_length=12)
