"""Read the order, build it, look at what came of it, try it."""

import ctypes
import itertools
import json
import sys
import time
from pathlib import Path
from typing import Any, BinaryIO

from . import building, inspection, repeating, runtime, trial
from .telling import tell

JOB = Path("/job")
NOSUID, NODEV, REMOUNT = 2, 4, 32


def main() -> None:
    order = json.loads(sys.stdin.buffer.readline())
    _unpack(order["files"], JOB / "context", sys.stdin.buffer)
    _unpack(order["heredocs"], JOB / "heredocs", sys.stdin.buffer)
    secrets = [[str(number), size] for number, (_, size) in enumerate(order["secrets"])]
    _unpack(secrets, JOB / "secrets", sys.stdin.buffer)
    edits = {name: sys.stdin.buffer.read(size) for name, size in order["edits"]}
    _unpack(order["heredocs_again"], JOB / "heredocs-again", sys.stdin.buffer)
    for folder, name in itertools.product(("heredocs", "heredocs-again"), order["scripts"]):
        if (JOB / folder / name).exists():
            (JOB / folder / name).chmod(0o755)
    _lay_out_runtimes(order["runtime_text"])
    (JOB / "Dockerfile").write_text(order["dockerfile"])
    _close_doors(order["most_files"])
    start = time.monotonic()
    code = building.build(order)
    seconds = time.monotonic() - start
    tell("built", code=code, seconds=seconds, troubles=building.troubles())
    if code == 0 and order["look"]:
        _look(order)
    if code == 0 and edits:
        _repeat(order, edits)
    tell("end")


def _look(order: dict[str, Any]) -> None:
    start = time.monotonic()
    image = inspection.find()
    tell("image", **inspection.look(image, order["look"]))
    tell("looked", seconds=time.monotonic() - start)
    if order["trial"]:
        start = time.monotonic()
        tell("trial", **trial.run(image, order["trial"]))
        tell("tried", seconds=time.monotonic() - start)


def _repeat(order: dict[str, Any], edits: dict[str, bytes]) -> None:
    trial.end()
    tell("repeating")
    start = time.monotonic()
    repeating.edit(edits, JOB / "context")
    (JOB / "Dockerfile").write_text(order["dockerfile_again"])
    tell("again", steps=repeating.repeat(order))
    tell("repeated", seconds=time.monotonic() - start)


def _unpack(files: list[list[Any]], folder: Path, stream: BinaryIO) -> None:
    """Plain files by name and size, one after the other: no archive, so nothing to smuggle."""
    folder.mkdir()
    for name, size in files:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(stream.read(size))


def _lay_out_runtimes(text: str) -> None:
    """As files, for the builder starts them by name."""
    for name in ("runtime", runtime.SILENT):
        (JOB / name).write_text(f"#!/usr/bin/python3 -IS\n{text}")
        (JOB / name).chmod(0o555)


def _close_doors(most_files: int) -> None:
    """No more user namespaces in here; ports below 1024 as Docker has them, for everybody.

    And an end to the number of files: a million empty ones take seconds to free.
    """
    options = f"nr_inodes={most_files}".encode()
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.mount(None, b"/job", None, REMOUNT | NOSUID | NODEV, options):
        raise OSError(ctypes.get_errno(), "cannot limit the number of files")
    Path("/proc/sys/user/max_user_namespaces").write_text("0")
    Path("/proc/sys/net/ipv4/ip_unprivileged_port_start").write_text("0")
