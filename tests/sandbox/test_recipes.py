"""Every base image has a recipe that says its names and its differences, and is documented."""

from pathlib import Path

import pytest

from sandbox.reading import read as read_dockerfile
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
