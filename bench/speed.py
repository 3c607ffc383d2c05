"""How fast the checker is: in this process, as a process, and over many files beside hadolint.

HADOLINT names the program to compare with, where it is not on the PATH; FILES says how many files.
"""

import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import cycle, islice
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from dockercheck import check
from dockercheck.instructions import parse
from dockercheck.rules import RULES

ROOT = Path(__file__).resolve().parent.parent
OURS = "python -m dockercheck"
SAMPLE = Path(__file__).with_name("multistage.Dockerfile")
REAL_FILES = ROOT.parent / "shared" / "conformance" / "graph.jsonl"
FILES = int(os.environ.get("FILES", "2000"))
HADOLINT = os.environ.get("HADOLINT") or shutil.which("hadolint")


class Took(NamedTuple):
    """Seconds on the clock, and of the processors: the second says more on a busy machine."""

    clock: float
    processors: float


def main() -> None:
    """Print all figures."""
    in_process()
    with tempfile.TemporaryDirectory() as folder:
        environment = compiled(Path(folder, "bytecode"))
        programs = {OURS: [sys.executable, "-m", "dockercheck"]}
        if HADOLINT:
            programs["hadolint"] = [HADOLINT]
        else:
            print("hadolint is not on the PATH, and HADOLINT= does not name it: not compared.")
        one_file(programs, environment)
        many_files(programs, environment, Path(folder))


def row(what: str, figure: str, note: str = "") -> None:
    print(f"  {what:42}{figure:>12}   {note}".rstrip(), flush=True)


def in_process() -> None:
    source = SAMPLE.read_text(encoding="utf-8")
    # Another text in every RUN each time, so that nothing remembered of it helps.
    texts = (fresh(source, number) for number in range(10_000))
    print(
        f"One multi-stage file of {len(source.splitlines())} lines in this process, median of 200"
    )
    milliseconds("parsed", lambda: parse(source))
    milliseconds("checked", lambda: check(source), "; goal: 3 ms")
    milliseconds("checked, every RUN a new text", lambda: check(next(texts)))
    milliseconds(
        "checked and simulated, as a dict", lambda: check(source).to_dict(), "; goal: 8 ms"
    )


def milliseconds(what: str, action: Callable[[], object], goal: str = "") -> None:
    action()
    clocks, processors = [], []
    for _ in range(200):
        processor, clock = time.process_time(), time.perf_counter()
        action()
        clocks.append(time.perf_counter() - clock)
        processors.append(time.process_time() - processor)
    took = Took(statistics.median(clocks), statistics.median(processors))
    row(what, f"{took.clock * 1000:.2f} ms", f"processors {took.processors * 1000:.2f} ms{goal}")


def fresh(source: str, number: int) -> str:
    return source.replace(" go ", f" N={number} go ").replace(" apk ", f" N={number} apk ")


def compiled(folder: Path) -> dict[str, str]:
    """An environment in which bytecode is ready, as it is where a package was installed."""
    environment = {**os.environ, "PYTHONPYCACHEPREFIX": str(folder), "PYTHONPATH": str(ROOT)}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    run([sys.executable, "-m", "dockercheck", str(SAMPLE)], environment)
    return environment


def run(command: list[str], environment: dict[str, str]) -> Took:
    """Run a checker; findings make its status 1, which is none of our business."""
    before, start = children(), time.perf_counter()
    subprocess.run(  # noqa: S603 -- the commands are ours
        command,
        env=environment,
        check=False,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    return Took(time.perf_counter() - start, children() - before)


def children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def one_file(programs: dict[str, list[str]], environment: dict[str, str]) -> None:
    print("\nThe same file, a whole process, median of 10")
    for name, command in programs.items():
        runs = [run([*command, str(SAMPLE)], environment) for _ in range(11)][1:]
        clock, processor = (statistics.median(each) * 1000 for each in zip(*runs, strict=True))
        goal = "; goal: 150 ms" if name == OURS else ""
        row(name, f"{clock:.0f} ms", f"processors {processor:.0f} ms{goal}")


def many_files(programs: dict[str, list[str]], environment: dict[str, str], folder: Path) -> None:
    texts, where = dockerfiles()
    paths = list(write(texts, folder))
    print(f"\n{len(paths):,} files in one call: {where}")
    took = {}
    for name, command in programs.items():
        took[name] = run([*command, *paths], environment)
        row(name, f"{took[name].clock:.1f} s", f"processors {took[name].processors:.1f} s")
    if len(took) == 2:
        ours, theirs = took.values()
        ratio = theirs.processors / ours.processors
        note = f"processors {ratio:.1f} times; goal: at least once"
        row("hadolint takes", f"{theirs.clock / ours.clock:.1f} times", note)


def dockerfiles() -> tuple[list[str], str]:
    """Texts to check, and where they are from."""
    try:
        rows = REAL_FILES.read_text(encoding="utf-8").splitlines()
    except OSError:
        texts = [text for rule in RULES for text in (rule.bad, rule.good)]
        return texts, f"copies of the {len(texts)} examples of the rules"
    texts = [json.loads(line)["dockerfile"] for line in rows]
    return texts, f"copies of {len(texts)} of real projects"


def write(texts: list[str], folder: Path) -> Iterator[str]:
    for number, text in enumerate(islice(cycle(texts), FILES)):
        path = folder / f"{number:05}.Dockerfile"
        path.write_text(text, encoding="utf-8")
        yield str(path)


if __name__ == "__main__":
    main()
