"""The rows of an architecture's text, each with what its fields show."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from authoring.architectures.blocks import Block, Sheet, Unheld, keys_of
from authoring.architectures.tables import TABLES, Field, Shape, Table
from learning.architecture.draft import rank
from learning.architecture.model import ANSWERED, EdgeKind, FlowKind

SPACES = re.compile(r"[ \t\r\n]+")
Values = Mapping[str, str]


@dataclass(frozen=True)
class Row:
    """A block as the form has it: `key` names its fields, `list` the rows among which it stands."""

    key: str
    list: str
    number: int  # in its list, from 0
    at: int  # of its block
    block: Block
    values: Values

    @property
    def table(self) -> Table:
        return TABLES[self.block.table]

    @property
    def spans(self) -> Mapping[str, tuple[int, int]]:
        """Where the values of its keys stand in the block."""
        return keys_of(self.block).spans

    def __getitem__(self, name: str) -> str:
        return self.values.get(name, "")


def rows_of(sheet: Sheet) -> list[Row]:
    """Raises Unheld where a field could not hold what stands there."""
    counts: dict[str, int] = {}
    found: list[Row] = []
    line = 1
    for at, block in enumerate(sheet.blocks):
        name = list_of(block.table, counts)
        number = counts[name] = counts.get(name, -1) + 1
        line += block.gap.count("\n")
        values = values_of(block, line)
        key = name if name in {"top", "published"} else f"{name}-{number}"
        found.append(Row(key, name, number, at, block, values))
        line += block.body.count("\n")
    return found


def list_of(table: str, counts: Mapping[str, int]) -> str:
    if table == "flow.hop":
        return f"flow-{counts['flow']}-hop"
    return table.replace(".", "-") or "top"


def values_of(block: Block, line: int) -> dict[str, str]:
    keys = keys_of(block)
    table = TABLES[block.table]
    inner = TABLES.keys() if not block.table else table.within
    for name in keys.values:
        if name in inner and name:
            raise Unheld(line_of(block, line, name), f"{name} is not written as [[{name}]] rows.")
    shown: dict[str, str] = {}
    for field in table.keys:
        if field.name not in keys.values:
            continue
        value = keys.values[field.name]
        if field.name not in keys.spans or not field.holds(value):
            reason = f"{field.name} is no {field.shape.value} that the form can show."
            raise Unheld(line_of(block, line, field.name), reason)
        shown[field.name] = as_text(value)
    return shown


def line_of(block: Block, line: int, name: str) -> int:
    start = keys_of(block).spans.get(name, (0, 0))[0]
    return line + block.body.count("\n", 0, start)


def as_text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return "\n".join(map(plain, value))
    return plain(str(value))


def plain(text: str) -> str:
    """In one line, as the fields of a form have it."""
    return SPACES.sub(" ", text).strip(" ")


# Along which edge does a hop go?


@dataclass(frozen=True)
class Way:
    """An edge that a hop may go along, or answer; `name` is the field's value for it."""

    name: str
    source: str
    target: str
    edge: Row
    is_back: bool


def ways_of(rows: list[Row]) -> list[Way]:
    """Both directions of every edge that has two ends; only some can be answered."""
    found = []
    for edge in rows:
        if edge.list != "edge" or not edge["from"] or not edge["to"]:
            continue
        found.append(Way(f"to:{edge.number}", edge["from"], edge["to"], edge, is_back=False))
        if edge["kind"] in ANSWERED:
            found.append(Way(f"back:{edge.number}", edge["to"], edge["from"], edge, is_back=True))
    return found


def way_of(hop: Row, flow: Row, ways: list[Way]) -> str:
    """The likeliest, as `learning.architecture` reads it; "" where there is none."""
    fitting = [
        way
        for way in ways
        if (way.source, way.target) == (hop["from"], hop["to"])
        and hop["edge"] in {"", way.edge["id"]}
    ]
    fitting.sort(key=lambda way: (way.is_back, likeliness(way.edge["kind"], flow["kind"])))
    return fitting[0].name if fitting else ""


def likeliness(edge: str, flow: str) -> tuple[bool, int]:
    try:
        return rank(EdgeKind(edge), FlowKind(flow))
    except ValueError:
        return True, len(EdgeKind)


def shown_in(rows: list[Row], row: Row, field: Field, ways: list[Way]) -> str:
    if field.shape is not Shape.WAY:
        return row[field.name]
    return way_of(row, flow_of(rows, row), ways)


def flow_of(rows: list[Row], hop: Row) -> Row:
    return next(row for row in rows if row.key == hop.list.removesuffix("-hop"))
