"""All input of the lab, checked and turned into the domain's types."""

import re

from django import forms
from django.http import QueryDict

from lab.exercises.exercise import Files
from learning import checker
from learning.checker import Project, TooMuchError
from learning.checker_forms import TextField
from learning.lenses import Lens


class FilesForm(forms.Form):
    """What the page of an exercise sends with every button: the files, and what is looked at.

    What is too much is refused with the limit, and comes back as it was typed.
    """

    dockerfile = TextField()
    ignore = TextField()
    form_key = forms.CharField(required=False)
    before = forms.CharField(required=False)  # the goals as the page has them

    def __init__(self, data: QueryDict, *, has_ignore: bool) -> None:
        super().__init__(data)
        self.has_ignore = has_ignore
        self.changed = tuple(data.getlist("changed")[: checker.MOST_CHANGED])
        # A lens is chosen by its button, which stands after the field that keeps the last choice.
        asked = data.getlist("lens")[-1:]
        self.lens = Lens(asked[0]) if asked and asked[0] in set(Lens) else Lens.FINDINGS

    def clean_form_key(self) -> str:
        """A form without a key of ours is taken as if it were sent for the first time."""
        key = str(self.cleaned_data["form_key"])
        return key if re.fullmatch(r"[A-Za-z0-9_-]{16}", key) else ""

    def clean(self) -> None:
        super().clean()
        files = self.files_typed()
        try:
            checker.refuse_too_much(Project(files.dockerfile, ignore=files.ignore or ""))
        except TooMuchError as error:
            field = "ignore" if error.field == "ignore" else "dockerfile"
            self.add_error(field, str(error))

    def files_typed(self) -> Files:
        """What was given, whether valid or not: so that nothing typed is lost."""
        return Files(self.typed("dockerfile"), self.typed("ignore") if self.has_ignore else None)

    def typed(self, name: str) -> str:
        kept = self.cleaned_data.get(name)
        return str(self.data.get(name, "")).replace("\0", "") if kept is None else str(kept)


class HintForm(forms.Form):
    number = forms.IntegerField(min_value=1, max_value=9)
