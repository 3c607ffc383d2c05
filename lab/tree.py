"""The files of a build context as a tree, and one of them with its colours."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from learning.lenses.image import amount
from learning.rendering.code_blocks import CodeBlock, code_html

MOST_CHARACTERS = 100_000  # of a file that is shown
LANGUAGES = {
    ".go": "go",
    ".js": "javascript",
    ".mjs": "javascript",
    ".py": "python",
    ".json": "json",
    ".yaml": "yaml",
    ".yml": "yaml",
    ".toml": "toml",
    ".ini": "ini",
    ".cfg": "ini",
}


@dataclass(frozen=True, slots=True)
class Node:
    """A file, or a folder with what is in it."""

    name: str
    path: str
    size: str = ""  # of a file
    nodes: tuple["Node", ...] = ()

    @property
    def is_folder(self) -> bool:
        return bool(self.nodes)


@dataclass(frozen=True, slots=True)
class ShownFile:
    """A file of the context; `html` is safe, and "" for what is no text."""

    path: str
    size: str
    html: str
    is_cut: bool = False


def tree(files: Mapping[str, bytes]) -> tuple[Node, ...]:
    """Folders first, then files, each by name."""
    return nodes([(tuple(path.split("/")), len(body)) for path, body in files.items()], "")


def nodes(files: Iterable[tuple[tuple[str, ...], int]], above: str) -> tuple[Node, ...]:
    folders: dict[str, list[tuple[tuple[str, ...], int]]] = {}
    found = []
    for parts, size in files:
        if len(parts) > 1:
            folders.setdefault(parts[0], []).append((parts[1:], size))
        else:
            found.append(Node(parts[0], above + parts[0], amount(size)))
    below = [
        Node(name, above + name, nodes=nodes(inside, f"{above}{name}/"))
        for name, inside in folders.items()
    ]
    return tuple(sorted(below, key=by_name) + sorted(found, key=by_name))


def by_name(node: Node) -> str:
    return node.name


def shown_file(path: str, body: bytes) -> ShownFile:
    size = amount(len(body))
    try:
        text = body.decode()
    except UnicodeDecodeError:
        return ShownFile(path, size, "")
    if "\0" in text:
        return ShownFile(path, size, "")
    shown = text[:MOST_CHARACTERS].removesuffix("\n")
    language = LANGUAGES.get(PurePosixPath(path).suffix, "text")
    block = CodeBlock(1, language, shown, title=path, is_numbered=True)
    return ShownFile(path, size, code_html(block, None), is_cut=len(text) > MOST_CHARACTERS)
