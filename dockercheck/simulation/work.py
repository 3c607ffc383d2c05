"""A stage while it is simulated: its files, its layers, and the line that is at work."""

from collections.abc import Iterable
from typing import NamedTuple

from dockercheck.simulation.bytes import Bytes
from dockercheck.simulation.files import Clock, File, Place, State, Tree
from dockercheck.simulation.grounds import SCRATCH, ImageGround
from dockercheck.simulation.kinds import kind_of
from dockercheck.simulation.layers import Ledger

_MOST_NOTES = 200


class Tool(NamedTuple):
    """Something in an image that builds or installs, the way it came and why it is one."""

    name: str
    trail: tuple[Place, ...]
    why: str


class Missing(NamedTuple):
    """A source of COPY or ADD that is certainly not there: the build stops at its line."""

    place: Place
    path: str


class Unclear(NamedTuple):
    """From which line on it is not known what is below a directory, and why."""

    path: str
    place: Place
    why: str


class Work:
    """What has become of a stage so far."""

    def __init__(self, index: int, clock: Clock, base: "Work | None", ground: ImageGround) -> None:
        self.index = index
        self.clock = clock
        self.ground = ground
        self.place = Place(index, 0)
        is_empty = ground is SCRATCH
        self.tree: Tree = base.tree.fork() if base else Tree(clock, None if is_empty else ground)
        self.ledger: Ledger = base.ledger.fork() if base is not None else Ledger()
        self.tools: dict[str, Tool] = dict(base.tools) if base is not None else {}
        self.packages: dict[str, tuple[str, Place]] = dict(base.packages) if base else {}
        self.unclear: list[Unclear] = list(base.unclear) if base is not None else []
        self.missing: list[Missing] = []
        # Where the figures behind the sizes come from.
        self.sources: dict[str, None] = dict(base.sources) if base is not None else {}

    def begin(self, line: int, label: str) -> None:
        """Go on to the next line that makes a layer."""
        self.place = Place(self.index, line)
        self.ledger.open(self.place, label)

    # Files

    def put(
        self,
        path: str,
        size: Bytes | None,
        *,
        kind: str | None = None,
        tree: bool = False,
        development: bool | None = None,
        why: str = "",
    ) -> None:
        """A file, or a directory with contents that are not listed, made by this line."""
        known = kind or kind_of(path)
        file = File(known, size, (self.place,), self.place, tree, development)
        self.place_file(path, file, why)

    def place_file(self, path: str, file: File, why: str = "") -> None:
        """Put a file that this line makes or brings."""
        before = self.tree.put(path, file._replace(layer=self.place), why)
        if before is not None:
            self.ledger.hide(before.layer, self.place, path, before.size)
        self.ledger.add(self.place, path, file.size)

    def remove(self, path: str) -> None:
        """Take a path away; what a layer below holds of it is wasted from now on."""
        for name, file in self.tree.remove(path):
            self.ledger.hide(file.layer, self.place, name, file.size)

    def is_own_directory(self, path: str) -> bool:
        """Whether a directory is one that the Dockerfile has made and nothing else fills."""
        node = self.tree.look(path).node
        return (
            path != "/"
            and node is not None
            and node.file is None
            and (self.ground.is_directory(path) is not True)
        )

    def rewrite(self, path: str, *, same_size: bool) -> None:
        """The files at and below a path are written anew: into this line's layer."""
        for name, file in self.tree.files(path):
            if file.layer == self.place and same_size:
                continue
            size = file.size if same_size else None
            self.ledger.hide(file.layer, self.place, name, file.size)
            self.ledger.add(self.place, name, size)
            self.tree.replace(name, file._replace(layer=self.place, size=size))

    def maybe(self, path: str, why: str) -> None:
        """A path that may have been made."""
        if self.tree.look(path).state is not State.PRESENT:
            self.tree.doubt(path, self.place, why, hard=True)
        self.ledger.add(self.place, f"{path}?", None)

    def more(self, path: str, why: str, *, counted: bool = False) -> None:
        """More may be below a directory than is listed; `counted` where its bytes are known."""
        present = self.tree.look(path).state is State.PRESENT
        self.tree.doubt(path, self.place, why, hard=not present)
        if not counted:
            self.ledger.add(self.place, f"{why} in {path}", None)
        self._note(path, why)

    def lose(self, path: str, why: str) -> None:
        """Nothing below a path is certain from here on."""
        self.tree.doubt(path, self.place, why, hard=True)
        self._note(path, why)
        self.ledger.add(self.place, f"? {path}", None)

    def _note(self, path: str, why: str) -> None:
        note = Unclear(path, self.place, why)
        if len(self.unclear) < _MOST_NOTES and note not in self.unclear[-8:]:
            self.unclear.append(note)

    # Programs

    def add_tools(self, names: Iterable[str], trail: tuple[Place, ...], why: str) -> None:
        """Note what builds or installs."""
        for name in names:
            self.tools.setdefault(name, Tool(name, trail, why))
