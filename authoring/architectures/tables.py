"""What the form of an architecture has: its tables, and the fields of their rows."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, StrEnum
from typing import Any

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
from learning.architecture.schema import MAX_EDGES, MAX_NODES


class Shape(Enum):
    """What a field holds, and with it how it is drawn and how it is written."""

    TEXT = "text"
    LONG = "long"
    NUMBER = "number"
    CHOICE = "choice"
    FLAG = "flag"
    ONE = "one"  # the id of a row of `of`
    SEVERAL = "several"  # ids of rows of `of`
    WAY = "way"  # of a hop: along an edge or back, for its keys from, to and edge


@dataclass(frozen=True)
class Field:
    """A key of a row. `most` counts characters; `begins` is what a new row has there."""

    name: str
    label: str
    shape: Shape = Shape.TEXT
    most: int = 40
    words: tuple[str, ...] = ()
    of: str = ""
    unit: str = ""
    begins: str | None = None  # None: a new row has no such key

    def holds(self, value: Any) -> bool:
        """Can the field show that value, and write it back?"""
        if self.shape is Shape.NUMBER:
            return isinstance(value, int | float) and not isinstance(value, bool)
        if self.shape is Shape.FLAG:
            return isinstance(value, bool)
        if self.shape is Shape.SEVERAL:
            return isinstance(value, list) and all(isinstance(one, str) for one in value)
        return isinstance(value, str)


@dataclass(frozen=True)
class Table:
    """Rows of one kind; `one` is what the form calls a row."""

    one: str
    fields: tuple[Field, ...]
    most: int = 1
    hidden: tuple[Field, ...] = ()  # keys that no field of their own is drawn for
    within: tuple[str, ...] = ()  # lists of rows below a row

    @property
    def keys(self) -> tuple[Field, ...]:
        """Those that stand in the text, in the order in which they are written."""
        drawn = tuple(field for field in self.fields if field.shape is not Shape.WAY)
        return self.hidden + drawn


def choice(
    name: str, label: str, words: type[StrEnum], begins: str | None, unit: str = ""
) -> Field:
    return Field(name, label, Shape.CHOICE, words=tuple(map(str, words)), begins=begins, unit=unit)


ID = Field("id", "Id", begins="")
LABEL = Field("label", "Label", most=60, begins="")
TITLE = Field("title", "Title", most=120, begins="")


def sentence(name: str, label: str, most: int = 300, begins: str | None = "") -> Field:
    return Field(name, label, Shape.LONG, most, begins=begins)


def number(name: str, label: str, unit: str = "") -> Field:
    return Field(name, label, Shape.NUMBER, 12, unit=unit)


def one(name: str, label: str, of: str) -> Field:
    return Field(name, label, Shape.ONE, of=of, begins="")


PUBLISHED = ("published.node", "published.edge", "published.hop")
TABLES: Mapping[str, Table] = {
    "": Table("architecture", (TITLE, sentence("summary", "Summary", 800))),
    "node": Table(
        "component",
        (
            ID,
            choice("kind", "Kind", NodeKind, "service"),
            LABEL,
            sentence("does", "What it does"),
            choice("zone", "Zone", Zone, "runtime"),
            number("replicas", "Replicas"),
            number("workers", "Workers"),
            number("service_ms", "Takes", "ms"),
        ),
        MAX_NODES,
    ),
    "edge": Table(
        "edge",
        (
            ID,
            one("from", "From", "node"),
            one("to", "To", "node"),
            choice("kind", "Kind", EdgeKind, "sync"),
            LABEL,
            Field("hard", "Needed", Shape.FLAG, begins="true"),
        ),
        MAX_EDGES,
    ),
    "flow": Table(
        "flow",
        (
            ID,
            choice("kind", "Kind", FlowKind, "request"),
            TITLE,
            sentence("summary", "Summary"),
            sentence("latencies", "Where its times come from", 800),
            choice("cache", "Cache", CacheOutcome, None),
        ),
        20,
        within=("hop",),
    ),
    "flow.hop": Table(
        "hop",
        (
            Field("way", "Along", Shape.WAY),
            sentence("sentence", "What happens"),
            number("latency_ms", "Takes", "ms"),
            sentence("note", "Note", 500, None),
        ),
        60,
        hidden=(
            one("from", "From", "node"),
            one("to", "To", "node"),
            Field("edge", "Edge", Shape.ONE, of="edge"),
        ),
    ),
    "failure": Table(
        "failure",
        (
            ID,
            one("component", "Component", "node"),
            choice("mode", "Mode", Mode, "down"),
            choice("cause", "Cause", Cause, "crash"),
            TITLE,
            sentence("happens", "What happens"),
            sentence("notice", "What to notice", 800),
            Field("mitigations", "Mitigations offered", Shape.SEVERAL, of="mitigation"),
        ),
        60,
    ),
    "mitigation": Table(
        "mitigation",
        (
            ID,
            choice("kind", "Kind", MitigationKind, "retry"),
            LABEL,
            sentence("does", "What it does"),
            sentence("limits", "Where it ends"),
            Field("on", "Stands at", Shape.SEVERAL, of="node", begins=""),
        ),
        40,
    ),
    "published": Table(
        "published drawing",
        (TITLE, sentence("task", "Task", 800)),
        within=("node", "edge", "hop"),
    ),
    "published.node": Table("published component", (ID, LABEL), MAX_NODES),
    "published.edge": Table(
        "published edge",
        (one("from", "From", "published.node"), one("to", "To", "published.node")),
        MAX_EDGES,
    ),
    "published.hop": Table(
        "published hop",
        (one("from", "From", "published.node"), one("to", "To", "published.node")),
        60,
    ),
}
ORDER = tuple(TABLES)  # in which the tables of a new file follow one another
NAMED = ("node", "edge", "mitigation", "published.node")  # whose ids other rows name
