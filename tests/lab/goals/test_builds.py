"""The build succeeds: where it certainly stops, and how it ended."""

import pytest

from lab.goals import Sight
from tests.lab.goals.made import NO_BUILD, ONE_STAGE, TWO_STAGES, foresee, goal, ok, see

BUILDS = goal("builds")


@pytest.mark.parametrize(
    ("dockerfile", "why"),
    [
        ("", "The build stops at line 1: the Dockerfile cannot be empty."),
        (
            "FROM scratch\nCOPI a b\n",
            "The build stops at line 2: unknown instruction: COPI (did you mean COPY?).",
        ),
        (
            "FROM scratch\nCOPY nope /\n",
            "The build stops at line 2: /nope is not in the build context.",
        ),
        (
            "FROM scratch AS a\nFROM scratch\nCOPY --from=a /x /\n",
            "The build stops at line 3: /x is not in a.",
        ),
        (
            TWO_STAGES.replace("--from=build", "--from=biuld"),
            "The build stops at line 7: no stage is called biuld: did you mean build?",
        ),
        (
            "FROM scratch\nRUN go build\n",
            "The build stops at line 2: "
            "RUN in a stage from scratch, where there is nothing to run.",
        ),
    ],
)
def test_certain_stop_is_foreseen(dockerfile, why):
    sight = foresee(BUILDS, dockerfile)

    assert sight == Sight(False, why, is_blocked=True)


def test_target_that_is_not_there_is_foreseen():
    sight = foresee(goal("builds", target="test"), ONE_STAGE)

    text = 'The build stops: target stage "test" could not be found.'
    assert sight == Sight(False, text, is_blocked=True)


@pytest.mark.parametrize("dockerfile", [ONE_STAGE, TWO_STAGES])
def test_success_is_never_foreseen(dockerfile):
    assert foresee(BUILDS, dockerfile) is None


def test_build_that_succeeds():
    assert see(BUILDS, TWO_STAGES, ok()) == Sight(True, "It was built in 4.5 seconds.")


def test_build_that_fails_is_told_with_its_last_words():
    text = (
        "The build failed at line 4, RUN go build -o /out/orders .: exit status 1. "
        "Before that it said: main.go:3: undefined: prices."
    )
    assert see(BUILDS, TWO_STAGES, NO_BUILD) == Sight(False, text)
