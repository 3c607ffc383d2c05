"""Courses in the database."""

from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from learning.content import digests
from learning.content.course import read_course
from learning.content.exporting import ExportError, export, stored_files
from learning.content.storing import is_stored, store
from learning.models import (
    ContentFile,
    Learner,
    Objective,
    Pattern,
    Reading,
    SearchEntry,
    Study,
)
from tests.learning.content.courses import FIGURE, OVERVIEW, WHY, course_files, spoilt

pytestmark = pytest.mark.django_db


def load(files):
    return store(read_course(files))


def test_first_load_adds_everything():
    changes = load(course_files())

    assert str(changes) == "6 added, 0 changed, 0 removed, 0 unchanged"
    assert list(Pattern.objects.values_list("slug", "title", "order")) == [("stages", "Stages", 1)]
    assert set(Study.objects.values_list("way", "title", "minutes")) == {
        ("overview", "Overview", 8),
        ("why", "Why", 5),
        ("project", "Project", 45),
    }
    assert dict(Objective.objects.values_list("slug", "sentence")) == {
        "ms.isolation": "Say what reaches the image.",
        "ms.cache": "Say what is built again.",
    }


def test_pattern_as_its_page_reads_it():
    load(course_files())

    pattern = Pattern.objects.get()
    assert pattern.objectives == ["Say what reaches the image.", "Say what is built again."]
    assert pattern.prerequisites == [
        {"text": "You can build an image.", "link": "https://docs.docker.com/"},
        {"text": "You have read the overview.", "link": "/patterns/stages/overview/"},
    ]


def test_study_as_its_page_reads_it():
    load(course_files())

    study = Study.objects.get(way="why")
    assert [next(iter(part)) for part in study.parts] == ["html", "figure", "exercise", "html"]
    assert study.parts[1:3] == [{"figure": "scale-out-clock"}, {"exercise": "first"}]
    assert study.sections == [{"id": "sizes", "title": "Sizes", "level": 2}]
    assert study.exercises["first"] == {
        "title": "Name the stage",
        "language": "dockerfile",
        "case": True,
        "rows": [
            [
                {
                    "html": '<span class="k">FROM</span> <span class="nn">golang:1.25</span>'
                    ' <span class="k">AS</span> '
                },
                {"gap": 1, "size": 8},
            ],
            [{"html": '<span class="k">FROM</span> <span class="nn">scratch</span>'}],
            [
                {
                    "html": '<span class="k">COPY</span> <span class="na">--from</span>'
                    '<span class="o">=</span>'
                },
                {"gap": 2, "size": 8},
                {"html": " /app /app"},
            ],
        ],
        "gaps": [
            {"answers": ["build"], "hint": None, "feedback": "the stage's <em>name</em>"},
            {"answers": ["build", "0"], "hint": "look above", "feedback": None},
        ],
    }


def test_opening_and_rubric_as_their_pages_read_them():
    load(course_files())

    opening = Study.objects.get(way="overview").opening
    assert opening["options"][1] == {
        "text": "What the last stage holds",
        "correct": True,
        "feedback": "<code>COPY --from</code> brings it there.",
    }
    assert Study.objects.get(way="project").rubric[0] == {
        "criterion": "Criterion 1",
        "missing": "None",
        "partly": "Some",
        "fully": "All of <code>it</code>",
    }


def test_search_finds_patterns_ways_and_sections():
    load(course_files())

    assert list(SearchEntry.objects.values_list("kind", "title", "context", "url")) == [
        ("pattern", "Stages", "Pattern", "/patterns/stages/"),
        ("way", "Overview", "Stages", "/patterns/stages/overview/"),
        ("section", "The border", "Stages · Overview", "/patterns/stages/overview/#the-border"),
        ("way", "Why", "Stages", "/patterns/stages/why/"),
        ("section", "Sizes", "Stages · Why it matters", "/patterns/stages/why/#sizes"),
        ("way", "Project", "Stages", "/patterns/stages/project/"),
        ("section", "Task", "Stages · Project", "/patterns/stages/project/#task"),
    ]


