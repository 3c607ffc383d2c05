"""An architecture's text taken apart into the rows of its tables; put together, the same bytes.

A comment right above a row belongs to it and moves with it. One with a blank line below it heads
what follows, and stays where it is.
"""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from authoring.architectures.tables import TABLES
from learning.architecture.lines import TEXT, Location, Walk
from learning.architecture.reading import unreadable

MOST_BYTES = 80_000  # a form sends its text twice, in fields and as what stands around them
COMMENT = re.compile(rf"(?P<text>{TEXT.pattern})|(?P<comment>#[^\n]*)", re.DOTALL)
LINE = re.compile(r"[^\n]*\n|[^\n]+")


class Unheld(ValueError):  # noqa: N818 -- no error of ours: the text is at fault, or only odd
    """The form cannot hold that text."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(f"Line {line}: {message}")


class Spans(Walk):
    """Also where each header and each value begins and ends."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.headers: list[tuple[Location, int, int]] = []
        self.values: dict[Location, tuple[int, int]] = {}
        self.entries: list[tuple[int, int]] = []

    def header(self) -> Location:
        start = self.at
        location = super().header()
        self.headers.append((location, start, self.at))
        return location

    def entry(self, table: Location) -> None:
        start = self.at
        super().entry(table)
        self.entries.append((start, self.at))

    def value(self, location: Location) -> None:
        start = self.at
        super().value(location)
        end = start + len(self.text[start : self.at].rstrip())
        self.values.setdefault(location, (start, end))


@dataclass(frozen=True)
class Block:
    """A table's header and keys with the comments right above it, and what parts it from before."""

    table: str  # "" for what stands above the first header
    gap: str
    body: str


@dataclass(frozen=True)
class Sheet:
    """The blocks in their order, the first without a header; `tail` is what follows the last."""

    blocks: tuple[Block, ...]
    tail: str

    @property
    def text(self) -> str:
        return "".join(block.gap + block.body for block in self.blocks) + self.tail


def parsed(text: str) -> dict[str, Any]:
    """Raises Unheld."""
    if len(text.encode(errors="replace")) > MOST_BYTES:
        raise Unheld(1, f"the form holds at most {MOST_BYTES} bytes.")
    try:
        return tomllib.loads(text)
    except RecursionError as error:
        raise Unheld(1, "nested too deep.") from error
    except ValueError as error:
        fault = unreadable(text, error)
        raise Unheld(fault.line, f"{fault.message}.") from error


def take_apart(text: str) -> Sheet:
    """Raises Unheld for what is no TOML, and for TOML that is written in another way."""
    parsed(text)
    walk = Spans(text)
    walk.document()
    starts = [line_start(text, start) for _, start, _ in walk.headers]
    tables = ["", *(table_of(text, location, start) for location, start, _ in walk.headers)]
    check_hops(text, tables, starts)
    own = [0, *starts]
    blocks: list[Block] = []
    gap, above = "", ""
    for number, (table, start) in enumerate(zip(tables, own, strict=True)):
        until = own[number + 1] if number + 1 < len(own) else len(text)
        begin, end = filled(text, walk, start, until, is_top=not number)
        if not number:
            gap, above = leading(text[:begin]) if end else ("", "")
        below, following, right_above = between(text[end:until], is_last=until == len(text))
        if not end:
            following, below = below + following, ""
        blocks.append(Block(table, gap, above + text[begin:end] + below))
        gap, above = following, right_above
    return Sheet(tuple(blocks), gap + above)


def filled(text: str, walk: Spans, start: int, until: int, *, is_top: bool) -> tuple[int, int]:
    """Where the header and the keys of a block begin, and where the line of the last one ends."""
    inside = [span for span in walk.entries if start <= span[0] < until]
    heads = [(head, end) for _, head, end in walk.headers if start <= head < until]
    found = inside if is_top else inside + heads
    if not found:
        return 0, 0
    begin = line_start(text, min(begin for begin, _ in found))
    return begin, line_end(text, max(end for _, end in found))


