"""An architecture as part of a course: loaded, stored, found, given back."""

import json

import pytest

from learning.content.architectures import first_sentences
from learning.content.course import read_course
from learning.content.exporting import export, stored_files
from learning.content.faults import ContentError
from learning.content.storing import is_stored, store
from learning.diagram import stored
from learning.models import ArchitectureDiagram, ExerciseAnswer, Learner, SearchEntry, Study
from tests.learning.content.courses import WHY, course_files
from tests.learning.diagram.small import ARCHITECTURE, NODES, QUIZ, architecture, files, spoilt

pytestmark = pytest.mark.django_db


def load(course):
    return store(read_course(course))


def test_fault_has_the_files_name_and_line():
    text = files()[ARCHITECTURE].decode()
    line = text[: text.index('to = "cache"')].count("\n") + 1

    with pytest.raises(ContentError) as caught:
        read_course(spoilt(ARCHITECTURE, 'to = "cache"', 'to = "cash"'))

    assert (ARCHITECTURE, line) in {(fault.path, fault.line) for fault in caught.value.faults}


def test_unreadable_toml_is_one_fault():
    with pytest.raises(ContentError) as caught:
        read_course(files() | {ARCHITECTURE: b'title = "a"\ntitle = "b"\n'})

    assert [(fault.path, fault.line) for fault in caught.value.faults][:1] == [(ARCHITECTURE, 2)]


def test_way_is_open_and_both_drawings_are_stored():
    load(files())

    study = Study.objects.get(way="architecture")
    assert (study.title, study.minutes) == ("Two zones", 8)
    assert study.summary == "An image is made, and then it runs."
    widths = [json.loads(text)["width"] for text in (study.diagram.wide, study.diagram.narrow)]
    assert widths[0] > widths[1]
    found = stored.find("stages")
    assert found.architecture == architecture()
    assert list(found.questions) == ["which-node", "which-edge", "what-order"]
    assert found.exercises == 6


def test_pattern_without_one_has_no_such_way():
    load(course_files())

    assert stored.find("stages") is None
    assert not Study.objects.filter(way="architecture").exists()


def test_second_load_changes_nothing():
    load(files())
    before = ArchitectureDiagram.objects.values().get()

    changes = load(files())

    assert (changes.added, changes.changed, changes.unchanged) == ((), (), 8)
    assert ArchitectureDiagram.objects.values().get() == before
    assert is_stored(files())


def test_what_was_answered_survives_a_change():
    load(files())
    study = Study.objects.get(way="architecture")
    ExerciseAnswer.objects.create(
        learner=Learner.objects.create(), study=study, exercise="x", answers=[], right=1, of=1
    )

    changes = load(spoilt(ARCHITECTURE, "Two zones", "Two new zones"))

    assert changes.changed == (ARCHITECTURE,)
    assert ExerciseAnswer.objects.get().study.title == "Two new zones"
    assert stored.find("stages").architecture.title == "Two new zones"


@pytest.mark.parametrize("path", [ARCHITECTURE, QUIZ])
def test_change_of_either_file_is_noticed(path):
    load(files())

    assert not is_stored(files() | {path: files()[path] + b"\n"})


def test_files_that_went_close_the_way():
    load(files())

    load(course_files())

    assert ArchitectureDiagram.objects.count() == 0
    assert not Study.objects.filter(way="architecture").exists()


def test_export_gives_back_the_same_bytes(tmp_path):
    load(files())

    export(stored_files(), tmp_path / "out")

    assert (tmp_path / "out" / ARCHITECTURE).read_bytes() == files()[ARCHITECTURE]
    assert (tmp_path / "out" / QUIZ).read_bytes() == files()[QUIZ]


def test_search_finds_its_states():
    load(files())

    found = SearchEntry.objects.filter(url__contains="/architecture/").order_by("pk")
    urls = [entry.url.partition("/architecture/")[2] for entry in found]
    assert urls == [
        "",
        *(f"?node={row[0]}" for row in NODES),
        "?flow=release&hop=1",
        "?flow=miss&hop=1",
        "?flow=hit&hop=1",
        "?fail=final",
        "?fail=database",
    ]


def test_texts_may_link_to_it():
    link = b"\n[The drawing](/patterns/stages/architecture/)\n"

    read_course(files() | {WHY: files()[WHY] + link})
    with pytest.raises(ContentError) as caught:
        read_course(course_files() | {WHY: course_files()[WHY] + link})

    assert [fault.message for fault in caught.value.faults] == [
        "there is no page /patterns/stages/architecture/"
    ]


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("One. Two.", "One. Two."),
        ("One. Two. Three.", "One. Two."),
        ("Oneandtwoand.", "Oneandtwoa"),
    ],
)
def test_summary_ends_with_a_sentence(text, kept):
    assert first_sentences(text, 10) == kept
