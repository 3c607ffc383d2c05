"""The form as it is drawn: sections of rows, the rows' fields with what can be chosen in them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain

from authoring.architectures.blocks import Unheld, take_apart
from authoring.architectures.rows import Row, Way, plain, rows_of, shown_in, ways_of
from authoring.architectures.tables import TABLES, Field, Shape

MOST_FIELDS = 4_000  # that a browser sends, a ticked box among them
MOST_CHOICES = 30_000  # options of all lists together
Choices = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Control:
    """One field, drawn; `value` of several ids has them in lines."""

    id: str
    name: str
    label: str
    kind: str
    value: str
    most: int
    unit: str = ""
    choices: Choices = ()

    @property
    def picked(self) -> list[str]:
        is_list = self.kind == Shape.SEVERAL.value and self.value
        return self.value.split("\n") if is_list else []


@dataclass(frozen=True)
class Drawn:
    """A row: `title` tells it from the others of its list."""

    key: str
    list: str
    number: int
    one: str
    title: str
    controls: tuple[Control, ...]
    within: tuple["Section", ...] = ()
    is_first: bool = False
    is_last: bool = False
    is_open: bool = False  # where a row can be folded

    @property
    def number_text(self) -> str:
        return str(self.number)

    def opened_for(self, ids: Sequence[str]) -> "Drawn":
        within = tuple(section.opened_for(ids) for section in self.within)
        is_open = any(name == self.key or name.startswith(f"{self.key}-") for name in ids)
        return replace(self, within=within, is_open=is_open)


@dataclass(frozen=True)
class Section:
    """A list of rows. `key` is what a step names it by; `one` is what a row is called."""

    key: str
    title: str
    one: str
    hint: str
    rows: tuple[Drawn, ...]
    can_add: bool
    is_open: bool = False

    def opened_for(self, ids: Sequence[str]) -> "Section":
        rows = tuple(row.opened_for(ids) for row in self.rows)
        is_open = any(name.startswith(f"{self.key}-") for name in ids)
        return replace(self, rows=rows, is_open=is_open or any(row.is_open for row in rows))

    @property
    def article(self) -> str:
        return "an" if self.one[0] in "aeiou" else "a"

    @property
    def count(self) -> int:
        return len(self.rows)


@dataclass(frozen=True)
class Form:
    """A whole architecture in fields."""

    about: Drawn
    sections: tuple[Section, ...]
    published: Section
    anchors: Mapping[int, "Anchor"] = field(default_factory=dict)

    @property
    def size(self) -> int:
        rows = self.every_row()
        return sum(1 + len(control.picked) for row in rows for control in row.controls)

    @property
    def choices(self) -> int:
        rows = self.every_row()
        return sum(len(control.choices) for row in rows for control in row.controls)

    def opened_for(self, ids: Sequence[str]) -> "Form":
        """With those parts open that hold one of these elements."""
        sections = tuple(section.opened_for(ids) for section in self.sections)
        return replace(self, sections=sections, published=self.published.opened_for(ids))

    def every_row(self) -> Iterator[Drawn]:
        yield self.about
        for section in (*self.sections, self.published):
            yield from rows_in(section)


@dataclass(frozen=True)
class Anchor:
    """The field or the row that a line of the text is drawn as."""

    id: str
    name: str


def rows_in(section: Section) -> Iterator[Drawn]:
    for row in section.rows:
        yield row
        yield from chain.from_iterable(rows_in(inner) for inner in row.within)


TITLES = {
    "node": (
        "Components",
        "An id that changes here is followed by whatever names it in this file.",
    ),
    "edge": ("Edges", "An edge leads from one component to another."),
    "flow": ("Flows", "A flow is a list of hops, each along an edge or back as its answer."),
    "failure": ("Failures", "What can fail, and which mitigations are offered for it."),
    "mitigation": ("Mitigations", "Each stands at the components where it can help."),
    "hop": ("Hops", ""),
    "published": ("Published drawing", "A drawing with its faults, whose hops a learner judges."),
    "published-node": ("Published components", ""),
    "published-edge": ("Published edges", ""),
    "published-hop": ("Published hops", ""),
}


def to_form(text: str, sent: Mapping[str, str] | None = None) -> Form:
    """The form of that text, with what was sent in its fields; raises Unheld."""
    rows = rows_of(take_apart(text))
    drawing = Drawing(rows, sent or {})
    about = next((row for row in rows if row.list == "top"), None)
    if about is None:
        raise Unheld(1, "nothing can be read.")
    form = Form(
        drawing.drawn(about, is_last=True),
        tuple(drawing.section(key) for key in ("node", "edge", "flow", "failure", "mitigation")),
        drawing.section("published"),
        anchors_of(rows),
    )
    if form.size > MOST_FIELDS or form.choices > MOST_CHOICES:
        raise Unheld(1, f"the form would have {form.size} fields, which is more than it can hold.")
    return form


class Drawing:
    """What the rows of one text share while they are drawn."""

    def __init__(self, rows: list[Row], sent: Mapping[str, str]) -> None:
        self.rows = rows
        self.sent = sent
        self.ways = ways_of(rows)
        self.ids = {
            table: tuple(
                (row["id"], row["id"]) for row in rows if row.block.table == table and row["id"]
            )
            for table in ("node", "mitigation", "published.node")
        }
        self.way_choices = tuple((way.name, said(way)) for way in self.ways)
        self.by_list: dict[str, list[Row]] = {}
        for row in rows:
            self.by_list.setdefault(row.list, []).append(row)

    def section(self, key: str) -> Section:
        own = self.by_list.get(key, [])
        name = "hop" if key.startswith("flow-") else key
        title, hint = TITLES[name]
        table = TABLES["flow.hop" if name == "hop" else key.replace("-", ".")]
        rows = tuple(self.drawn(row, is_last=row is own[-1]) for row in own)
        return Section(key, title, table.one, hint, rows, len(own) < table.most)

    def drawn(self, row: Row, *, is_last: bool) -> Drawn:
        controls = tuple(self.control(row, field) for field in row.table.fields)
        within = tuple(self.section(f"{row.key}-{name}") for name in row.table.within)
        title = row["title"] if row.list == "flow" else row["id"]
        return Drawn(
            row.key,
            row.list,
            row.number,
            row.table.one,
            title,
            controls,
            within,
            not row.number,
            is_last,
        )

    def control(self, row: Row, field: Field) -> Control:
        key = f"{row.key}-{field.name}"
        old = shown_in(self.rows, row, field, self.ways)
        value = self.sent.get(key, old)
        if field.shape is not Shape.SEVERAL:
            value = plain(value)
        choices = self.choices(row, field, value)
        return Control(
            key, field.name, field.label, field.shape.value, value, field.most, field.unit, choices
        )

    def choices(self, row: Row, field: Field, value: str) -> Choices:
        """Those that there are, and what stands there now if it is none of them."""
        known: Choices = ()
        if field.shape is Shape.CHOICE:
            known = tuple((word, word) for word in field.words)
            known = known if field.begins is not None else (("", "none"), *known)
        elif field.shape is Shape.FLAG:
            known = (("true", "yes"), ("false", "no"))
        elif field.shape is Shape.WAY:
            known = self.way_choices
        elif field.of:
            known = self.ids.get(field.of, ())
        if field.shape in {Shape.TEXT, Shape.LONG, Shape.NUMBER}:
            return ()
        names = value.split("\n") if field.shape is Shape.SEVERAL else [value]
        there = {name for name, _ in known}
        odd = [name for name in names if name not in there]
        if field.shape is Shape.SEVERAL:
            return (*known, *((name, f"{name} (is not there)") for name in odd if name))
        return (*((name, self.odd(row, field, name)) for name in odd), *known)

    def odd(self, row: Row, field: Field, value: str) -> str:
        if field.shape is Shape.WAY and (row["from"] or row["to"]):
            return f"{row['from'] or '…'} → {row['to'] or '…'} (no such edge)"
        return f"{value} (is not there)" if value else "Choose"


def said(way: Way) -> str:
    answer = "answer to " if way.is_back else ""
    return f"{way.source} → {way.target} ({answer}{way.edge['label'] or way.edge['id']})"


def anchors_of(rows: list[Row]) -> dict[int, Anchor]:
    """Which field or row each line of the text is drawn as."""
    found: dict[int, Anchor] = {}
    line = 1
    for row in rows:
        line += row.block.gap.count("\n")
        own = row.block.body
        called = f"{row.table.one} {row.number + 1}"
        name = called if row.table.most > 1 else row.table.one
        for number in range(line, line + own.count("\n") + 1):
            found[number] = Anchor(row.key, name)
        for key, (start, end) in row.spans.items():
            control = control_for(row, key)
            if control is None:
                continue
            first = line + own.count("\n", 0, start)
            for number in range(first, line + own.count("\n", 0, end) + 1):
                found[number] = Anchor(
                    f"{row.key}-{control.name}", f"{name}, {control.label.lower()}"
                )
        line += own.count("\n")
    return found


def control_for(row: Row, key: str) -> Field | None:
    fields = row.table.fields
    if key in {hidden.name for hidden in row.table.hidden}:
        return fields[0]
    return next((field for field in fields if field.name == key), None)
