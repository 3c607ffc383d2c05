"""Looking for files and programs in an image, foreseen or built."""

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import translate
from functools import cache
from typing import Annotated

from pydantic import Field, StringConstraints

from dockercheck.image import DEFAULT_PATH
from dockercheck.simulation.files import Place, State
from lab.goals.built import Outcome
from lab.goals.foreseen import Forecast
from lab.goals.sentences import listed
from learning.lenses.image import amount

Pattern = Annotated[str, StringConstraints(pattern=r"^[/*]", max_length=300)]
Patterns = Annotated[tuple[Pattern, ...], Field(max_length=40, strict=False)]
Tool = Annotated[str, StringConstraints(pattern=r"^[\w.+-]+$", max_length=80)]
Tools = Annotated[tuple[Tool, ...], Field(max_length=40, strict=False)]

WILD = re.compile(r"[*?\[]")
# Sources and project files of languages that are compiled, in no image that is made to run.
SOURCES = re.compile(r"(?:\.go|/go\.(?:mod|sum)|\.rs|/Cargo\.(?:toml|lock)|\.java|\.cs|/pom\.xml)$")
# Where a name that no PATH leads to may lie all the same.
TOOLCHAINS = ("/usr/local/go/bin", "/usr/local/cargo/bin", "/root/.cargo/bin")


@dataclass(frozen=True, slots=True)
class Found:
    """Something that was looked for: the first file of it, how it came, and how many there are."""

    name: str
    path: str
    how: str
    count: int = 1
    bytes: int | None = None
    is_buried: bool = False  # in a layer only: a later one hides it

    @property
    def label(self) -> str:
        return self.path if WILD.search(self.name) or "/" in self.name else self.name

    def __str__(self) -> str:
        """The find as a sentence."""
        size = f" ({amount(self.bytes)})" if self.bytes and self.count == 1 else ""
        more = f" and {self.count - 1} more like it" if self.count > 1 else ""
        are = "are" if more else "is"
        if self.is_buried:
            return (
                f"{self.path}{more} can no longer be seen, but {are} still in a layer of the "
                f"image: {self.how}."
            )
        return f"{self.label}{size}{more} {are} in the image: {self.how}."


@cache
def matcher(pattern: str) -> re.Pattern[str]:
    """A star stands for anything, slashes too."""
    return re.compile(translate(pattern))


def is_at(pattern: str, path: str) -> bool:
    """Whether a path fits a pattern, or lies below what a plain one names."""
    if WILD.search(pattern):
        return matcher(pattern).match(path) is not None
    return path == pattern or path.startswith(f"{pattern.rstrip('/')}/")


def folders(env: tuple[str, ...]) -> list[str]:
    """The directories that programs are looked for in."""
    path = next((pair[5:] for pair in env if pair.startswith("PATH=")), DEFAULT_PATH)
    every = [*path.split(":"), *DEFAULT_PATH.split(":"), *TOOLCHAINS]
    return list(dict.fromkeys(folder.rstrip("/") for folder in every if folder.startswith("/")))


# In the image that was built


def built_paths(outcome: Outcome, pattern: str) -> Found | None:
    true = outcome.true_path(pattern)
    files = [file for path, file in outcome.files.items() if is_at(true, path)]
    if not files:
        return _buried(outcome, pattern)
    first = min(files, key=lambda file: file.layer is None)  # what the file itself brought
    same = [file for file in files if file.layer == first.layer]
    size = sum(file.bytes for file in same if file.kind == "file")
    return Found(pattern, first.path, outcome.came_by(first.layer), len(same), size)


def _buried(outcome: Outcome, pattern: str) -> Found | None:
    removed = outcome.image.removed if outcome.image is not None else ()
    paths = [path for path in removed if is_at(pattern, path) and path not in outcome.files]
    if not paths:
        return None
    place = outcome.forecast.bringer(paths[0])
    how = outcome.forecast.came_by(place) if place else "one line brought it, a later one hid it"
    return Found(pattern, paths[0], how, len(paths), is_buried=True)


