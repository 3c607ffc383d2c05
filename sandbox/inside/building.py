"""Start buildah, and pass on what it says in bounded pieces."""

import os
import subprocess
from pathlib import Path
from typing import Any

from .runtime import RUNC, SILENT
from .telling import tell

STORES = (Path("/job/root"), Path("/base"))
IMAGE = "localhost/submission:latest"
PIECE = 2000
STORE = (
    "buildah",
    *("--root", "/job/root", "--runroot", "/job/run/storage"),
    *("--storage-driver", "overlay", "--storage-opt", "overlay.imagestore=/base"),
)
# Of the fourteen that Docker gives, those that a build or a service uses.
DROPPED = "CAP_NET_RAW,CAP_MKNOD,CAP_AUDIT_WRITE,CAP_SYS_CHROOT,CAP_NET_BIND_SERVICE,CAP_SETFCAP"
WALLS = ("--security-opt", "seccomp=/etc/seccomp.json", "--cap-drop", DROPPED)
ISOLATION = ("--isolation", "rootless", "--runtime")
RUNTIMES = {name: f"/job/{name}" for name in ("runtime", SILENT)} | {"runc": RUNC}


def build(order: dict[str, Any]) -> int:
    """Build the order's Dockerfile; what is printed becomes `line` events."""
    return _pass_on(command(order, IMAGE))


def command(order: dict[str, Any], image: str, heredocs: str = "/job/heredocs") -> list[str]:
    """The words that build the order into an image of this name."""
    words = [
        *STORE,
        "bud",
        *WALLS,
        *(*ISOLATION, RUNTIMES[order["runtime"]]),
        *("--network", "none", "--ulimit", "nofile=1024:1024"),
        *("--pull-never", "--format", "docker"),
        f"--layers={'true' if order['layers'] else 'false'}",
        *("--tag", image, "--file", "/job/Dockerfile"),
    ]
    for name, value in order["build_args"].items():
        words += ["--build-arg", f"{name}={value}"]
    for name, stand_in in order["stand_ins"].items():
        words += ["--build-context", f"{name}=container-image://{stand_in}"]
    for number, (name, _) in enumerate(order["secrets"]):
        words += ["--secret", f"id={name},type=file,src=/job/secrets/{number}"]
    if order["heredocs"]:
        words += ["--build-context", f"{order['heredoc_context']}={heredocs}"]
    if order["target"]:
        words += ["--target", order["target"]]
    return [*words, "/job/context"]


def _pass_on(words: list[str]) -> int:
    reading, writing = os.pipe()
    process = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=writing, stderr=writing)
    os.close(writing)
    waiting = b""
    while chunk := os.read(reading, 65536):
        *lines, waiting = (waiting + chunk).split(b"\n")
        for line in lines:
            _tell_line(line)
        if len(waiting) > PIECE:
            _tell_line(waiting)
            waiting = b""
    if waiting:
        _tell_line(waiting)
    return process.wait()


def _tell_line(line: bytes) -> None:
    for start in range(0, len(line) or 1, PIECE):
        tell("line", text=line[start : start + PIECE].decode(errors="replace"))
