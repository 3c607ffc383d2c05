"""Files of the course, told by their paths."""

import pytest

from authoring.kinds import Kind, place_of
from learning.content.files import read_folder
from tests.conftest import ROOT


@pytest.mark.parametrize(
    ("path", "kind", "name"),
    [
        ("objectives.toml", Kind.OBJECTIVES, "objectives.toml"),
        ("patterns/stages/pattern.toml", Kind.PATTERN, "pattern.toml"),
        ("patterns/stages/why.md", Kind.TEXT, "why.md"),
        ("patterns/stages/architecture.toml", Kind.ARCHITECTURE, "architecture.toml"),
        ("patterns/stages/architecture-quiz.toml", Kind.ARCHITECTURE, "architecture-quiz.toml"),
        ("patterns/stages/figures/a.svg", Kind.FIGURE, "figures/a.svg"),
        ("patterns/stages/questions/why.md", Kind.QUESTION, "questions/why.md"),
        ("patterns/stages/exercises/e/exercise.md", Kind.EXERCISE, "exercises/e/exercise.md"),
        ("patterns/stages/exercises/e/context/a.svg", Kind.EXERCISE, "exercises/e/context/a.svg"),
        ("patterns/stages/services/s/pattern.toml", Kind.SERVICE, "services/s/pattern.toml"),
    ],
)
def test_kind_and_name_of_a_file(path, kind, name):
    place = place_of(path)

    assert (place.kind, place.name) == (kind, name)


def test_every_file_of_the_shipped_course_has_a_place():
    assert [path for path in read_folder(ROOT / "content") if place_of(path) is None] == []


def test_folder_of_an_exercise():
    place = place_of("patterns/stages/exercises/e/mistakes/two.Dockerfile")

    assert place.exercise == "patterns/stages/exercises/e/"
    assert place_of("patterns/stages/services/s/main.go").exercise == ""


@pytest.mark.parametrize("path", ["", "../objectives.toml", "patterns/stages/evil.sh", "x" * 300])
def test_what_no_course_has_has_no_place(path):
    assert place_of(path) is None
