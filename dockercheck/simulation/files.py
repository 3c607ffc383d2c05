"""The file system of a stage while it is simulated: what is there, what is not, what may be.

A tree of names. What cannot be known is a *doubt* on a directory: with a soft one more may be
below than is listed, with a hard one nothing below is certain any more. Every change has a moment,
so that what is made after a doubt is certain again. A stage that is built from another one shares
its nodes until it changes them.
"""

from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple, Protocol

from dockercheck.simulation.bytes import Bytes

# Work that one simulation may do: visited nodes. More are only in files made to be slow.
MAX_VISITS = 60_000
# Deeper paths are cut off: no system takes a path of more than 4,096 characters.
MAX_DEPTH = 200


class State(StrEnum):
    """Whether a path is in an image."""

    PRESENT = "present"
    ABSENT = "absent"
    UNKNOWN = "unknown"


class Place(NamedTuple):
    """A line of a stage."""

    stage: int
    line: int

    def to_dict(self) -> dict[str, object]:
        """The place as JSON can hold it."""
        return {"stage": self.stage, "line": self.line}


class File(NamedTuple):
    """A file, or with `tree` a directory of which only its being there is known.

    `trail` are the lines it came by, the one that made it first; `layer` is the line whose layer
    holds it now. `development` tells whether packages for development are among dependencies.
    """

    kind: str
    size: Bytes | None
    trail: tuple[Place, ...]
    layer: Place
    tree: bool = False
    development: bool | None = None


class Ground(Protocol):
    """What is known of the files that an image brings."""

    def holds(self, path: str) -> bool | None:
        """Whether a path is in the image; None where that is not known."""

    def is_directory(self, path: str) -> bool | None:
        """Whether a path is a directory in the image; None where that is not known."""


class Doubt(NamedTuple):
    """Why it is not known what is below a directory, since when, and where that was caused.

    `ground` tells what an image brought there; with `added` more may have come since, so that only
    what it holds is certain.
    """

    moment: int
    place: Place | None
    why: str
    ground: Ground | None = None
    added: bool = False

    def holds(self, path: str) -> bool | None:
        """Whether a path that is not listed is there all the same; None where nobody knows."""
        held = self.ground.holds(path) if self.ground is not None else None
        return None if self.added and not held else held

    def is_directory(self, path: str) -> bool | None:
        """Whether a path that is not listed is a directory; None where nobody knows."""
        found = self.ground.is_directory(path) if self.ground is not None else None
        return None if self.added and not found else found


class Node:
    """A name in the tree. `children` is None for a file."""

    __slots__ = ("children", "complete", "file", "gone", "hard", "made", "owner", "soft")

    def __init__(self, owner: object, made: int) -> None:
        self.owner = owner
        self.made = made
        self.children: dict[str, Node] | None = {}
        self.file: File | None = None
        self.soft: Doubt | None = None
        self.hard: Doubt | None = None
        self.complete = -1  # the moment at which nothing but the children was below
        self.gone = False

    def clone(self, owner: object) -> "Node":
        """A copy for another owner, which shares the nodes below."""
        node = Node(owner, self.made)
        node.children = None if self.children is None else dict(self.children)
        node.file, node.soft, node.hard = self.file, self.soft, self.hard
        node.complete, node.gone = self.complete, self.gone
        return node


class Doubts(NamedTuple):
    """The doubts that hold at a node."""

    soft: Doubt | None = None
    hard: Doubt | None = None

    def below(self, node: Node) -> "Doubts":
        """Those that hold in a node, from those around it."""
        soft, hard = self
        if soft is not None and node.complete > soft.moment:
            soft = None
        if hard is not None and node.complete > hard.moment:
            hard = None
        if node.soft is not None and (soft is None or node.soft.moment > soft.moment):
            soft = node.soft
        if node.hard is not None and (hard is None or node.hard.moment > hard.moment):
            hard = node.hard
        return Doubts(soft, hard)


class Look(NamedTuple):
    """What is known of a path: its state, its node where there is one, and why it is unknown."""

    state: State
    node: Node | None = None
    doubt: Doubt | None = None
    doubts: Doubts = Doubts()


class Entry(NamedTuple):
    """A name below a directory, its path seen from there; `doubt` where it may be gone."""

    path: str
    node: Node
    doubt: Doubt | None
    doubts: Doubts


