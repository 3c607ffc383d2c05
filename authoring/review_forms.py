"""What instructors send from the pages of a file: its text, and a step on its way."""

from django import forms

from authoring.reviewing import LONGEST_COMMENT
from authoring.stamping import LONGEST_HOW
from learning.content.files import LONGEST_PATH, SIZE

MOST = 2_000_000_000  # what a column for a count holds
LINE_ENDS = 2  # a browser sends two characters for each end of a line, and counts one


class TextForm(forms.Form):
    """The text of a file, and the version of the draft that it was written on; 0 for none."""

    body = forms.CharField(required=False, max_length=LINE_ENDS * SIZE, strip=False)
    version = forms.IntegerField(min_value=0, max_value=MOST)


class StepForm(forms.Form):
    """The draft that somebody has read, and what they say of it."""

    version = forms.IntegerField(min_value=1, max_value=MOST)
    comment = forms.CharField(required=False, max_length=LINE_ENDS * LONGEST_COMMENT)
    how = forms.CharField(required=False, max_length=LONGEST_HOW)


class CommentForm(forms.Form):
    comment = forms.CharField(required=False, max_length=LINE_ENDS * LONGEST_COMMENT)


class RestoreForm(forms.Form):
    number = forms.IntegerField(min_value=1, max_value=MOST)


class CompareForm(forms.Form):
    """Which releases are compared: by default the last with the one before, or the draft."""

    to = forms.IntegerField(required=False, min_value=0, max_value=MOST)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        older = forms.IntegerField(required=False, min_value=0, max_value=MOST)
        self.fields["from"] = older  # no name for a class's attribute


class NewFileForm(forms.Form):
    path = forms.CharField(max_length=LONGEST_PATH)
