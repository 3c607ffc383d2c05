"""A machine is told what it lacks, wall by wall, and then how real builds are switched on."""

import sys

import pytest

from sandbox import __main__ as command
from sandbox import doctor
from sandbox.buildkit import Daemon
from sandbox.buildkit.promises import PROMISES
from sandbox.doctor import Line
from sandbox.place import Place
from sandbox.walls import WALLS
from tests.sandbox.buildctl import Recorded


def test_every_wall_is_named_where_none_can_be_tried(tmp_path):
    lines = {line.name: line for line in doctor.examine(Place(tmp_path / "nothing"))}

    assert (lines["base images"].passed, lines["base images"].note) == (False, "make sandbox")
    assert {wall.name for wall in WALLS} <= lines.keys()
    tried = [wall.name for wall in WALLS if not lines[wall.name].note.startswith("not tried; ")]
    assert tried == []
    assert not any(lines[wall.name].passed for wall in WALLS)


def test_every_promise_is_named_where_none_can_be_asked_for():
    lines = list(doctor.examine_daemon(Daemon("")))

    assert [line.name for line in lines] == ["daemon", *(promise.name for promise in PROMISES)]
    assert not any(line.passed for line in lines)


def test_daemon_that_builds_nothing_is_asked_for_no_more(tmp_path):
    recorded = Recorded(tmp_path)
    recorded.build(["error: failed to list workers: Unavailable"], code=1)

    daemon, build, *others = doctor.examine_daemon(Daemon("tcp://x:1", str(recorded.program)))

    assert (daemon.passed, build.passed, recorded.asked()[0][1]) == (True, False, "tcp://x:1")
    assert {line.note for line in others} == {"not tried; first what is said above"}


@pytest.fixture
def told(monkeypatch, capsys):
    """What the command prints and ends with, for a machine with these lines."""

    def told(*lines, **environment):
        monkeypatch.setattr(sys, "argv", ["sandbox", "doctor"])
        monkeypatch.setattr(doctor, "examine", lambda _: lines)
        monkeypatch.setattr(doctor, "examine_daemon", lambda _: lines)
        for name in ("SANDBOX", "SANDBOX_DIR", "BUILDKIT_ADDR", "BUILDKIT_TLS_DIR"):
            monkeypatch.delenv(name, raising=False)
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        return command.main(), capsys.readouterr().out

    return told


def test_ready_machine_is_told_how_builds_are_switched_on(told):
    code, text = told(Line("build", True, "An honest build works."), SANDBOX_DIR="/srv/boxes")

    assert code == 0
    assert text.startswith("pass  build                  An honest build works.\n\nReady. ")
    assert "SANDBOX=buildah SANDBOX_DIR=/srv/boxes make run " in text


def test_machine_that_is_not_ready_is_told_where_to_begin(told):
    code, text = told(Line("packages", False, "as root: apt-get install runc"))

    assert (code, text.splitlines()[-1]) == (
        1,
        "Not ready: a worker with SANDBOX=buildah would build nothing. "
        "Begin with the first line that FAILs.",
    )


def test_settings_of_a_daemon_are_repeated(told):
    _, text = told(Line("daemon", True, ""), SANDBOX="buildkit", BUILDKIT_ADDR="tcp://x:1")

    assert "SANDBOX=buildkit BUILDKIT_ADDR=tcp://x:1 make run " in text