def test_second_load_writes_nothing():
    load(course_files())

    with CaptureQueriesContext(
        connection,
    ) as queries:
        changes = load(course_files())

    assert str(changes) == "0 added, 0 changed, 0 removed, 6 unchanged"
    written = [q["sql"] for q in queries if q["sql"].startswith(("INSERT", "UPDATE"))]
    assert written == []
    assert is_stored(course_files())


def test_entries_of_other_apps_stay():
    SearchEntry.objects.create(owner="quizzes", kind="question", title="Q", text="q", url="/q/")

    load(course_files())
    load(spoilt(WHY, "## Sizes", "## Sizes\n\nNew."))

    assert SearchEntry.objects.filter(owner="quizzes").count() == 1


def test_what_a_learner_did_survives_a_change():
    load(course_files())
    study = Study.objects.get(way="why")
    Reading.objects.create(learner=Learner.objects.create(), study=study, percent=40)

    changes = load(spoilt(WHY, "## Sizes", "## Sizes\n\nNew words."))

    assert (changes.changed, changes.unchanged) == ((WHY,), 5)
    assert Reading.objects.get().study_id == study.pk
    assert "New words." in Study.objects.get(way="why").parts[0]["html"]
    assert Study.objects.get(way="why").digest != study.digest


def test_changed_figure_changes_the_texts_that_show_it():
    load(course_files())

    load(spoilt(FIGURE, 'width="40"', 'width="41"'))

    assert 'width="41"' in Study.objects.get(way="overview").parts[0]["html"]


def test_files_that_went_are_removed_with_their_rows():
    load(course_files())
    files = spoilt(OVERVIEW, "Read [why](/patterns/stages/why/#sizes)", "Read why")
    del files[WHY]

    changes = load(files)

    assert changes.removed == (WHY,)
    assert set(Study.objects.values_list("way", flat=True)) == {"overview", "project"}
    assert not SearchEntry.objects.filter(url__contains="/why/").exists()


def test_changed_renderer_renders_again(monkeypatch):
    load(course_files())
    monkeypatch.setattr(digests, "renderer", lambda: b"another")

    assert not is_stored(course_files())
    assert load(course_files()).unchanged == 6
    assert is_stored(course_files())


def test_lost_text_is_noticed():
    load(course_files())
    Study.objects.get(way="why").delete()

    assert not is_stored(course_files())


def test_export_gives_back_the_same_bytes(tmp_path):
    load(course_files())

    export(stored_files(), tmp_path / "out")

    assert tree(tmp_path / "out") == course_files()


def tree(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_export_refuses_a_folder_with_something_in_it(tmp_path):
    (tmp_path / "mine").write_text("x")

    with pytest.raises(ExportError):
        export(course_files(), tmp_path)

    assert tree(tmp_path) == {"mine": b"x"}


def test_forced_export_replaces_files_and_leaves_others(tmp_path):
    (tmp_path / "mine").write_text("x")
    (tmp_path / "objectives.toml").write_text("old")

    export(course_files(), tmp_path, force=True)

    assert tree(tmp_path) == course_files() | {"mine": b"x"}


@pytest.mark.parametrize("link", ["patterns", "patterns/stages", WHY])
def test_export_follows_no_link(tmp_path, link):
    outside = tmp_path / "outside"
    outside.mkdir()
    folder = tmp_path / "out"
    (folder / link).parent.mkdir(parents=True)
    (folder / link).symlink_to(outside)

    with pytest.raises(ExportError):
        export(course_files(), folder, force=True)

    assert list(outside.iterdir()) == []


def test_export_into_a_link_is_refused(tmp_path):
    (tmp_path / "real").mkdir()
    (tmp_path / "out").symlink_to(tmp_path / "real")

    with pytest.raises(ExportError):
        export(course_files(), tmp_path / "out")


@pytest.mark.parametrize("path", ["../evil.md", "/evil.md", "patterns/../../evil.md", "evil.sh"])
def test_export_writes_only_paths_of_a_course(tmp_path, path):
    ContentFile.objects.create(path=path, body=b"x", digest="x")

    with pytest.raises(ExportError):
        export(stored_files(), tmp_path / "out")

    assert not (tmp_path / "out").exists()
    assert not Path("/evil.md").exists()
