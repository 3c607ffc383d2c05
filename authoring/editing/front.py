"""A question's front matter as named texts, each on its own line of the file, and back.

Only a line whose value changed is written anew; comments and the order of the others stay.
"""

import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from authoring.editing.pieces import lines_of

Values = dict[str, str]
KEY = re.compile(r"(?P<name>[a-z_]+)[ \t]*=")
TABLE = re.compile(r"(?P<list>\[)?\[[ \t]*(?P<name>[a-z_.]+)[ \t]*\]")
NUMBER = re.compile(r"[+-]?\d{1,15}(?:\.\d{1,15})?(?:[eE][+-]?\d{1,3})?")
TOP = (
    "id",
    "revision",
    "status",
    "kind",
    "difficulty",
    "objective",
    "cognitive",
    "seconds",
    "tags",
    "family",
    "checked",
)
TABLES = {
    "blanks": ("case", "judge"),
    "order": ("any_order",),
    "numeric": ("value", "tolerance", "unit"),
}
SIMPLE = ("kind", "difficulty", "objective", "cognitive", "seconds", "tags", "family")
CHECKED = ("checked.date", "checked.how")
FIELDS = (
    *SIMPLE,
    *CHECKED,
    *(f"{table}.{key}" for table, keys in TABLES.items() for key in keys),
    "claims",
)


@dataclass
class Region:
    """A table's lines from its header on; those above the first header have no name."""

    name: str
    lines: list[str]

    def place(self, key: str) -> int | None:
        found = (n for n, line in enumerate(self.lines) if named(line) == key)
        return next(found, None)


def named(line: str) -> str:
    match = KEY.match(line)
    return match["name"] if match else ""


def regions(front: str) -> list[Region]:
    found = [Region("", [])]
    for line in lines_of(front)[1:-1]:
        if match := TABLE.match(line):
            found.append(Region(match["name"], []))
        found[-1].lines.append(line)
    return found


def read_front(front: str) -> Values | None:
    """The texts of the fields; None where the form could not write them back in their place."""
    inner = "".join(lines_of(front)[1:-1])
    try:
        values = tomllib.loads(inner)
    except (ValueError, RecursionError):
        return None
    found = regions(front)
    if not front or not is_plain(found, values):
        return None
    texts = {name: as_text(values.get(name)) for name in SIMPLE}
    checked = values.get("checked") or {}
    texts |= {name: as_text(checked.get(name.partition(".")[2])) for name in CHECKED}
    for table, keys in TABLES.items():
        texts |= {f"{table}.{key}": as_text(values.get(table, {}).get(key)) for key in keys}
    texts["claims"] = claims(found)
    return texts


def is_plain(found: list[Region], values: Mapping[str, Any]) -> bool:
    """Does each key stand on a line of its own, each table once, and the claims together?"""
    tables = [region.name for region in found[1:] if not is_claim(region)]
    places = [number for number, region in enumerate(found) if is_claim(region)]
    return (
        set(tables) <= set(TABLES)
        and len(set(tables)) == len(tables)
        and places == list(range(places[0], places[0] + len(places)) if places else [])
        and all(on_lines(found[0], values, key) for key in values if key not in {*TABLES, "claim"})
        and all(
            on_lines(region, values[region.name], key)
            for region in found
            if region.name in TABLES
            for key in values[region.name]
        )
        and all(isinstance(values[name], dict) for name in TABLES if name in values)
        and all(name in tables for name in TABLES if name in values)
        and set(values.get("checked") or {}) <= {"date", "how"}
    )


def on_lines(region: Region, values: Mapping[str, Any], key: str) -> bool:
    place = region.place(key)
    if place is None:
        return False
    try:
        return tomllib.loads(region.lines[place]) == {key: values[key]}
    except ValueError:
        return False


def is_claim(region: Region) -> bool:
    return region.name == "claim" or region.name.startswith("claim.")


def claims(found: list[Region]) -> str:
    return "".join("".join(region.lines) for region in found if is_claim(region)).strip("\n")


