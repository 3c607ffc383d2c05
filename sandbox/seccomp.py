"""The system calls that a RUN step may make: an allow-list of our own, `syscalls.txt`.

Not in it: namespaces, mounts, ptrace, keys, bpf, io_uring, modules, clocks, 32-bit entry points;
and of the socket families only those that a service needs. AF_VSOCK would reach a hypervisor
through every network namespace, and AF_ALG wrote into the shared page cache (CVE-2026-31431).
"""

import json
import platform
from functools import cache
from pathlib import Path

ENOSYS = 38
EINVAL = 22
NAMESPACES = 0x7E020000  # every CLONE_NEW… flag
AF_UNIX, AF_INET, AF_NETLINK, AF_INET6 = 1, 2, 16, 10
NETLINK_ROUTE, NETLINK_AUDIT = 0, 9
ARCHITECTURES = {"x86_64": "SCMP_ARCH_X86_64", "aarch64": "SCMP_ARCH_AARCH64"}


def _allow(*names: str, **arguments: int) -> dict[str, object]:
    return {"names": list(names), "action": "SCMP_ACT_ALLOW", "args": _compare(arguments)}


def _answer(errno: int, *names: str, **arguments: int) -> dict[str, object]:
    return {
        "names": list(names),
        "action": "SCMP_ACT_ERRNO",
        "errnoRet": errno,
        "args": _compare(arguments),
    }


def _compare(arguments: dict[str, int]) -> list[dict[str, object]]:
    """`first=2` asks for a first argument of exactly 2."""
    places = ("first", "second", "third")
    return [
        {"index": places.index(name), "value": value, "op": "SCMP_CMP_EQ"}
        for name, value in arguments.items()
    ]


@cache
def profile() -> bytes:
    """The profile in the form that runc reads."""
    names = (Path(__file__).parent / "syscalls.txt").read_text().split()
    without_namespaces = {
        "index": 0,
        "value": NAMESPACES,
        "valueTwo": 0,
        "op": "SCMP_CMP_MASKED_EQ",
    }
    rules: list[dict[str, object]] = [
        _allow(*names),
        {"names": ["clone"], "action": "SCMP_ACT_ALLOW", "args": [without_namespaces]},
        *(_allow("socket", first=family) for family in (AF_UNIX, AF_INET, AF_INET6)),
        _allow("socket", first=AF_NETLINK, third=NETLINK_ROUTE),
        # useradd gives up on any other answer.
        _answer(EINVAL, "socket", first=AF_NETLINK, third=NETLINK_AUDIT),
        *(_allow("personality", first=value) for value in (0, 8, 0x20000, 0x20008, 0xFFFFFFFF)),
    ]
    architecture = ARCHITECTURES[platform.machine()]
    return json.dumps(
        {
            # "no such call", so that programs fall back as they do on an old kernel
            "defaultAction": "SCMP_ACT_ERRNO",
            "defaultErrnoRet": ENOSYS,
            "archMap": [{"architecture": architecture, "subArchitectures": []}],
            "syscalls": rules,
        }
    ).encode()
