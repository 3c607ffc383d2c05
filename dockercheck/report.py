"""What the checker answers: findings, fixes, and everything it has read, as plain values."""

from collections.abc import Iterable
from typing import NamedTuple, Protocol

from dockercheck.graph import Graph, Vertex
from dockercheck.image import ImageConfig
from dockercheck.instructions import Instruction
from dockercheck.lines import Problem, Span
from dockercheck.stages import Stage
from dockercheck.syntax import Health

SCHEMA = 1

ERROR, WARNING, INFO = "error", "warning", "info"


class Edit(NamedTuple):
    """Replace a stretch of the source by another text; an empty stretch inserts."""

    span: Span
    text: str


class Fix(NamedTuple):
    """A safe way to mend a finding. `effect` is what the simulation says that it changes."""

    title: str
    edits: tuple[Edit, ...]
    effect: dict[str, object] | None = None


class Finding(NamedTuple):
    """Something to improve, and why it matters at this very place."""

    rule: str
    family: str
    severity: str
    message: str
    span: Span
    why: str
    fix: Fix | None = None

    @property
    def line(self) -> int:
        """The line it begins in."""
        return self.span.line


class Simulated(Protocol):
    """What a simulation of the build adds to a report; each part is worked out when it is asked."""

    def image_dict(self) -> dict[str, object]:
        """Shell, layers, files, tools, size and leaks of the image."""

    def cache_dict(self) -> dict[str, object] | None:
        """Which steps run again after the change that was asked about; None where none was."""

    def effect_dict(self, fix: Fix) -> dict[str, object] | None:
        """What a fix changes; None where that could not be confirmed."""


class Report(NamedTuple):
    """A Dockerfile as the checker understands it.

    `findings` are those of the file and of the stages that the target needs, as in a build;
    `all_findings` are those of every stage, as `docker build --check` without a target shows.
    `errors` is where the build of the target would stop: all places, not just the first.
    `simulation` tells what will be in the image, and costs nothing until it is asked.
    """

    source: str
    escape: str
    syntax: str | None
    instructions: tuple[Instruction, ...]
    stages: tuple[Stage, ...]
    target: Stage | None
    errors: tuple[Problem, ...]
    findings: tuple[Finding, ...]
    all_findings: tuple[Finding, ...]
    graph: Graph
    image: ImageConfig | None
    simulation: Simulated | None = None

    def to_dict(self, file: str | None = None) -> dict[str, object]:
        """The report as JSON can hold it."""
        return {
            "schema": SCHEMA,
            "file": file,
            "escape": self.escape,
            "syntax": self.syntax,
            "instructions": [_instruction(i) for i in self.instructions],
            "stages": [_stage(s) for s in self.stages],
            "target": _target(self.target),
            "errors": [_error(e) for e in self.errors],
            "findings": [_finding(f, self.simulation) for f in self.findings],
            "graph": _graph(self.graph),
            "image": _image(self.image, self.simulation) if self.image is not None else None,
            "cache": self.simulation.cache_dict() if self.simulation is not None else None,
        }


def apply_edits(source: str, edits: Iterable[Edit]) -> str:
    """The source after the edits, which must not overlap."""
    starts = [0]
    for line in source.split("\n"):
        starts.append(starts[-1] + len(line) + 1)

    def offset(line: int, column: int) -> int:
        return min(starts[line - 1] + column - 1, len(source))

    for span, text in sorted(edits, key=lambda edit: edit.span[:2], reverse=True):
        start, end = offset(span.line, span.column), offset(span.end_line, span.end_column)
        source = source[:start] + text + source[end:]
    return source


def _place(span: Span) -> dict[str, object]:
    return {
        "line": span.line,
        "column": span.column,
        "end_line": span.end_line,
        "end_column": span.end_column,
    }


def _instruction(instruction: Instruction) -> dict[str, object]:
    return {
        "name": instruction.name,
        **_place(instruction.span),
        "flags": [flag.text for flag in instruction.flags],
        "args": instruction.values,
        "json": instruction.json,
        "heredocs": [{"name": doc.name, "content": doc.content} for doc in instruction.heredocs],
        "original": instruction.original,
    }


def _stage(stage: Stage) -> dict[str, object]:
    base = stage.base
    return {
        "index": stage.index,
        "name": stage.name,
        "line": stage.line,
        "base": {"kind": base.kind, "ref": base.ref or base.name, "stage": base.stage},
        "platform": stage.platform,
        "needs": [need._asdict() for need in stage.needs],
        "in_target": stage.in_target,
    }


def _target(stage: Stage | None) -> dict[str, object] | None:
    return None if stage is None else {"index": stage.index, "name": stage.name}


def _error(problem: Problem) -> dict[str, object]:
    return {"message": problem.message, **_place(problem.span), "hint": problem.hint or None}


def _finding(finding: Finding, simulation: Simulated | None) -> dict[str, object]:
    return {
        "rule": finding.rule,
        "family": finding.family,
        "severity": finding.severity,
        "message": finding.message,
        **_place(finding.span),
        "why": finding.why,
        "fix": _fix(finding.fix, simulation) if finding.fix is not None else None,
    }


def _fix(fix: Fix, simulation: Simulated | None) -> dict[str, object]:
    edits = [{**_place(edit.span), "text": edit.text} for edit in fix.edits]
    effect = fix.effect
    if effect is None and simulation is not None:
        effect = simulation.effect_dict(fix)
    return {"title": fix.title, "edits": edits, "effect": effect}


def _graph(graph: Graph) -> dict[str, object]:
    return {
        "vertices": [_vertex(v) for v in graph.vertices],
        "target": graph.target,
        "unneeded": [_vertex(v) for v in graph.unneeded],
    }


def _vertex(vertex: Vertex) -> dict[str, object]:
    return {
        "id": vertex.id,
        "kind": vertex.kind,
        "stage": vertex.stage,
        "line": vertex.line,
        "lines": list(vertex.lines),
        "inputs": list(vertex.inputs),
        "text": vertex.text,
        "detail": list(vertex.detail),
        "sources": [source._asdict() for source in vertex.sources],
        "destination": vertex.destination,
        "mounts": [mount._asdict() for mount in vertex.mounts],
    }


def _image(image: ImageConfig, simulation: Simulated | None) -> dict[str, object]:
    return {
        "env": list(image.env),
        "user": image.user,
        "workdir": image.workdir,
        "entrypoint": _list(image.entrypoint),
        "cmd": _list(image.cmd),
        "ports": list(image.ports),
        "labels": dict(image.labels),
        "volumes": list(image.volumes),
        "stop_signal": image.stop_signal,
        "healthcheck": _health(image.healthcheck) if image.healthcheck else None,
        **(simulation.image_dict() if simulation is not None else {}),
    }


def _health(health: Health) -> dict[str, object]:
    return {**health._asdict(), "test": list(health.test)}


def _list(command: tuple[str, ...] | None) -> list[str] | None:
    return None if command is None else list(command)
