"""A text with sections in its parts."""

from learning.content.sections import BULLET, NUMBERED, Section, items, split
from learning.rendering import Flaw


def parts(body, above=10):
    flaws = []
    found = split(body, above, flaws)
    return found, flaws


def test_sections_have_their_lines():
    found, flaws = parts("\n## Prompt\nWhat?\n\n## Hints  \n1. a\n")

    assert found == {
        "Prompt": Section("Prompt", 12, "What?"),
        "Hints": Section("Hints", 15, "1. a"),
    }
    assert found["Hints"].lines == [(16, "1. a")]
    assert flaws == []


def test_heading_in_a_fence_is_code():
    for marks in ("```", "~~~~"):
        found, flaws = parts(f"## Prompt\n{marks}md\n## Hints\n{marks}\n## Code\nx\n")

        assert list(found) == ["Prompt", "Code"]
        assert flaws == []


def test_deeper_headings_are_text():
    assert list(parts("## Prompt\n### Hints\n#Hints\n")[0]) == ["Prompt"]


def test_text_above_the_first_section_is_a_flaw():
    assert parts("\nHello\n## Prompt\nx\n")[1] == [
        Flaw(11, "text above the first section", "a section")
    ]


def test_second_section_of_a_name_is_a_flaw():
    found, flaws = parts("## Prompt\na\n## Prompt\nb\n")

    assert found["Prompt"].text == "a"
    assert flaws == [Flaw(13, "## Prompt occurs twice", "each section once")]


def test_items_keep_what_is_below_them():
    flaws = []
    section = Section("Hints", 10, "1. One\n   more\n\n   ```sh\n   make\n   ```\n2. Two\n\nThree")

    found = list(items(section, NUMBERED, flaws))

    assert found == [(11, "One\nmore\n\n```sh\nmake\n```"), (17, "Two")]
    assert flaws == [Flaw(19, "not an item of ## Hints: Three", "a list")]


def test_bullets_are_items():
    assert list(items(Section("References", 1, "- a\n- b"), BULLET, [])) == [(2, "a"), (3, "b")]
