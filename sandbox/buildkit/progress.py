"""What buildctl tells while it builds: `--progress rawjson`, a SolveStatus a line.

A vertex is a step; its name has the stage and a number that counts only what changes files. It is
told in the numbers of the file, as the other builder tells it.
"""

import base64
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sandbox.builder import Progress, unwatched
from sandbox.hearing import CONTROL
from sandbox.reading import Instruction
from sandbox.result import Repeated, Step

# "[build 3/7] RUN make"; " 3/12" is padded, and a platform may stand first.
NAME = re.compile(r"\[(?:\S+/\S+ )?(?:(?P<stage>[A-Za-z][\w.-]*) +)? *(?P<n>\d+)/(?P<of>\d+)\] .*")
UNNAMED = re.compile(r"stage-(\d+)")
COUNTED = {"RUN", "COPY", "ADD", "WORKDIR"}
CANCELED = "context canceled"
LINES = 5000


@dataclass
class Vertex:
    """A step of the Dockerfile, as far as it has come."""

    step: Step
    is_base: bool
    cached: bool = False
    running: bool = False
    error: str = ""
    lines: list[str] = field(default_factory=list)
    waiting: str = ""


@dataclass(frozen=True)
class Numbering:
    """The instructions of a Dockerfile by stage, and which of them a vertex is."""

    stages: Sequence[Sequence[Instruction]]

    @classmethod
    def of(cls, instructions: Sequence[Instruction]) -> "Numbering":
        stages: list[list[Instruction]] = []
        for each in instructions:
            if each.name == "FROM":
                stages.append([])
            if stages:
                stages[-1].append(each)
        return cls(stages)

    def name(self, stage: int) -> str:
        words = self.stages[stage][0].words()
        return words[2].lower() if len(words) == 3 else ""

    def find(self, name: str) -> Step | None:
        """The step that a vertex is; None for what BuildKit does by itself."""
        match = NAME.fullmatch(name, 0)
        stage = self._stage(match["stage"] or "stage-0") if match else None
        if match is None or stage is None:
            return None
        own = self.stages[stage]
        counted = [n for n, each in enumerate(own, 1) if each.name in COUNTED]
        places = [1, *(n for n in counted if not _makes_nothing(own[n - 1]))]
        number, of = int(match["n"]), int(match["of"])
        # Triggers of the base stand between FROM and what the file says.
        triggers = of - 1 - len(counted)
        at = 1 if number == 1 else number - triggers
        if not 1 <= at <= len(places) or (at == 1 and number != 1):
            text = name.partition("] ")[2]
            return Step(number, of, stage + 1, len(self.stages), text[:200])
        place = places[at - 1]
        text = text_of(own[place - 1]).split("\n", 1)[0]
        return Step(place, len(own), stage + 1, len(self.stages), text[:200])

    def _stage(self, name: str) -> int | None:
        named = [n for n in range(len(self.stages)) if self.name(n) == name.lower()]
        if named:
            return named[-1]
        unnamed = UNNAMED.fullmatch(name)
        return int(unnamed[1]) if unnamed and int(unnamed[1]) < len(self.stages) else None

    def text(self, step: Step) -> str:
        """All of an instruction; of a trigger, what is known of it."""
        own = self.stages[step.stage - 1]
        there = step.of == len(own) and step.number <= len(own)
        return text_of(own[step.number - 1]) if there else step.text


def _makes_nothing(instruction: Instruction) -> bool:
    """The root is there already: it is in the total, and gets no number."""
    return instruction.name == "WORKDIR" and instruction.rest.strip() == "/"


def text_of(instruction: Instruction) -> str:
    """On one line, and the lines of its heredocs."""
    line = " ".join([instruction.name, *instruction.flags, instruction.rest.strip()])
    return "\n".join([line, *(each.content.rstrip("\n") for each in instruction.heredocs)])


class Told:
    """What one build has told so far. Believed in form, never in size."""

    def __init__(self, numbering: Numbering, progress: Progress = unwatched) -> None:
        self.numbering = numbering
        self.progress = progress
        self.vertices: dict[str, Vertex] = {}
        self.errors: list[str] = []
        self.logged = 0

    def hear(self, line: bytes) -> None:
        """One line of standard error: a status, or words for a person."""
        try:
            status = json.loads(line)
            for each in status.get("vertexes") or ():
                self._vertex(dict(each))
            for each in status.get("logs") or ():
                self._log(dict(each))
        except (ValueError, TypeError, AttributeError, RecursionError):
            if len(self.errors) < LINES:
                self.errors.append(CONTROL.sub("", line[:2000].decode(errors="replace")))

    def _vertex(self, told: Mapping[str, Any]) -> None:
        digest = str(told.get("digest"))
        vertex = self.vertices.get(digest)
        if vertex is None:
            step = self.numbering.find(str(told.get("name", "")))
            if step is None or not {"started", "cached", "error"} & told.keys():
                return
            vertex = Vertex(step, is_base=step.number == 1)
            self.vertices[digest] = vertex
            self.progress(step)
        vertex.cached = vertex.cached or bool(told.get("cached"))
        vertex.running = bool(told.get("started")) and not told.get("completed")
        vertex.error = str(told.get("error") or "")

    def _log(self, told: Mapping[str, Any]) -> None:
        vertex = self.vertices.get(str(told.get("vertex")))
        if vertex is None:
            return
        data = base64.b64decode(str(told.get("data") or ""))
        self.logged += len(data)
        *lines, vertex.waiting = (vertex.waiting + data.decode(errors="replace")).split("\n")
        vertex.lines += [CONTROL.sub("", each) for each in lines[: LINES - len(vertex.lines)]]
        vertex.waiting = vertex.waiting[-2000:]

    @property
    def is_running(self) -> bool:
        """Whether a step of the Dockerfile is at work; fetching a base is not its doing."""
        return any(each.running and not each.is_base for each in self.vertices.values())

    def log(self) -> list[str]:
        """Step by step, as they began; the output of steps side by side is not mixed."""
        found: list[str] = []
        for each in self.vertices.values():
            step = each.step
            place = f"[{step.stage}/{step.stages}] " if step.stages > 1 else ""
            found.append(f"{place}STEP {step.number}/{step.of}: {step.text}")
            found += each.lines
            found += [CONTROL.sub("", each.waiting)] if each.waiting else []
        return found[:LINES]

    def failed(self) -> Vertex | None:
        """The step that the build failed at; what was cancelled with it is not meant."""
        broken = [
            each
            for each in self.vertices.values()
            if each.error and CANCELED not in each.error and not each.is_base
        ]
        return broken[-1] if broken else None

    def error(self) -> str:
        """buildctl's own sentence, without the excerpt of the file that stands before it."""
        lines = self.errors
        at = next((n for n, each in enumerate(lines) if each.startswith("error: ")), 0)
        return "\n".join(lines[at:]).removeprefix("error: ").strip()[:4000]

    def repeated(self) -> tuple[Repeated, ...]:
        """Every step, in the order of the file; FROM is run by nobody."""
        rows = sorted(self.vertices.values(), key=lambda each: (each.step.stage, each.step.number))
        return tuple(
            Repeated(
                each.step.stage,
                each.step.number,
                self.numbering.text(each.step),
                each.cached or each.is_base,
            )
            for each in rows
        )
