"""The image is small."""

import pytest

from lab.goals import Sight
from tests.lab.goals.made import (
    ONE_STAGE,
    TWO_STAGES,
    foresee,
    goal,
    image,
    layer,
    ok,
    see,
)

SMALL = goal("size", at_most="20 MB")


def test_base_that_is_too_large_is_foreseen():
    text = "The image is 729 MB or more: golang:1.27, brought by line 1, is that large."
    assert foresee(SMALL, ONE_STAGE) == Sight(False, text)


def test_copied_files_alone_are_foreseen_to_the_byte():
    sight = foresee(SMALL, "FROM scratch\nCOPY main.go /\n")

    assert sight == Sight(True, "The image is 13 bytes.")


def test_binary_of_unknown_size_is_left_to_the_build():
    assert foresee(SMALL, TWO_STAGES) is None


@pytest.mark.parametrize(
    ("dockerfile", "layers", "sight"),
    [
        (
            ONE_STAGE,
            [layer(361_000_000, base=True), layer(100), layer(11_000_000)],
            Sight(False, "The image is 372 MB, of which 361 MB is golang:1.27, brought by line 1."),
        ),
        (
            TWO_STAGES,
            [layer(7_300_000)],
            Sight(True, "The image is 7.3 MB: all of it comes with line 7."),
        ),
        (
            TWO_STAGES.replace("scratch", "alpine"),
            [layer(4_000_000, base=True), layer(16_000_001)],
            Sight(False, "The image is 20 MB, of which 16 MB comes with line 7."),
        ),
        ('FROM scratch\nCMD ["a"]\n', [], Sight(True, "The image is 0 bytes.")),
    ],
)
def test_size_is_seen_with_its_largest_part(dockerfile, layers, sight):
    assert see(SMALL, dockerfile, ok(image(layers))) == sight


@pytest.mark.parametrize(("text", "size"), [("1.5 GB", 1_500_000_000), ("900 kB", 900_000)])
def test_units_are_decimal(text, size):
    assert goal("size", at_most=text).limit == size
