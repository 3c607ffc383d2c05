"""What is started beside the server."""

import os
import sys

import pytest

from learning.management.commands.serve import Command

COUNTING = ["count_answers", "--every", "10"]


@pytest.mark.parametrize(
    ("sandbox", "lti", "expected"),
    [
        ("static", False, [COUNTING]),
        ("buildah", False, [COUNTING, ["run_worker"]]),
        ("static", True, [COUNTING, ["send_grades", "--every", "60"]]),
    ],
)
def test_answers_are_counted_beside_every_server(settings, monkeypatch, sandbox, lti, expected):
    settings.SANDBOX, settings.LTI = sandbox, lti
    started = []
    monkeypatch.setattr(os, "posix_spawn", lambda _, words, __: started.append(words))

    Command().start_companions()

    keeper = [sys.executable, "-m", "learning.companions", str(os.getpid())]
    command = [*keeper, sys.executable, "manage.py"]
    assert started == [[*command, *words] for words in expected]
