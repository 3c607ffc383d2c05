"""The image lens: what a container gets, layers and files with the lines they come from, leaks."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dockercheck import Report
from dockercheck.image import ImageConfig
from dockercheck.stages import Stage
from learning.lenses import MOST_SHOWN

BAR_WIDTH = 600
UNKNOWN_WIDTH = 40  # of a layer of which nothing is known, or no upper limit


@dataclass(frozen=True, slots=True)
class Size:
    """A size as a range: it is never known more exactly than that."""

    low: int
    high: int | None  # None where there is no known limit

    def __str__(self) -> str:
        if self.high is None:
            return f"{amount(self.low)} or more"
        low, high = amount(self.low), amount(self.high)
        if low == high:
            return low
        number, _, unit = low.partition(" ")
        return f"{number if high.endswith(f' {unit}') else low}–{high}"


def amount(size: int) -> str:
    """Bytes as people say them, in steps of a thousand."""
    for limit, unit in ((1_000_000_000, "GB"), (1_000_000, "MB"), (1_000, "kB")):
        if size >= limit:
            value = size / limit
            return f"{value:.0f} {unit}" if value >= 10 else f"{value:.1f} {unit}"
    return f"{size} bytes"


def size_of(said: Mapping[str, Any] | None) -> Size | None:
    return None if said is None else Size(said["low"], said["high"])


@dataclass(frozen=True, slots=True)
class Layer:
    """A layer as a bar: `x`, `low` and `high` are in the drawing's units."""

    line: int
    origin: str
    size: Size | None
    wasted: Size | None
    x: int
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class File:
    """A file, or with `is_tree` a directory of which the files are not known one by one."""

    path: str
    kind: str
    size: Size | None
    is_certain: bool
    is_tree: bool


@dataclass(frozen=True, slots=True)
class Group:
    """Files that came by the same lines, the one that made them first."""

    origin: str
    line: int
    files: tuple[File, ...]


@dataclass(frozen=True, slots=True)
class Leak:
    kind: str
    name: str
    path: str | None
    size: Size | None
    trail: str
    why: str


@dataclass(frozen=True)
class Image:
    settings: tuple[tuple[str, tuple[str, ...]], ...]
    size: Size | None
    layers: tuple[Layer, ...]
    groups: tuple[Group, ...]
    leaks: tuple[Leak, ...]
    unknown: tuple[tuple[int, str], ...]  # from which line on, and why
    missing: tuple[tuple[int, str], ...]  # the line, and the path that is not there
    unshown: int  # files


def image(report: Report) -> Image | None:
    """What would be shipped; None where nothing would be built."""
    if report.image is None or report.simulation is None:
        return None
    said: Mapping[str, Any] = report.simulation.image_dict()
    return Image(
        settings(report.image, said["shell"]),
        size_of(said["size"]),
        layers(said["layers"], report.stages),
        groups(said["files"][:MOST_SHOWN], report.stages),
        leaks(said["leaks"][:MOST_SHOWN], report.stages),
        notes(said["unknown"], "why"),
        notes(said["missing"], "path"),
        max(len(said["files"]) - MOST_SHOWN, 0),
    )


def notes(said: Sequence[Mapping[str, Any]], key: str) -> tuple[tuple[int, str], ...]:
    """Line and what is said of it, the same thing once."""
    return tuple(dict.fromkeys((each["from"]["line"], each[key]) for each in said))[:MOST_SHOWN]


def settings(config: ImageConfig, shell: bool | None) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The configuration as rows: what, and its values; those that say nothing are left out."""
    shells = {True: "yes", False: "no: only the JSON form of a command can start", None: ""}
    health = config.healthcheck
    rows: tuple[tuple[str, Iterable[str]], ...] = (
        ("Starts", (command_line(config),)),
        ("User", (config.user or "root, unless the base image says otherwise",)),
        ("Working directory", (config.workdir or "/",)),
        ("Shell", (shells[shell],)),
        ("Ports", config.ports),
        ("Environment", config.env),
        ("Volumes", config.volumes),
        ("Labels", [f"{key}={value}" for key, value in config.labels]),
        ("Stop signal", (config.stop_signal,)),
        ("Health check", (" ".join(health.test),) if health else ()),
    )
    return tuple(
        (name, shown)
        for name, values in rows
        if (shown := tuple(filter(None, values))[:MOST_SHOWN])
    )


def command_line(config: ImageConfig) -> str:
    """ENTRYPOINT and CMD as the one command that they make."""
    words = [*(config.entrypoint or ()), *(config.cmd or ())]
    return " ".join(words) or "what the base image starts"


def layers(said: Sequence[Mapping[str, Any]], stages: Sequence[Stage]) -> tuple[Layer, ...]:
    sizes = [size_of(layer["bytes"]) for layer in said]
    total = sum(size.high or size.low for size in sizes if size) or 1
    unknown = sum(size is None or size.high is None for size in sizes)
    scale = max(BAR_WIDTH - unknown * UNKNOWN_WIDTH, BAR_WIDTH // 3) / total
    found, x = [], 0
    for layer, size in zip(said[:MOST_SHOWN], sizes, strict=False):
        low = round(scale * size.low) if size else 0
        high = round(scale * size.high) if size and size.high is not None else low + UNKNOWN_WIDTH
        wasted = size_of(layer["wasted"])
        found.append(
            Layer(
                layer["line"],
                origin(layer, stages),
                size,
                wasted if wasted and wasted.high != 0 else None,
                x,
                low,
                high,
            )
        )
        x += high
    return tuple(found)


def groups(said: Sequence[Mapping[str, Any]], stages: Sequence[Stage]) -> tuple[Group, ...]:
    """The files in groups by the lines that they came by."""
    found: dict[str, tuple[int, list[File]]] = {}
    for file in said:
        name = trail(file["trail"], stages)
        found.setdefault(name, (file["trail"][0]["line"], []))[1].append(
            File(
                file["path"],
                file["kind"],
                size_of(file["bytes"]),
                file["state"] == "present",
                file["tree"],
            )
        )
    return tuple(Group(name, line, tuple(files)) for name, (line, files) in found.items())


def leaks(said: Sequence[Mapping[str, Any]], stages: Sequence[Stage]) -> tuple[Leak, ...]:
    return tuple(
        Leak(
            leak["kind"],
            leak["name"] if leak["count"] == 1 else f"{leak['name']}, {leak['count']} files",
            leak["path"],
            size_of(leak["bytes"]),
            trail(leak["trail"], stages),
            leak["why"],
        )
        for leak in said
    )


def trail(places: Sequence[Mapping[str, Any]], stages: Sequence[Stage]) -> str:
    """The lines that something came by: "line 8 of build, line 16"."""
    return ", then ".join(origin(place, stages) for place in places)


def origin(place: Mapping[str, Any], stages: Sequence[Stage]) -> str:
    index = place["stage"]
    if not isinstance(index, int) or not 0 <= index < len(stages):
        return f"line {place['line']}"
    return f"line {place['line']} of {stages[index].label}"
