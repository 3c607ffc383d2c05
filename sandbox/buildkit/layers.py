"""The files of an image, put together from its layers' archives as they stream by.

Nothing is unpacked: names become a tree, contents are read and forgotten. A layer of a base may be
made by anybody, so everything that it can ask for has an end.
"""

import gzip
import io
import tarfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import IO, Any, Self

from sandbox.inside.searching import Search

# Of all layers together, unpacked.
BYTES = 6 << 30
ENTRIES = 400_000
# One header that holds a long name, or extended attributes.
HEADER = 1 << 20
DEPTH = 200
READ = 16 << 10
PIECE = 1 << 20
SECONDS = 60.0
WHITEOUT = ".wh."
OPAQUE = ".wh..wh..opq"
EXTENDED = {
    tarfile.XHDTYPE,
    tarfile.XGLTYPE,
    tarfile.SOLARIS_XHDTYPE,
    tarfile.GNUTYPE_LONGNAME,
    tarfile.GNUTYPE_LONGLINK,
}


class TooMuchError(Exception):
    """The image is larger than will be looked at."""


class _Header(tarfile.TarInfo):
    """A header that cannot make the reader take a gigabyte for a name."""

    @classmethod
    def frombuf(cls, buf: bytes | bytearray, encoding: str | None, errors: str) -> Self:
        header = super().frombuf(buf, encoding, errors)  # type: ignore[arg-type]
        if header.size < 0 or (header.type in EXTENDED and header.size > HEADER):
            raise TooMuchError
        return header


@dataclass(frozen=True)
class Entry:
    """A file of the image, and the layer that its content lies in."""

    layer: int
    kind: str
    bytes: int
    mode: int
    uid: int
    gid: int


Folder = dict[str, Any]


@dataclass
class Budget:
    """What is left to be read of one image."""

    bytes: int = BYTES
    entries: int = ENTRIES
    end: float = field(default_factory=lambda: time.monotonic() + SECONDS)

    def take(self, number: int) -> None:
        self.bytes -= number
        if self.bytes < 0 or time.monotonic() > self.end:
            raise TooMuchError

    def take_entry(self) -> None:
        self.entries -= 1
        if self.entries < 0:
            raise TooMuchError


class Metered(io.RawIOBase):
    """A stream that counts what is read of it."""

    def __init__(self, stream: IO[bytes], budget: Budget) -> None:
        super().__init__()
        self.stream = stream
        self.budget = budget

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        content = self.stream.read(size if 0 <= size < PIECE else PIECE)
        self.budget.take(len(content))
        return content


class Slice(io.RawIOBase):
    """The part of a file that is one blob."""

    def __init__(self, file: IO[bytes], start: int, size: int) -> None:
        super().__init__()
        self.file = file
        self.at = start
        self.end = start + size

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self.file.seek(self.at)
        content = self.file.read(min(len(buffer), self.end - self.at))
        buffer[: len(content)] = content
        self.at += len(content)
        return len(content)


