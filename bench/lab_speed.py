"""How long a learner waits for a real build: beside the bare builder, and four at once.

As root, after `make sandbox`. The bare builder has the same words, the same base images, the same
kind of file system and the build user, and nothing of the box: no walls, no looking, no trial.
ROUNDS says how often each is done, in turn; on a busy machine believe the ratios and processors.
"""

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from sandbox import Job, Limits, Look, Result, Trial
from sandbox.box import ENTER, FILES
from sandbox.buildah import Buildah, Order
from sandbox.cgroups import open_group
from sandbox.inside.building import command
from sandbox.place import BuildUser, Place

ROOT = Path(__file__).resolve().parent.parent
SERVICE = ROOT / "tests" / "sandbox" / "services" / "orders"
ROUNDS = int(os.environ.get("ROUNDS", "5"))
AT_ONCE = 4
MEMORY = Path("/dev/shm")  # noqa: S108 -- a tmpfs, as the box has
DOCKERFILE = """\
FROM golang:1.27 AS build
WORKDIR /src
COPY go.mod ./
COPY . .
RUN CGO_ENABLED=0 go build -o /orders .

FROM scratch
COPY --from=build /orders /orders
EXPOSE 8080
ENTRYPOINT ["/orders"]
"""
JOB = Job(
    DOCKERFILE,
    {path.name: path.read_bytes() for path in SERVICE.iterdir()},
    look=Look(words=("no such word",)),
    trial=Trial(port=8080, seconds=20),
    limits=Limits(seconds=120, cpu_seconds=60, cpus=2),  # two processors, as the lab gives
)


class Took(NamedTuple):
    """Seconds on the clock, and of the processors."""

    clock: float
    processors: float


def main() -> None:
    """Print all figures."""
    builder, user = Buildah(Place.from_environment()), BuildUser.find()
    order = builder.prepare(JOB)
    if user is None or not isinstance(order, Order):
        sys.exit("There is no sandbox here. As root: make sandbox")
    check(builder)
    bare, whole, parts = [], [], []
    for _ in range(ROUNDS):
        bare.append(build_bare(builder.place, user, order))
        result, took = check(builder)
        whole.append(took)
        parts.append(result.seconds)
    print(f"A Go service of two stages, median of {ROUNDS}, each in turn")
    alone, boxed = median(bare), median(whole)
    row("the bare builder", f"{alone.clock:.2f} s", f"processors {alone.processors:.2f} s")
    row(
        "a whole check", f"{boxed.clock:.2f} s", f"processors {boxed.processors:.2f} s; goal: 2.5 s"
    )
    for name in ("build", "look", "trial"):
        row(f"  {name}", f"{statistics.median(part[name] for part in parts):.2f} s")
    build = statistics.median(part["build"] for part in parts)
    row("the build, of the bare builder", f"{build / alone.clock:.2f} times", "goal: 2.0 times")
    row("the check, of the bare builder", f"{boxed.clock / alone.clock:.2f} times",
        f"processors {boxed.processors / alone.processors:.2f} times")  # fmt: skip
    at_once(builder, boxed)


def row(what: str, figure: str, note: str = "") -> None:
    print(f"  {what:42}{figure:>12}   {note}".rstrip(), flush=True)


def median(took: list[Took]) -> Took:
    return Took(*(statistics.median(each) for each in zip(*took, strict=True)))


def check(builder: Buildah) -> tuple[Result, Took]:
    start = time.perf_counter()
    result = builder.check(JOB)
    took = Took(time.perf_counter() - start, result.usage.cpu_seconds or 0)
    if result.trial is None or result.trial.body != "orders":
        sys.exit(f"The service was not built: {result.status}: {result.message}")
    return result, took


def build_bare(place: Place, user: BuildUser, order: Order) -> Took:
    """In a group of the same weight, or on a busy machine it waits for all; without limits."""
    group = open_group(Limits(memory=4 << 30, processes=1000, cpus=os.cpu_count() or 1))
    enter = ["/bin/sh", "-c", ENTER, "sh", *map(str, group.entrances()), "--"]
    with bare_words(place, user, order) as words:
        start = time.perf_counter()
        subprocess.run(  # noqa: S603 -- the words are ours
            [*enter, *words],
            check=True, cwd="/", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        took = Took(time.perf_counter() - start, group.usage().cpu_seconds or 0)
    group.remove()
    return took


@contextmanager
def bare_words(place: Place, user: BuildUser, order: Order) -> Iterator[list[str]]:
    """The words of the box's own build, with a folder of the build user's for its /job."""
    folder = Path(tempfile.mkdtemp(dir=MEMORY if MEMORY.is_dir() else None))
    try:
        for name in ("tmp", "run", "context"):
            (folder / name).mkdir()
        for name, content in order.job.context.items():
            (folder / "context" / name).write_bytes(content)
        (folder / "Dockerfile").write_text(order.lowered.text)
        (folder / "policy.json").write_bytes(FILES["/etc/containers/policy.json"])
        subprocess.run(["chown", "-R", f"{user.uid}:{user.gid}", folder], check=True)  # noqa: S603, S607
        yield [
            *user.becoming(),
            *("unshare", "--user", "--map-root-user", "--map-auto", "--mount", "--"),
            *("env", "-i", "PATH=/usr/bin:/usr/sbin", f"HOME={folder}", f"TMPDIR={folder}/tmp"),  # noqa: S108 -- the same
            *(f"XDG_RUNTIME_DIR={folder}/run", "_CONTAINERS_USERNS_CONFIGURED=done"),
            f"_CONTAINERS_ROOTLESS_UID={user.uid}",
            *in_folder(order, folder, place.base),
        ]
    finally:
        shutil.rmtree(folder)


def in_folder(order: Order, folder: Path, base: Path) -> Iterator[str]:
    asked = {"runtime": "runc", "layers": True, "build_args": {}, "stand_ins": order.stand_ins,
             "secrets": [], "heredocs": [], "target": None}  # fmt: skip
    walls = {"--security-opt", "seccomp=/etc/seccomp.json"}
    for word in command(asked, "localhost/bare:latest"):
        if word == "bud":
            yield from (word, "--signature-policy", f"{folder}/policy.json")
        elif word not in walls:
            yield word.replace("/job/", f"{folder}/").replace("=/base", f"={base}")


def at_once(builder: Buildah, alone: Took) -> None:
    print(f"\n{AT_ONCE} checks at once, in threads of one process")
    with ThreadPoolExecutor(AT_ONCE) as threads:
        start = time.perf_counter()
        took = [each for _, each in threads.map(lambda _: check(builder), range(AT_ONCE))]
        clock = time.perf_counter() - start
    each = median(took)
    row("one of them", f"{each.clock:.2f} s", f"processors {each.processors:.2f} s")
    row("of one alone", f"{each.clock / alone.clock:.2f} times", "goal: 2.5 times")
    row("all of them", f"{clock:.2f} s", f"{AT_ONCE / clock:.1f} checks a second")


if __name__ == "__main__":
    main()
