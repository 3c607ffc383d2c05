"""What the pages of import and export are sent, checked and turned into domain types."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.datastructures import MultiValueDict

from authoring.exchange.uploads import LARGEST_PACKED, READERS, guess, unpacked
from authoring.exporting import FORMATS
from authoring.importing import Wanted
from authoring.models import Source
from learning.content.parts import Outline
from learning.models import Pattern
from quizzes.bank.part import QUESTIONS

LONGEST_PASTE = 200_000  # characters
MOST_SELECTED = 200
GUESS = "guess"
SOURCES = [(GUESS, "Find out")] + [(source.value, source.label) for source in READERS]
Places = list[tuple[str, list[tuple[str, str]]]]


def places(outline: Outline, titles: dict[str, str]) -> Places:
    """Every objective of every pattern, as groups of a select."""
    return [
        (titles[slug], [(f"{slug}/{name}", objective(outline, name)) for name in names])
        for slug, names in outline.patterns.items()
        if slug in titles
    ]


def objective(outline: Outline, name: str) -> str:
    return f"{name}: {outline.objectives.get(name, '')}"[:120]


class ImportForm(forms.Form):
    """A file or a paste, or the file of the page before; its format; where the questions go."""

    file = forms.FileField(label="File", required=False, allow_empty_file=True)
    text = forms.CharField(
        label="Or paste the questions", required=False, strip=False, max_length=LONGEST_PASTE
    )
    kept = forms.CharField(required=False, max_length=LARGEST_PACKED)
    format = forms.ChoiceField(label="Format", choices=SOURCES)
    place = forms.ChoiceField(label="Pattern and objective", choices=())
    first = forms.IntegerField(required=False, min_value=0, max_value=100_000)

    def __init__(self, data: Any, files: Any, known: Places) -> None:
        super().__init__(data, files)
        self.sent = data
        place = self.fields["place"]
        if isinstance(place, forms.ChoiceField):
            place.choices = known

    def data_sent(self) -> bytes:
        """The file's bytes; raises Refused where what was kept is none."""
        if self.cleaned_data["kept"]:
            return unpacked(self.cleaned_data["kept"])
        file: UploadedFile[Any] | None = self.cleaned_data["file"]
        return file.read() if file else str(self.cleaned_data["text"]).encode()

    def wanted(self, data: bytes) -> Wanted:
        said, file = self.cleaned_data["format"], self.cleaned_data["file"]
        source = guess(file.name or "" if file else "", data) if said == GUESS else Source(said)
        pattern, _, name = self.cleaned_data["place"].partition("/")
        return Wanted(source, pattern, name, self.cleaned_data["first"] or 0)

    def numbers(self) -> list[int]:
        """The questions that are ticked, by their numbers in the file."""
        sent = self.sent.getlist("take")[:MOST_SELECTED]
        return [int(said) for said in sent if said.isdecimal() and len(said) < 6]


class ExportForm(forms.Form):
    """Which questions, in which format."""

    format = forms.ChoiceField(
        label="Format", choices=[(one.name, one.label) for one in FORMATS.values()]
    )
    pattern = forms.ModelChoiceField(
        Pattern.objects, label="All of", to_field_name="slug", required=False, empty_label=None
    )


def named(sent: MultiValueDict[str, str]) -> tuple[list[str], list[str]]:
    """The questions that are ticked: by their paths, and by their names."""
    paths = [path for path in sent.getlist("path")[:MOST_SELECTED] if QUESTIONS.owns(path)]
    slugs = [slug[:80].replace("\0", "") for slug in sent.getlist("slug")[:MOST_SELECTED]]
    return paths, slugs
