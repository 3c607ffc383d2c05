"""Lays out the stages of a Dockerfile as a drawing and as a table: who takes what from whom.

Boxes stand below each other as in the file. What a stage takes is a row in its box; a line runs
there from the stage that it takes it from, in a lane to the right, so that nothing overlaps.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from dockercheck import Report
from dockercheck.stages import Origin, Stage, Step

MOST_DRAWN = 40  # stages; above it the table alone tells
MOST_ROWS = 8  # in one box

BOX_WIDTH = 330
HEAD = 52  # height of a box without rows
ROW = 30  # height of a row
FOOT = 8
GAP = 24  # between two boxes
LANE = 20  # between two lanes
LONGEST_TEXT = 34  # characters that a row holds


@dataclass(frozen=True, slots=True)
class Taking:
    """What a stage takes from another stage or from an image.

    `via` is from, copy or mount; `stage` is None for an image. `is_crossing` marks what goes
    from a build stage into the image.
    """

    line: int
    via: str
    stage: int | None
    source: str
    text: str
    is_crossing: bool


@dataclass(frozen=True, slots=True)
class StageEntry:
    """A stage: `place` is image (its files are in the image), build (only needed) or idle."""

    index: int
    label: str
    line: int
    base: str
    place: str
    is_target: bool
    takings: tuple[Taking, ...]


@dataclass(frozen=True, slots=True)
class Row:
    y: int
    line: int
    text: str
    is_crossing: bool


@dataclass(frozen=True, slots=True)
class Box:
    stage: StageEntry
    y: int
    height: int
    rows: tuple[Row, ...]
    label: str
    base: str
    unshown: int  # rows that do not fit


@dataclass(frozen=True, slots=True)
class Line:
    """A line from one box to the rows of others; `heads` are the ends with an arrow."""

    path: str
    heads: tuple[str, ...]
    kind: str  # crossing, edge or mount
    is_dim: bool


@dataclass(frozen=True, slots=True)
class Drawing:
    width: int
    height: int
    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]


def stage_entries(report: Report) -> tuple[StageEntry, ...]:
    """All stages in the order of the file."""
    on_stage = lineage(report)
    return tuple(
        StageEntry(
            stage.index,
            stage.label,
            stage.line,
            base_of(stage, report.stages),
            place_of(stage, on_stage),
            report.target is not None and stage.index == report.target.index,
            tuple(takings(stage, report.stages, on_stage)),
        )
        for stage in report.stages
    )


def lineage(report: Report) -> frozenset[int]:
    """The target and the stages below it: their files are the image's."""
    found: set[int] = set()
    stage = report.target
    while stage is not None and stage.index not in found:
        found.add(stage.index)
        stage = report.stages[stage.base.stage] if stage.base.stage is not None else None
    return frozenset(found)


def place_of(stage: Stage, on_stage: frozenset[int]) -> str:
    if stage.index in on_stage:
        return "image"
    return "build" if stage.in_target else "idle"


def base_of(stage: Stage, stages: tuple[Stage, ...]) -> str:
    if stage.base.stage is not None:
        return f"stage {stages[stage.base.stage].label}"
    return "scratch" if stage.base.kind == "scratch" else stage.base.name


def takings(stage: Stage, stages: tuple[Stage, ...], on_stage: frozenset[int]) -> Iterator[Taking]:
    below = stage.base.stage
    if below is not None:
        name = stages[below].label
        yield Taking(stage.line, "from", below, name, f"FROM {name}", is_crossing=False)
    for step in stage.steps:
        for via, origin in origins(step):
            name = origin.written or "an image"
            if origin.stage is not None:
                name = stages[origin.stage].label
            crosses = via == "copy" and stage.index in on_stage and origin.stage not in on_stage
            text = taken(step, name) if via == "copy" else f"RUN --mount from={name}"
            yield Taking(step.line, via, origin.stage, name, text, is_crossing=crosses)


def origins(step: Step) -> Iterator[tuple[str, Origin]]:
    """Stages and images that a step takes files from."""
    if step.origin is not None and step.origin.kind in {"stage", "image"}:
        yield "copy", step.origin
    for origin in step.mount_origins:
        if origin.kind in {"stage", "image"}:
            yield "mount", origin


def taken(step: Step, name: str) -> str:
    return f"{step.name} {' '.join(step.args[:-1])} from {name}"


def draw(entries: tuple[StageEntry, ...]) -> Drawing | None:
    """The drawing, None where there is nothing or too much to draw."""
    if not 0 < len(entries) <= MOST_DRAWN:
        return None
    boxes, y = [], 2
    for entry in entries:
        boxes.append(box(entry, y))
        y += boxes[-1].height + GAP
    lines, lanes = connect(tuple(boxes))
    return Drawing(BOX_WIDTH + 14 + lanes * LANE, y - GAP + 2, tuple(boxes), lines)


def box(entry: StageEntry, y: int) -> Box:
    shown = entry.takings[:MOST_ROWS]
    unshown = len(entry.takings) - len(shown)
    rows = tuple(
        Row(y + HEAD + at * ROW, taking.line, short(taking.text), taking.is_crossing)
        for at, taking in enumerate(shown)
    )
    height = HEAD + (len(rows) + bool(unshown)) * ROW + (FOOT if rows else 0)
    return Box(entry, y, height, rows, short(entry.label), short(entry.base), unshown)


def short(text: str) -> str:
    return text if len(text) <= LONGEST_TEXT else f"{text[: LONGEST_TEXT - 1]}…"


@dataclass(frozen=True, slots=True)
class Trunk:
    """Everything that leaves one stage in one kind of line: where it starts and ends."""

    start: int
    ends: tuple[int, ...]
    kind: str
    is_dim: bool


def connect(boxes: tuple[Box, ...]) -> tuple[tuple[Line, ...], int]:
    """The lines between boxes, and how many lanes they need."""
    busy: list[int] = []  # how far down each lane is taken
    lines = []
    for trunk in sorted(trunks(boxes), key=lambda trunk: (trunk.start, trunk.ends[-1])):
        lane = next((at for at, until in enumerate(busy) if until < trunk.start), len(busy))
        busy[lane : lane + 1] = [trunk.ends[-1]]
        lines.append(line(trunk, BOX_WIDTH + 14 + lane * LANE))
    return tuple(lines), len(busy)


def trunks(boxes: tuple[Box, ...]) -> Iterator[Trunk]:
    ends: dict[tuple[int, str, bool], list[int]] = {}
    for drawn in boxes:
        for row, taking in zip(drawn.rows, drawn.stage.takings, strict=False):
            if taking.stage is not None:
                kind = "mount" if taking.via == "mount" else "edge"
                key = (taking.stage, "crossing" if taking.is_crossing else kind)
                ends.setdefault((*key, drawn.stage.place == "idle"), []).append(row.y + 12)
    offsets = dict.fromkeys(range(len(boxes)), 0)
    for (stage, kind, is_dim), found in ends.items():
        start = boxes[stage].y + 12 + offsets[stage]
        offsets[stage] += 9
        yield Trunk(start, tuple(found), kind, is_dim)


def line(trunk: Trunk, x: int) -> Line:
    edge = BOX_WIDTH
    path = f"M{edge} {trunk.start}H{x}V{trunk.ends[-1]}"
    heads = tuple(f"M{x} {end}H{edge + 1}" for end in trunk.ends)
    return Line(path, heads, trunk.kind, trunk.is_dim)
