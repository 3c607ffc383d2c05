"""What a file said each time it was published, also when a load replaced it; and round trips."""

import pytest

from authoring import history
from authoring.models import Deed, Event, Release
from authoring.publishing import publish
from learning.content.agreeing import Side
from learning.content.course import read_course
from learning.content.exporting import export, stored_files
from learning.content.files import read_folder
from learning.content.loading import load
from learning.content.storing import store
from learning.models import ContentFile, Study
from quizzes.models import Question, Revision
from tests.learning.content.courses import TEXTS, WHY
from tests.quizzes.bank.files import TEXTS as QUESTIONS
from tests.quizzes.bank.files import path

pytestmark = pytest.mark.django_db
SINGLE = path("a-single")
NEW_SINGLE = QUESTIONS["single"].replace("What is in the image?", "What does the image hold?")
HERE = TEXTS[WHY].replace("## Sizes", "Words of here.\n\n## Sizes")
THERE = TEXTS[WHY].replace("## Sizes", "Words of there.\n\n## Sizes")


def bodies(of):
    found = Release.objects.filter(path=of).order_by("number")
    return [bytes(release.body).decode() for release in found]


def test_first_load_has_no_history(course):
    assert not Release.objects.exists()
    assert not Event.objects.exists()


def test_load_over_what_was_loaded_keeps_both(course):
    load(course | {WHY: THERE.encode()})

    assert bodies(WHY) == [TEXTS[WHY], THERE]
    event = Event.objects.get()
    assert (event.deed, event.by, event.release.number) == (Deed.LOADED, None, 2)
    assert history.lines_of(WHY)[0].who == "The server"


def test_load_over_what_was_published_keeps_it(course, approved, ann):
    publish(approved(WHY, HERE), ann)

    load(course | {WHY: THERE.encode()}, Side.FOLDER)

    assert bodies(WHY) == [TEXTS[WHY], HERE, THERE]
    assert [line.deed for line in history.lines_of(WHY)][:2] == [Deed.LOADED, Deed.PUBLISHED]


def test_load_that_keeps_what_was_published_adds_nothing(course, approved, ann):
    publish(approved(WHY, HERE), ann)

    load(course | {WHY: THERE.encode()})

    assert bodies(WHY) == [TEXTS[WHY], HERE]


def test_file_that_left_the_folder_can_still_be_read(course):
    files = dict(course)
    del files[SINGLE]

    load(files)

    assert bodies(SINGLE) == [QUESTIONS["single"]]
    assert history.lines_of(SINGLE)[0].comment == "The course’s folder has this file no more."


def test_what_is_published_goes_round_byte_for_byte(course, approved, ann, tmp_path):
    publish(approved(WHY, HERE), ann)
    publish(approved(SINGLE, NEW_SINGLE), ann)
    publish(
        approved(path("fresh"), NEW_SINGLE.replace("a-single", "fresh").replace("hold", "carry")),
        ann,
    )
    here = stored_files()

    export(here, tmp_path / "out")
    exported = read_folder(tmp_path / "out")
    assert exported == here

    for model in (ContentFile, Study):
        model.objects.all().delete()
    store(read_course(exported))
    export(stored_files(), tmp_path / "again")
    assert read_folder(tmp_path / "again") == exported


def test_export_loaded_where_it_came_from_changes_nothing(course, approved, ann, tmp_path):
    publish(approved(WHY, HERE), ann)
    publish(approved(SINGLE, NEW_SINGLE), ann)
    before = [list(model.objects.order_by("pk").values()) for model in (Study, Question, Revision)]
    export(stored_files(), tmp_path / "out")

    found = load(read_folder(tmp_path / "out"))

    after = [list(model.objects.order_by("pk").values()) for model in (Study, Question, Revision)]
    assert after == before
    assert (found.changes.changed, found.agreement.edited) == ((), ())
    assert not any(file.is_edited for file in ContentFile.objects.all())


def test_names_are_those_that_instructors_know(ann):
    ann.first_name, ann.last_name = "Ann", "Arbor"

    assert history.name_of(ann) == "Ann Arbor"
    assert history.name_of(None) == "Somebody who has left"
