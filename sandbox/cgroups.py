"""Control groups: what caps a build's memory, processes and processor, and counts what it took.

Version 1, version 2, or none: then only resource limits hold, and memory is capped for each process
and not for all together.
"""

import os
import signal
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

from .job import Limits
from .result import Usage

ROOT = Path("/sys/fs/cgroup")
PARENT = "stagecraft-sandbox"
HURRY = {
    1: {"cpu.cfs_quota_us": "-1", "cpu.shares": "262144"},
    2: {"cpu.max": "max", "cpu.weight": "10000"},
}
# All boxes together have the weight of so many processes, and share it among themselves: with that
# of one, four builds on a busy machine would wait for each other and for everybody else.
SHARE = {1: ("cpu.shares", "4096"), 2: ("cpu.weight", "400")}
CONTROLLERS = ("memory", "pids", "cpu", "cpuacct", "devices", "freezer")


@dataclass(frozen=True)
class Group:
    """The control group of one build: no folder where there are none, several in version 1."""

    version: int
    folders: dict[str, Path] = field(default_factory=dict)

    def entrances(self) -> list[Path]:
        """The files that a process writes its number to, to be in the group."""
        return [folder / "cgroup.procs" for folder in self.folders.values()]

    def mount(self) -> tuple[Path, str] | None:
        """What runc must see in the box, and where: only the build's own group."""
        if self.version == 1:
            return self.folders["devices"], "/sys/fs/cgroup/devices"
        if self.version == 2:
            return self.folders["all"], "/sys/fs/cgroup"
        if (ROOT / "devices").is_dir():
            return ROOT / "devices", "/sys/fs/cgroup/devices"
        return (ROOT, "/sys/fs/cgroup") if ROOT.is_dir() else None

    def processes(self) -> list[int]:
        folder = next(iter(self.folders.values()), None)
        return [int(word) for word in _read(folder, "cgroup.procs").split()] if folder else []

    def usage(self) -> Usage:
        if self.version == 1:
            nanoseconds = _read(self.folders["cpuacct"], "cpuacct.usage")
            memory = _read(self.folders["memory"], "memory.max_usage_in_bytes")
            return Usage(int(nanoseconds or 0) / 1e9, int(memory or 0))
        if self.version == 2:
            microseconds = _values(_read(self.folders["all"], "cpu.stat")).get("usage_usec", 0)
            memory = _read(self.folders["all"], "memory.peak")
            return Usage(microseconds / 1e6, int(memory) if memory else None)
        return Usage()

    def ran_out_of_memory(self) -> bool:
        names = {1: ("memory", "memory.oom_control"), 2: ("all", "memory.events")}
        if self.version not in names:
            return False
        folder, name = names[self.version]
        return _values(_read(self.folders[folder], name)).get("oom_kill", 0) > 0

    def ran_out_of_processes(self) -> bool | None:
        """Whether it ever wanted more processes than it may have; None where nobody counts."""
        names = {1: "pids", 2: "all"}
        if self.version not in names:
            return None
        most = _values(_read(self.folders[names[self.version]], "pids.events")).get("max")
        return None if most is None else most > 0

    def kill(self, seconds: float = 5) -> None:
        """Kill what is in it until nothing is: a process that forks meanwhile is met again."""
        self._hurry()
        end = time.monotonic() + seconds
        while (processes := self.processes()) and time.monotonic() < end:
            for process in processes:
                _kill(process)
            time.sleep(0.01)

    def _hurry(self) -> None:
        """No more sharing: a dying process frees its memory and files on its own processor time."""
        for name, value in HURRY.get(self.version, {}).items():
            folder = self.folders["cpu" if self.version == 1 else "all"]
            if (folder / name).exists():
                (folder / name).write_text(value)

    def remove(self, seconds: float = 2) -> None:
        """Remove the folders; the kernel says EBUSY for some milliseconds after the last exit."""
        end = time.monotonic() + seconds
        for folder in self.folders.values():
            while folder.exists() and time.monotonic() < end:
                try:
                    folder.rmdir()
                except OSError:
                    time.sleep(0.02)


