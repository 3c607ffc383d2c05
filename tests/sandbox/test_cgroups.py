"""Control groups of both versions are made, limited, read and removed; without any, none are."""

import subprocess

from sandbox import Limits
from sandbox.cgroups import PARENT, delegate, left_by, open_group, sweep

LIMITS = Limits(memory=1000, processes=7, cpus=0.5)


def first_version(root):
    for name in ("memory", "pids", "cpu", "cpuacct", "devices", "freezer"):
        (root / name / PARENT).mkdir(parents=True)
    return root


def second_version(root):
    (root / PARENT).mkdir()
    (root / "cgroup.controllers").write_text("cpu memory pids")
    return root


def test_limits_of_version_one(tmp_path):
    group = open_group(LIMITS, first_version(tmp_path))

    written = {
        f"{name}/{path.name}": path.read_text()
        for name, folder in group.folders.items()
        for path in folder.iterdir()
    }
    assert written == {
        "memory/memory.limit_in_bytes": "1000",
        "pids/pids.max": "7",
        "cpu/cpu.cfs_period_us": "100000",
        "cpu/cpu.cfs_quota_us": "50000",
    }


def test_limits_of_version_two(tmp_path):
    group = open_group(LIMITS, second_version(tmp_path))

    written = {path.name: path.read_text() for path in group.folders["all"].iterdir()}
    assert written == {"memory.max": "1000", "pids.max": "7", "cpu.max": "50000 100000"}


def test_boxes_together_weigh_as_much_as_some_processes(tmp_path):
    first, second = first_version(tmp_path / "1"), tmp_path / "2"
    second.mkdir()
    weights = [first / "cpu" / PARENT / "cpu.shares",
               second_version(second) / PARENT / "cpu.weight"]  # fmt: skip
    for weight in weights:
        weight.write_text("1024")

    open_group(LIMITS, first)
    open_group(LIMITS, second)

    assert [weight.read_text() for weight in weights] == ["4096", "400"]


def test_counters_of_version_two(tmp_path):
    group = open_group(LIMITS, second_version(tmp_path))
    folder = group.folders["all"]
    (folder / "cpu.stat").write_text("usage_usec 1500000\nuser_usec 1\n")
    (folder / "memory.peak").write_text("900\n")
    (folder / "memory.events").write_text("low 0\noom 1\noom_kill 1\n")

    assert (group.usage().cpu_seconds, group.usage().memory) == (1.5, 900)
    assert group.ran_out_of_memory()


def test_limit_of_processes_that_was_reached_is_told_where_somebody_counts(tmp_path):
    first, second = first_version(tmp_path / "1"), tmp_path / "2"
    second.mkdir()
    groups = [open_group(LIMITS, first), open_group(LIMITS, second_version(second))]
    counters = [groups[0].folders["pids"], groups[1].folders["all"]]

    assert [group.ran_out_of_processes() for group in groups] == [None, None]
    for folder, times in zip(counters, (0, 3), strict=True):
        (folder / "pids.events").write_text(f"max {times}\n")
    assert [group.ran_out_of_processes() for group in groups] == [False, True]


def test_without_control_groups_there_is_a_group_without_folders(tmp_path):
    group = open_group(LIMITS, tmp_path)

    assert (group.version, group.processes(), group.ran_out_of_memory()) == (0, [], False)


def test_group_of_a_supervisor_that_died_is_swept(tmp_path):
    root = second_version(tmp_path)
    ended = subprocess.Popen(["true"])
    ended.wait()
    dead = root / PARENT / f"job-{ended.pid}-abc"
    dead.mkdir()
    living = open_group(LIMITS, root)

    sweep(root)

    assert [path.name for path in (root / PARENT).glob("job-*")] == [living.folders["all"].name]
    assert left_by(ended.pid, root) == []


def test_parents_are_made_once_for_the_build_user(tmp_path):
    (tmp_path / "cgroup.controllers").write_text("")
    (tmp_path / "cgroup.subtree_control").write_text("")

    delegate(0, 0, tmp_path)

    assert (tmp_path / PARENT / "cgroup.subtree_control").read_text() == "+memory +pids +cpu"
