"""Look at the image that was built: its settings, its layers, its files.

All of it is read where the builder stores it: nothing is mounted, unpacked, or asked of it.
"""

import os
import stat
from pathlib import Path
from typing import Any, NamedTuple

from .building import IMAGE, STORES
from .layers import Layer, images, layers_of, settings
from .searching import search

READ_BYTES = 16 << 10
REMOVED = 500
KINDS = {stat.S_IFREG: "file", stat.S_IFLNK: "link", stat.S_IFDIR: "folder"}


class Image(NamedTuple):
    """What the builder's store says of an image."""

    top: str
    config: dict[str, Any]
    history: list[dict[str, Any]]
    author: str


class Tree:
    """The files of all layers laid over each other, and what lies hidden in those of the build."""

    def __init__(self) -> None:
        self.files: dict[str, tuple[int, os.stat_result]] = {}
        self.folders: set[str] = set()
        self.removed: set[str] = set()

    def lay(self, number: int, layer: Layer, own: set[int]) -> None:
        hidden = [path for path in (*layer.files, *layer.gone) if path in self.files]
        if hiding := (layer.files.keys() | layer.gone) & self.folders:
            hidden += [path for path in self.files if _is_below(path, hiding)]
        for path in set(hidden):
            if self.files.pop(path)[0] in own:
                self.removed.add(path)
        self.files.update((path, (number, facts)) for path, facts in layer.files.items())
        self.folders |= layer.folders


def _is_below(path: str, folders: set[str]) -> bool:
    while path := path.rpartition("/")[0]:
        if path in folders:
            return True
    return False


def find() -> Image:
    """The image that the build has just named."""
    row = next(row for row in images(STORES[0]) if IMAGE in row.get("names", []))
    facts = settings(STORES[0], row["id"])
    config = facts.get("config") or {}
    return Image(
        row.get("layer", ""), config, facts.get("history") or [], facts.get("author") or ""
    )


def look(image: Image, wanted: dict[str, Any]) -> dict[str, Any]:
    """All that is told of an image, in bounded amounts."""
    layers = list(layers_of(image.top))
    own = {number for number, layer in enumerate(layers) if not layer.from_base}
    tree = Tree()
    for number, layer in enumerate(layers):
        tree.lay(number, layer, own)
    written = {**image.config, "author": image.author}
    sightings, is_cut = search(wanted["words"], layers, written, image.history)
    return {
        "config": image.config,
        "layers": _rows(layers, image.history),
        "files": _files(tree, own, wanted["files"]),
        "file_count": len(tree.files),
        "bytes": sum(layer.bytes for layer in layers),
        "removed": sorted(tree.removed)[:REMOVED],
        "read": _contents(tree, layers, wanted["read"]),
        "sightings": sightings,
        "sightings_are_cut": is_cut,
    }


def _rows(layers: list[Layer], history: list[dict[str, Any]]) -> list[dict[str, Any]]:
    made_by = [str(each.get("created_by", "")) for each in history if not each.get("empty_layer")]
    made_by += [""] * (len(layers) - len(made_by))
    return [
        {
            "id": layer.id,
            "bytes": layer.bytes,
            "created_by": text[:500],
            "from_base": layer.from_base,
            "files": 0 if layer.from_base else len(layer.files),
        }
        for layer, text in zip(layers, made_by, strict=False)
    ]


def _files(tree: Tree, own: set[int], most: int) -> list[dict[str, Any]]:
    """The files of the image, those of its own layers first, cut after `most`."""
    paths = sorted(tree.files, key=lambda path: (tree.files[path][0] not in own, path))
    return [
        {
            "path": path,
            "kind": KINDS.get(stat.S_IFMT(facts.st_mode), "other"),
            "bytes": facts.st_size,
            "mode": stat.S_IMODE(facts.st_mode),
            "uid": facts.st_uid,
            "gid": facts.st_gid,
            "layer": number if number in own else None,
        }
        for path, (number, facts) in ((path, tree.files[path]) for path in paths[:most])
    ]


def _contents(tree: Tree, layers: list[Layer], paths: list[str]) -> dict[str, str]:
    """The beginning of files. No link is followed: one on the way could lead out of the image."""
    found = {}
    for path in paths:
        plain = "".join(f"/{part}" for part in path.split("/") if part not in {"", ".", ".."})
        number, facts = tree.files.get(plain, (0, None))
        if facts is not None and stat.S_ISREG(facts.st_mode):
            with Path(layers[number].folder + plain).open("rb") as file:
                found[path] = file.read(READ_BYTES).decode(errors="replace")
    return found
