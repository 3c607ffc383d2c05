"""The box: what is around a build, from the outside in.

control group → resource limits → the build user → a user namespace → bubblewrap (own processes,
network, mounts, host name; a root with nothing in it; one tmpfs to write to) → our own program,
which starts buildah, which starts runc for each RUN.
"""

import io
import os
import platform
import py_compile
import resource
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from . import seccomp
from .cgroups import Group
from .job import Limits
from .place import BuildUser, Place
from .programs import PATH, path_of

SMALL = 16 << 20
UNCHECKED = py_compile.PycInvalidationMode.UNCHECKED_HASH
# Processes of all boxes together: they are one user's here, whoever they are in there.
MANY = 4096
VAR_TMP = "/var/tmp"  # noqa: S108 -- the same
SMALL_FOLDERS = ("/dev/shm", "/tmp", "/run")  # noqa: S108 -- in the box, not here
# Into the control group before anything else; the rest of the words is the command.
ENTER = 'while [ "$1" != -- ]; do echo $$ > "$1" || exit 97; shift; done; shift; exec "$@"'

FILES: Mapping[str, bytes] = {
    "/etc/passwd": b"root:x:0:0:root:/job:/bin/false\nnobody:x:65534:65534:nobody:/:/bin/false\n",
    "/etc/group": b"root:x:0:\nnogroup:x:65534:\n",
    "/etc/hosts": b"127.0.0.1 localhost\n",
    "/etc/containers/registries.conf": (
        b'unqualified-search-registries = []\nshort-name-mode = "disabled"\n'
    ),
    "/etc/containers/policy.json": (
        b'{"default": [{"type": "reject"}], "transports": {"containers-storage":'
        b' {"": [{"type": "insecureAcceptAnything"}]}}}'
    ),
}


@dataclass(frozen=True)
class Command:
    """A box ready to start: its words, and the open files that they speak of."""

    words: list[str]
    descriptors: tuple[int, ...]
    environment: Mapping[str, str]


@cache
def program() -> bytes:
    """The package `inside` as one file that the box's own Python can start."""
    folder = Path(__file__).parent / "inside"
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as packed, tempfile.TemporaryDirectory() as scratch:
        packed.writestr("__main__.py", "from inside.main import main\n\nmain()\n")
        for path in sorted(folder.glob("*.py")):
            packed.writestr(f"inside/{path.name}", path.read_text())
            # Or every box compiles it anew; a Python of another version takes the text.
            compiled = Path(scratch, f"{path.name}c")
            py_compile.compile(str(path), str(compiled), invalidation_mode=UNCHECKED)
            packed.writestr(f"inside/{compiled.name}", compiled.read_bytes())
    return archive.getvalue()


@contextmanager
def command(place: Place, user: BuildUser, limits: Limits, group: Group) -> Iterator[Command]:
    """The words that start a box. Its own files come in by descriptor, so nothing lies about."""
    contents = {
        **FILES,
        "/etc/seccomp.json": seccomp.profile(),
        "/program.pyz": program(),
    }
    opened = {path: _in_memory(content) for path, content in contents.items()}
    try:
        yield Command(
            [
                *("/bin/sh", "-c", ENTER, "sh", *map(str, group.entrances()), "--"),
                *_resource_limits(limits, group),
                *user.becoming(),
                *("unshare", "--user", "--map-root-user", "--map-auto", "--"),
                # Counted in this box from here on; outside, one box would starve the others.
                *("prlimit", f"--nproc={limits.processes * 2}:{limits.processes * 2}", "--"),
                *_bubblewrap(place, limits, group, opened),
                *_environment(user),
                *("--remount-ro", "/", "--chdir", "/job", "--"),
                *("/usr/bin/python3", "-IS", "/program.pyz"),
            ],
            tuple(opened.values()),
            # All that the box's processes could find of ours in /proc/1/environ.
            {"PATH": PATH},
        )
    finally:
        for descriptor in opened.values():
            os.close(descriptor)


def _in_memory(content: bytes) -> int:
    descriptor = os.memfd_create("box")
    os.write(descriptor, content)
    os.lseek(descriptor, 0, os.SEEK_SET)
    return descriptor


def _resource_limits(limits: Limits, group: Group) -> list[str]:
    values = {
        "core": 0,
        "fsize": limits.disk,
        "nofile": 4096,
        "cpu": limits.cpu_seconds,
        "nproc": _at_most(MANY),
        "memlock": 65536,
        "msgqueue": 0,
    }
    if group.version == 0:
        values["data"] = min(limits.memory, 512 << 20)
    return ["prlimit", *(f"--{name}={value}:{value}" for name, value in values.items()), "--"]


def _at_most(processes: int) -> int:
    """That many, or fewer where we may not have so many ourselves."""
    most = resource.getrlimit(resource.RLIMIT_NPROC)[1]
    return processes if most == resource.RLIM_INFINITY else min(processes, most)


def _bubblewrap(place: Place, limits: Limits, group: Group, opened: Mapping[str, int]) -> list[str]:
    words = ["bwrap", "--die-with-parent", "--new-session", "--clearenv", "--hostname", "build"]
    # The user namespace is there already: no_new_privs, which bwrap sets, would stop newuidmap.
    words += [f"--unshare-{kind}" for kind in ("pid", "net", "ipc", "uts", "cgroup-try")]
    words += ["--cap-add", "ALL"]
    for path in _programs():
        words += ["--ro-bind", str(path), str(path)]
    for name in ("lib", "lib64", "bin", "sbin"):
        words += ["--symlink", f"usr/{name}", f"/{name}"]
    words += ["--proc", "/proc", "--dev", "/dev", "--dir", "/sys/fs/cgroup"]
    if mount := group.mount():
        words += ["--ro-bind", str(mount[0]), mount[1]]
    for folder in SMALL_FOLDERS:
        words += ["--size", str(SMALL), "--tmpfs", folder]
    words += ["--size", str(limits.disk), "--tmpfs", "/job", "--dir", "/var"]
    words += ["--symlink", "/job/tmp", VAR_TMP, "--dir", "/job/tmp", "--dir", "/job/run"]
    words += ["--ro-bind", str(place.base), "/base"]
    for name, descriptor in opened.items():
        words += ["--ro-bind-data", str(descriptor), name]
    return words


def _programs() -> list[Path]:
    """Only what our program, buildah and runc need; the rest of the machine is not in the box."""
    python = Path(path_of("python3")).resolve()
    libraries = Path("/usr/lib", f"{platform.machine()}-linux-gnu")
    paths = [
        Path(path_of("buildah")),
        Path(path_of("runc")),
        Path("/usr/bin/python3"),
        Path("/usr/lib", python.name),
        libraries,
        Path("/usr/lib64"),
        Path("/usr/share/containers"),
    ]
    return [path for path in paths if path.exists()]


def _environment(user: BuildUser) -> list[str]:
    values = {
        "HOME": "/job",
        "PATH": "/usr/bin:/usr/sbin",
        "XDG_RUNTIME_DIR": "/job/run",
        "TMPDIR": "/job/tmp",
        "BUILDAH_ISOLATION": "rootless",
        # Or buildah starts itself once more to make the namespace that it is in.
        "_CONTAINERS_USERNS_CONFIGURED": "done",
        "_CONTAINERS_ROOTLESS_UID": str(user.uid),
        # The builder and runc run for moments: collect no garbage before there is this much. A
        # twentieth of a build's time. Steps and services do not get these variables.
        "GOGC": "off",
        "GOMEMLIMIT": "128MiB",
    }
    return [word for name, value in values.items() for word in ("--setenv", name, value)]
