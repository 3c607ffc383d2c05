"""Every base image has a recipe that says its names and its differences, and is documented."""

from pathlib import Path

import pytest

from sandbox.place import Place
from sandbox.reading import read as read_dockerfile
from sandbox.setup import images, python_packages
from sandbox.setup.images import HERE, ORDER, recipes

DOCUMENTED = (Path(__file__).parents[2] / "docs" / "sandbox.md").read_text()


def test_every_recipe_is_in_the_order():
    assert sorted(ORDER) == sorted(path.stem for path in (HERE / "images").glob("*.Dockerfile"))


@pytest.mark.parametrize("recipe", recipes(), ids=lambda recipe: recipe.names[0])
def test_recipe_says_how_it_differs(recipe):
    assert recipe.differs.endswith(".")
    assert recipe.names[0].partition(":")[0].rpartition("/")[2] in DOCUMENTED


def test_no_image_is_built_before_what_it_is_made_from():
    known = {"scratch"}
    for recipe in recipes():
        bases = {each.words()[0] for each in read_dockerfile(recipe.text) if each.name == "FROM"}
        assert bases - known == set()
        known |= set(recipe.names)


# What the Python images are made from


@pytest.fixture
def lock_file(tmp_path, monkeypatch):
    """A requirements.txt in place of the project's."""
    path = tmp_path / "requirements.txt"
    path.write_text("waitress==3.0.2\n")
    monkeypatch.setattr(python_packages, "PROJECT", path)
    return path


@pytest.fixture
def asked(monkeypatch):
    """What pip was asked to download, a folder for each list."""
    found = []

    def run(words):
        (folder,) = (Path(word.removeprefix("--dest=")) for word in words if "--dest=" in word)
        folder.mkdir(exist_ok=True)
        found.append(Path(words[-1]).name)

    monkeypatch.setattr(python_packages, "run", run)
    return found


@pytest.fixture
def made(monkeypatch, tmp_path):
    """The images that a run builds, by their stamps."""
    built = []
    monkeypatch.setattr(images, "_bring_own_files", lambda *_: None)
    monkeypatch.setattr(images, "buildah", lambda *words: built.append(words[-2]))

    def make():
        built.clear()
        place = Place(tmp_path)
        place.ingredients.mkdir(exist_ok=True)
        for recipe in recipes():
            images.build(place, recipe)
        return [tag.rpartition("/")[2] for tag in built]

    make()
    return make


def test_packages_are_those_of_both_lists_and_fetched_once(tmp_path, lock_file, asked):
    place = Place(tmp_path)
    place.ingredients.mkdir()

    python_packages.fetch(place)
    python_packages.fetch(place)

    assert asked == ["packages.txt", "requirements.txt"]
    assert sorted(path.name for path in (place.ingredients / "pip-packages").iterdir()) == asked


def test_changed_lock_file_is_fetched_anew(tmp_path, lock_file, asked):
    place = Place(tmp_path)
    place.ingredients.mkdir()
    python_packages.fetch(place)

    lock_file.write_text("waitress==3.0.1\n")
    python_packages.fetch(place)

    assert asked == ["packages.txt", "requirements.txt"] * 2


def test_changed_lock_file_rebuilds_the_python_images_and_no_others(lock_file, made):
    assert made() == []

    lock_file.write_text("waitress==3.0.1\n")

    assert made() == ["python:slim", "python:latest"]


def test_sandbox_is_made_without_a_lock_file_too(lock_file):
    lock_file.unlink()

    assert python_packages.lists() == {python_packages.LIST: ()}
