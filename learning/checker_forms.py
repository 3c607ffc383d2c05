"""What the checker page is given, turned into a project."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from learning.checker import LONGEST_SOURCE, MOST_CHANGED, Project
from learning.lenses import Lens


class TextField(forms.CharField):
    """A text as it was typed. Browsers send its lines with CR LF; here they end with LF."""

    def __init__(self) -> None:
        super().__init__(required=False, strip=False)

    def to_python(self, value: Any) -> str:
        return str(super().to_python(value) or "").replace("\r\n", "\n")


class ProjectForm(forms.Form):
    """A Dockerfile, pasted or as a file, and what stands around it.

    The lengths are judged where the work is done, in `learning.checker`.
    """

    source = TextField()
    file = forms.FileField(required=False, allow_empty_file=True)
    listing = TextField()
    ignore = TextField()
    target = forms.CharField(max_length=128, required=False)
    before = TextField()  # the source that a fix was applied to, for undoing it
    fix = forms.CharField(max_length=200, required=False)

    def __init__(self, data: QueryDict, files: "MultiValueDict[str, UploadedFile[bytes]]") -> None:
        super().__init__(data, files)
        self.changed = tuple(data.getlist("changed")[:MOST_CHANGED])

    def clean_file(self) -> str | None:
        """The file's text; None where there is no file."""
        file: UploadedFile[bytes] | None = self.cleaned_data.get("file")
        if file is None:
            return None
        body: bytes = file.read(LONGEST_SOURCE + 1)
        if len(body) > LONGEST_SOURCE:
            raise forms.ValidationError("Up to 64 kB are read, and this file is larger.")
        if b"\0" in body:
            raise forms.ValidationError("This file is no text.")
        return body.decode(errors="replace")

    def project(self) -> Project:
        """What was given, whether valid or not: so that nothing typed is lost."""
        given = self.cleaned_data
        file = given.get("file")
        return Project(
            source=file if isinstance(file, str) else self.typed("source"),
            listing=self.typed("listing"),
            ignore=self.typed("ignore"),
            target=given.get("target", ""),
            changed=self.changed,
        )

    def typed(self, name: str) -> str:
        kept: str | None = self.cleaned_data.get(name)
        return str(self.data.get(name, "")).replace("\0", "") if kept is None else kept


class LensForm(forms.Form):
    lens = forms.ChoiceField(choices=[(lens, lens) for lens in Lens], required=False)

    def chosen(self) -> Lens:
        """The lens asked for; the first one if none or no such is."""
        asked = self.cleaned_data.get("lens") if self.is_valid() else ""
        return Lens(asked) if asked else Lens.FINDINGS
