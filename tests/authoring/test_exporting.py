"""Questions as files: published as they are, drafts where nothing is published yet."""

import csv
import io
import sqlite3
import zipfile

import pytest

from authoring import drafts, exporting
from authoring.exporting import FORMATS, Unreadable, chosen
from authoring.models import BankEntry
from quizzes.exchange import gift, moodle_xml, table
from tests.quizzes.bank.files import TEXTS
from tests.quizzes.exchange import qti_package

KINDS = sorted(f"a-{kind}" for kind in TEXTS)


def path(name):
    return f"patterns/stages/questions/{name}.md"


def written(format_, **named):
    entries = chosen(named.get("paths", ()), named.get("slugs", ()), named.get("pattern", ""))
    return exporting.file(entries, FORMATS[format_])


@pytest.mark.parametrize(
    ("format_", "reader"), [("gift", gift), ("moodle", moodle_xml), ("csv", table)]
)
def test_a_patterns_questions_are_written_and_can_be_read_again(course, format_, reader):
    reading = reader.read(written(format_, pattern="stages"))

    assert reading.faults == ()
    assert sorted(item.id for item in reading.items) == KINDS


def test_qti_is_a_package_with_a_file_a_question(course):
    names = qti_package.files(written("qti", pattern="stages"))

    assert sorted(names) == ["imsmanifest.xml", *(f"items/{name}.xml" for name in KINDS)]


def test_anki_gets_a_deck_with_a_note_a_question(course, tmp_path):
    with zipfile.ZipFile(io.BytesIO(written("apkg", pattern="stages"))) as archive:
        assert archive.namelist() == ["collection.anki2", "media"]
        base = sqlite3.connect(archive.extract("collection.anki2", tmp_path))
    try:
        assert base.execute("SELECT count(*) FROM notes").fetchone() == (len(KINDS),)
    finally:
        base.close()


def test_csv_begins_with_the_mark_by_which_a_spreadsheet_knows_utf_8(course):
    data = written("csv", slugs=["a-single"])

    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert [row["id"] for row in rows] == ["a-single"]


def test_single_questions_are_chosen_by_path_or_name(course):
    names = [entry.slug for entry in chosen([path("a-line")], ["a-order", "nothing"], "")]

    assert names == ["a-line", "a-order"]


def test_retired_questions_come_along_only_when_named(course):
    BankEntry.objects.filter(slug="a-line").update(status="retired")

    assert "a-line" not in [entry.slug for entry in chosen([], [], "stages")]
    assert [entry.slug for entry in chosen([], ["a-line"], "")] == ["a-line"]


def test_what_is_published_goes_out_and_not_its_draft(course, ann):
    before = written("gift", slugs=["a-single"])
    body = TEXTS["single"].replace("## Prompt\n", "## Prompt\nChanged. ")
    drafts.begin(path("a-single"), ann, body=body)

    assert written("gift", slugs=["a-single"]) == before


def test_a_question_that_is_only_drafted_goes_out_as_it_stands(course, ann):
    body = TEXTS["single"].replace('id = "a-single"', 'id = "new"')
    drafts.begin(path("new"), ann, body=body)

    assert [item.id for item in gift.read(written("gift", slugs=["new"])).items] == ["new"]


def test_a_draft_that_cannot_be_read_is_named_and_nothing_is_written(course, ann):
    drafts.begin(path("new"), ann, body="no front matter")

    with pytest.raises(Unreadable) as refusal:
        written("gift", slugs=["new", "a-single"])

    assert str(refusal.value) == "Not readable yet, so nothing was written: new."
