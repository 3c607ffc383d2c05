"""Tells whether what is stored is still what the files and the renderer would make."""

import hashlib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.metadata import version
from pathlib import Path

from learning.content.files import pattern_of

LEARNING = Path(__file__).resolve().parent.parent
RENDERER = (LEARNING / "content", LEARNING / "rendering")
DRAWER = (LEARNING / "architecture", LEARNING / "architecture" / "layout", LEARNING / "diagram")
LIBRARIES = ("Markdown", "pymdown-extensions", "Pygments", "nh3")


def digest(*pieces: bytes) -> str:
    """SHA-256 of the pieces, each with its length so that none can run into the next."""
    total = hashlib.sha256()
    for piece in pieces:
        total.update(len(piece).to_bytes(8, "big"))
        total.update(piece)
    return total.hexdigest()


@cache
def renderer() -> bytes:
    """What the rendering itself depends on: our modules that do it, and the libraries'."""
    versions = (f"{name} {version(name)}".encode() for name in LIBRARIES)
    return digest(*code(RENDERER), *versions).encode()


@cache
def drawer() -> bytes:
    """What a stored architecture depends on: our modules that read and draw it."""
    return digest(*code((*RENDERER, *DRAWER))).encode()


def code(folders: Iterable[Path]) -> Iterable[bytes]:
    modules = sorted(path for folder in folders for path in folder.glob("*.py"))
    return (module.read_bytes() for module in modules)


def sources(path: str, files: Mapping[str, bytes]) -> Iterable[str]:
    """The files that a way's text is made from: its own, and its pattern's figures."""
    yield path
    folder = f"patterns/{pattern_of(path)}/figures/"
    yield from sorted(name for name in files if name.startswith(folder))


def text_digest(path: str, files: Mapping[str, bytes]) -> str:
    named = (name.encode() + b"\0" + files[name] for name in sources(path, files))
    return digest(renderer(), *named)


def architecture_digest(path: str, files: Mapping[str, bytes]) -> str:
    """`path` is that of an architecture.toml; its questions are beside it."""
    folder = path.rpartition("/")[0]
    names = sorted(name for name in files if name.startswith(f"{folder}/architecture"))
    return digest(drawer(), *(name.encode() + b"\0" + files[name] for name in names))
