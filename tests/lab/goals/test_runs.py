"""The container does its work and ends."""

import pytest

from lab.goals import Sight
from tests.lab.goals.made import TWO_STAGES, goal, ok, see, trial

RUNS = goal("runs", output="3 done")


@pytest.mark.parametrize(
    ("found", "sight"),
    [
        (
            trial(output="start\n3 done, 0 failed\n"),
            Sight(True, "The container ended with code 0: 3 done, 0 failed."),
        ),
        (
            trial(output="2 done\n"),
            Sight(False, "The container ended with code 0, but did not say “3 done”: 2 done."),
        ),
        (
            trial(),
            Sight(
                False,
                "The container ended with code 0, but did not say “3 done”: it was silent.",
            ),
        ),
        (
            trial(exit_code=1, output="no jobs\n"),
            Sight(False, "The container ended with code 1: no jobs."),
        ),
        (trial(exit_code=None), Sight(False, "The container ran, but it never ended.")),
        (
            trial(started=False, exit_code=1, output="exec /a: not found\n"),
            Sight(False, "The container did not start: exec /a: not found."),
        ),
        (None, None),
    ],
)
def test_run_is_seen(found, sight):
    assert see(RUNS, TWO_STAGES, ok(trial=found)) == sight


def test_wish_has_output_and_code():
    assert RUNS.wants() == "The container says “3 done” and ends with code 0."
