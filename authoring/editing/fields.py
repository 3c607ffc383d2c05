"""The fields of the front matter, as the form draws them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from authoring.editing.form import Form
from authoring.editing.front import TABLES
from quizzes.kinds import KINDS

Choices = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Field:
    """One field; a list where it has choices, a text area where it is long."""

    name: str
    label: str
    value: str
    choices: Choices = ()
    rows: int = 0
    hint: str = ""

    @property
    def is_rare(self) -> bool:
        """Does a first question do without it?"""
        return self.name.removeprefix("front.") in RARE

    @property
    def id(self) -> str:
        return self.name.replace(".", "-").replace("_", "-")


KIND_CHOICES = [(name, f"{name}: {kind.label.lower()[:-1]}") for name, kind in KINDS.items()]
WORDS: Mapping[str, Choices] = {
    "kind": KIND_CHOICES,
    "difficulty": [(word, word) for word in ("easy", "medium", "hard")],
    "cognitive": [(word, word) for word in ("recall", "apply", "analyse")],
    "blanks.judge": [("text", "the accepted words"), ("dockercheck", "the checker, by the claims")],
    "blanks.case": [("", "do not count"), ("yes", "count")],
}
LABELS = {
    "kind": "Kind",
    "objective": "Objective",
    "difficulty": "Difficulty",
    "cognitive": "It asks to",
    "seconds": "Seconds",
    "tags": "Tags",
    "family": "Family",
    "checked.date": "Checked on",
    "checked.how": "Checked how",
    "blanks.judge": "What is right is said by",
    "blanks.case": "Capitals",
    "order.any_order": "Lines in any order",
    "numeric.value": "Value",
    "numeric.tolerance": "Tolerance",
    "numeric.unit": "Unit",
    "claims": "Claims, as source",
}
HINTS = {
    "tags": "With commas between.",
    "family": "Variants of one item share it.",
    "checked.date": "As 2026-11-27.",
    "order.any_order": "A group a line: names with commas between.",
    "claims": "What the checker must confirm: [[claim]] tables.",
}
RARE = {"family", "checked.date", "checked.how", "claims"}
ROWS = {"order.any_order": 2, "claims": 6}


def front_fields(form: Form, objectives: Choices) -> Iterator[Field]:
    """Those of every question, and those of the tables that its kind has or that it holds."""
    front = form.front
    if front is None:
        return
    for name, label in LABELS.items():
        table = name.partition(".")[0]
        is_other = table in TABLES and table != form.kind
        if is_other and not any(front[f"{table}.{key}"] for key in TABLES[table]):
            continue
        choices = objectives if name == "objective" else WORDS.get(name, ())
        value = front[name]
        if choices and value not in dict(choices):
            choices = [*choices, (value, value or "not said")]
        rows = max(ROWS.get(name, 0), value.count("\n") + 1 if name in ROWS else 0)
        yield Field(f"front.{name}", label, value, choices, rows, HINTS.get(name, ""))
