"""What the form of an architecture sent, made the text that it means."""

from dataclasses import dataclass, replace

from django.http import QueryDict

from authoring.architectures.blocks import Unheld
from authoring.architectures.form import Form, to_form
from authoring.architectures.steps import step_of, stepped
from authoring.architectures.writing import Unwritable, to_text
from authoring.editing.sending import FORM, SOURCE, mode_of

ARCHITECTURE = "/architecture.toml"


@dataclass(frozen=True)
class State:
    """The architecture in the editor. `form` is what is drawn where it is shown as one."""

    text: str
    version: int
    mode: str = SOURCE
    form: Form | None = None
    fault: str = ""  # why it is not written, or not shown, as was wanted
    focus: str = ""  # the field that a step leads to
    is_unsaved: bool = False

    @property
    def is_form(self) -> bool:
        return self.form is not None


def opened(text: str, version: int, mode: str) -> State:
    """A text that is shown as a form if that can hold it."""
    if mode != FORM:
        return State(text, version)
    try:
        return State(text, version, FORM, to_form(text))
    except Unheld as error:
        return State(text, version, fault=f"The form cannot hold this text. {error}")


def read_state(post: QueryDict, text: str, version: int) -> State:
    """The state that was sent: `text` is the source, or what the fields are part of."""
    if mode_of(post.get("as")) != FORM:
        return State(text, version, is_unsaved=True)
    sent = {name: said(post, name) for name in post if "-" in name}
    try:
        new = to_text(text, sent)
    except Unheld as error:
        return State(text, version, fault=f"The form cannot hold this text. {error}")
    except Unwritable as error:
        form = to_form(text, sent)
        return State(text, version, FORM, form, f"Not converted. {error}", error.key)
    step, focus = step_of(post.get("turn", "")), ""
    if step:
        new, focus = stepped(new, step)
    state = opened(new, version, FORM)
    return replace(state, focus=focus, is_unsaved=True)


def said(post: QueryDict, name: str) -> str:
    """Ids that are ticked come one by one, and an empty one with them."""
    return "\n".join(filter(None, post.getlist(name)))


def switched(state: State, mode: str) -> State:
    """The same architecture the other way."""
    if state.fault or mode == state.mode:
        return state
    return replace(opened(state.text, state.version, mode), is_unsaved=True)


__all__ = ["FORM", "SOURCE", "State", "mode_of", "opened", "read_state", "switched"]
