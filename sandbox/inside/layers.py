"""Images and their layers, as the builder stores them: a folder each."""

import base64
import json
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from .building import STORES
from .walking import walk

Files = dict[str, os.stat_result]


class Layer(NamedTuple):
    """A layer, its files, and what it hides: marks for what is gone, folders that begin anew."""

    id: str
    folder: str
    from_base: bool
    tar_bytes: int
    is_whole: bool
    files: Files
    folders: set[str]
    gone: set[str]

    @property
    def bytes(self) -> int:
        """Of a base the tar's size, which is near enough and what a registry would say."""
        regular = (facts.st_size for facts in self.files.values() if stat.S_ISREG(facts.st_mode))
        return self.tar_bytes if self.from_base else sum(regular)


def images(store: Path) -> list[dict[str, Any]]:
    path = store / "overlay-images" / "images.json"
    rows: list[dict[str, Any]] = json.loads(path.read_text()) if path.exists() else []
    return rows


def settings(store: Path, image: str) -> dict[str, Any]:
    folder = store / "overlay-images" / image
    digest = json.loads((folder / "manifest").read_text())["config"]["digest"]
    # How the store writes a name that is no plain file name.
    path = folder / f"={base64.b64encode(digest.encode()).decode()}"
    facts: dict[str, Any] = json.loads(path.read_text())
    return facts


def layers_of(top: str) -> Iterator[Layer]:
    """From the lowest to the uppermost; the store of a layer says whether it is a base's."""
    return (_layer(store, row) for store, row in reversed(_chain(top)))


def folders_of(top: str) -> list[str]:
    """Where the files of each layer are, from the uppermost to the lowest."""
    return [_folder(store, row) for store, row in _chain(top)]


def _chain(top: str) -> list[tuple[Path, dict[str, Any]]]:
    known: dict[str, tuple[Path, dict[str, Any]]] = {}
    for store in reversed(STORES):
        path = store / "overlay-layers" / "layers.json"
        for row in json.loads(path.read_text()) if path.exists() else []:
            known[row["id"]] = (store, row)
    chain = []
    while top in known:
        chain.append(known[top])
        top = known[top][1].get("parent", "")
    return chain


def _folder(store: Path, row: dict[str, Any]) -> str:
    return str(store / "overlay" / row["id"] / "diff")


def _layer(store: Path, row: dict[str, Any]) -> Layer:
    folder = _folder(store, row)
    files: Files = {}
    folders: set[str] = set()
    gone: set[str] = set()
    gaps: list[None] = []
    for path, facts in walk(folder, lambda: gaps.append(None)):
        if stat.S_ISDIR(facts.st_mode):
            folders.add(path)
            if _begins_anew(folder + path):
                gone.add(path)
        elif stat.S_ISCHR(facts.st_mode) and facts.st_rdev == 0:
            gone.add(path)
        else:
            files[path] = facts
    id_, size = row.get("diff-digest", row["id"]), row.get("diff-size", 0)
    return Layer(id_, folder, store == STORES[1], size, not gaps, files, folders, gone)


def _begins_anew(folder: str) -> bool:
    try:
        return os.getxattr(folder, "user.overlay.opaque", follow_symlinks=False) == b"y"
    except OSError:
        return False
