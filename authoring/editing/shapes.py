"""What a section's text is made of: rows of named texts, read and written back.

A shape holds a text only if reading what it writes gives the same rows; the form keeps every other
text as source.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from learning.content.sections import BULLET, NUMBERED, Section, items
from learning.rendering import Flaw
from quizzes.bank.entries import entries

Row = dict[str, str]
Rows = list[Row]
YES = "yes"
FENCED = re.compile(
    r"(?P<marks>`{3,}|~{3,})(?P<info>[^\n]*)\n(?P<code>.*\n|)(?P=marks)[ \t]*", re.DOTALL
)
ASKED = re.compile(r"Q:[ \t]*(?P<q>.*?)\n+A:[ \t]*(?P<a>.*)", re.DOTALL)
MISTAKE = re.compile(r"\*\*(?P<tag>[^*\n]*)\*\*[ \t]*[—–-][ \t]*(?P<text>.*)", re.DOTALL)
REFERENCE = re.compile(
    r"\[(?P<title>[^\]\n]*)\]\((?P<url>[^)\s]*)\)[ \t]*[—–-][ \t]*(?P<says>.*)", re.DOTALL
)
NOT_A_NAME = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True)
class Shape:
    """`read` gives None for what the shape cannot hold."""

    fields: tuple[str, ...]
    read: Callable[[str], Rows | None]
    write: Callable[[Rows], str]
    is_list: bool = False


def held(shape: Shape, content: str) -> Rows | None:
    """The rows of that text, if nothing of it would be lost."""
    rows = shape.read(content) if content else []
    if rows is None:
        return None
    rows = tidy(shape, rows)
    again = shape.read(shape.write(rows)) if rows else []
    return rows if again is not None and tidy(shape, again) == rows else None


def tidy(shape: Shape, rows: Sequence[Row]) -> Rows:
    """Without blank rows, and each text without blanks around it."""
    found = [{name: stripped(name, row.get(name, "")) for name in shape.fields} for row in rows]
    return [row for row in found if any(text for name, text in row.items() if name != "info")]


def stripped(name: str, text: str) -> str:
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    if name == "code":
        return plain.rstrip("\n")
    return plain.strip() if name != "text" else plain.strip("\n").rstrip()


def indented(mark: str, text: str) -> str:
    """A list's item: the first line after its mark, the others below it."""
    first, *others = text.split("\n")
    space = " " * len(mark)
    return "\n".join([f"{mark}{first}", *(f"{space}{line}" if line else "" for line in others)])


def read_prose(content: str) -> Rows:
    return [{"text": content}]


def write_prose(rows: Rows) -> str:
    return rows[0]["text"]


def read_fence(content: str) -> Rows | None:
    match = FENCED.fullmatch(content.strip())
    if match is None or f"\n{match['marks']}\n" in f"\n{match['code']}":
        return None
    return [{"info": match["info"].strip(), "code": match["code"].removesuffix("\n")}]


def write_fence(rows: Rows) -> str:
    (row,) = rows
    longest = max((len(run) for run in re.findall(r"`{3,}", row["code"])), default=2)
    marks = "`" * (longest + 1)
    code = f"{row['code']}\n" if row["code"] else ""
    return f"{marks}{row['info']}\n{code}{marks}"


def read_entries(content: str) -> Rows | None:
    flaws: list[Flaw] = []
    found = [
        {
            "right": YES if entry.is_right else "",
            "text": entry.text,
            "id": entry.id,
            "tag": entry.tag,
            "feedback": entry.feedback,
        }
        for entry in entries(Section("", 0, content), flaws)
    ]
    return None if flaws else found


def write_entries(rows: Rows) -> str:
    taken: set[str] = {row["id"] for row in rows}
    return "\n".join(write_entry(row, taken) for row in rows)


def write_entry(row: Row, taken: set[str]) -> str:
    name = as_name(row["id"]) or free_name(row["text"], taken)
    tag = as_name(row["tag"])
    first, *others = row["text"].split("\n")
    mark = "x" if row["right"] else " "
    lines = [f"- [{mark}] {first} {{{name}{' ' if tag else ''}{tag}}}"]
    lines += [f"  {line}" if line else "" for line in others]
    if row["feedback"]:
        lines += [f"  > {line}".rstrip() for line in row["feedback"].split("\n")]
    return "\n".join(lines)


def as_name(text: str) -> str:
    return NOT_A_NAME.sub("-", text.casefold()).strip("-")


def free_name(text: str, taken: set[str]) -> str:
    """A name from the entry's first words, for whoever gave it none."""
    base = "-".join(as_name(text).split("-")[:3])[:40].strip("-") or "entry"
    name, number = base, 2
    while name in taken:
        name, number = f"{base}-{number}", number + 1
    taken.add(name)
    return name


def named(rows: Sequence[Row]) -> Rows:
    """Entries as they will be read again: each with a name that can be one."""
    taken = {as_name(row["id"]) for row in rows}
    return [
        row
        | {
            "id": as_name(row["id"]) or free_name(row["text"], taken),
            "tag": as_name(row["tag"]),
            "right": YES if row["right"] else "",
        }
        for row in rows
    ]


def read_numbered(content: str) -> Rows | None:
    flaws: list[Flaw] = []
    found = [{"text": text} for _, text in items(Section("", 0, content), NUMBERED, flaws)]
    return None if flaws else found


def write_numbered(rows: Rows) -> str:
    return "\n".join(indented(f"{n}. ", row["text"]) for n, row in enumerate(rows, start=1))


def read_check(content: str) -> Rows | None:
    match = ASKED.fullmatch(content.strip())
    return [match.groupdict()] if match else None


def write_check(rows: Rows) -> str:
    (row,) = rows
    return f"Q: {row['q']}\nA: {row['a']}"


def read_mistakes(content: str) -> Rows | None:
    return matched(content, MISTAKE)


def matched(content: str, pattern: re.Pattern[str]) -> Rows | None:
    """A list's items, all of which are like that."""
    flaws: list[Flaw] = []
    found = [pattern.fullmatch(text) for _, text in items(Section("", 0, content), BULLET, flaws)]
    if flaws or None in found:
        return None
    return [match.groupdict() for match in found if match]


def write_mistakes(rows: Rows) -> str:
    return "\n".join(indented("- ", f"**{row['tag']}** — {row['text']}") for row in rows)


def read_references(content: str) -> Rows | None:
    return matched(content, REFERENCE)


def write_references(rows: Rows) -> str:
    return "\n".join(
        indented("- ", f"[{row['title']}]({row['url']}) — {row['says']}") for row in rows
    )


PROSE = Shape(("text",), read_prose, write_prose)
FENCE = Shape(("info", "code"), read_fence, write_fence)
ENTRIES = Shape(
    ("right", "text", "id", "tag", "feedback"), read_entries, write_entries, is_list=True
)
NUMBERS = Shape(("text",), read_numbered, write_numbered, is_list=True)
CHECK = Shape(("q", "a"), read_check, write_check)
MISTAKES = Shape(("tag", "text"), read_mistakes, write_mistakes, is_list=True)
REFERENCES = Shape(("title", "url", "says"), read_references, write_references, is_list=True)
SHAPES = {
    "Prompt": PROSE,
    "Code": FENCE,
    "Options": ENTRIES,
    "Answers": ENTRIES,
    "Lines": ENTRIES,
    "Hints": NUMBERS,
    "Solution": NUMBERS,
    "Quick check": CHECK,
    "Common mistakes": MISTAKES,
    "References": REFERENCES,
}