def as_text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else ""
    if isinstance(value, list) and value and all(isinstance(one, list) for one in value):
        return "\n".join(map(as_text, value))
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return value.isoformat() if isinstance(value, date) else str(value)


def write_front(front: str, sent: Mapping[str, str]) -> str:
    """The front matter with what was sent; each line that says the same stays as it is."""
    before = read_front(front)
    if before is None:
        return front
    texts = {name: plain(sent.get(name, before[name])) for name in FIELDS}
    new = {name for name in FIELDS if texts[name] != plain(before[name])}
    found = regions(front)
    for name in SIMPLE:
        if name in new:
            put(found[0], name, as_toml(name, texts[name]), TOP)
    if new & set(CHECKED):
        put(found[0], "checked", checked_toml(texts), TOP)
    for table, keys in TABLES.items():
        for key in keys:
            if f"{table}.{key}" in new:
                name = f"{table}.{key}"
                put(region_of(found, table), key, as_toml(name, texts[name]), keys)
    if "claims" in new:
        put_claims(found, texts["claims"])
    lines = lines_of(front)
    inner = "".join(line for region in found for line in region.lines)
    return f"{lines[0]}{inner}{lines[-1]}"


def plain(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def put(region: Region, key: str, value: str, order: tuple[str, ...]) -> None:
    """Set the key in its line, in a new line after those that come before it, or take it out."""
    place = region.place(key)
    if place is not None:
        region.lines[place : place + 1] = [f"{key} = {value}\n"] if value else []
        return
    if not value:
        return
    earlier = order[: order.index(key)]
    places = [n for n, line in enumerate(region.lines) if named(line) in earlier]
    at = places[-1] + 1 if places else int(bool(region.name))
    region.lines.insert(at, f"{key} = {value}\n")


def region_of(found: list[Region], table: str) -> Region:
    """The table; made above the claims where there is none."""
    for region in found:
        if region.name == table:
            return region
    region = Region(table, ["\n", f"[{table}]\n"])
    at = next((n for n, other in enumerate(found) if is_claim(other)), len(found))
    if at < len(found):
        region.lines = [f"[{table}]\n", "\n"]
    found.insert(at, region)
    return region


def put_claims(found: list[Region], text: str) -> None:
    places = [number for number, region in enumerate(found) if is_claim(region)]
    lines = [f"{text}\n"] if text else []
    if places:
        last = "".join(found[places[-1]].lines)
        lines += ["\n"] if text and last.endswith("\n\n") else []
        found[places[0] : places[-1] + 1] = [Region("claim", lines)]
    elif text:
        found.append(Region("claim", ["\n", *lines]))


def as_toml(name: str, text: str) -> str:
    """The text as TOML; what is no number or no list as it should be stays a text, and the linter
    says what is wrong with it."""
    if name == "tags":
        return words_toml(text) if text else "[]"
    if name == "blanks.case":
        return "true" if text else "false"
    if not text:
        return ""
    if name == "order.any_order":
        groups = ", ".join(words_toml(line) for line in text.split("\n") if line.strip())
        return f"[{groups}]"
    if name in {"seconds", "numeric.value", "numeric.tolerance"} and NUMBER.fullmatch(text):
        return text if name != "seconds" or text.isdecimal() else quoted(text)
    return quoted(text)


def words_toml(text: str) -> str:
    found = [word for word in re.split(r"[\s,]+", text) if word]
    return f"[{', '.join(map(quoted, found))}]"


def checked_toml(texts: Mapping[str, str]) -> str:
    day, how = texts["checked.date"], texts["checked.how"]
    parts = []
    if day:
        parts.append(f"date = {day if is_date(day) else quoted(day)}")
    if how:
        parts.append(f"how = {quoted(how)}")
    return f"{{ {', '.join(parts)} }}" if parts else ""


def is_date(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def quoted(text: str) -> str:
    return json.dumps(" ".join(text.split()), ensure_ascii=False).replace("\x7f", "\\u007f")
