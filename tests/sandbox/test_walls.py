"""Every wall stands on this machine; one that is taken away is missed; death leaves nothing."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from sandbox import Job, Limits, Status, box, doctor, seccomp
from sandbox.cgroups import Group, sweep
from sandbox.place import BuildUser
from sandbox.walls import WALLS, try_wall

BY_NAME = {wall.name: wall for wall in WALLS}
UNIFIED = Path("/sys/fs/cgroup/unified")


@pytest.mark.parametrize("name", BY_NAME)
def test_wall_stands(name, builder):
    assert try_wall(builder, BY_NAME[name]).fault == ""


@pytest.fixture
def open_box(monkeypatch, place):
    """Boxes that have the sandbox's own folder in them, which no build should see."""
    whole = box._bubblewrap

    def more(*arguments):
        return [*whole(*arguments), "--ro-bind", str(place.folder), str(place.folder)]

    monkeypatch.setattr(box, "_bubblewrap", more)


def test_box_with_a_folder_of_this_machine_is_found_out(builder, open_box):
    fault = try_wall(builder, BY_NAME["files, CVE-2024-1753"]).fault

    assert fault == "a file of this machine was read"


def test_box_with_this_machine_s_network_does_not_open(builder, monkeypatch):
    whole = box._bubblewrap
    monkeypatch.setattr(
        box, "_bubblewrap", lambda *a: [word for word in whole(*a) if word != "--unshare-net"]
    )

    assert "it ended as unavailable" in try_wall(builder, BY_NAME["network, builder"]).fault


def test_box_with_every_system_call_is_found_out(builder, monkeypatch):
    everything = json.dumps({"defaultAction": "SCMP_ACT_ALLOW"}).encode()
    monkeypatch.setattr(seccomp, "profile", lambda: everything)

    assert "it said 'REACHED'" in try_wall(builder, BY_NAME["system calls"]).fault


def test_builder_with_a_wall_missing_does_not_serve(builder, place, open_box, monkeypatch):
    wall = BY_NAME["files, CVE-2024-1753"]
    monkeypatch.setattr(doctor, "prove", lambda _: [try_wall(builder, wall)])

    result = doctor.create(place).check(Job("FROM alpine\n"))

    assert (result.status, result.message) == (
        Status.UNAVAILABLE,
        f"Real builds are off until this holds: {wall.name}: a file of this machine was read",
    )


@pytest.mark.parametrize("name", ["build", "processes", "time", "memory", "disk", "output"])
def test_walls_stand_without_control_groups(name, builder, monkeypatch):
    monkeypatch.setattr("sandbox.buildah.open_group", lambda _: Group(0))

    assert try_wall(builder, BY_NAME[name]).fault == ""


@pytest.mark.skipif(not os.access(UNIFIED, os.W_OK), reason="no hierarchy of version 2 to write to")
def test_build_works_in_a_control_group_of_version_two(builder, monkeypatch):
    folder = UNIFIED / f"stagecraft-test-{os.getpid()}"
    folder.mkdir()
    monkeypatch.setattr("sandbox.buildah.open_group", lambda _: Group(2, {"all": folder}))

    assert try_wall(builder, BY_NAME["build"]).fault == ""
    assert not folder.exists()


CROWD = "for n in $(seq 100); do sleep 600 & done; echo ready; wait"


@pytest.mark.skipif(os.geteuid() != 0, reason="as itself, a worker has the build's user")
@pytest.mark.parametrize("group", [None, Group(0)], ids=["with groups", "without"])
def test_processes_of_one_build_starve_no_other(group, builder, monkeypatch):
    if group:
        monkeypatch.setattr("sandbox.buildah.open_group", lambda _: group)
    # Here another box's processes are nothing but processes of the build user.
    crowd = subprocess.Popen(
        [*BuildUser.find().becoming(), "sh", "-c", CROWD],
        stdout=subprocess.PIPE,
        start_new_session=True,
    )
    try:
        assert crowd.stdout.readline() == b"ready\n"

        result = builder.check(Job("FROM alpine\nRUN true\n", limits=Limits(processes=40)))
    finally:
        os.killpg(crowd.pid, signal.SIGKILL)
        crowd.communicate()

    assert (result.status, result.message) == (Status.OK, "The image was built.")


WORKER = """
from sandbox import Job, Limits
from sandbox.buildah import Buildah
from sandbox.place import Place
job = Job("FROM alpine\\nRUN (setsid sleep 300 &); sleep 300\\n", limits=Limits(seconds=60))
Buildah(Place.from_environment()).check(job, lambda step: print(step.number, flush=True))
"""


@pytest.mark.skipif(os.geteuid() != 0, reason="as itself, a worker has the build's user")
def test_killed_worker_leaves_no_process_and_no_group(builder):
    worker = subprocess.Popen(
        [sys.executable, "-c", WORKER], stdout=subprocess.PIPE, text=True, cwd=Path.cwd()
    )
    with worker:
        assert [worker.stdout.readline() for _ in range(2)] == ["1\n", "2\n"]
        group = next(Path("/sys/fs/cgroup").glob(f"**/job-{worker.pid}-*/cgroup.procs"), None)
        worker.send_signal(signal.SIGKILL)
        worker.wait()

        sweep()

        inside = group.read_text().split() if group and group.exists() else []
        assert (inside, group is not None and group.exists()) == ([], False)
