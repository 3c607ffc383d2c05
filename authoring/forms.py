"""All input of the instructors' pages about questions, checked and turned into domain types."""

from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict

from authoring.models import BankEntry
from authoring.wanted import DEFAULT_SORT, FACETS, MOST_PAGES, SORTS, Wanted
from learning.models import Objective, Pattern
from quizzes.bank.part import QUESTIONS
from quizzes.kinds import KINDS
from quizzes.models import Question

MOST_SELECTED = 200
SLUG = r"^[a-z0-9]+(?:-[a-z0-9]+)*$"


def wanted(query: MultiValueDict[str, str]) -> Wanted:
    """What an address asks the bank for; what no bank can be asked for is left out."""
    chosen = {name: clean(query.get(name, ""), 80) for name in FACETS}
    sort = query.get("sort", "")
    page = query.get("page", "")
    return Wanted(
        words=clean(query.get("q", ""), 200),
        facets={name: value for name, value in chosen.items() if value},
        flagged=query.get("flagged") == "yes",
        sort=sort if sort.removeprefix("-") in SORTS else DEFAULT_SORT,
        page=min(max(int(page), 1), MOST_PAGES) if page.isdecimal() and len(page) < 9 else 1,
    )


def clean(text: str, most: int) -> str:
    return text.replace("\0", "").strip()[:most]


class BulkForm(forms.Form):
    """What is to be done with the questions that are ticked."""

    do = forms.ChoiceField(choices=[(name, name) for name in ("ask", "retire", "discard")])
    back = forms.CharField(required=False, max_length=1_000)


class ObjectiveField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """Chosen by what it says; its name is for files."""

    def label_from_instance(self, objective: Any) -> str:
        return str(objective.sentence)


class NewForm(forms.Form):
    """A question to be written: where it belongs, which kind, and its name for good."""

    kind = forms.ChoiceField(label="Kind", choices=())
    pattern = forms.ModelChoiceField(
        Pattern.objects, label="Pattern", to_field_name="slug", empty_label=None
    )
    objective = ObjectiveField(
        Objective.objects.order_by("slug"),
        label="Objective",
        to_field_name="slug",
        empty_label=None,
    )
    slug = forms.RegexField(
        SLUG,
        label="Name",
        max_length=80,
        help_text="Small letters, digits and hyphens; it never changes.",
        error_messages={"invalid": "Use small letters and digits, with single hyphens between."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = [
            (name, f"{name}: {kind.label[0].lower()}{kind.label[1:-1]}")
            for name, kind in KINDS.items()
        ]
        self.fields["kind"].choices = labels  # type: ignore[attr-defined]

    def clean_slug(self) -> str:
        slug: str = self.cleaned_data["slug"]
        is_taken = Question.objects.filter(slug=slug).exists()
        if is_taken or BankEntry.objects.filter(slug=slug).exists():
            raise forms.ValidationError("A question has this name already.")
        return slug

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        pattern, objective = data.get("pattern"), data.get("objective")
        if (
            pattern
            and objective
            and objective.sentence not in (pattern.objectives or [objective.sentence])
        ):
            self.add_error("objective", f"This is no objective of {pattern.title}.")
        return data


def selected(sent: MultiValueDict[str, str]) -> list[str]:
    """The paths that are ticked, each once, as many as one form can do."""
    paths = (path for path in sent.getlist("path")[:MOST_SELECTED] if QUESTIONS.owns(path))
    return list(dict.fromkeys(paths))
