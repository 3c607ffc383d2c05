"""All input of launches, bounded; what a token says is read by `claims`."""

from typing import Any

from django import forms

from classes.forms import AssignmentForm, work_choices
from classes.teaching import Task
from lti.claims import LONGEST_TEXT
from lti.models import LONGEST_ID

LONGEST_HINT = 8_000
LONGEST_SIGNED = 60_000


class LoginForm(forms.Form):
    """How a platform begins a launch."""

    iss = forms.CharField(max_length=LONGEST_ID)
    client_id = forms.CharField(max_length=LONGEST_ID, required=False)
    login_hint = forms.CharField(max_length=LONGEST_HINT)
    target_link_uri = forms.CharField(max_length=LONGEST_TEXT)
    lti_message_hint = forms.CharField(max_length=LONGEST_HINT, required=False)
    lti_deployment_id = forms.CharField(max_length=LONGEST_ID, required=False)


class ArrivalForm(forms.Form):
    """Where somebody goes who has just come, and what they are told on the way."""

    to = forms.CharField(max_length=LONGEST_ID)
    joined = forms.SlugField(max_length=16, required=False)


class GuestForm(ArrivalForm):
    """Whether what was done in this browser without an account is theirs."""

    guest = forms.CharField(max_length=LONGEST_ID)
    mine = forms.ChoiceField(choices=[("yes", "yes"), ("no", "no")])


class ChooseForm(forms.Form):
    """What an instructor wants a link to lead to; `asked` is the platform's question, signed."""

    asked = forms.CharField(max_length=LONGEST_SIGNED, widget=forms.HiddenInput)
    work = forms.ChoiceField(label="What students are to do")

    def __init__(self, data: Any = None, *, asked: str = "") -> None:
        super().__init__(data, initial={"asked": asked})
        self.fields["work"].choices = work_choices()  # type: ignore[attr-defined]

    def task(self) -> Task:
        form = AssignmentForm({"work": self.cleaned_data["work"]})
        form.full_clean()
        return form.task()
