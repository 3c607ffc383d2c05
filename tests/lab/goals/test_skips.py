"""The build leaves out what it does not need."""

from lab.goals import Sight
from tests.lab.goals.made import ONE_STAGE, foresee, goal, ok, see

NO_TESTS = goal("skips", text="go test")
APART = """\
FROM golang:1.27 AS build
RUN go build -o /orders
FROM build AS test
RUN go test \\
    ./...
FROM scratch
COPY --from=build /orders /
"""
NEEDED = APART.replace("--from=build", "--from=test")


def test_stage_that_is_left_out_is_foreseen():
    sight = foresee(NO_TESTS, APART)

    assert sight == Sight(True, "Line 4 has go test, in test, which is not needed.")


def test_stage_that_is_needed_is_foreseen():
    assert foresee(NO_TESTS, NEEDED) == Sight(
        False, "Line 4 runs go test in test, which is needed."
    )


def test_text_that_is_nowhere_is_skipped():
    assert foresee(NO_TESTS, ONE_STAGE) == Sight(True, "No instruction has go test.")


def test_build_that_did_not_come_to_it_is_seen():
    result = ok(log=["[1/3] STEP 2/2: RUN go build -o /orders"])

    text = "Line 4 has go test, in test, which is not needed."
    assert see(NO_TESTS, APART, result) == Sight(True, text)


def test_build_that_ran_it_is_seen():
    result = ok(log=["[2/3] STEP 2/2: RUN go test     ./...", "ok orders"])

    text = "The build ran line 4, RUN go test ./...."
    assert see(NO_TESTS, NEEDED, result) == Sight(False, text)
