"""A companion of the server that was killed is started again, soon at first, then later."""

import os
import signal
import subprocess
import sys

import pytest

from learning.companions import keep, run
from tests.conftest import ROOT


class Keeping:
    """A companion that ends with these codes after so many seconds, and a clock that is told."""

    def __init__(self, *ends):
        self.ends = list(ends)
        self.time = 0.0
        self.pauses = []
        self.said = []

    def run(self):
        code, seconds = self.ends.pop(0)
        self.time += seconds
        return code

    def wait(self, seconds):
        self.time += seconds
        self.pauses.append(seconds)

    def keep(self):
        keep(self.run, self.said.append, self.wait, lambda: self.time)
        return self.pauses


def test_pauses_double_up_to_a_minute():
    keeping = Keeping(*[(-signal.SIGKILL, 0)] * 8, (0, 0))

    assert keeping.keep() == [1, 2, 4, 8, 16, 32, 60, 60]
    assert keeping.said[0] == "It ended with -9, and is started again in 1 s."


def test_after_a_quiet_minute_the_pauses_begin_anew():
    keeping = Keeping((1, 3), (1, 3), (-signal.SIGKILL, 60), (1, 3), (0, 0))

    assert keeping.keep() == [1, 2, 1, 2]


@pytest.mark.parametrize("code", [0, -signal.SIGINT, -signal.SIGTERM])
def test_one_that_was_asked_to_end_is_not_started_again(code):
    keeping = Keeping((code, 0))

    assert (keeping.keep(), keeping.said) == ([], [])


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", 0),
        ("raise SystemExit(3)", 3),
        ("import os; os.kill(os.getpid(), 9)", -9),
    ],
)
def test_end_of_a_companion_is_told_by_its_code(text, code):
    assert run([sys.executable, "-c", text]) == code


def test_companion_that_cannot_be_started_is_one_that_broke_off(tmp_path):
    assert run([str(tmp_path / "none")]) == 1


def test_companion_knows_its_keeper_and_hears_of_ctrl_c():
    """Which the keeper does not end by; what it leaves to its companion is not ignored there."""
    companion = """
import os, signal, sys
print(sys.argv[-2], int(sys.argv[-1]) == os.getppid(), signal.getsignal(signal.SIGINT) is
      signal.default_int_handler, flush=True)
os.kill(os.getppid(), signal.SIGINT)
sys.stdin.read()
"""
    with subprocess.Popen(
        [sys.executable, "-m", "learning.companions", str(os.getpid()),
         sys.executable, "-c", companion],
        cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    ) as keeper:  # fmt: skip
        told, _ = keeper.communicate("", timeout=60)

    assert (told, keeper.returncode) == ("--parent True True\n", 0)
