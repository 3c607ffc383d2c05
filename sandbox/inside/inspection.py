"""Look at the image that was built: its settings, its layers, its files."""

import json
import os
import stat
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from .building import IMAGE, STORE, WALLS

STORES = (Path("/job/root"), Path("/base"))
ENTRIES = 300_000
READ_BYTES = 16 << 10
REMOVED = 500
# Where the builder hangs its own files while a RUN runs; BuildKit leaves no such marks.
MARKS = {"/etc/hostname", "/etc/hosts", "/etc/resolv.conf"}
KINDS = {stat.S_IFREG: "file", stat.S_IFLNK: "link", stat.S_IFDIR: "folder"}


@dataclass(frozen=True)
class Container:
    """A container made from the image, with its files mounted."""

    name: str
    root: str
    config: dict[str, Any]
    history: list[dict[str, Any]]

    @classmethod
    def make(cls) -> Self:
        facts = json.loads(_buildah("inspect", "--type", "image", IMAGE))
        name = _buildah("from", "--pull-never", "--name", "trial", *WALLS, IMAGE).strip()
        config = facts["Docker"].get("config") or {}
        return cls(name, _buildah("mount", name).strip(), config, facts["OCIv1"].get("history", []))


def _buildah(*words: str) -> str:
    done = subprocess.run([*STORE, *words], check=True, stdout=subprocess.PIPE, text=True)
    return done.stdout


def look(container: Container, wanted: dict[str, Any]) -> dict[str, Any]:
    """All that is told of an image, in bounded amounts."""
    layers = _layers()
    own = [layer for layer in layers if not layer["from_base"]]
    made_by = [entry for entry in container.history if not entry.get("empty_layer")]
    for layer, entry in zip(layers, made_by, strict=False):
        layer["created_by"] = str(entry.get("created_by", ""))[:500]
    origin, removed = _origins(own, first=len(layers) - len(own))
    files, count = _files(container.root, origin, wanted["files"])
    return {
        "config": container.config,
        "layers": [{key: layer[key] for key in layer if key != "folder"} for layer in layers],
        "files": files,
        "file_count": count,
        "bytes": sum(layer["bytes"] for layer in layers),
        "removed": removed,
        "read": _contents(container.root, wanted["read"]),
    }


def _layers() -> list[dict[str, Any]]:
    """From the lowest to the uppermost; the store of a layer says whether it is a base's."""
    known: dict[str, tuple[Path, dict[str, Any]]] = {}
    for store in reversed(STORES):
        path = store / "overlay-layers" / "layers.json"
        for row in json.loads(path.read_text()) if path.exists() else []:
            known[row["id"]] = (store, row)
    images = json.loads((STORES[0] / "overlay-images" / "images.json").read_text())
    at = next((row["layer"] for row in images if IMAGE in row.get("names", [])), "")
    chain: list[dict[str, Any]] = []
    while at in known:
        store, row = known[at]
        chain.append(
            {
                "id": row.get("diff-digest", at),
                "bytes": 0,
                "created_by": "",
                "files": 0,
                "from_base": store == STORES[1],
                "diff_bytes": row.get("diff-size", 0),
                "folder": str(store / "overlay" / at / "diff"),
            }
        )
        at = row.get("parent", "")
    chain.reverse()
    for layer in chain:
        _measure(layer)
    return chain


def _measure(layer: dict[str, Any]) -> None:
    """The bytes of a layer's files. A base's are not walked: its tar's size is near enough."""
    tar = layer.pop("diff_bytes")
    if layer["from_base"]:
        layer["bytes"] = tar
        return
    for _, facts in _walk(layer["folder"]):
        if stat.S_ISREG(facts.st_mode):
            layer["bytes"] += facts.st_size
            layer["files"] += 1


def _origins(own: list[dict[str, Any]], first: int) -> tuple[dict[str, int], list[str]]:
    """Which layer a file's content is from, and what a layer has that a later one hides."""
    origin: dict[str, int] = {}
    removed: list[str] = []
    for number, layer in enumerate(own, first):
        for path, facts in _walk(layer["folder"]):
            if stat.S_ISDIR(facts.st_mode):
                continue
            hidden = path in origin
            if stat.S_ISCHR(facts.st_mode) and facts.st_rdev == 0:
                below = [name for name in origin if name == path or name.startswith(f"{path}/")]
                removed += below
                for name in below:
                    del origin[name]
                continue
            if hidden:
                removed.append(path)
            origin[path] = number
    return origin, sorted(set(removed))[:REMOVED]


def _files(root: str, origin: dict[str, int], most: int) -> tuple[list[dict[str, Any]], int]:
    """The files of the image, those of its own layers first, cut after `most`."""
    own: list[dict[str, Any]] = []
    inherited: list[dict[str, Any]] = []
    count = 0
    for path, facts in _walk(root):
        if stat.S_ISDIR(facts.st_mode):
            continue
        count += 1
        among = own if path in origin else inherited
        if len(among) < most:
            among.append(
                {
                    "path": path,
                    "kind": KINDS.get(stat.S_IFMT(facts.st_mode), "other"),
                    "bytes": facts.st_size,
                    "mode": stat.S_IMODE(facts.st_mode),
                    "uid": facts.st_uid,
                    "gid": facts.st_gid,
                    "layer": origin.get(path),
                }
            )
    return (own + inherited)[:most], count


def _walk(root: str) -> Iterator[tuple[str, os.stat_result]]:
    """Everything below a folder, never through a link, with an end to it."""
    waiting = [root]
    seen = 0
    while waiting:
        folder = waiting.pop()
        try:
            entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
        except OSError:
            continue
        for entry in entries:
            seen += 1
            if seen > ENTRIES:
                return
            try:
                facts = entry.stat(follow_symlinks=False)
            except OSError:
                continue
            path = entry.path[len(root) :]
            if path not in MARKS or facts.st_size:
                yield path, facts
            if stat.S_ISDIR(facts.st_mode):
                waiting.append(entry.path)


def _contents(root: str, paths: list[str]) -> dict[str, str]:
    found = {}
    for path in paths:
        content = _content(root, path)
        if content is not None:
            found[path] = content
    return found


def _content(root: str, path: str) -> str | None:
    """The beginning of a file; a link on the way there could lead out of the image."""
    *folders, name = [part for part in path.split("/") if part not in {"", ".", ".."}]
    at = os.open(root, os.O_RDONLY | os.O_DIRECTORY)
    try:
        for part in folders:
            inner = os.open(part, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=at)
            os.close(at)
            at = inner
        flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK
        with os.fdopen(os.open(name, flags, dir_fd=at), "rb") as file:
            return file.read(READ_BYTES).decode(errors="replace")
    except OSError:
        return None
    finally:
        os.close(at)
