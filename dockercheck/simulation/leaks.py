"""What reaches the last stage and serves nobody there, with the lines it came by."""

import posixpath
from typing import NamedTuple

from dockercheck.simulation.bytes import Bytes, total
from dockercheck.simulation.files import File, Place
from dockercheck.simulation.kinds import (
    DEPENDENCY,
    SECRET,
    SOURCE,
    TOOL,
    is_compiled_source,
    tool_name,
)
from dockercheck.simulation.work import Work


class Leak(NamedTuple):
    """Tools, sources, development dependencies or secrets in the image.

    `path` is the file, or the directory that holds all `count` of them; None for a tool that came
    with an image or a package. `trail` are the lines by which it came, the first one made it.
    """

    kind: str
    name: str
    path: str | None
    count: int  # type: ignore[assignment]  # hides tuple.count, which nobody needs here
    bytes: Bytes | None
    trail: tuple[Place, ...]
    why: str

    def to_dict(self) -> dict[str, object]:
        """The leak as JSON can hold it."""
        return {
            "kind": self.kind,
            "name": self.name,
            "path": self.path,
            "count": self.count,
            "bytes": self.bytes.to_dict() if self.bytes is not None else None,
            "trail": [place.to_dict() for place in self.trail],
            "why": self.why,
        }


def leaks_of(work: Work, files: list[tuple[str, File]]) -> tuple[Leak, ...]:
    """The leaks of an image, given the files that are certainly in it."""
    found = [
        Leak(TOOL, tool.name, None, 1, None, tool.trail, tool.why) for tool in work.tools.values()
    ]
    found += _copied_tools(files)
    found += _sources(files)
    for path, file in files:
        if file.kind == SECRET:
            why = "by its name it holds a secret, which everybody who has the image can read"
            found.append(Leak(SECRET, _name(path), path, 1, file.size, file.trail, why))
        elif file.kind == DEPENDENCY and file.development:
            why = "it was installed with the packages that only serve development"
            found.append(Leak(DEPENDENCY, _name(path), path, 1, file.size, file.trail, why))
    return tuple(found)


def tools_of(leaks: tuple[Leak, ...]) -> list[str]:
    """The names of the tools in an image, each once."""
    return list(dict.fromkeys(leak.name for leak in leaks if leak.kind == TOOL))


def _name(path: str) -> str:
    return posixpath.basename(path)


def _copied_tools(files: list[tuple[str, File]]) -> list[Leak]:
    groups: dict[tuple[str, tuple[Place, ...]], list[tuple[str, File]]] = {}
    for path, file in files:
        if file.kind == TOOL:
            groups.setdefault((tool_name(path), file.trail), []).append((path, file))
    why = "it serves to build or to install"
    return [_group(TOOL, name, members, why) for (name, _trail), members in groups.items()]


def _sources(files: list[tuple[str, File]]) -> list[Leak]:
    """The sources of compiled languages, together where they came together."""
    groups: dict[tuple[Place, ...], list[tuple[str, File]]] = {}
    for path, file in files:
        if file.kind == SOURCE and (is_compiled_source(path) or file.tree):
            groups.setdefault(file.trail, []).append((path, file))
    why = "it is compiled before anything runs; what runs does not read it"
    return [_group(SOURCE, "", members, why) for members in groups.values()]


def _group(kind: str, name: str, members: list[tuple[str, File]], why: str) -> Leak:
    paths = [path for path, _file in members]
    path = paths[0] if len(paths) == 1 else posixpath.commonpath(paths)
    size = total(file.size for _path, file in members)
    return Leak(
        kind, name or _name(path) or "/", path, len(members), size, members[0][1].trail, why
    )
