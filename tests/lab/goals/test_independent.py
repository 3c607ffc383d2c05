"""Two parts of the build do not wait for each other."""

import pytest

from lab.goals import Sight
from tests.lab.goals.made import foresee, goal

APART = goal("independent", between=["go build", "npm ci"])


@pytest.mark.parametrize(
    ("dockerfile", "sight"),
    [
        (
            "FROM golang:1.27 AS a\nRUN go build -o /a\nFROM node:24 AS b\nRUN npm ci\n"
            "FROM scratch\nCOPY --from=a /a /a\nCOPY --from=b /b /b\n",
            Sight(True, "Line 2 and line 4 can run at the same time."),
        ),
        (
            "FROM alpine\nRUN go build -o /a\nRUN npm ci\n",
            Sight(False, "Line 3 (npm ci) waits for line 2 (go build)."),
        ),
        (
            "FROM node:24 AS a\nRUN npm ci\nFROM golang:1.27\nCOPY --from=a /b /b\nRUN go build\n",
            Sight(False, "Line 5 (go build) waits for line 2 (npm ci)."),
        ),
        (
            "FROM alpine\nRUN npm ci && go build\n",
            Sight(False, "Line 2 runs both go build and npm ci, one after the other."),
        ),
        (
            "FROM alpine\nRUN go build\n",
            Sight(False, "No RUN that the image needs has npm ci."),
        ),
    ],
)
def test_waiting_is_foreseen(dockerfile, sight):
    assert foresee(APART, dockerfile) == sight
