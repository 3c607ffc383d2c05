"""Where a fault leads: to a field, to a line, or to another file."""

import pytest

from authoring.architectures.form import to_form
from authoring.kinds import place_of
from authoring.looking import Led, Look, has_form, led
from learning.content.faults import Fault

PLACE = place_of("patterns/stages/architecture.toml")
TEXT = 'title = "x"\n\n[[node]]\nid = "a"\n'


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("patterns/stages/architecture.toml", True),
        ("patterns/stages/architecture-quiz.toml", False),
        ("patterns/stages/why.md", False),
    ],
)
def test_only_an_architecture_has_a_form(path, expected):
    assert has_form(place_of(path)) is expected


def test_faults_lead_to_fields_in_the_form_and_to_lines_in_the_source():
    fault = Fault(PLACE.path, 4, "the id a is taken")
    elsewhere = Fault("patterns/stages/architecture-quiz.toml", 2, "no such node")
    look = Look((fault, elsewhere))
    there = Led(elsewhere, "patterns/stages/architecture-quiz.toml, line 2")

    assert led(PLACE, look, to_form(TEXT)) == [
        Led(fault, "Component 1, id", "node-0-id"),
        there,
    ]
    assert led(PLACE, look, None) == [Led(fault, "Line 4", "source", 4), there]
