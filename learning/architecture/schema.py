"""What may stand in architecture.toml: every key, its type and its bounds."""

import re
import unicodedata
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from learning.architecture.model import (
    CacheOutcome,
    Cause,
    EdgeKind,
    FlowKind,
    MitigationKind,
    Mode,
    NodeKind,
    Zone,
)

MAX_CHARS = 200_000
MAX_NODES = 60
MAX_EDGES = 150
UNSEEN = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")


def one_line(text: str) -> str:
    if any(unicodedata.category(letter) in UNSEEN for letter in text):
        raise ValueError("one line of text without unseen characters")
    return re.sub(" {2,}", " ", text)


def text(longest: int) -> Any:
    return StringConstraints(strip_whitespace=True, min_length=1, max_length=longest)


Id = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$", max_length=40)]
Label = Annotated[str, text(60), AfterValidator(one_line)]
Title = Annotated[str, text(120), AfterValidator(one_line)]
Sentence = Annotated[str, text(300), AfterValidator(one_line)]
Paragraph = Annotated[str, text(800), AfterValidator(one_line)]
Milliseconds = Annotated[float, Field(ge=0, allow_inf_nan=False)]
LENIENT = Field(strict=False)  # strict pydantic takes enum members only, and TOML has text


class Row(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class NodeRow(Row):
    id: Id
    kind: Annotated[NodeKind, LENIENT]
    label: Label
    does: Sentence
    zone: Annotated[Zone, LENIENT]
    replicas: int = Field(default=1, ge=1, le=1_000)
    workers: int = Field(default=1, ge=1, le=1_000)
    service_ms: Annotated[float, Field(gt=0, le=60_000, allow_inf_nan=False)] | None = None


class EdgeRow(Row):
    id: Id
    source: Id = Field(alias="from")
    target: Id = Field(alias="to")
    kind: Annotated[EdgeKind, LENIENT]
    label: Label
    hard: bool


class HopRow(Row):
    """From one component to another; `edge` only where two edges would fit."""

    source: Id = Field(alias="from")
    target: Id = Field(alias="to")
    edge: Id | None = None
    sentence: Sentence
    latency_ms: Milliseconds
    note: Annotated[str, text(500), AfterValidator(one_line)] | None = None


class FlowRow(Row):
    id: Id
    kind: Annotated[FlowKind, LENIENT]
    title: Title
    summary: Sentence
    latencies: Paragraph
    cache: Annotated[CacheOutcome, LENIENT] | None = None
    hop: list[HopRow] = Field(min_length=1, max_length=60)


class FailureRow(Row):
    id: Id
    component: Id
    mode: Annotated[Mode, LENIENT]
    cause: Annotated[Cause, LENIENT]
    title: Title
    happens: Sentence
    notice: Paragraph
    mitigations: list[Id] = Field(default=[], max_length=10)


class MitigationRow(Row):
    id: Id
    kind: Annotated[MitigationKind, LENIENT]
    label: Label
    does: Sentence
    limits: Sentence
    on: list[Id] = Field(min_length=1, max_length=MAX_NODES)


class PublishedNodeRow(Row):
    id: Id
    label: Label


class PairRow(Row):
    source: Id = Field(alias="from")
    target: Id = Field(alias="to")


class PublishedTable(Row):
    title: Title
    task: Paragraph
    node: list[PublishedNodeRow] = Field(min_length=2, max_length=MAX_NODES)
    edge: list[PairRow] = Field(min_length=1, max_length=MAX_EDGES)
    hop: list[PairRow] = Field(min_length=1, max_length=60)


class FileTable(Row):
    """The whole file; its rows are validated one by one, so that all their faults are found."""

    title: Title
    summary: Paragraph
    node: list[Any] = Field(min_length=1, max_length=MAX_NODES)
    edge: list[Any] = Field(default=[], max_length=MAX_EDGES)
    flow: list[Any] = Field(default=[], max_length=20)
    failure: list[Any] = Field(default=[], max_length=60)
    mitigation: list[Any] = Field(default=[], max_length=40)
    published: Any = None
