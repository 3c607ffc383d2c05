"""The text with what was changed in the form; every other line stays as it is."""

import json
import re
from collections.abc import Mapping
from dataclasses import replace

from authoring.architectures.blocks import Block, Sheet, put, take_apart
from authoring.architectures.rows import Row, Way, plain, rows_of, shown_in, ways_of
from authoring.architectures.tables import NAMED, Field, Shape

NUMBER = re.compile(r"[+-]?\d{1,9}(?:\.\d{1,9})?")
LONGEST = 4_000  # characters of a field, whatever its schema says of them
Wanted = dict[str, dict[str, str]]  # of each row, by the names of its fields


class Unwritable(ValueError):  # noqa: N818 -- what was typed is at fault
    """What a field holds cannot be written; `key` is that field's."""

    def __init__(self, row: Row, field: Field, message: str) -> None:
        where = f"{row.table.one} {row.number + 1}" if row.table.most > 1 else row.table.one
        super().__init__(f"{where[0].upper()}{where[1:]}, {field.label.lower()}: {message}")
        self.key = f"{row.key}-{field.name}"


def to_text(base: str, sent: Mapping[str, str]) -> str:
    """Raises Unheld for the base, Unwritable for what was sent.

    What is sent has the names of the form's fields; a field that is not sent stays as it is.
    """
    sheet = take_apart(base)
    rows = rows_of(sheet)
    ways = ways_of(rows)
    wanted = {row.key: typed(rows, row, ways, sent) for row in rows}
    follow(rows, wanted, renamed(rows, wanted))
    blocks = list(sheet.blocks)
    for row in rows:
        for field in row.table.keys:
            new = wanted[row.key].get(field.name, row[field.name])
            if not is_same(field, row[field.name], new):
                value = as_toml(row, field, new)
                blocks[row.at] = put(blocks[row.at], field.name, value)
    return parted(sheet, blocks).text


def typed(rows: list[Row], row: Row, ways: list[Way], sent: Mapping[str, str]) -> dict[str, str]:
    """What was changed in the row, by its keys; a way stands for three of them."""
    found: dict[str, str] = {}
    for field in row.table.fields:
        old = shown_in(rows, row, field, ways)
        new = sent.get(f"{row.key}-{field.name}", old)
        new = ordered(old, new) if field.shape is Shape.SEVERAL else plain(new)
        if is_same(field, old, new):
            continue
        if len(new) > LONGEST:
            raise Unwritable(row, field, f"at most {LONGEST} characters.")
        if field.shape is Shape.WAY:
            found |= along(ways, new)
        else:
            found[field.name] = new
    return found


def ordered(old: str, new: str) -> str:
    """Ids in the order in which they stood, and then those that are new."""
    sent = new.split("\n")
    kept = [name for name in old.split("\n") if name in sent]
    return "\n".join(name for name in dict.fromkeys([*kept, *sent]) if name)


def is_same(field: Field, old: str, new: str) -> bool:
    if field.shape is Shape.SEVERAL:
        return set(old.split("\n")) == set(new.split("\n"))
    if field.shape is Shape.NUMBER and NUMBER.fullmatch(old) and NUMBER.fullmatch(new):
        return float(old) == float(new)
    return old == new


def along(ways: list[Way], name: str) -> dict[str, str]:
    """A hop along that edge names it only where another edge joins the same two."""
    way = next((way for way in ways if way.name == name), None)
    if way is None:
        return {}
    ends = {way.source, way.target}
    others = [
        other for other in ways if other.edge != way.edge and {other.source, other.target} == ends
    ]
    edge = way.edge["id"] if others else ""
    return {"from": way.source, "to": way.target, "edge": edge}


# Ids that change


def renamed(rows: list[Row], wanted: Wanted) -> dict[str, dict[str, str]]:
    """By table, the new ids of rows that had one of their own."""
    found: dict[str, dict[str, str]] = {}
    for table in NAMED:
        own = [row for row in rows if row.block.table == table]
        before = [row["id"] for row in own]
        after = [wanted[row.key].get("id", row["id"]) for row in own]
        found[table] = {}
        for row, old, new in zip(own, before, after, strict=True):
            if old == new or not old or before.count(old) > 1:
                continue
            field = row.table.fields[0]
            if not new:
                raise Unwritable(row, field, "it needs one, since others may name it.")
            if after.count(new) > 1:
                raise Unwritable(row, field, f"{new} is taken.")
            found[table][old] = new
    return found


def follow(rows: list[Row], wanted: Wanted, names: Mapping[str, Mapping[str, str]]) -> None:
    """Whoever named a row by its old id names it by the new one."""
    for row in rows:
        for field in row.table.keys:
            known = names.get(field.of)
            if not known:
                continue
            value = wanted[row.key].get(field.name, row[field.name])
            new = "\n".join(known.get(one, one) for one in value.split("\n"))
            if new != value:
                wanted[row.key][field.name] = new


# Values as TOML


def as_toml(row: Row, field: Field, text: str) -> str:
    """ "" for a key that goes."""
    if field.shape is Shape.NUMBER:
        return as_number(row, field, text)
    if field.shape is Shape.SEVERAL:
        said = ", ".join(quoted(name) for name in text.split("\n") if name)
        return f"[{said}]" if said or field.begins is not None else ""
    if field.shape is Shape.FLAG:
        return text if text in {"true", "false"} else ""
    return quoted(text) if text or field.begins is not None else ""


def as_number(row: Row, field: Field, text: str) -> str:
    """Thousands are parted where they were before."""
    if not text:
        return ""
    if not NUMBER.fullmatch(text):
        raise Unwritable(row, field, "a number, as 12 or 0.5.")
    whole, point, rest = text.partition(".")
    value = int(whole)
    sign = "-" if whole.startswith("-") and not value else ""
    is_parted = re.search(rf"(?m)^\s*{field.name}\s*=\s*\d+_", row.block.body)
    return f"{sign}{value:_}{point}{rest}" if is_parted else f"{sign}{value}{point}{rest}"


def quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def parted(sheet: Sheet, blocks: list[Block]) -> Sheet:
    """With a blank line below a title that there was not before."""
    is_new = blocks[0].body and not sheet.blocks[0].body
    if is_new and len(blocks) > 1 and not blocks[1].gap.startswith("\n"):
        blocks[1] = replace(blocks[1], gap=f"\n{blocks[1].gap}")
    elif is_new and sheet.tail and len(blocks) == 1:
        return Sheet(tuple(blocks), f"\n{sheet.tail.lstrip(chr(10))}")
    return Sheet(tuple(blocks), sheet.tail)
