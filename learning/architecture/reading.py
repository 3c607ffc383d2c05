"""architecture.toml, or the same as JSON → Architecture; or every fault, each with its line."""

import json
import re
import tomllib
from collections.abc import Callable, Mapping
from typing import Any, NoReturn, TypeVar

from pydantic import BaseModel, ValidationError

from learning.architecture.draft import Draft, Fault, Placed
from learning.architecture.failure_rules import FAILURE_RULES
from learning.architecture.flow_rules import FLOW_RULES
from learning.architecture.graph_rules import GRAPH_RULES
from learning.architecture.lines import Lines, Location, json_lines, toml_lines
from learning.architecture.model import (
    Architecture,
    Failure,
    Flow,
    Hop,
    Mitigation,
    Pair,
    Published,
)
from learning.architecture.schema import (
    MAX_CHARS,
    EdgeRow,
    FailureRow,
    FileTable,
    FlowRow,
    MitigationRow,
    NodeRow,
    PublishedTable,
)

RULES = (*GRAPH_RULES, *FLOW_RULES, *FAILURE_RULES)
TOML_POSITION = re.compile(r" \(at (?:line (?P<line>\d+), column \d+|end of document)\)$")
Found = list[Fault]
RowT = TypeVar("RowT", bound=BaseModel)


class ArchitectureError(Exception):
    """The text is no consistent architecture. It carries every fault, not only the first."""

    def __init__(self, faults: Found) -> None:
        self.faults = tuple(sorted(set(faults)))
        super().__init__("\n".join(map(str, self.faults)))


def read_toml(text: str) -> Architecture:
    """Raises ArchitectureError."""
    return accepted(text, tomllib.loads, toml_lines)


def read_json(text: str) -> Architecture:
    """Raises ArchitectureError. Accepts what `export.to_json` writes."""
    return accepted(text, strict_json, json_lines)


def accepted(
    text: str, parse: Callable[[str], Any], find_lines: Callable[[str], Lines]
) -> Architecture:
    if len(text) > MAX_CHARS:
        raise ArchitectureError([Fault(1, "too long", f"at most {MAX_CHARS} characters")])
    try:
        values = parse(text)
        lines = find_lines(text)
    except RecursionError as error:
        raise ArchitectureError([Fault(1, "nested too deep", "plain tables")]) from error
    except ValueError as error:
        raise ArchitectureError([unreadable(text, error)]) from error
    draft, faults = drafted(values, lines)
    if draft:
        faults += [fault for rule in RULES for fault in rule(draft)]
    if faults or not draft:
        raise ArchitectureError(faults)
    return built(draft)


def strict_json(text: str) -> Any:
    return json.loads(text, object_pairs_hook=distinct, parse_constant=refuse_constant)


def distinct(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    table = dict(pairs)
    if len(table) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"the key {twice} stands twice in one object")
    return table


def refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a number")


def unreadable(text: str, error: ValueError) -> Fault:
    if isinstance(error, json.JSONDecodeError):
        return Fault(error.lineno, error.msg, "JSON")
    message = str(error)
    match = TOML_POSITION.search(message)
    last = text.count("\n", 0, len(text.rstrip())) + 1
    line = int(match["line"] or last) if match else 1
    return Fault(line, TOML_POSITION.sub("", message), "text that can be read")


def drafted(values: Any, lines: Lines) -> tuple[Draft | None, Found]:
    """The well-formed rows, and the faults of the others. No draft without a whole frame."""
    faults: Found = []
    file = row_of(values, FileTable, (), lines, faults)
    if file is None:
        return None, faults
    broken: set[tuple[str, str]] = set()

    def rows(table: str, schema: type[RowT]) -> tuple[Placed[RowT], ...]:
        placed = []
        for number, value in enumerate(values.get(table, [])):
            row = row_of(value, schema, (table, number), lines, faults)
            if row:
                placed.append(Placed(row, (table, number), lines))
            else:
                broken.add((table, id_of(value)))
        return tuple(placed)

    published = None
    if file.published is not None:
        row = row_of(file.published, PublishedTable, ("published",), lines, faults)
        published = Placed(row, ("published",), lines) if row else None
    draft = Draft(
        title=file.title,
        summary=file.summary,
        nodes=rows("node", NodeRow),
        edges=rows("edge", EdgeRow),
        flows=rows("flow", FlowRow),
        failures=rows("failure", FailureRow),
        mitigations=rows("mitigation", MitigationRow),
        published=published,
        broken=frozenset(broken),
        lines=lines,
    )
    return draft, faults


def id_of(value: Any) -> str:
    return str(value.get("id", "")) if isinstance(value, Mapping) else ""


def row_of(
    value: Any, schema: type[RowT], where: Location, lines: Lines, faults: Found
) -> RowT | None:
    try:
        return schema.model_validate(value)
    except ValidationError as error:
        faults += [shaped(found, where, lines) for found in error.errors()]
        return None


def shaped(found: Any, where: Location, lines: Lines) -> Fault:
    location = (*where, *found["loc"])
    line = lines.of(location)
    name = " ".join(map(counted, found["loc"])) or "the whole"
    if found["type"] == "missing":
        return Fault(line, f"{name} is missing", f"the key {location[-1]}")
    if found["type"] == "extra_forbidden":
        return Fault(line, f"{name} is not a key that is known", "a key of the format")
    reason = found["msg"].removeprefix("Value error, ")
    return Fault(line, f"{name} is not valid", reason[:1].lower() + reason[1:])


def counted(part: str | int) -> str:
    """List items count from 1 for whoever reads the message."""
    return f"{part + 1}:" if isinstance(part, int) else part


def built(draft: Draft) -> Architecture:
    return Architecture(
        title=draft.title,
        summary=draft.summary,
        nodes=tuple(draft.node[placed.row.id] for placed in draft.nodes),
        edges=draft.edge,
        flows=tuple(flow_of(draft, placed.row) for placed in draft.flows),
        failures=tuple(
            Failure(**dict(row) | {"mitigations": tuple(row.mitigations)})
            for row in (placed.row for placed in draft.failures)
        ),
        mitigations=tuple(
            Mitigation(**dict(row) | {"on": tuple(row.on)})
            for row in (placed.row for placed in draft.mitigations)
        ),
        published=published_of(draft.published.row) if draft.published else None,
    )


def flow_of(draft: Draft, row: FlowRow) -> Flow:
    hops = []
    for hop in row.hop:
        edge, reply = draft.edges_for(hop, row.kind)[0]
        hops.append(Hop(edge.id, reply, hop.sentence, hop.latency_ms, hop.note or ""))
    return Flow(row.id, row.kind, row.title, row.summary, row.latencies, tuple(hops), row.cache)


def published_of(table: PublishedTable) -> Published:
    return Published(
        title=table.title,
        task=table.task,
        labels=tuple((node.id, node.label) for node in table.node),
        edges=tuple(Pair(edge.source, edge.target) for edge in table.edge),
        hops=tuple(Pair(hop.source, hop.target) for hop in table.hop),
    )