def _kill(process: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(process, signal.SIGKILL)


def _read(folder: Path, name: str) -> str:
    try:
        return (folder / name).read_text()
    except OSError:
        return ""


def _values(text: str) -> dict[str, int]:
    pairs = (line.split() for line in text.splitlines())
    return {pair[0]: int(pair[1]) for pair in pairs if len(pair) == 2 and pair[1].isdigit()}


def open_group(limits: Limits, root: Path = ROOT) -> Group:
    """A new group with the limits set, or one without folders where none can be made."""
    name = f"job-{os.getpid()}-{uuid4().hex[:12]}"
    _make_parents(root)
    for version, folders in ((1, _first_version(root)), (2, _second_version(root))):
        group = Group(version, {key: folder / name for key, folder in folders.items()})
        if not folders:
            continue
        try:
            for folder in group.folders.values():
                folder.mkdir()
            _limit(group, limits)
        except OSError:
            group.remove(0.1)
        else:
            return group
    return Group(0)


def _first_version(root: Path) -> dict[str, Path]:
    folders = {name: root / name / PARENT for name in CONTROLLERS}
    return folders if all((root / name).is_dir() for name in CONTROLLERS) else {}


def _second_version(root: Path) -> dict[str, Path]:
    return {"all": root / PARENT} if (root / "cgroup.controllers").exists() else {}


def _limit(group: Group, limits: Limits) -> None:
    quota = int(100_000 * limits.cpus)
    if group.version == 1:
        memory = group.folders["memory"]
        (memory / "memory.limit_in_bytes").write_text(str(limits.memory))
        if (memory / "memory.memsw.limit_in_bytes").exists():
            (memory / "memory.memsw.limit_in_bytes").write_text(str(limits.memory))
        (group.folders["pids"] / "pids.max").write_text(str(limits.processes))
        (group.folders["cpu"] / "cpu.cfs_period_us").write_text("100000")
        (group.folders["cpu"] / "cpu.cfs_quota_us").write_text(str(quota))
        return
    folder = group.folders["all"]
    (folder / "memory.max").write_text(str(limits.memory))
    if (folder / "memory.swap.max").exists():
        (folder / "memory.swap.max").write_text("0")
    (folder / "pids.max").write_text(str(limits.processes))
    (folder / "cpu.max").write_text(f"{quota} 100000")


def delegate(uid: int, gid: int, root: Path = ROOT) -> None:
    """Give the groups' parents to the build user, so that its own builds find them."""
    _make_parents(root)
    for folder in (_first_version(root) | _second_version(root)).values():
        for path in (folder, folder / "cgroup.procs"):
            with suppress(OSError):
                os.chown(path, uid, gid)


def _make_parents(root: Path) -> None:
    """Once after each boot; who may not, finds them made or goes without."""
    with suppress(OSError):
        for name, folder in _first_version(root).items():
            folder.mkdir(exist_ok=True)
            if name == "cpu":
                _weigh(folder, 1)
    for folder in _second_version(root).values():
        if not folder.exists():
            with suppress(OSError):
                (root / "cgroup.subtree_control").write_text("+memory +pids +cpu")
                folder.mkdir()
                (folder / "cgroup.subtree_control").write_text("+memory +pids +cpu")
        with suppress(OSError):
            _weigh(folder, 2)


def _weigh(folder: Path, version: int) -> None:
    name, value = SHARE[version]
    if (folder / name).exists():
        (folder / name).write_text(value)


def sweep(root: Path = ROOT) -> None:
    """End and remove the groups of builds whose supervisor is gone, however it went."""
    for group in _groups(root):
        owner = next(iter(group.folders.values())).name.split("-")[1]
        if not Path("/proc", owner).exists():
            group.kill()
            group.remove()


def _groups(root: Path) -> Iterator[Group]:
    for version, folders in ((1, _first_version(root)), (2, _second_version(root))):
        names = {path.name for folder in folders.values() for path in folder.glob("job-*-*")}
        for name in sorted(names):
            yield Group(version, {key: folder / name for key, folder in folders.items()})


def left_by(process: int, root: Path = ROOT) -> list[str]:
    """The groups that builds of one supervisor have left."""
    names = (next(iter(group.folders.values())).name for group in _groups(root))
    return [name for name in names if name.startswith(f"job-{process}-")]
