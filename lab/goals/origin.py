"""A file comes from the stage that makes it."""

from typing import Annotated, Literal

from pydantic import Field

from lab.goals.goal import Goal, Text, Texts


class Origin(Goal):
    """The file at `path` comes from a stage in which a RUN has one of the texts of `from`."""

    kind: Literal["origin"]
    path: Text
    from_: Annotated[Texts, Field(alias="from", min_length=1)]

    def wants(self) -> str:
        return f"{self.path} comes from the stage that runs {' or '.join(self.from_)}."
