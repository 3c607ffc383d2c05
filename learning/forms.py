"""All input, checked and turned into the domain's types."""

from typing import Any

from django import forms

from learning.exercises import LONGEST_ANSWER
from learning.models import LONGEST_WORKBOOK, Role, Study
from learning.scaleout import Rollout
from learning.search import LONGEST_QUERY
from learning.theme import Theme

RATINGS = ("missing", "partly", "fully")


class SearchForm(forms.Form):
    q = forms.CharField(max_length=LONGEST_QUERY, required=False)


class ThemeForm(forms.Form):
    theme = forms.ChoiceField(choices=[(theme, theme) for theme in Theme])
    next = forms.CharField(max_length=500, required=False)


class PositionForm(forms.Form):
    section = forms.SlugField(max_length=120, required=False)
    percent = forms.IntegerField(min_value=0, max_value=100)


class ReadForm(forms.Form):
    read = forms.BooleanField(required=False)


class OpeningForm(forms.Form):
    option = forms.IntegerField(min_value=0, max_value=9)


class GapsForm(forms.Form):
    """The answers to one exercise: as many `gap` fields as it has gaps."""

    record = forms.BooleanField(required=False)

    def __init__(self, data: Any, gaps: int) -> None:
        super().__init__(data)
        # PostgreSQL keeps no NUL, and nobody types one.
        self.given = [
            text.replace("\0", "")[:LONGEST_ANSWER] for text in data.getlist("gap")[:gaps]
        ]


class WorkbookForm(forms.Form):
    text = forms.CharField(max_length=LONGEST_WORKBOOK, required=False, strip=False)

    def __init__(self, data: Any, study: Study) -> None:
        super().__init__(data)
        for number in range(len(study.rubric)):
            self.fields[f"rating-{number}"] = forms.ChoiceField(
                choices=[(rating, rating) for rating in RATINGS], required=False
            )

    def ratings(self) -> dict[str, str]:
        """Criterion's number (from 0, as text) → rating, for those rated."""
        return {
            name.removeprefix("rating-"): value
            for name, value in self.cleaned_data.items()
            if name.startswith("rating-") and value
        }


class ClockForm(forms.Form):
    """What goes into the scale-out clock. Sizes in MB as the registry stores them."""

    before = forms.FloatField(label="Image before", min_value=0.1, max_value=50_000)
    after = forms.FloatField(label="Image after", min_value=0.1, max_value=50_000)
    nodes = forms.IntegerField(label="New nodes", min_value=1, max_value=5_000)
    node_mbit = forms.IntegerField(label="Link of a node", min_value=1, max_value=400_000)
    registry_mbit = forms.IntegerField(
        label="Link of the registry", min_value=1, max_value=4_000_000
    )
    startup = forms.FloatField(label="Start-up", min_value=0, max_value=3_600)

    def rollout(self) -> Rollout:
        data = self.cleaned_data
        return Rollout(data["nodes"], data["node_mbit"], data["registry_mbit"], data["startup"])


class InvitationForm(forms.Form):
    role = forms.ChoiceField(choices=Role.choices)
    note = forms.CharField(label="For whom", max_length=120, required=False)


class WithdrawalForm(forms.Form):
    """Which role is lost; with that as instructor every other goes too."""

    role = forms.ChoiceField(choices=Role.choices)
