"""Tests run in the build, and stop it when they fail."""

from lab.goals import Sight, Variant
from tests.lab.goals.made import NO_BUILD, failed, foresee, goal, ok, see

TESTED = goal("tests", target="test", breaks="broken")
DOCKERFILE = "FROM golang:1.27 AS test\nCOPY . .\nRUN go test ./...\n"
BROKEN = failed(
    'building at STEP "RUN go test ./...": while running runtime: exit status 1',
    "STEP 1/3: FROM docker.io/library/golang:1.27 AS test",
    "STEP 2/3: COPY . .",
    "STEP 3/3: RUN go test ./...",
    "--- FAIL: TestTotal (0.00s)",
    'Error: building at STEP "RUN go test ./...": exit status 1',
)


def test_whether_tests_run_is_left_to_the_build():
    assert foresee(TESTED, DOCKERFILE) is None


def test_target_without_a_run_is_foreseen_to_test_nothing():
    sight = foresee(TESTED, "FROM golang:1.27 AS test\nCOPY . .\n")

    assert sight == Sight(False, "Nothing that test needs has a RUN: no test can run.")


def test_failing_test_that_stops_the_build_is_seen():
    text = (
        "With a test that fails, the build stops at line 3, RUN go test ./...: "
        "--- FAIL: TestTotal (0.00s)."
    )
    assert see(TESTED, DOCKERFILE, ok(), BROKEN) == Sight(True, text)


def test_build_that_a_failing_test_does_not_stop_is_seen():
    text = (
        "With a test that fails, test is built all the same: "
        "the tests do not seem to run, or nobody hears of it."
    )
    assert see(TESTED, DOCKERFILE, ok(), ok()) == Sight(False, text)


def test_build_that_fails_by_itself_is_told_as_such():
    sight = see(TESTED, DOCKERFILE, NO_BUILD, BROKEN)

    assert sight.text.startswith(
        "The build failed at RUN go build -o /out/orders .: exit status 1."
    )
    assert not sight.met


def test_it_is_seen_in_two_builds():
    assert TESTED.variants() == (Variant("test"), Variant("test", overlay="broken"))
