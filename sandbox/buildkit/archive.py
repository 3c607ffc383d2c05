"""An OCI archive, as `--output type=oci` sends it: from blobs to what is told of an image."""

import json
import re
import tarfile
import time
import zlib
from collections.abc import Sequence
from typing import IO, Any

from sandbox.builder import unwatched
from sandbox.hearing import Heard
from sandbox.inside.searching import SECONDS, Search, search
from sandbox.job import Look
from sandbox.reading import Instruction
from sandbox.result import Image

from .layers import Files, Slice, TooMuchError

BLOB = re.compile(r"blobs/sha256/[0-9a-f]{64}")
INDEX = "index.json"
BLOBS = 1000
LAYERS = 200
JSON = 4 << 20
REMOVED = 500


class UnreadableError(Exception):
    """What was sent is no image."""


def read(file: IO[bytes], look: Look, own: Sequence[Instruction]) -> Image:
    """The image in the archive; `own` are the instructions that made it, from its base on."""
    try:
        return _read(file, look, own)
    except (
        *(KeyError, IndexError, TypeError, ValueError, AttributeError, RecursionError),
        *(OSError, EOFError, zlib.error, tarfile.TarError),
    ) as trouble:
        raise UnreadableError(f"{type(trouble).__name__}: {trouble}"[:300]) from trouble


def _read(file: IO[bytes], look: Look, own: Sequence[Instruction]) -> Image:
    blobs = _blobs(file)
    manifest = _manifest(file, blobs)
    config = _json(file, blobs[manifest["config"]["digest"]])
    # Of an image with nothing in it, both lists are null.
    layers = manifest.get("layers") or []
    names = (config.get("rootfs") or {}).get("diff_ids") or []
    if len(layers) > LAYERS:
        raise TooMuchError
    history = [dict(entry) for entry in config.get("history") or ()]
    made_by = [entry for entry in history if not entry.get("empty_layer")]
    own_from = len(layers) - min(len(layers), _own_layers(history, own))
    looking = Search([word.encode() for word in look.words], time.monotonic() + SECONDS)
    files = Files(own_from, look.read, looking)
    for number, layer in enumerate(layers):
        files.add(number, Slice(file, *blobs[layer["digest"]]))
    rows, count = files.rows(look.files)
    settings = dict(config.get("config") or {})
    named, is_cut = search(list(look.words), [], settings, history)
    heard = Heard(unwatched)
    heard(
        {
            "event": "image",
            "config": settings,
            "layers": [
                {
                    "id": diff,
                    "bytes": files.bytes[number],
                    "created_by": str(made_by[number].get("created_by", ""))[:500]
                    if number < len(made_by)
                    else "",
                    "from_base": number < own_from,
                    "files": files.counts[number],
                }
                for number, diff in enumerate(names[: len(layers)])
            ],
            "files": rows,
            "file_count": count,
            "bytes": sum(files.bytes),
            "read": files.contents(),
            "removed": sorted(files.removed)[:REMOVED],
            "sightings": [*named, *looking.found],
            "sightings_are_cut": is_cut or looking.is_cut,
        }
    )
    if heard.image is None:
        raise UnreadableError("nothing was told of the image")
    return heard.image


def _blobs(file: IO[bytes]) -> dict[str, tuple[int, int]]:
    """Where each blob lies. The archive is BuildKit's own; what is in its blobs is not."""
    found: dict[str, tuple[int, int]] = {}
    file.seek(0)
    with tarfile.open(fileobj=file, mode="r:") as archive:
        for _ in range(BLOBS):
            header = archive.next()
            if header is None:
                return found
            if header.isreg() and BLOB.fullmatch(header.name):
                digest = header.name.removeprefix("blobs/").replace("/", ":")
                found[digest] = (header.offset_data, header.size)
            elif header.isreg() and header.name == INDEX:
                found[INDEX] = (header.offset_data, header.size)
    raise TooMuchError


def _manifest(file: IO[bytes], blobs: dict[str, tuple[int, int]]) -> dict[str, Any]:
    """The first image of the index; what attests to it has a platform that is unknown."""
    at = INDEX
    for _ in range(3):
        found = _json(file, blobs[at])
        if "manifests" not in found:
            return found
        images = [
            each
            for each in found["manifests"]
            if (each.get("platform") or {}).get("os") != "unknown"
        ]
        at = images[0]["digest"]
    raise UnreadableError("an index of an index of an index")


def _json(file: IO[bytes], place: tuple[int, int]) -> dict[str, Any]:
    start, size = place
    if size > JSON:
        raise TooMuchError
    file.seek(start)
    found = json.loads(file.read(size))
    if not isinstance(found, dict):
        raise UnreadableError("not an object")
    return found


def _own_layers(history: Sequence[dict[str, Any]], own: Sequence[Instruction]) -> int:
    """How many layers the file's own instructions made: its history is the end of the image's."""
    count = 0
    written = [each.name for each in own if each.name not in {"FROM", "ONBUILD"}]
    for entry, name in zip(reversed(history), reversed(written), strict=False):
        if str(entry.get("created_by", "")).partition(" ")[0].upper() != name:
            break
        count += not entry.get("empty_layer")
    return count
