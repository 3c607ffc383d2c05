"""All input of the classes, checked and turned into the domain's types."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone

from classes import codes, names
from classes.board import Show, Sort
from classes.models import (
    LONGEST_DISPLAY_NAME,
    LONGEST_FOLDED_NAME,
    LONGEST_NAME,
    LONGEST_NOTE,
    Assignment,
    Kind,
)
from classes.teaching import Task
from lab.models import StoredExercise
from learning.models import Pattern, Study
from learning.ways import Way

FURTHEST = timedelta(days=5 * 366)
DATE_FORMAT = "%Y-%m-%dT%H:%M"  # as browsers send it
LONGEST_EMAIL = 254


class LineField(forms.CharField):
    """One line of text in which everything is seen."""

    def to_python(self, value: Any) -> str:
        return names.tidy(str(super().to_python(value) or ""))

    def validate(self, value: str) -> None:
        super().validate(value)
        if value and (wrong := names.flaw(value)):
            raise forms.ValidationError(wrong)


class CodeForm(forms.Form):
    """What a student types; whether a class has that code is for the view to find out."""

    code = forms.CharField(
        label="Code",
        max_length=codes.LONGEST_TYPED,
        help_text="Seven letters and digits. Small letters, spaces and hyphens do not matter.",
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )


class JoinForm(forms.Form):
    display_name = LineField(
        label="Your name in this class",
        max_length=LONGEST_DISPLAY_NAME,
        help_text="So that your instructor knows who you are. Other students do not see it.",
        widget=forms.TextInput(attrs={"autocomplete": "nickname"}),
    )
    form = forms.CharField(max_length=200, required=False, widget=forms.HiddenInput)

    def clean_display_name(self) -> str:
        name = str(self.cleaned_data["display_name"])
        if len(names.folded(name)) > LONGEST_FOLDED_NAME:
            raise forms.ValidationError("Use simpler characters.")
        return name


class ClassroomForm(forms.Form):
    name = LineField(label="Name of the class", max_length=LONGEST_NAME)
    teacher = LineField(
        label="Your name, as students read it",
        max_length=LONGEST_NAME,
        help_text="Whoever has the code reads both before joining.",
    )


class RenewForm(forms.Form):
    days = forms.IntegerField(
        label="Days until it expires", min_value=1, max_value=codes.MOST_DAYS, initial=codes.DAYS
    )


class AssistantForm(forms.Form):
    email = forms.EmailField(label="E-mail address of an instructor", max_length=LONGEST_EMAIL)


class DeleteForm(forms.Form):
    """The name, typed, so that a class is not deleted by a slip."""

    name = forms.CharField(label="Type the name of the class", max_length=LONGEST_NAME)

    def __init__(self, data: Any, expected: str) -> None:
        super().__init__(data, auto_id="delete_%s")
        self.expected = expected

    def clean_name(self) -> str:
        name = str(self.cleaned_data["name"])
        if names.folded(names.tidy(name)) != names.folded(self.expected):
            raise forms.ValidationError("This is not its name.")
        return name


class BoardForm(forms.Form):
    """What of the board is asked for; what makes no sense is as if it had not been asked."""

    show = forms.ChoiceField(choices=[(one, one) for one in Show], required=False)
    work = forms.SlugField(max_length=16, required=False, allow_unicode=False)
    sort = forms.ChoiceField(choices=[(one, one) for one in Sort], required=False)

    def chosen(self) -> tuple[Show, str, Sort]:
        self.is_valid()
        data = self.cleaned_data
        return (
            Show(data.get("show") or Show.ALL),
            str(data.get("work") or ""),
            Sort(data.get("sort") or Sort.NAME),
        )


class MomentField(forms.DateTimeField):
    """A day and a time, in UTC, within five years of now."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=DATE_FORMAT)

    def __init__(self, label: str, help_text: str) -> None:
        formats = [DATE_FORMAT, f"{DATE_FORMAT}:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d"]
        super().__init__(
            label=f"{label} (UTC)", help_text=help_text, required=False, input_formats=formats
        )

    def validate(self, value: Any) -> None:
        super().validate(value)
        if isinstance(value, datetime) and abs(value - timezone.now()) > FURTHEST:
            raise forms.ValidationError("Choose a day within five years.")


class AssignmentForm(forms.Form):
    """What is to be done, from when and until when."""

    work = forms.ChoiceField(label="What")
    opens_at = MomentField("Opens", "What was done earlier does not count. Empty: since joining.")
    due_at = MomentField("Due", "Later counts too, and is marked as late. Empty: no date.")
    note = forms.CharField(label="A word to the students", max_length=LONGEST_NOTE, required=False)

    def __init__(self, data: Any = None, assignment: Assignment | None = None) -> None:
        super().__init__(data, initial=initial_of(assignment) if assignment else None)
        choices = work_choices()
        known = {value for _, group in choices for value, _ in group}
        if assignment and (kept := value_of(assignment)) not in known:
            choices.append(("As it is", [(kept, assignment.title)]))
        self.fields["work"].choices = choices  # type: ignore[attr-defined]

    def clean_note(self) -> str:
        note = names.tidy(" ".join(str(self.cleaned_data["note"]).split()))
        if note and (wrong := names.flaw(note)):
            raise forms.ValidationError(wrong)
        return note

    def clean(self) -> None:
        super().clean()
        opens_at, due_at = (self.cleaned_data.get(name) for name in ("opens_at", "due_at"))
        if opens_at and due_at and due_at <= opens_at:
            self.add_error("due_at", "Choose a moment after it opens.")

    def task(self) -> Task:
        data = self.cleaned_data
        kind, _, slug = str(data["work"]).partition(":")
        is_exercise = kind == Kind.EXERCISE
        return Task(
            Kind(kind),
            None if is_exercise else Pattern.objects.get(slug=slug),
            StoredExercise.objects.get(slug=slug) if is_exercise else None,
            data["opens_at"],
            data["due_at"],
            data["note"],
        )


Choices = list[tuple[str, list[tuple[str, str]]]]


def work_choices() -> Choices:
    """All that can be assigned: patterns, their tests, the exercises of the lab."""
    patterns = list(Pattern.objects.values_list("slug", "title"))
    tested = set(Study.objects.filter(way=Way.TEST).values_list("pattern__slug", flat=True))
    exercises = StoredExercise.objects.listed().values_list("slug", "title", "pattern__title")
    choices: Choices = [
        ("Patterns: read the texts", [(f"pattern:{slug}", title) for slug, title in patterns]),
        (
            "Tests",
            [(f"test:{slug}", f"Test: {title}") for slug, title in patterns if slug in tested],
        ),
    ]
    by_pattern: dict[str, list[tuple[str, str]]] = {}
    for slug, title, pattern in exercises:
        by_pattern.setdefault(pattern, []).append((f"exercise:{slug}", title))
    return [*choices, *((f"Exercises: {name}", rows) for name, rows in by_pattern.items())]


def value_of(assignment: Assignment) -> str:
    thing = assignment.exercise or assignment.pattern
    return f"{assignment.kind}:{thing.slug if thing else ''}"


def initial_of(assignment: Assignment) -> dict[str, Any]:
    return {
        "work": value_of(assignment),
        "opens_at": assignment.opens_at and assignment.opens_at.astimezone(UTC),
        "due_at": assignment.due_at and assignment.due_at.astimezone(UTC),
        "note": assignment.note,
    }
