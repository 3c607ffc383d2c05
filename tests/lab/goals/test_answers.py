"""The container answers."""

import pytest

from lab.goals import Sight
from tests.lab.goals.made import TWO_STAGES, foresee, goal, ok, see, trial

ANSWERS = goal("answers", body="ok", within=1)
SILENT = {"answered": False, "http_status": None, "body": "", "seconds_to_answer": None}


@pytest.mark.parametrize(
    ("found", "sight"),
    [
        (trial(), Sight(True, "The container answered with 200 after 0.1 seconds.")),
        (
            trial(seconds_to_answer=1.84),
            Sight(False, "The container answered with 200 after 1.8 seconds."),
        ),
        (
            trial(http_status=404),
            Sight(False, "The container answers with 404, not with 200."),
        ),
        (
            trial(body="<h1>Not yet</h1>\n"),
            Sight(False, "The answer has no “ok”: it says “<h1>Not yet</h1>”."),
        ),
        (trial(body=""), Sight(False, "The answer has no “ok”: it is empty.")),
        (
            trial(**SILENT, exit_code=None),
            Sight(False, "The container ran, but it never answered."),
        ),
        (
            trial(**SILENT, exit_code=1, output="hello\nopen orders.json: no such file\n\n"),
            Sight(
                False,
                "The container ended with code 1 before it answered: "
                "open orders.json: no such file.",
            ),
        ),
        (
            trial(**SILENT, started=False, exit_code=1, output="exec /orders: not found\n"),
            Sight(False, "The container did not start: exec /orders: not found."),
        ),
        (
            trial(
                **SILENT,
                started=False,
                exit_code=1,
                output='error running container\nmsg="runc create failed: unable to start '
                'container process: exec: \\"/bin/sh\\": no such file"\n: exit status 1\n',
            ),
            Sight(False, 'The container did not start: exec: "/bin/sh": no such file.'),
        ),
        (None, None),
    ],
)
def test_answer_is_seen(found, sight):
    assert see(ANSWERS, TWO_STAGES, ok(trial=found)) == sight


def test_answer_is_never_foreseen():
    assert foresee(ANSWERS, TWO_STAGES) is None


def test_wish_has_body_and_seconds():
    wants = "The container answers with 200 and “ok” within 1 second."
    assert (ANSWERS.wants(), ANSWERS.is_tried) == (wants, True)