class Files:
    """The files of an image, layer upon layer."""

    def __init__(self, own_from: int, read: tuple[str, ...], looking: Search) -> None:
        self.own_from = own_from
        self.wanted = {f"/{path.strip('/')}": path for path in read}
        self.looking = looking
        self.budget = Budget()
        self.root: Folder = {}
        self.beginnings: dict[tuple[int, str], bytes] = {}
        self.removed: set[str] = set()
        self.bytes: list[int] = []
        self.counts: list[int] = []

    def add(self, layer: int, blob: Slice) -> None:
        """One layer's archive, packed or not, on top of those before it."""
        self.bytes.append(0)
        self.counts.append(0)
        buffered = io.BufferedReader(blob, 1 << 16)
        packed = buffered.peek(2)[:2] == b"\x1f\x8b"
        plain: Any = gzip.GzipFile(fileobj=buffered) if packed else buffered
        stream: Any = Metered(plain, self.budget)
        with tarfile.open(fileobj=stream, mode="r|", tarinfo=_Header) as archive:
            while (header := archive.next()) is not None:
                # Or it keeps every header that it has read.
                archive.members.clear()  # type: ignore[attr-defined]
                self.budget.take_entry()
                self._add(layer, header, archive)

    def _add(self, layer: int, header: tarfile.TarInfo, archive: tarfile.TarFile) -> None:
        parts = [part for part in header.name.split("/") if part not in {"", ".", ".."}]
        if not parts or len(parts) > DEPTH:
            return
        folder = self._folder(parts[:-1], layer)
        name = parts[-1]
        above = f"/{'/'.join(parts[:-1])}".rstrip("/")
        if name == OPAQUE:
            for hidden in [key for key in folder if self._is_below(folder[key], layer)]:
                self._remove(folder, hidden, above, layer)
        elif name.startswith(WHITEOUT):
            self._remove(folder, name.removeprefix(WHITEOUT), above, layer)
        elif header.isdir():
            if not isinstance(folder.get(name), dict):
                self._remove(folder, name, above, layer)
                folder[name] = {}
        else:
            self._remove(folder, name, above, layer)
            folder[name] = self._entry(layer, header)
            self._see(layer, f"{above}/{name}", header, archive)

    def _folder(self, parts: list[str], layer: int) -> Folder:
        folder, above = self.root, ""
        for part in parts:
            if not isinstance(folder.get(part), dict):
                self._remove(folder, part, above, layer)
                folder[part] = {}
            folder, above = folder[part], f"{above}/{part}"
        return folder

    def _is_below(self, node: Any, layer: int) -> bool:
        """Whether it is of an earlier layer; of a folder, whether anything in it is."""
        if isinstance(node, Entry):
            return node.layer < layer
        return any(entry.layer < layer for _, entry in walk(node))

    def _remove(self, folder: Folder, name: str, above: str, layer: int) -> None:
        """Take away what is there; what an earlier layer of the build has stays in that layer."""
        node = folder.pop(name, None)
        found = [(f"{above}/{name}", node)] if isinstance(node, Entry) else []
        if isinstance(node, dict):
            found = [(f"{above}/{name}{path}", entry) for path, entry in walk(node)]
        self.removed.update(path for path, entry in found if self.own_from <= entry.layer < layer)

    def _entry(self, layer: int, header: tarfile.TarInfo) -> Entry:
        kind = "file" if header.isreg() or header.islnk() else "link" if header.issym() else "other"
        size = header.size if header.isreg() else 0
        if header.islnk():
            size = self._size_of(header.linkname)
        elif header.issym():
            size = len(header.linkname)
        self.counts[-1] += kind == "file"
        self.bytes[-1] += header.size if header.isreg() else 0
        return Entry(layer, kind, size, header.mode & 0o7777, header.uid, header.gid)

    def _size_of(self, path: str) -> int:
        node = self.find(path)
        return node.bytes if node else 0

    def _see(
        self, layer: int, path: str, header: tarfile.TarInfo, archive: tarfile.TarFile
    ) -> None:
        """Read what is asked for while it streams by."""
        search = bool(self.looking.words) and layer >= self.own_from
        seen: set[int] = set()
        if search:
            name = path + (header.linkname or "")
            seen = self.looking.within(name.encode(errors="surrogateescape"))
        content = archive.extractfile(header) if header.isreg() else None
        if content is not None and path in self.wanted:
            self.beginnings[layer, path] = content.read(READ)
            content = io.BytesIO(self.beginnings[layer, path]) if not search else content
        if content is not None and search:
            seen |= self._search(self.beginnings.get((layer, path), b""), content)
        self.looking.see(sorted(seen), layer, path)

    def _search(self, before: bytes, content: IO[bytes]) -> set[int]:
        """Piece by piece, each with the end of the one before it."""
        seen = self.looking.within(before)
        overlap = max(map(len, self.looking.words)) - 1
        while not self.looking.must_stop() and (piece := content.read(PIECE)):
            seen |= self.looking.within(before + piece)
            before = (before + piece)[-overlap:] if overlap else b""
        return seen

    def find(self, path: str) -> Entry | None:
        node: Any = self.root
        for part in [part for part in path.split("/") if part not in {"", ".", ".."}]:
            node = node.get(part) if isinstance(node, dict) else None
        return node if isinstance(node, Entry) else None

    def rows(self, most: int) -> tuple[list[dict[str, Any]], int]:
        """The files of the build's own layers first, cut after `most`; and how many there are."""
        own: list[dict[str, Any]] = []
        inherited: list[dict[str, Any]] = []
        count = 0
        for path, entry in walk(self.root):
            count += 1
            is_own = entry.layer >= self.own_from
            among = own if is_own else inherited
            if len(among) < most:
                among.append(
                    {
                        "path": path,
                        "kind": entry.kind,
                        "bytes": entry.bytes,
                        "mode": entry.mode,
                        "uid": entry.uid,
                        "gid": entry.gid,
                        "layer": entry.layer if is_own else None,
                    }
                )
        return (own + inherited)[:most], count

    def contents(self) -> Mapping[str, str]:
        """The beginnings of the files that are still there."""
        found = {}
        for path, asked in self.wanted.items():
            entry = self.find(path)
            if entry and (entry.layer, path) in self.beginnings:
                found[asked] = self.beginnings[entry.layer, path].decode(errors="replace")
        return found


def walk(root: Folder) -> Iterator[tuple[str, Entry]]:
    """Everything below a folder, by name."""
    waiting: list[tuple[str, Folder]] = [("", root)]
    while waiting:
        above, folder = waiting.pop()
        for name in sorted(folder):
            node = folder[name]
            if isinstance(node, dict):
                waiting.append((f"{above}/{name}", node))
            else:
                yield f"{above}/{name}", node
