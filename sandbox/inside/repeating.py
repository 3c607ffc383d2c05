"""Build once more after files of the context were edited, and see what is run again.

What the builder prints is believed, for in this build it alone prints: the steps are run without
output, and what it has to complain of goes nowhere.
"""

import re
import subprocess
from pathlib import Path
from typing import Any

from .building import STORES, command
from .layers import images, settings
from .runtime import SILENT

IMAGE = "localhost/again:latest"
STEP = re.compile(r"(?:\[(\d+)/(\d+)\] )?STEP (\d+)/(\d+): (.*)")
HIT = re.compile(r"--> Using cache ([0-9a-f]{64})")
MADE = re.compile(r"--> ([0-9a-f]{11,64})")
TEXT = 2000


Row = dict[str, Any]


def repeat(order: dict[str, Any]) -> list[Row]:
    """Build it, and tell of every instruction that was come to.

    `cached`, or `same`: it was run, and added what it had added before.
    """
    # An image of this very build may be a hit too, for a stage that says the same as another.
    before = {row["id"] for store in STORES for row in images(store)}
    added = {_made_by(row["id"]) for row in images(STORES[0])}
    words = command({**order, "runtime": SILENT}, IMAGE, heredocs="/job/heredocs-again")
    rows: list[Row] = []
    with subprocess.Popen(
        words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        for line in process.stdout or ():
            text = line.decode(errors="replace").rstrip("\n")
            if step := STEP.fullmatch(text):
                numbers = (int(word or 1) for word in step.groups()[:4])
                row: Row = dict(zip(("stage", "stages", "number", "of"), numbers, strict=True))
                rows.append({**row, "text": step[5][:TEXT], "cached": False, "image": "-"})
            elif (hit := HIT.fullmatch(text)) and rows:
                rows[-1]["cached"] = hit[1] in before
            elif (made := MADE.fullmatch(text)) and rows:
                rows[-1]["image"] = made[1]
    now = {row["id"] for row in images(STORES[0])}
    for row in rows:
        made_now = [each for each in now if each.startswith(row["image"])]
        row["same"] = any(_made_by(each) in added for each in made_now)
    return rows


def _made_by(image: str) -> str:
    """The last that was done for an image: for COPY, a sum over what was copied is in it."""
    history = settings(STORES[0], image).get("history") or [{}]
    return str(history[-1].get("created_by"))


def edit(files: dict[str, bytes], folder: Path) -> None:
    """Replace files; one of a new name is new."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        path.write_bytes(content)
