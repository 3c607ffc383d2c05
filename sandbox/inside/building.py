"""Start buildah, and pass on what it says in bounded pieces.

What steps print comes by one pipe, with what the builder tells of them; the words with which the
builder itself gives up come by another. So no step can put those into its mouth.
"""

import os
import selectors
import subprocess
from pathlib import Path
from typing import Any

from .runtime import RUNC, SILENT
from .telling import tell

STORES = (Path("/job/root"), Path("/base"))
IMAGE = "localhost/submission:latest"
PIECE = 2000
OWN = 128 << 10
# What runc says of its own troubles, where no step can write.
RUNTIME_LOG = Path("/job/runtime.log")
RUNTIME_TAIL = 4 << 10
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
    own_log = ("--logfile", "/proc/self/fd/1", "--runtime-flag", f"log={RUNTIME_LOG}")
    return _pass_on(command(order, IMAGE, own_log))


def troubles() -> str:
    """The end of what runc said of itself."""
    if not RUNTIME_LOG.exists():
        return ""
    return RUNTIME_LOG.read_bytes()[-RUNTIME_TAIL:].decode(errors="replace")


def command(
    order: dict[str, Any],
    image: str,
    more: tuple[str, ...] = (),
    heredocs: str = "/job/heredocs",
) -> list[str]:
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
        *more,
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
    """Tell every line; the builder's own words at last, for they are why it ended."""
    logged, own = os.pipe(), os.pipe()
    process = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=logged[1], stderr=own[1])
    os.close(logged[1])
    os.close(own[1])
    waiting = said = b""
    with selectors.DefaultSelector() as selector:
        selector.register(logged[0], selectors.EVENT_READ)
        selector.register(own[0], selectors.EVENT_READ)
        while selector.get_map():
            for key, _ in selector.select():
                chunk = os.read(key.fd, 65536)
                if not chunk:
                    selector.unregister(key.fd)
                elif key.fd == own[0]:
                    said = (said + chunk)[: OWN + 1]
                else:
                    waiting = _tell_lines(waiting + chunk)
    for line in waiting.splitlines():
        _tell_line(line)
    _tell_own(said)
    return process.wait()


def _tell_lines(text: bytes) -> bytes:
    """Tell what is whole, or long enough, and give back the rest."""
    *lines, waiting = text.split(b"\n")
    for line in lines:
        _tell_line(line)
    if len(waiting) <= PIECE:
        return waiting
    _tell_line(waiting)
    return b""


def _tell_own(said: bytes) -> None:
    """Whole lines only: a line cut short could end where somebody wants it to."""
    *lines, rest = said.split(b"\n")
    for line in lines if len(said) > OWN or not rest else [*lines, rest]:
        tell("line", text=line.decode(errors="replace"), own=True)


def _tell_line(line: bytes) -> None:
    for start in range(0, len(line) or 1, PIECE):
        tell("line", text=line[start : start + PIECE].decode(errors="replace"))
