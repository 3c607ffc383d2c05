"""The walls of the box, each proved by a build that tries to get through it.

They run below the preflight: the box must hold without it.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace

from .buildah import Buildah, Order
from .job import Job, Limits
from .lowering import Lowered
from .result import Reason, Result, Status
from .watching import Host, watched

# Time enough on a busy machine for what ends by itself; what waits for the clock waits 2 seconds.
SMALL = Limits(seconds=30, cpu_seconds=10, memory=256 << 20, disk=64 << 20, processes=64)
STAND_INS = {
    "alpine": "docker.io/library/alpine:latest",
    "debian": "docker.io/library/debian:bookworm-slim",
}
PERL = (
    'for (["vsock", 41, 40, 1, 0], ["alg", 41, 38, 5, 0], ["packet", 41, 17, 3, 0], '
    '["keyctl", 250, 0, -3, 0], ["unshare", 272, 0x10000000], ["io_uring", 425, 4, 0], '
    '["bpf", 321, 0, 0, 0], ["ptrace", 101, 0, 0, 0], ["clock", 227, 0, 0]) '
    "{ my ($name, @call) = @$_; $! = 0; my $r = syscall($call[0], @call[1..$#call]); "
    'print "$name ", ($r >= 0 || ($! != 1 && $! != 38)) ? "REACHED" : "refused", "\\n" }'
)


# A busy machine takes its time to free the memory and the processes of a build that was ended.
LATE = 10


@dataclass(frozen=True)
class Wall:
    """A promise about every build, and the Dockerfile that would break it."""

    name: str
    promise: str
    dockerfile: str
    ends: tuple[Status | Reason, ...]
    says: str = ""
    never_says: str = ""
    limits: Limits = SMALL


@dataclass(frozen=True)
class Proof:
    """What came of trying one wall; no fault means that it holds."""

    wall: Wall
    fault: str
    seconds: float


ANY = (Status.OK, Status.FAILED, Status.STOPPED)
WALLS = (
    Wall(
        "build",
        "An honest build works.",
        "FROM alpine\nRUN grep NoNewPrivs /proc/self/status\n",
        (Status.OK,),
        says="NoNewPrivs:\t1",
    ),
    Wall(
        "network, builder",
        "The builder itself reaches nothing.",
        "FROM scratch\nADD http://127.0.0.1:{port}/x /x\n",
        (Status.FAILED,),
    ),
    Wall(
        "network, steps",
        "A step reaches nothing.",
        "FROM alpine\nRUN printf 'GET /y HTTP/1.0\\r\\n\\r\\n' | nc -w 2 127.0.0.1 {port}; true\n",
        ANY,
    ),
    Wall(
        "files, CVE-2024-1753",
        "A mount through a link ends in the box.",
        "FROM alpine AS base\nRUN ln -s / /all\nFROM alpine\n"
        "RUN --mount=type=bind,from=base,source=/all,destination=/x,rw "
        "cat /x{bait}; touch /x/tmp/sandbox-escape; true\n",
        ANY,
    ),
    Wall(
        "files, CVE-2024-9675",
        "A cache outside its folder ends in the box.",
        "FROM alpine\nRUN --mount=type=cache,id=../../../../../../../..,target=/x "
        "cat /x{bait}; touch /x/tmp/sandbox-escape; true\n",
        ANY,
    ),
    Wall(
        "processes",
        "A fork bomb is capped, and gone with its box.",
        "FROM alpine\nRUN f() {{ f | f & }}; f; sleep 9\n",
        (Status.FAILED, Status.STOPPED),
        limits=replace(SMALL, seconds=2),
    ),
    Wall(
        "time",
        "A build ends when its time is over, whatever it ignores.",
        "FROM alpine\nRUN trap '' TERM INT HUP QUIT; while :; do sleep 1; done\n",
        (Reason.TIME,),
        limits=replace(SMALL, seconds=2),
    ),
    Wall(
        "memory",
        "Memory is capped.",
        "FROM alpine\nRUN tail /dev/zero\n",
        (Status.FAILED, Reason.MEMORY),
    ),
    Wall(
        "disk",
        "Disk is capped.",
        "FROM alpine\nRUN dd if=/dev/zero of=/fill bs=1M count=4000\n",
        (Reason.DISK,),
    ),
    Wall(
        "output",
        "Output is capped.",
        "FROM alpine\nRUN yes AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n",
        (Reason.OUTPUT,),
    ),
    Wall(
        "system calls",
        "The calls that break out of namespaces are not there.",
        'FROM debian\nRUN ["perl", "-e", {perl}]\n',
        (Status.OK,),
        says="vsock refused",
        never_says="REACHED",
    ),
    Wall(
        "kernel controls",
        "The kernel's switches are out of reach.",
        "FROM alpine\nRUN (echo x > /proc/sys/kernel/core_pattern) && echo REACHED; "
        "(echo x > /proc/sysrq-trigger) && echo REACHED; unshare -U true && echo REACHED; "
        "mknod /x b 254 0 && echo REACHED; mount -t tmpfs t /mnt && echo REACHED; true\n",
        (Status.OK,),
        never_says="REACHED",
    ),
    Wall(
        "signals",
        "A step sees and kills its own processes only.",
        "FROM alpine\nRUN kill -9 -1; ls /proc | grep -c '^[0-9]'; true\nRUN echo the next step\n",
        (Status.OK, Status.FAILED),
    ),
)


def prove(builder: Buildah) -> Iterator[Proof]:
    """Try every wall, one after the other."""
    for wall in WALLS:
        proof = try_wall(builder, wall)
        # Once more: on a busy machine somebody else mounts something, or takes a second.
        yield try_wall(builder, wall) if proof.fault else proof


def try_wall(builder: Buildah, wall: Wall) -> Proof:
    with watched(builder.place) as host:
        text = wall.dockerfile.format(port=host.port, bait=host.bait, perl=json.dumps(PERL))
        order = Order(Job(text, limits=wall.limits), Lowered(text), STAND_INS)
        result = builder.build(order)
        return Proof(wall, fault_of(wall, result, host), result.seconds.get("all", 0))


def fault_of(wall: Wall, result: Result, host: Host) -> str:
    log = "\n".join(line for line in result.log if "STEP " not in line and "Error:" not in line)
    faults = host.changes(log)
    if result.status not in wall.ends and result.reason not in wall.ends:
        faults.append(f"it ended as {result.status} {result.reason}: {result.message[:300]}")
    if wall.says not in log:
        faults.append(f"it did not say {wall.says!r}")
    if wall.never_says and wall.never_says in log:
        faults.append(f"it said {wall.never_says!r}")
    if result.seconds.get("all", 0) > wall.limits.seconds + LATE:
        faults.append(f"it took {result.seconds['all']:.1f} s")
    return "; ".join(faults)