class Clock:
    """Moments and the work that is left, shared by all stages of a simulation.

    The context has a clock of its own without a limit: it is as large as its listing.
    """

    def __init__(self, *, limited: bool = True) -> None:
        self.limited = limited
        self.now = 0
        self.visits = 0

    def tick(self) -> int:
        """The next moment."""
        self.now += 1
        return self.now

    @property
    def exhausted(self) -> bool:
        """Whether the file asks for more than a simulation does."""
        return self.limited and self.visits > MAX_VISITS


class Tree:
    """A file system. Paths are clean and from the root."""

    def __init__(self, clock: Clock, ground: Ground | None = None) -> None:
        self.clock = clock
        # The directory that the last file was put into: the next one mostly goes there too.
        self._last: tuple[str, Node] | None = None
        self.root = Node(self, clock.tick())
        self.root.complete = self.root.made
        if ground is not None:
            self.root.complete = -1
            self.root.soft = Doubt(self.root.made, None, "what the image holds", ground)

    def fork(self) -> "Tree":
        """A file system that starts from this one, which must not change any more."""
        other = Tree(self.clock)
        other.root = self.root
        self._last = None
        return other

    # Questions

    def look(self, path: str) -> Look:
        """What is known of a path."""
        node, doubts = self.root, Doubts().below(self.root)
        for part in _parts(path):
            self.clock.visits += 1
            child = None if node.children is None else node.children.get(part)
            if child is None:
                if node.children is None:
                    return Look(State.ABSENT, doubts=doubts)
                return _unlisted(path, doubts)
            node, doubts = child, doubts.below(child)
        return _listed(node, doubts)

    def is_directory(self, path: str) -> bool | None:
        """Whether a path is a directory; None where that is not known."""
        found = self.look(path)
        if found.state is State.ABSENT:
            return False
        if found.node is None:
            return _ground_directory(path, found.doubts)
        if found.state is State.UNKNOWN:
            return None
        if found.node.children is None:
            return False
        return None if found.node.file is not None and not found.node.file.tree else True

    def walk(self, path: str) -> Iterator[Entry]:
        """Everything that is listed below a path, in order, what is gone left out."""
        found = self.look(path)
        if found.node is None or found.node.gone:
            return
        stack = [("", found.node, found.doubts)]
        while stack:
            prefix, node, doubts = stack.pop()
            if prefix:
                certain = doubts.hard is None or doubts.hard.moment < node.made
                yield Entry(prefix, node, None if certain else doubts.hard, doubts)
            self.clock.visits += 1
            if not node.children or self.clock.exhausted:
                continue
            for name in sorted(node.children, reverse=True):
                child = node.children[name]
                if not child.gone:
                    below = f"{prefix}/{name}" if prefix else name
                    stack.append((below, child, doubts.below(child)))

    # Changes

    def make_directory(self, path: str) -> None:
        """Make a directory and those above it, where they are not there already."""
        self._directory(path)

    def put(self, path: str, file: File, why: str = "") -> File | None:
        """Put a file at a path; the answer is the one that was there."""
        if path == "/":
            return None
        folder, _, name = path.rpartition("/")
        if self._last is not None and self._last[0] == folder:
            parent = self._last[1]
            self.clock.visits += 1
        else:
            parent = self._directory(folder or "/")
            self._last = (folder, parent)
        assert parent.children is not None  # noqa: S101 -- directories have children
        before = parent.children.get(name)
        node = Node(self, self.clock.tick())
        if file.tree:
            if before is not None and before.children is not None and not before.gone:
                node.children = dict(before.children)
            node.soft = Doubt(node.made, file.layer, why or "what is in the directory")
        else:
            node.children = None
        node.file = file
        parent.children[name] = node
        return before.file if before is not None and not before.gone else None

    def remove(self, path: str) -> list[tuple[str, File]]:
        """Take a path away with all below; the answer is what was listed there."""
        removed = self.files(path)
        if path == "/":
            return removed
        folder, _, name = path.rpartition("/")
        parent = self._directory(folder or "/")
        assert parent.children is not None  # noqa: S101 -- directories have children
        node = Node(self, self.clock.tick())
        node.gone, node.complete = True, node.made
        parent.children[name] = node
        return removed

    def close(self, path: str) -> File | None:
        """Nothing but what is listed is in a directory; the answer is what stood for the rest."""
        node = self._directory(path)
        file = node.file
        node.file = node.soft = node.hard = None
        node.complete = self.clock.tick()
        return file

    def files(self, path: str) -> list[tuple[str, File]]:
        """The files at and below a path, each with its path from the root."""
        node = self.look(path).node
        found = [(path, node.file)] if node is not None and node.file and not node.gone else []
        prefix = path.rstrip("/")
        for entry in self.walk(path):
            if entry.node.file is not None:
                found.append((f"{prefix}/{entry.path}", entry.node.file))
        return found

    def doubt(self, path: str, place: Place, why: str, *, hard: bool = False) -> None:
        """Note that more may be below a directory; `hard` that nothing below is certain."""
        before = self.look(path).doubts.soft
        ground = before.ground if before is not None and not hard else None
        node = self._touched(path) if hard else self._directory(path)
        node.soft = doubt = Doubt(self.clock.tick(), place, why, ground, added=True)
        if hard:
            node.hard = doubt

    def replace(self, path: str, file: File) -> None:
        """Change what is known of a file that is there."""
        folder, _, name = path.rpartition("/")
        parent = self._directory(folder or "/")
        assert parent.children is not None  # noqa: S101 -- directories have children
        node = self._own(parent.children[name])
        node.file = file
        parent.children[name] = node

    def _touched(self, path: str) -> Node:
        """The node of a path that may or may not be there, or of the one that may begin there."""
        so_far = ""
        for part in _parts(path):
            so_far += f"/{part}"
            found = self.look(so_far)
            if found.node is None and not _ground_directory(so_far, found.doubts):
                break
        return self._directory(so_far or "/", keep_files=True)

    def _own(self, node: Node) -> Node:
        return node if node.owner is self else node.clone(self)

    def _directory(self, path: str, *, keep_files: bool = False) -> Node:
        """The node of a directory, made with those above it where it is missing."""
        self._last = None
        self.root = node = self._own(self.root)
        doubts = Doubts().below(node)
        so_far = ""
        parts = _parts(path)
        for number, part in enumerate(parts):
            self.clock.visits += 1
            so_far += f"/{part}"
            assert node.children is not None  # noqa: S101 -- only directories are passed
            child = node.children.get(part)
            kept = keep_files and number == len(parts) - 1
            if child is None or child.gone or (child.children is None and not kept):
                child = self._new_directory(so_far, child, doubts)
            else:
                child = self._own(child)
            node.children[part] = child
            node, doubts = child, doubts.below(child)
        return node

    def _new_directory(self, path: str, before: Node | None, doubts: Doubts) -> Node:
        node = Node(self, self.clock.tick())
        soft = doubts.soft
        if before is not None and before.gone:
            is_empty = soft is None or soft.moment < before.made
        else:
            is_empty = soft is None or soft.holds(path) is False
        if is_empty:
            node.complete = node.made
        return node


def _parts(path: str) -> list[str]:
    return [part for part in path.split("/", MAX_DEPTH + 1)[: MAX_DEPTH + 1] if part]


def _ground_directory(path: str, doubts: Doubts) -> bool | None:
    return doubts.soft.is_directory(path) if doubts.soft is not None else False


def _unlisted(path: str, doubts: Doubts) -> Look:
    """A path that no node stands for."""
    soft = doubts.soft
    if soft is None:
        return Look(State.ABSENT, doubts=doubts)
    held = soft.holds(path)
    if held is None:
        return Look(State.UNKNOWN, None, soft, doubts)
    return Look(State.PRESENT if held else State.ABSENT, doubts=doubts)


def _listed(node: Node, doubts: Doubts) -> Look:
    later = max(
        (doubt for doubt in doubts if doubt is not None and doubt.moment > node.made),
        key=lambda doubt: doubt.moment,
        default=None,
    )
    if doubts.hard is not None and doubts.hard.moment > node.made:
        return Look(State.UNKNOWN, node, doubts.hard, doubts)
    if node.gone:
        return Look(State.ABSENT if later is None else State.UNKNOWN, node, later, doubts)
    return Look(State.PRESENT, node, None, doubts)
