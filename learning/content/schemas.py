"""What may stand in the course's TOML: every key, its type and its bounds."""

import re
from typing import Annotated, Any, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
)

from learning.content.faults import ContentError, Fault
from learning.content.files import UNSEEN
from learning.content.front_matter import Toml
from learning.rendering.sanitizing import is_followable

OBJECTIVE_ID = r"^[a-z][a-z0-9]*\.[a-z0-9]+(?:-[a-z0-9]+)*$"


def shown(text: str) -> str:
    """TOML's escapes can write what a file may not hold."""
    if UNSEEN.search(text):
        raise ValueError("text without unseen characters")
    return text


def one_line(text: str) -> str:
    if "\n" in shown(text):
        raise ValueError("a text of one line")
    return text


def page_or_site(link: str) -> str:
    if not re.match(r"https?://|/(?!/)", link) or not is_followable(link):
        raise ValueError("https://… or a page of the course, /patterns/…")
    return link


def text(longest: int) -> Any:
    return StringConstraints(strip_whitespace=True, min_length=1, max_length=longest)


# Not stripped: its lines are counted from where it starts in the file.
block = StringConstraints(min_length=1, max_length=10_000)


Title = Annotated[str, text(120), AfterValidator(one_line)]
Sentence = Annotated[str, text(300), AfterValidator(one_line)]
Inline = Annotated[str, text(1_000), AfterValidator(one_line)]
Markdown = Annotated[str, block, AfterValidator(shown)]


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class ObjectiveRow(Strict):
    id: Annotated[str, StringConstraints(pattern=OBJECTIVE_ID, max_length=80)]
    sentence: Sentence


class ObjectivesFile(Strict):
    objective: list[ObjectiveRow] = Field(min_length=1, max_length=1_000)


class PrerequisiteRow(Strict):
    text: Sentence
    link: Annotated[str, text(300), AfterValidator(page_or_site)] | None = None


class PatternFile(Strict):
    title: Title
    summary: Sentence
    order: int = Field(ge=1, le=999)
    objectives: list[Annotated[str, text(80)]] = Field(min_length=1, max_length=20)
    prerequisite: list[PrerequisiteRow] = Field(default=[], max_length=20)


class OptionRow(Strict):
    text: Inline
    correct: bool
    feedback: Inline


class OpeningTable(Strict):
    prompt: Markdown
    solution: Markdown
    option: list[OptionRow] = Field(min_length=3, max_length=4)


class CriterionRow(Strict):
    criterion: Inline
    missing: Inline
    partly: Inline
    fully: Inline


class WayFile(Strict):
    title: Title
    summary: Sentence
    minutes: int = Field(ge=1, le=90)
    opening: OpeningTable | None = None
    rubric: list[CriterionRow] | None = Field(default=None, min_length=5, max_length=8)


Schema = TypeVar("Schema", bound=BaseModel)


def validated(path: str, toml: Toml, schema: type[Schema]) -> Schema:
    """The values as the schema has them; raises ContentError with each fault's line."""
    try:
        return schema.model_validate(dict(toml.values))
    except ValidationError as error:
        raise ContentError([fault(path, toml, found) for found in error.errors()]) from error


def fault(path: str, toml: Toml, found: Any) -> Fault:
    location = tuple(found["loc"])
    name = ".".join(str(part) for part in location)
    line = toml.line_of(location)
    if found["type"] == "missing":
        return Fault(path, line, f"{name} is missing", f"the key {location[-1]}")
    if found["type"] == "extra_forbidden":
        return Fault(path, line, f"{name} is not a key that is known", "a key of the format")
    reason = found["msg"].removeprefix("Value error, ")
    return Fault(path, line, f"{name} is not valid", reason[:1].lower() + reason[1:])
