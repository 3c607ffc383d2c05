"""What the editor's form sent, as source or as fields, made the text that it means."""

from dataclasses import dataclass, replace

from django.http import QueryDict

from authoring.drafts import Unfit, kept
from authoring.editing import form as forms
from authoring.editing.form import Form, Part, Sent, to_form, to_text
from authoring.editing.front import FIELDS
from authoring.editing.shapes import Row, Rows, tidy

MOST_ROWS = 40
SOURCE, FORM = "source", "form"
LEAST = {"hints": 3, "solution": 2}  # rows that are shown, written or not


@dataclass(frozen=True)
class State:
    """The question in the editor. `form` is what is drawn where it is shown as one."""

    text: str
    version: int
    began: str  # the text as it was saved when the page was made
    mode: str = SOURCE
    form: Form | None = None
    fault: str = ""  # why the form cannot be written as a text
    fresh: str = ""  # the part that has a new row

    @property
    def is_form(self) -> bool:
        return self.mode == FORM


def mode_of(asked: str | None) -> str:
    return FORM if asked == FORM else SOURCE


def number(text: str | None, most: int) -> int:
    return min(int(text), most) if text and text.isdecimal() and len(text) < 10 else 0


def read_state(post: QueryDict) -> State:
    """The state that was sent; raises Unfit for a text that cannot be kept."""
    mode = mode_of(post.get("as"))
    version = number(post.get("version"), 10**9)
    began = kept(post.get("began", ""))
    if mode == SOURCE:
        return State(kept(post.get("source", "")), version, began)
    base = kept(post.get("base", ""))
    sent = read_sent(post, to_form(base))
    step, key, place = step_of(post)
    if step and key in sent.rows:
        rows = forms.moved(sent.rows[key], step, place)
        sent = replace(sent, rows={**sent.rows, key: rows})
    try:
        text = kept(to_text(base, sent))
    except forms.Unwritable as error:
        drawn = as_sent(to_form(base), sent)
        return State(base, version, began, FORM, drawn, f"{error.section}: {error}")
    fresh = key if step == "add" else ""
    return State(text, version, began, FORM, padded(to_form(text), fresh), fresh=fresh)


def step_of(post: QueryDict) -> tuple[str, str, int]:
    """A row that is added, moved or taken out: "options:up:2"."""
    key, _, rest = post.get("step", "").partition(":")
    step, _, place = rest.partition(":")
    return (step, key, number(place, MOST_ROWS)) if step else ("", "", 0)


def read_sent(post: QueryDict, form: Form) -> Sent:
    rows: dict[str, Rows] = {}
    sources: dict[str, str] = {}
    for part in form.parts:
        if part.shape is None and f"{part.key}-source" in post:
            sources[part.key] = post.get(f"{part.key}-source", "")
        elif part.shape and f"{part.key}-rows" in post:
            rows[part.key] = read_rows(post, part)
    front = {name: post.get(f"front.{name}", "") for name in FIELDS if f"front.{name}" in post}
    return Sent(front, post.get("front-source"), rows, sources)


def read_rows(post: QueryDict, part: Part) -> Rows:
    assert part.shape is not None  # noqa: S101 -- for the types
    count = number(post.get(f"{part.key}-rows"), MOST_ROWS)
    return [
        {name: post.get(f"{part.key}-{n}-{name}", "") for name in part.shape.fields}
        for n in range(count)
    ]


def as_sent(form: Form, sent: Sent) -> Form:
    """The form with what was typed in it, for whoever has to change it."""
    parts = [
        replace(part, rows=tidy(part.shape, sent.rows[part.key]))
        if part.shape and part.key in sent.rows
        else replace(part, source=sent.sources.get(part.key, part.source))
        for part in form.parts
    ]
    front = {**form.front, **sent.front} if form.front is not None else None
    source = form.front_source if sent.front_source is None else sent.front_source
    return padded(replace(form, front=front, front_source=source, parts=tuple(parts)))


def padded(form: Form, fresh: str = "") -> Form:
    """With the blank rows that are there to be written in."""
    return replace(form, parts=tuple(with_blanks(part, fresh) for part in form.parts))


def with_blanks(part: Part, fresh: str) -> Part:
    if part.shape is None:
        return part
    blank: Row = dict.fromkeys(part.shape.fields, "")
    least = max(LEAST.get(part.key, 1), len(part.rows) + (part.key == fresh))
    rows = [*part.rows, *(dict(blank) for _ in range(least - len(part.rows)))]
    return replace(part, rows=rows)


def opened(text: str, version: int, mode: str) -> State:
    """A text in the editor as it was just read."""
    form = padded(to_form(text)) if mode == FORM else None
    return State(text, version, text, mode, form)


def switched(state: State, mode: str) -> State:
    """The same question the other way."""
    if state.fault or mode == state.mode:
        return state
    form = padded(to_form(state.text)) if mode == FORM else None
    return replace(state, mode=mode, form=form)


__all__ = ["FORM", "SOURCE", "State", "Unfit", "mode_of", "opened", "read_state", "switched"]
