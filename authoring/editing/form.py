"""The form that is the same question as its text: text → fields, and fields → text.

What was not changed in the form is not touched in the text, down to the byte. What the form
cannot hold is shown in it as source.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from authoring.editing.front import Values, read_front, write_front
from authoring.editing.guide import help_for
from authoring.editing.pieces import Piece, Pieces, take_apart
from authoring.editing.shapes import ENTRIES, SHAPES, Row, Rows, Shape, held, named, tidy
from quizzes.bank.reading import COMMON
from quizzes.kinds import KINDS


class Unwritable(ValueError):  # noqa: N818 -- no error of ours: a field holds what would be read as something else
    """What a field holds cannot be written there; `section` is the heading."""

    def __init__(self, section: str, message: str) -> None:
        super().__init__(message)
        self.section = section


@dataclass(frozen=True)
class Part:
    """A section in the form: its rows, or its source where no row could hold it.

    `key` names its fields; `why` says why it is kept as source.
    """

    key: str
    name: str
    line: int
    shape: Shape | None
    rows: Rows
    source: str = ""
    why: str = ""
    help: str = ""

    @property
    def kind(self) -> str:
        """Which fields it is drawn with."""
        return next((kind for kind, shape in DRAWN.items() if shape is self.shape), "source")


@dataclass(frozen=True)
class Form:
    """A whole question in fields; `front` is None where the front matter is kept as source."""

    front: Values | None
    front_source: str
    kind: str
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Sent:
    """What the form sent: fields of the front matter, and of each part by its key."""

    front: Mapping[str, str]
    front_source: str | None
    rows: Mapping[str, Rows]
    sources: Mapping[str, str]


DRAWN = {
    "prose": SHAPES["Prompt"],
    "fence": SHAPES["Code"],
    "entries": ENTRIES,
    "numbers": SHAPES["Hints"],
    "check": SHAPES["Quick check"],
    "mistakes": SHAPES["Common mistakes"],
    "references": SHAPES["References"],
}
KEPT = "The form cannot hold all of this, so it is kept as source. Nothing of it is lost."
NO_PLACE = "A question of this kind has no such section. It is kept as source."
TWICE = "This section occurs twice. It is kept as source."
WRONG_PLACE = "This text stands above the first section. It is kept as source."
OPENS_SECTION = (
    "This would be read as another section: a line begins with ## outside of a fence, or a fence "
    "is left open. Change it here, or write the question as source."
)
NOT_AGAIN = "This would not be read again as it is written here. Change it, or write it as source."


def to_form(text: str) -> Form:
    pieces = take_apart(text)
    front = read_front(pieces.front)
    kind = (front or {}).get("kind", "")
    parts = [Part("above", "", 1, None, [], pieces.above.strip("\n"), WRONG_PLACE)]
    parts = parts if pieces.above.strip() else []
    wanted = sections_of(kind) or [name for name in pieces.names if name in SHAPES]
    wanted = list(dict.fromkeys(wanted))
    parts += [replace(part_of(pieces, name), help=help_for(kind, name)) for name in wanted]
    for number, piece in enumerate(pieces.sections):
        if piece.name not in wanted or pieces.names.index(piece.name) != number:
            why = TWICE if piece.name in wanted else NO_PLACE
            parts.append(
                Part(f"other-{number}", piece.name, piece.line, None, [], piece.content, why)
            )
    return Form(front, "" if front else pieces.front, kind, tuple(parts))


def sections_of(kind: str) -> list[str]:
    """The headings of a question of that kind, in their order."""
    if kind not in KINDS:
        return []
    code = ["Code"] if KINDS[kind].has_code else []
    return [COMMON[0], *code, KINDS[kind].section, *COMMON[1:]]


def kind_of(text: str) -> str:
    """The kind that the front matter names; "" where it cannot be read."""
    return (read_front(take_apart(text).front) or {}).get("kind", "")


def guide(kind: str) -> list[tuple[str, str]]:
    """What stands in each section of such a question."""
    return [(name, help_for(kind, name)) for name in sections_of(kind) or COMMON]


def key_of(name: str) -> str:
    return name.casefold().replace(" ", "-")


def part_of(pieces: Pieces, name: str) -> Part:
    shape, key = SHAPES[name], key_of(name)
    piece = first_of(pieces, name)
    if piece is None:
        return Part(key, name, 1, shape, [])
    rows = held(shape, piece.content)
    if rows is None:
        return Part(key, name, piece.line, None, [], piece.content, KEPT)
    return Part(key, name, piece.line, shape, rows)


def first_of(pieces: Pieces, name: str) -> Piece | None:
    return next((piece for piece in pieces.sections if piece.name == name), None)


def to_text(base: str, sent: Sent) -> str:
    """The text that the form was made from, with what was changed in it; raises Unwritable."""
    pieces = take_apart(base)
    form = to_form(base)
    sections = list(pieces.sections)
    above = pieces.above
    for part in form.parts:
        if part.key == "above":
            above = kept_or_new(above, sent.sources.get("above"))
        elif part.key.startswith("other-"):
            number = int(part.key.removeprefix("other-"))
            sections[number] = with_source(sections[number], sent.sources.get(part.key))
        else:
            put_part(sections, part, sent)
    front = pieces.front
    if form.front is not None:
        front = write_front(front, sent.front)
    elif sent.front_source is not None:
        front = ended(kept_or_new(front, sent.front_source))
    result = Pieces(front, above, tuple(sections))
    text = result.text
    check_again(form, result, take_apart(text))
    return text


def put_part(sections: list[Piece], part: Part, sent: Sent) -> None:
    """The section with what was sent for it; made in its place where it was missing."""
    place = next((n for n, piece in enumerate(sections) if piece.name == part.name), None)
    if part.shape is None:
        if place is not None:
            sections[place] = with_source(sections[place], sent.sources.get(part.key))
        return
    if part.key not in sent.rows:
        return
    rows = tidy(part.shape, sent.rows[part.key])
    if rows == part.rows:
        return
    content = written(part, rows)
    if place is not None:
        piece = sections[place]
        sections[place] = closed(piece.holding(content), is_last=place == len(sections) - 1)
    elif content:
        at = place_for(sections, part.name)
        if at and not sections[at - 1].raw.endswith("\n\n"):
            sections[at - 1] = replace(sections[at - 1], raw=ended(sections[at - 1].raw) + "\n")
        end = "\n" if at == len(sections) else "\n\n"
        sections.insert(at, Piece(part.name, 0, f"## {part.name}\n", content + end))


def closed(piece: Piece, *, is_last: bool) -> Piece:
    """With a blank line before the next heading, as all have it."""
    if is_last or piece.raw.endswith("\n\n") or not piece.content:
        return piece
    return replace(piece, raw=ended(piece.raw) + "\n")


def place_for(sections: Sequence[Piece], name: str) -> int:
    """Behind the sections that come before it in every question."""
    order = ["Prompt", "Code", "Options", "Answers", "Lines", *COMMON[1:]]
    earlier = order[: order.index(name)]
    return max((n + 1 for n, piece in enumerate(sections) if piece.name in earlier), default=0)


def written(part: Part, rows: Rows) -> str:
    shape = part.shape
    assert shape is not None  # noqa: S101 -- for the types
    if not rows:
        return ""
    wanted = named(rows) if shape is ENTRIES else rows
    content = shape.write(wanted)
    again = shape.read(content)
    if again is None or tidy(shape, again) != tidy(shape, wanted):
        raise Unwritable(part.name, NOT_AGAIN)
    return content


def kept_or_new(text: str, sent: str | None) -> str:
    if sent is None or plain(sent).strip("\n") == text.strip("\n"):
        return text
    return ended(plain(sent)) if sent.strip() else ""


def with_source(piece: Piece, sent: str | None) -> Piece:
    if sent is None or plain(sent).strip("\n") == piece.content:
        return piece
    return piece.holding(plain(sent).strip("\n"))


def plain(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def ended(text: str) -> str:
    return text if not text or text.endswith("\n") else f"{text}\n"


def check_again(form: Form, wanted: Pieces, found: Pieces) -> None:
    """Are the sections still those that were written? What is kept as source may hold others."""
    if found.names == wanted.names and found.front == wanted.front:
        return
    if any(part.shape is None for part in form.parts) or form.front is None:
        return
    for place, piece in enumerate(wanted.sections):
        if place >= len(found.sections) or found.sections[place] != replace(
            piece, line=found.sections[place].line
        ):
            raise Unwritable(piece.name, OPENS_SECTION)
    raise Unwritable("Prompt", OPENS_SECTION)


def moved(rows: Sequence[Row], step: str, number: int) -> Rows:
    """The rows with one of them a place up or down, taken out, or a blank one at the end."""
    found = list(rows)
    if step == "add":
        return [*found, {}]
    if not 0 <= number < len(found):
        return found
    row = found.pop(number)
    if step in {"up", "down"}:
        found.insert(max(0, number - 1) if step == "up" else number + 1, row)
    return found
