"""Hostile builds: a folder each, with what is expected of it. Ours, and the shared ones if here."""

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
OWN = Path(__file__).parent / "hostile"
SHARED = Path(os.environ.get("HOSTILE_CASES") or ROOT.parent / "shared" / "hostile")
PROBES = SHARED.parent / "prototype" / "sandbox"
# A learner's files are names and bytes: what is no such file cannot be handed in.
NOT_CONTEXT = {"Dockerfile", "expect", "gen.py", "links"}


@dataclass(frozen=True)
class Case:
    folder: Path
    results: frozenset[str]
    never: tuple[str, ...]
    must: tuple[str, ...]

    @property
    def name(self):
        return self.folder.name

    def files(self, scratch):
        """The Dockerfile's text, and the context: stored, generated, compiled."""
        for path in self.folder.iterdir():
            if path.name not in {"expect", "links"}:
                shutil.copy(path, scratch / path.name)
        if (scratch / "gen.py").exists():
            subprocess.run([sys.executable, "gen.py"], cwd=scratch, check=True)
        for program in ("probe", "chrootesc"):
            text = (self.folder / "Dockerfile").read_text() if _has_file(self.folder) else ""
            if f"COPY {program} " in text:
                source = PROBES / f"{program}.c"
                subprocess.run(
                    ["gcc", "-static", "-w", "-o", scratch / program, source], check=True
                )
        dockerfile = scratch / "Dockerfile"
        return dockerfile.read_text() if dockerfile.exists() else "", {
            path.name: path.read_bytes()
            for path in scratch.iterdir()
            if path.name not in NOT_CONTEXT
        }


def _has_file(folder):
    return (folder / "Dockerfile").exists()


def cases():
    folders = [*sorted(OWN.iterdir()), *(sorted(SHARED.iterdir()) if SHARED.is_dir() else [])]
    return [read(folder) for folder in folders if folder.is_dir()]


def read(folder):
    pairs = [line.partition("=")[::2] for line in (folder / "expect").read_text().splitlines()]
    return Case(
        folder,
        frozenset(word for key, value in pairs if key == "result" for word in value.split("|")),
        tuple(value for key, value in pairs if key == "not"),
        tuple(value for key, value in pairs if key == "has"),
    )


def said_by_steps(log):
    """The log without what the builder repeats of the Dockerfile."""
    echoed = re.compile(r"(\[\S+\] )?STEP |Error: |--> ")
    return "\n".join(line for line in log if not echoed.match(line))
