"""A container made of an image without the builder, which would start itself ten times for it.

The image's layers are laid over each other by the kernel, and its settings said in runc's words.
Around it are the walls that the builder puts around a step: a test holds them against its own.
"""

import ctypes
import json
import os
from pathlib import Path, PurePosixPath
from typing import Any

from .inspection import Image
from .layers import folders_of
from .people import CannotStartError, person
from .rooted import make_folder

FOLDER = Path("/job/trial")
ROOT = FOLDER / "rootfs"
NOSUID, NODEV = 2, 4
PATH = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
# What is left when the builder has dropped its own list: see `building.DROPPED`.
CAPABILITIES = [
    f"CAP_{name}"
    for name in (
        *("CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID"),
        *("KILL", "SETGID", "SETPCAP", "SETUID"),
    )
]
MASKED = [
    *("/proc/acpi", "/proc/kcore", "/proc/keys", "/proc/latency_stats", "/proc/timer_list"),
    *("/proc/timer_stats", "/proc/sched_debug", "/proc/scsi"),
    *("/sys/firmware", "/sys/fs/selinux", "/sys/dev"),
]
READONLY = [
    *("/proc/asound", "/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger"),
]
FOUND_IN_ETC = ("hosts", "hostname", "resolv.conf")


def make(image: Image, words: list[str]) -> None:
    """All that runc needs to start these words, in a folder of its own."""
    FOLDER.mkdir()
    _lay_out(folders_of(image.top))
    root = os.open(ROOT, os.O_PATH | os.O_DIRECTORY)
    try:
        user = person(root, str(image.config.get("User") or ""))
        for path in image.config.get("Volumes") or {}:
            _make_volume(root, path)
    finally:
        os.close(root)
    name = image.top[:12] or "trial"
    texts = {"hosts": "127.0.0.1 localhost\n", "hostname": f"{name}\n", "resolv.conf": ""}
    for file in FOUND_IN_ETC:
        (FOLDER / file).write_text(texts[file])
    seccomp = json.loads(Path("/etc/seccomp.json").read_text())
    container = settings(image.config, words, user, name, seccomp)
    (FOLDER / "config.json").write_text(json.dumps(container))


def _make_volume(root: int, path: str) -> None:
    try:
        make_folder(root, path)
    except OSError as error:
        raise CannotStartError(f"cannot make the volume {path}: {error.strerror}") from error


def _lay_out(folders: list[str]) -> None:
    """The layers under names so short that the kernel takes any number of them on its one page."""
    for name in ("upper", "work", "rootfs", "empty"):
        (FOLDER / name).mkdir()
    lower = []
    for number, folder in enumerate(folders or [str(FOLDER / "empty")]):
        lower.append(f"{FOLDER}/{number}")
        Path(lower[-1]).symlink_to(folder)
    # The uppermost layer says whose the top folder is.
    top = Path(lower[0]).stat()
    os.chown(FOLDER / "upper", top.st_uid, top.st_gid)
    (FOLDER / "upper").chmod(top.st_mode & 0o7777)
    options = f"lowerdir={':'.join(lower)},upperdir={FOLDER}/upper,workdir={FOLDER}/work,userxattr"
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.mount(b"overlay", bytes(ROOT), b"overlay", NOSUID | NODEV, options.encode()):
        raise OSError(ctypes.get_errno(), "cannot lay the layers over each other")


def settings(
    config: dict[str, Any],
    words: list[str],
    user: dict[str, Any],
    name: str,
    seccomp: dict[str, Any],
) -> dict[str, Any]:
    """The container as runc reads it: on the box's own network, which is nothing but a loopback."""
    capabilities = {"bounding": CAPABILITIES}
    if user["uid"] == 0:
        kinds = ("effective", "permitted", "ambient")
        capabilities |= dict.fromkeys(kinds, CAPABILITIES)
    given = config.get("Env") or []
    has_path = any(each.startswith("PATH=") for each in given)
    return {
        "ociVersion": "1.0.2-dev",
        "process": {
            "user": user,
            "args": words,
            "env": [*([] if has_path else [PATH]), *given, f"HOSTNAME={name}"],
            "cwd": str(PurePosixPath("/", config.get("WorkingDir") or "/")),
            "capabilities": capabilities,
            "rlimits": [{"type": "RLIMIT_NOFILE", "hard": 1024, "soft": 1024}],
            "noNewPrivileges": True,
        },
        "root": {"path": str(ROOT)},
        "hostname": name,
        "mounts": mounts(),
        "linux": {
            "resources": {"devices": [{"allow": False, "access": "rwm"}]},
            "namespaces": [{"type": kind} for kind in ("pid", "ipc", "uts", "mount")],
            "seccomp": {
                "defaultAction": seccomp["defaultAction"],
                "defaultErrnoRet": seccomp["defaultErrnoRet"],
                "architectures": [each["architecture"] for each in seccomp["archMap"]],
                "syscalls": seccomp["syscalls"],
            },
            "maskedPaths": MASKED,
            "readonlyPaths": READONLY,
        },
    }


def mounts() -> list[dict[str, Any]]:
    """What a program finds beside its image's files."""
    quiet = ("nosuid", "noexec", "nodev")
    rows = [
        ("/proc", "proc", "proc", *quiet),
        ("/dev", "tmpfs", "tmpfs", "nosuid", "noexec", "strictatime", "mode=755", "size=65536k"),
        ("/sys", "bind", "/sys", "rprivate", *quiet, "ro", "rbind"),
        ("/dev/pts", "devpts", "devpts", "nosuid", "noexec", "newinstance", "ptmxmode=0666",
         "mode=0620", "gid=5"),
        ("/dev/shm", "tmpfs", "shm", "private", *quiet, "mode=1777", "size=65536k"),  # noqa: S108 -- in the container
        ("/dev/mqueue", "mqueue", "mqueue", *quiet),
        *((f"/etc/{name}", "bind", str(FOLDER / name), "rbind") for name in FOUND_IN_ETC),
    ]  # fmt: skip
    return [
        {"destination": where, "type": kind, "source": source, "options": options}
        for where, kind, source, *options in rows
    ]
