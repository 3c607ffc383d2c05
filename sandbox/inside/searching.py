"""Find words in everything that a build put into an image, also where a later layer hides it."""

import json
import os
import stat
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from .layers import Layer

PIECE = 1 << 20
MOST = 200
SECONDS = 5.0

Sighting = tuple[int, int | None, str]


class Search:
    """Words, where they were seen, and when to stop looking."""

    def __init__(self, words: list[bytes], end: float) -> None:
        self.words = words
        self.end = end
        self.found: dict[Sighting, None] = {}
        self.is_cut = False

    def cut(self) -> None:
        self.is_cut = True

    def must_stop(self) -> bool:
        """Enough was found, or the time is over."""
        over = len(self.found) >= MOST or time.monotonic() > self.end
        if over:
            self.cut()
        return over

    def see(self, numbers: Iterable[int], layer: int | None, path: str) -> None:
        for number in numbers:
            self.found.setdefault((number, layer, path))

    def within(self, content: bytes) -> set[int]:
        return {number for number, word in enumerate(self.words) if word in content}


def search(
    words: list[str], layers: list[Layer], config: dict[str, Any], history: list[Any]
) -> tuple[list[Sighting], bool]:
    """Where each word is, and whether the search was given up before its end."""
    looking = Search([word.encode() for word in words], time.monotonic() + SECONDS)
    if not words:
        return [], False
    for place, content in _settings(config, history):
        looking.see(looking.within(content), None, place)
    for number, layer in enumerate(layers):
        if not layer.from_base:
            _search_layer(looking, number, layer)
    return list(looking.found)[:MOST], looking.is_cut


def _settings(config: dict[str, Any], history: list[Any]) -> Iterator[tuple[str, bytes]]:
    """Every text of the image's settings as it was written, before JSON made it safe."""
    for name, value in config.items():
        for text in _texts(value):
            yield ("ENV" if name == "Env" else "config"), text
    for text in _texts(history):
        yield "history", text


def _texts(value: Any) -> Iterator[bytes]:
    if isinstance(value, dict):
        yield from _texts([*value.keys(), *value.values()])
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each)
    elif isinstance(value, str):
        yield value.encode(errors="surrogateescape")
    else:
        yield json.dumps(value).encode()


def _search_layer(looking: Search, number: int, layer: Layer) -> None:
    if not layer.is_whole:
        looking.cut()
    read: dict[int, set[int]] = {}
    for path, facts in layer.files.items():
        if looking.must_stop():
            return
        seen = looking.within(os.fsencode(path))
        if stat.S_ISLNK(facts.st_mode):
            seen |= looking.within(bytes(Path(layer.folder + path).readlink()))
        elif stat.S_ISREG(facts.st_mode):
            # A file of many names is read once.
            if facts.st_ino not in read:
                read[facts.st_ino] = search_file(looking, layer.folder + path)
            seen |= read[facts.st_ino]
        looking.see(sorted(seen), number, path)


def search_file(looking: Search, path: str) -> set[int]:
    """Piece by piece, each with the end of the one before it; holes are passed over."""
    seen: set[int] = set()
    overlap = max(map(len, looking.words)) - 1
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        looking.cut()
        return seen
    before = b""
    with os.fdopen(descriptor, "rb") as file:
        for piece in _pieces(file.fileno()):
            # After a hole there is no piece before: it would be zeros, and no word has those.
            before = before + piece if piece else b""
            seen |= looking.within(before)
            before = before[-overlap:] if overlap else b""
            if len(seen) == len(looking.words) or looking.must_stop():
                break
    return seen


def _pieces(descriptor: int) -> Iterator[bytes]:
    """All data of a file, and nothing where there is a hole."""
    at = 0
    while (data := _seek(descriptor, at, os.SEEK_DATA)) is not None:
        if data > at:
            yield b""
        hole = _seek(descriptor, data, os.SEEK_HOLE) or data
        piece = os.pread(descriptor, min(PIECE, hole - data), data)
        if not piece:
            return
        yield piece
        at = data + len(piece)


def _seek(descriptor: int, at: int, what: int) -> int | None:
    """None behind the last data of a file."""
    try:
        return os.lseek(descriptor, at, what)
    except OSError:
        return None
