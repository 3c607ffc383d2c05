"""The container ends when it is asked to."""

import pytest

from lab.goals import Sight
from tests.lab.goals.made import TWO_STAGES, goal, ok, see, trial

STOPS = goal("stops")
ASKED = "Asked to stop, the container"


@pytest.mark.parametrize(
    ("found", "sight"),
    [
        (trial(), Sight(True, f"{ASKED} ended after 0.1 seconds with exit code 0.")),
        (trial(exit_code=143), Sight(True, f"{ASKED} ended after 0.1 seconds with exit code 143.")),
        (
            trial(exit_code=2),
            Sight(False, f"{ASKED} ended after 0.1 seconds, but with exit code 2."),
        ),
        (
            trial(seconds_to_stop=3.3),
            Sight(False, f"{ASKED} ended after 3.3 seconds with exit code 0."),
        ),
        (
            trial(stopped_on_signal=False, seconds_to_stop=None, exit_code=None),
            Sight(False, f"{ASKED} went on: it would have been killed."),
        ),
        (
            trial(answered=False, exit_code=None),
            Sight(False, "The container ran, but it never answered."),
        ),
        (None, None),
    ],
)
def test_end_is_seen(found, sight):
    assert see(STOPS, TWO_STAGES, ok(trial=found)) == sight