def line_start(text: str, at: int) -> int:
    return text.rfind("\n", 0, at) + 1


def line_end(text: str, at: int) -> int:
    """Behind the line feed, if there is one."""
    end = text.find("\n", at)
    return len(text) if end < 0 else end + 1


def table_of(text: str, location: Location, start: int) -> str:
    name = ".".join(part for part in location if isinstance(part, str))
    is_list = isinstance(location[-1], int)
    if name not in TABLES or is_list == (name == "published"):
        line = text.count("\n", 0, start) + 1
        raise Unheld(line, f"the form has no place for a table {name[:60]} of this kind.")
    return name


def check_hops(text: str, tables: list[str], starts: list[int]) -> None:
    for before, table, start in zip(tables, tables[1:], starts, strict=False):
        if table == "flow.hop" and before not in {"flow", "flow.hop"}:
            line = text.count("\n", 0, start) + 1
            raise Unheld(line, "a hop stands right below its flow or the hop before it.")


def leading(text: str) -> tuple[str, str]:
    """What stands above the first key: by itself, and right above it."""
    first, gap, above = between(text, is_last=False)
    return first + gap, above


def between(text: str, *, is_last: bool) -> tuple[str, str, str]:
    """Comments of the block before, what stands by itself, comments of the block below."""
    lines = LINE.findall(text)
    end = len(lines)
    while not is_last and end and lines[end - 1].strip():
        end -= 1
    begin = 0
    while begin < end and lines[begin].strip():
        begin += 1
    return "".join(lines[:begin]), "".join(lines[begin:end]), "".join(lines[end:])


# One block's keys


@dataclass(frozen=True)
class Keys:
    """The keys that stand in a block's body, and where."""

    values: dict[str, Any]
    spans: dict[str, tuple[int, int]]
    head: int  # where the line of the header ends


@lru_cache(maxsize=1_000)  # a form asks for each of its rows several times
def keys_of(block: Block) -> Keys:
    walk = Spans(block.body)
    walk.document()
    values: Any = tomllib.loads(block.body)
    inside: Location = ()
    head = 0
    if walk.headers:
        inside, _, end = walk.headers[0]
        head = line_end(block.body, end)
    for part in inside:
        values = values[part]
    spans = {
        str(location[-1]): span
        for location, span in walk.values.items()
        if len(location) == len(inside) + 1
    }
    return Keys(values, spans, head)


def put(block: Block, key: str, value: str) -> Block:
    """The block with that value, as TOML, for its key; without the key where it is empty."""
    keys, body = keys_of(block), block.body
    if key not in keys.spans:
        return replace(block, body=inserted(block, keys, key, value)) if value else block
    start, end = keys.spans[key]
    line = line_start(body, body.rfind("=", 0, start))
    if value:
        said = "".join(f"{comment}\n" for comment in comments(body[start:end]))
        new = f"{body[:line]}{said}{body[line:start]}{value}{body[end:]}"
        return replace(block, body=new)
    after = line_end(body, end)
    said = "".join(f"{comment}\n" for comment in comments(body[start:after]))
    return replace(block, body=f"{body[:line]}{said}{body[after:]}")


def inserted(block: Block, keys: Keys, key: str, value: str) -> str:
    """In a line of its own, below the keys that come before it in every row."""
    order = [field.name for field in TABLES[block.table].keys]
    earlier = set(order[: order.index(key)])
    ends = [line_end(block.body, end) for name, (_, end) in keys.spans.items() if name in earlier]
    at = max(ends, default=keys.head)
    if not at and keys.spans:
        at = min(line_start(block.body, start) for start, _ in keys.spans.values())
    before = ended(block.body[:at])
    return f"{before}{key} = {value}\n{block.body[at:]}"


def comments(text: str) -> Iterator[str]:
    for match in COMMENT.finditer(text):
        if match["comment"]:
            yield match["comment"].rstrip()


def ended(text: str) -> str:
    return text if not text or text.endswith("\n") else f"{text}\n"
