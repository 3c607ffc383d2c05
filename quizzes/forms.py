"""All input of the quizzes, checked and turned into the domain's types."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone

from learning.models import Pattern
from quizzes.models import Certainty, Mode


class AnswerForm(forms.Form):
    """What comes with every answer besides the answer itself, which is its kind's to read."""

    version = forms.IntegerField(min_value=0, max_value=1_000)
    certainty = forms.TypedChoiceField(
        choices=Certainty.choices, coerce=int, required=False, empty_value=None
    )
    since = forms.IntegerField(min_value=0, max_value=2**40, required=False)
    go = forms.IntegerField(min_value=0, max_value=100, required=False)


class MoveForm(forms.Form):
    version = forms.IntegerField(min_value=0, max_value=1_000)
    move = forms.RegexField(r"^(?:add|drop|up|down):[a-z0-9-]{1,80}$", required=False)


class HintForm(forms.Form):
    number = forms.IntegerField(min_value=1, max_value=9)


class StartForm(forms.Form):
    """A new run: in which way, over which pattern, and for "try" which exercise first."""

    mode = forms.ChoiceField(choices=Mode.choices)
    pattern = forms.ModelChoiceField(Pattern.objects, to_field_name="slug", required=False)
    question = forms.SlugField(max_length=80, required=False)
    certainty = forms.BooleanField(required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        everywhere = {Mode.MISTAKES, Mode.RECALL}
        if data.get("mode") not in everywhere and not data.get("pattern"):
            raise forms.ValidationError("Say which pattern.")
        return data


class PlanForm(forms.Form):
    """How many reviews a day, and the day of an exam."""

    per_day = forms.IntegerField(label="Reviews a day, at most", min_value=1, max_value=200)
    exam_on = forms.DateField(label="Exam on", required=False)

    def clean_exam_on(self) -> Any:
        day = self.cleaned_data["exam_on"]
        today = timezone.localdate()
        if day and not today < day <= today + timedelta(days=730):
            raise forms.ValidationError("Choose a day after today, within two years.")
        return day