def built_tool(outcome: Outcome, tool: str) -> Found | None:
    env = outcome.image.config.env if outcome.image is not None else ()
    for folder in folders(env):
        file = outcome.files.get(outcome.true_path(f"{folder}/{tool}"))
        if file is not None:
            return Found(tool, file.path, outcome.came_by(file.layer))
    return None


# In the image that is foreseen


def foreseen_paths(forecast: Forecast, pattern: str) -> Found | None:
    """What is certainly there."""
    found = [(path, file) for path, file in forecast.files if is_at(pattern, path)]
    if found:
        path, file = found[0]
        same = sum(other.trail[-1] == file.trail[-1] for _, other in found)
        return Found(pattern, path, forecast.came_by(file.trail[-1]), same)
    if not WILD.search(pattern) and forecast.state(pattern) is State.PRESENT:
        return Found(pattern, pattern, _base_name(forecast) + " has it")
    return _foreseen_buried(forecast, pattern)


def _foreseen_buried(forecast: Forecast, pattern: str) -> Found | None:
    buried = [(path, at) for path, at in forecast.buried.items() if is_at(pattern, path)]
    if not buried:
        return None
    path, place = buried[0]
    return Found(pattern, path, forecast.came_by(place), len(buried), is_buried=True)


def lacks_paths(forecast: Forecast, pattern: str) -> bool:
    """Whether certainly nothing is there."""
    wild = WILD.search(pattern)
    if wild is None:
        return forecast.lacks(pattern)
    folder = posixpath.dirname(pattern[: wild.start()] + "x")
    if folder != "/" and forecast.lacks(folder):
        return True
    if any(file.tree and is_around(folder, path) for path, file in forecast.files):
        return False
    unseen = forecast.state(posixpath.join(folder, "no such name")) is State.ABSENT
    base_is_clear = folder != "/" or _base_lacks(forecast, pattern)
    return unseen and base_is_clear and forecast.is_settled(folder)


def is_around(folder: str, path: str) -> bool:
    """Whether one of two directories is in the other."""
    first, second = (f"{each.rstrip('/')}/" for each in (folder, path))
    return first.startswith(second) or second.startswith(first)


def _base_lacks(forecast: Forecast, pattern: str) -> bool:
    """Whether the image below has nothing like it anywhere: sources are in none that runs."""
    root = forecast.root
    if root is None or root.base.kind == "scratch":
        return root is not None
    return forecast.facts.get("runtime") is True and SOURCES.search(pattern) is not None


def foreseen_tool(forecast: Forecast, tool: str) -> Found | None:
    for path in _tool_paths(forecast, tool):
        found = foreseen_paths(forecast, path)
        if found is not None and not found.is_buried:
            return Found(tool, found.path, found.how)
    leak = next((leak for leak in forecast.leaks if (leak.kind, leak.name) == ("tool", tool)), None)
    if leak is None or not leak.trail or _removes(forecast, leak.trail[-1]):
        return None
    return Found(tool, leak.path or tool, forecast.came_by(leak.trail[-1]))


def _removes(forecast: Forecast, since: Place) -> bool:
    """Whether a later command may take away again what a line has brought."""
    later = (step for step in forecast.steps if step.name == "RUN" and step.line > since.line)
    return any(
        re.search(r"\b(?:rm|del|remove|purge)\b", step.instruction.original) for step in later
    )


def lacks_tool(forecast: Forecast, tool: str) -> bool:
    return foreseen_tool(forecast, tool) is None and all(
        forecast.lacks(path) for path in _tool_paths(forecast, tool)
    )


def _tool_paths(forecast: Forecast, tool: str) -> Iterator[str]:
    image = forecast.build.image
    return (f"{folder}/{tool}" for folder in folders(image.env if image is not None else ()))


def _base_name(forecast: Forecast) -> str:
    root = forecast.root
    return "its base" if root is None else f"{root.base.name}, on which line {root.line} builds,"


def absence(names: list[str], why: str = "") -> str:
    """That some things are not in the image, as a sentence."""
    are = "is" if len(names) == 1 else "are"
    return f"{listed(names)} {are} not in the image{why}."
