"""What may stand in a question's front matter."""

import datetime
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints, field_validator

from learning.content.schemas import OBJECTIVE_ID, Sentence, Strict
from quizzes.claims import Claim

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(?:-[a-z0-9]+)*$", max_length=80)]


class CheckedTable(Strict):
    """When somebody last made sure that the question is right, and how."""

    date: datetime.date
    how: Sentence

    @field_validator("date")
    @classmethod
    def is_past(cls, value: datetime.date) -> datetime.date:
        if not 2024 <= value.year <= 2100:
            raise ValueError("the day on which it was checked")
        return value


class BlanksTable(Strict):
    case: bool = False
    judge: Literal["text", "dockercheck"] = "text"


class OrderTable(Strict):
    any_order: list[Annotated[list[Slug], Field(min_length=2, max_length=10)]] = Field(default=[])


class NumericTable(Strict):
    value: int | float
    tolerance: int | float = 0
    unit: str = Field(default="", max_length=30)


class QuestionFile(Strict):
    id: Slug
    revision: int = Field(ge=1, le=9_999)
    status: Literal["draft", "reviewed", "retired"]
    kind: Literal["single", "multiple", "blanks", "order", "line", "numeric"]
    difficulty: Literal["easy", "medium", "hard"]
    objective: Annotated[str, StringConstraints(pattern=OBJECTIVE_ID, max_length=80)]
    cognitive: Literal["recall", "apply", "analyse"]
    seconds: int = Field(ge=15, le=600)
    tags: list[Slug] = Field(default=[], max_length=12)
    family: Slug | None = None
    checked: CheckedTable | None = None
    claim: list[Claim] = Field(default=[], max_length=12)
    blanks: BlanksTable | None = None
    order: OrderTable | None = None
    numeric: NumericTable | None = None

    @property
    def table(self) -> dict[str, Any]:
        """The kind's own table."""
        table: Strict | None = getattr(self, self.kind, None)
        return table.model_dump() if table else {}
