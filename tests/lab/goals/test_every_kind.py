"""What holds for every kind of goal."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lab import goals
from lab.goals import KINDS, Sight
from lab.goals.built import Built
from lab.goals.foreseen import Foreseen
from lab.goals.goal import Goal
from sandbox import Result, Status
from tests.lab.goals.made import (
    CONTEXT,
    FAILURE,
    MAIN,
    NO_BUILD,
    TWO_STAGES,
    UNAVAILABLE,
    foresee,
    goal,
    ok,
    see,
    trial,
)

ONE_OF_EACH = [
    goal("builds"),
    goal("stages", at_least=2),
    goal("base", of=["scratch"]),
    goal("has", paths=["/orders", "/etc/*.conf"], tools=["curl"]),
    goal("lacks", paths=["/src", "*.go"], tools=["go", "sh"]),
    goal("size", at_most="20 MB"),
    goal("user"),
    goal("entrypoint", command=["/orders"]),
    goal("origin", path="/orders", **{"from": ["go build"]}),
    goal("secret", secret="token"),
    goal("cache", edit="main.go", keeps=["go mod download"]),
    goal("tests", target="test", breaks="broken"),
    goal("skips", text="go test"),
    goal("independent", between=["go build", "npm ci"]),
    goal("answers", body="ok"),
    goal("stops"),
    goal("runs", output="done"),
    goal("config", env={"PORT": "80"}, ports=["80/tcp"], workdir="/app", healthcheck=True),
    goal("findings", absent=["LastStageAsRoot"]),
]
SEEN = [each for each in ONE_OF_EACH if type(each).see is not Goal.see]
NEEDS_AN_IMAGE = [each for each in SEEN if each.kind not in {"builds", "tests"}]
PIECES = [
    "FROM scratch", "FROM golang:1.27 AS build", "FROM build", "FROM nowhere/x@y", "ARG A=$A",
    "COPY . .", "COPY --from=build /orders /", "COPY --from=9 a b", "ADD a.tar /", "RUN go build",
    "RUN --mount=type=secret,id=token cat", "USER 0:0", "USER", "ENV TOKEN=sesame", "CMD []",
    'ENTRYPOINT ["/orders"]', "CMD exec $A", "EXPOSE a", "ONBUILD RUN x", "RUN <<E\n",
    "FROM ${A:-", "STOPSIGNAL 9", "WORKDIR $A", "\\", "# escape=`", "RUN rm -rf / && go test",
]  # fmt: skip


def ids(goals):
    return [each.kind for each in goals]


def test_every_kind_is_here():
    folder = Path(goals.__file__).parent
    about_all = {"goal", "foreseen", "built", "sentences", "contents", "trials", "__init__"}

    kinds = {path.stem for path in folder.glob("*.py")} - about_all

    assert kinds == {each.kind for each in ONE_OF_EACH}
    assert {type(each) for each in ONE_OF_EACH} == set(KINDS)


@pytest.mark.parametrize("each", ONE_OF_EACH, ids=ids(ONE_OF_EACH))
def test_what_is_wanted_is_a_sentence(each):
    wants = each.wants()

    assert (wants[:1].upper() + wants[1:], wants[-1:]) == (wants, ".")


def test_wish_says_what_the_build_is_given():
    dev = goal("has", tools=["npm"], target="dev", build_args={"MODE": "dev"})
    tested = goal("tests", target="test", breaks="broken")

    assert dev.wants() == "With --target dev --build-arg MODE=dev: the image has npm."
    assert tested.wants() == "The build of test runs the tests, and stops when one fails."


@pytest.mark.parametrize("each", ONE_OF_EACH, ids=ids(ONE_OF_EACH))
def test_empty_file_meets_no_goal(each):
    sight = foresee(each, "")

    assert sight is None or not sight.met


@pytest.mark.parametrize("each", NEEDS_AN_IMAGE, ids=ids(NEEDS_AN_IMAGE))
def test_no_goal_is_met_by_a_build_that_failed(each):
    text = f"There is no image to look at: {FAILURE}"

    assert see(each, TWO_STAGES, NO_BUILD, secrets={"token": "x"}) == Sight(False, text, True)


@pytest.mark.parametrize("each", SEEN, ids=ids(SEEN))
def test_what_the_sandbox_could_not_build_fails_nobody(each):
    assert see(each, TWO_STAGES, UNAVAILABLE, UNAVAILABLE, secrets={"token": "x"}) is None


@pytest.mark.parametrize("each", SEEN, ids=ids(SEEN))
def test_nothing_is_built_after_the_image_itself_has_failed(each):
    other = each.model_copy(update={"target": "other"})
    built = Built({MAIN: NO_BUILD}, Foreseen(TWO_STAGES, secrets={"token": "x"}))

    text = f"This was not built, because {FAILURE}"
    assert other.see(built) == Sight(False, text, True)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=30), max_size=12))
def test_no_dockerfile_makes_a_goal_stumble(lines):
    foreseen = Foreseen("\n".join(lines), "*.go\n!main.go", CONTEXT, {"token": "sesame"})
    result = ok(log=["STEP 1/2: FROM x", "[7/2] STEP 9/2: RUN a"], trial=trial())
    results = {variant: result for each in ONE_OF_EACH for variant in each.variants()}

    for each in ONE_OF_EACH:
        sights = [each.foresee(foreseen), each.see(Built(results, foreseen))]
        assert all(sight is None or sight.text.endswith((".", "…", "?")) for sight in sights)


@pytest.mark.parametrize("each", SEEN, ids=ids(SEEN))
def test_build_that_was_stopped_is_told_as_such(each):
    told = "The build was stopped: it took longer than 30 seconds."
    stopped = Result(Status.STOPPED, told, "time")

    sight = see(each, TWO_STAGES, stopped, secrets={"token": "x"})

    is_told_alone = each.kind in {"builds", "tests"}
    in_full = f"There is no image to look at: t{told[1:]}"
    assert (sight.met, sight.text) == (False, told if is_told_alone else in_full)
