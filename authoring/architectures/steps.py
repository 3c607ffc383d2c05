"""Rows that are added, moved and taken out, with the blank lines and comments around them."""

import re
from dataclasses import dataclass, replace

from authoring.architectures.blocks import Block, Sheet, ended, take_apart
from authoring.architectures.rows import Row, rows_of
from authoring.architectures.tables import ORDER, PUBLISHED, TABLES, Shape
from authoring.architectures.writing import quoted

STEP = re.compile(
    r"(?P<list>node|edge|flow(?:-\d{1,3}-hop)?|failure|mitigation|published(?:-(?:node|edge|hop))?)"
    r":(?P<does>add|up|down|drop)(?::(?P<number>\d{1,3}))?"
)


@dataclass(frozen=True)
class Step:
    """What is done with one row of a list, by its number from 0."""

    list: str
    does: str
    number: int

    @property
    def table(self) -> str:
        if self.list.endswith("-hop") and self.list.startswith("flow"):
            return "flow.hop"
        return self.list.replace("-", ".")


def step_of(text: str) -> Step | None:
    """As "node:up:3", "flow-2-hop:add"."""
    match = STEP.fullmatch(text)
    return Step(match["list"], match["does"], int(match["number"] or 0)) if match else None


def stepped(text: str, step: Step) -> tuple[str, str]:
    """The text after the step, and the key of what then has the focus; raises Unheld."""
    sheet = take_apart(text)
    rows = rows_of(sheet)
    own = [row for row in rows if row.list == step.list]
    if step.does == "add":
        return add(sheet, rows, own, step)
    if step.number >= len(own):
        return text, ""
    if step.does == "drop":
        return drop(sheet, own, step)
    other = step.number + (-1 if step.does == "up" else 1)
    if not 0 <= other < len(own):
        return text, ""
    focus = step.does
    if other == 0 or other == len(own) - 1:
        focus = "down" if other == 0 else "up"
    return swapped(sheet, own[step.number], own[other]).text, f"{step.list}-{other}-{focus}"


def add(sheet: Sheet, rows: list[Row], own: list[Row], step: Step) -> tuple[str, str]:
    if len(own) >= TABLES[step.table].most or not has_place(rows, step):
        return sheet.text, ""
    if own:
        at = extent(sheet, own[-1])[-1]
    elif step.table == "flow.hop":
        at = next(row.at for row in rows if row.key == step.list.removesuffix("-hop"))
    else:
        order = ORDER.index(step.table)
        at = max(n for n, block in enumerate(sheet.blocks) if ORDER.index(block.table) <= order)
    blocks = list(sheet.blocks)
    tail = sheet.tail
    before = "".join(block.gap + block.body for block in blocks[: at + 1])
    gap = "\n" if before else ""
    if not before and at + 1 == len(blocks):
        gap, tail = ended(tail), ""
        gap = gap if not gap or gap.endswith("\n\n") else f"{gap}\n"
    blocks[at] = replace(blocks[at], body=ended(blocks[at].body))
    blocks.insert(at + 1, Block(step.table, gap, new_body(step.table)))
    if not before and at + 2 < len(blocks) and not blocks[at + 2].gap.startswith("\n"):
        blocks[at + 2] = replace(blocks[at + 2], gap=f"\n{blocks[at + 2].gap}")
    key = "published" if step.list == "published" else f"{step.list}-{len(own)}"
    return Sheet(tuple(blocks), tail).text, f"{key}-{TABLES[step.table].fields[0].name}"


def has_place(rows: list[Row], step: Step) -> bool:
    """A hop needs its flow, a published row the published drawing."""
    if step.table == "flow.hop":
        return any(row.key == step.list.removesuffix("-hop") for row in rows)
    return step.table not in PUBLISHED or any(row.list == "published" for row in rows)


def new_body(table: str) -> str:
    lines = [f"[{table}]" if table == "published" else f"[[{table}]]"]
    for field in TABLES[table].keys:
        if field.begins is None:
            continue
        value = field.begins if field.shape is Shape.FLAG else quoted(field.begins)
        lines.append(f"{field.name} = {'[]' if field.shape is Shape.SEVERAL else value}")
    return "\n".join(lines) + "\n"


def extent(sheet: Sheet, row: Row) -> range:
    """The row's blocks: a flow has its hops with it."""
    end = row.at + 1
    if row.block.table == "flow":
        while end < len(sheet.blocks) and sheet.blocks[end].table == "flow.hop":
            end += 1
    return range(row.at, end)


def swapped(sheet: Sheet, one: Row, other: Row) -> Sheet:
    """Both rows in each other's place; what stands by itself above them stays there."""
    first, second = sorted((extent(sheet, one), extent(sheet, other)), key=lambda span: span.start)
    blocks = sheet.blocks
    upper = [replace(block, body=ended(block.body)) for block in blocks[first.start : first.stop]]
    lower = [replace(block, body=ended(block.body)) for block in blocks[second.start : second.stop]]
    gaps = upper[0].gap, lower[0].gap
    upper[0], lower[0] = replace(upper[0], gap=gaps[1]), replace(lower[0], gap=gaps[0])
    middle = blocks[first.stop : second.start]
    found = [*blocks[: first.start], *lower, *middle, *upper, *blocks[second.stop :]]
    return Sheet(tuple(found), sheet.tail)


def drop(sheet: Sheet, own: list[Row], step: Step) -> tuple[str, str]:
    row = own[step.number]
    gone = list(extent(sheet, row))
    if step.list == "published":
        gone = [n for n, block in enumerate(sheet.blocks) if block.table.startswith("published")]
    for at in reversed(gone):
        sheet = without(sheet, at)
    left = len(own) - 1
    focus = f"{step.list}-{min(step.number, left - 1)}-drop" if left else f"{step.list}-add"
    return sheet.text, focus


def without(sheet: Sheet, at: int) -> Sheet:
    """Comments that stand by themselves above it head what comes next."""
    blocks = list(sheet.blocks)
    gone = blocks.pop(at)
    is_first = not any(block.body for block in blocks[:at])
    if at < len(blocks):
        gap = joined(gone.gap, blocks[at].gap)
        blocks[at] = replace(blocks[at], gap=gap.lstrip("\n") if is_first else gap)
        return Sheet(tuple(blocks), sheet.tail)
    if not gone.gap.strip():
        return Sheet(tuple(blocks), sheet.tail)
    return Sheet(tuple(blocks), f"{joined(gone.gap, sheet.tail).rstrip(chr(10))}\n")


def joined(above: str, below: str) -> str:
    if not above.strip():
        return below or above
    return above + below.lstrip("\n") if below.strip() else above
