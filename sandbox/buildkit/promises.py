"""What must hold of a daemon before it is given a learner's file, each proved by a build."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from sandbox.job import Job, Limits
from sandbox.result import Reason, Result, Status

from .builder import BuildKit
from .daemon import Daemon

SMALL = Limits(seconds=60)


@dataclass(frozen=True)
class Promise:
    """Something that the daemon must do or must not do, and the Dockerfile that asks for it."""

    name: str
    text: str
    dockerfile: str
    ends: tuple[Status | Reason, ...]
    rule: str = ""
    limits: Limits = SMALL


@dataclass(frozen=True)
class Kept:
    """What came of asking; no fault means that the promise is kept."""

    promise: Promise
    fault: str
    seconds: float


PROMISES = (
    Promise(
        "build",
        "An honest build works, and its image comes back.",
        "FROM busybox\nRUN echo built > /built\n",
        (Status.OK,),
    ),
    Promise(
        "network, steps",
        "A step has no network.",
        'FROM busybox\nRUN test "$(wc -l < /proc/net/route)" -lt 2\n',
        (Status.OK,),
    ),
    Promise(
        "network, builder",
        "The daemon fetches no file.",
        "FROM scratch\nADD http://127.0.0.1:9/x /x\n",
        (Status.REFUSED,),
        rule="needs-network",
    ),
    Promise(
        "registries",
        "The daemon fetches no image of a registry that is not known.",
        "FROM localhost:9/x\n",
        (Status.REFUSED,),
        rule="image-not-here",
    ),
    Promise(
        "front end",
        "A file does not choose what reads it.",
        "# syntax=localhost:9/frontend\nFROM busybox\nRUN true\n",
        (Status.OK,),
    ),
    Promise(
        "rights",
        "A step gets no right that the build was not given.",
        "FROM busybox\nRUN --network=host true\n",
        (Status.FAILED,),
    ),
    Promise(
        "time",
        "A build ends when its time is over.",
        "FROM busybox\nRUN while :; do sleep 1; done\n",
        (Reason.TIME,),
        limits=replace(SMALL, seconds=2),
    ),
    Promise(
        "output",
        "Output is capped.",
        "FROM busybox\nRUN yes AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n",
        (Reason.OUTPUT,),
    ),
)


def prove(builder: BuildKit) -> Iterator[Kept]:
    """Ask for everything, one after the other; where nothing is built, for no more."""
    for promise in PROMISES:
        result = builder.build(Job(promise.dockerfile, limits=promise.limits))
        kept = Kept(promise, fault_of(promise, result), result.seconds.get("all", 0))
        yield kept
        if kept.fault and promise is PROMISES[0]:
            return


def fault_of(promise: Promise, result: Result) -> str:
    ended = result.status in promise.ends or result.reason in promise.ends
    if ended and promise.rule in {"", result.reason}:
        return ""
    return f"it ended as {result.status} {result.reason}: {result.message[:300]}"


def create(daemon: Daemon) -> BuildKit:
    """A builder whose daemon has kept its promises, or one that says what is missing."""
    if missing := daemon.missing():
        return BuildKit(daemon, f"Real builds are off until this holds: {missing}")
    faults = [
        f"{kept.promise.name}: {kept.fault}" for kept in prove(BuildKit(daemon)) if kept.fault
    ]
    if faults:
        return BuildKit(daemon, f"Real builds are off until this holds: {'; '.join(faults)}")
    return BuildKit(daemon)
