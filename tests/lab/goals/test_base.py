"""The final stage stands on one of some images."""

import pytest

from lab.goals import Sight
from tests.lab.goals.made import foresee, goal


@pytest.mark.parametrize(
    ("base", "of", "met"),
    [
        ("scratch", "scratch", True),
        ("alpine:3.22", "alpine", True),
        ("docker.io/library/alpine:3.22", "alpine:3.*", True),
        ("alpine", "alpine:latest", True),
        ("gcr.io/distroless/static-debian13:nonroot", "gcr.io/distroless/*", True),
        ("gcr.io/distroless/static-debian13", "*:nonroot", False),
        ("golang:1.27-alpine", "alpine", False),
    ],
)
def test_name_is_held_against_the_patterns(base, of, met):
    sight = foresee(goal("base", of=["busybox", of]), f"ARG X=1\nFROM {base}\n")

    assert sight == Sight(met, f"The final stage stands on {base} (line 2).")


def test_base_of_a_base_stage_counts():
    sight = foresee(goal("base", of=["alpine"]), "FROM alpine AS a\nENV A=1\nFROM a\nENV B=1\n")

    assert sight == Sight(True, "The final stage stands on alpine (line 1).")


def test_images_to_choose_from_are_listed():
    of = ["scratch", "gcr.io/distroless/*"]

    wants = "The final stage stands on scratch or gcr.io/distroless/*."
    assert goal("base", of=of).wants() == wants
