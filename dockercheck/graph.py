"""The build graph: what BuildKit would run, fetch and copy, and what each step needs.

Vertices are those of BuildKit's low-level build definition. Two steps that do the same thing to
the same thing are one vertex there, even in two stages; so they are here.
"""

from collections.abc import Hashable, Sequence
from typing import NamedTuple

# The kinds: image, context, run, copy, add, workdir, file (an inline document), merge
# (COPY --link puts its files onto the stage) and remote (what ADD fetches).


class CopySource(NamedTuple):
    """What a copy takes: a path in one of the vertex's inputs, given by its index."""

    input: int
    path: str


class RunMount(NamedTuple):
    """A mount of a RUN: its type, where it stands, and the input it shows, -1 for none."""

    type: str
    target: str
    input: int


class Vertex(NamedTuple):
    """A step of the build.

    `inputs` are the ids of the vertices it needs. `lines` are the source lines of every
    instruction that makes it, empty for what BuildKit adds itself. `detail` is the command of
    a run, the reference of an image, the path of a workdir, the address of a remote.
    """

    id: int
    kind: str
    stage: int | None
    lines: tuple[int, ...]
    inputs: tuple[int, ...]
    text: str
    detail: tuple[str, ...] = ()
    sources: tuple[CopySource, ...] = ()
    destination: str = ""
    mounts: tuple[RunMount, ...] = ()

    @property
    def line(self) -> int | None:
        """The first line of the instruction."""
        return min(self.lines, default=None)


class Graph(NamedTuple):
    """The vertices that the target needs, inputs before those who need them.

    `unneeded` are those of the stages that the target does not need, numbered on from there.
    `target` is the vertex that becomes the image, None for an empty one.
    """

    vertices: tuple[Vertex, ...] = ()
    target: int | None = None
    unneeded: tuple[Vertex, ...] = ()


class Draft(NamedTuple):
    """A vertex under construction: inputs are numbers of other drafts."""

    kind: str
    stage: int | None
    lines: tuple[int, ...]
    inputs: tuple[int, ...]
    text: str
    key: Hashable = ()
    detail: tuple[str, ...] = ()
    sources: tuple[CopySource, ...] = ()
    destination: str = ""
    mounts: tuple[RunMount, ...] = ()


class GraphBuilder:
    """Collects drafts while stages are evaluated, then makes the graph of a target."""

    def __init__(self) -> None:
        self.drafts: list[Draft] = []
        self._context: int | None = None

    def add(self, draft: Draft) -> int:
        """Keep a draft; the answer is its number."""
        self.drafts.append(draft)
        return len(self.drafts) - 1

    def context(self) -> int:
        """The build context, of which there is one."""
        if self._context is None:
            self._context = self.add(Draft("context", None, (), (), "load build context"))
        return self._context

    def finish(self, target: int | None) -> Graph:
        """The graph of the target, and what nothing in it needs."""
        marshal = _Marshal(self.drafts)
        final = None if target is None else marshal.visit(target)
        needed = len(marshal.merged)
        for number in range(len(self.drafts)):
            marshal.visit(number)
        vertices = marshal.vertices()
        return Graph(vertices[:needed], final, vertices[needed:])


class _Marshal:
    """Numbers vertices in the order in which they are first needed, equal ones once."""

    def __init__(self, drafts: Sequence[Draft]) -> None:
        self.drafts = drafts
        self.ids: dict[int, int] = {}
        self.keys: dict[Hashable, int] = {}
        self.merged: list[tuple[Draft, tuple[int, ...], list[int]]] = []

    def visit(self, number: int) -> int:
        stack = [number]
        while stack:
            current = stack[-1]
            if current in self.ids:
                stack.pop()
                continue
            waiting = [i for i in self.drafts[current].inputs if i not in self.ids]
            if waiting:
                stack.extend(reversed(waiting))
                continue
            self.ids[current] = self._place(self.drafts[current])
            stack.pop()
        return self.ids[number]

    def _place(self, draft: Draft) -> int:
        inputs = tuple(self.ids[i] for i in draft.inputs)
        key = (
            draft.kind,
            draft.key,
            inputs,
            draft.detail,
            draft.sources,
            draft.destination,
            draft.mounts,
        )
        known = self.keys.setdefault(key, len(self.merged))
        if known == len(self.merged):
            self.merged.append((draft, inputs, list(draft.lines)))
        else:
            self.merged[known][2].extend(draft.lines)
        return known

    def vertices(self) -> tuple[Vertex, ...]:
        return tuple(
            Vertex(
                number,
                draft.kind,
                draft.stage,
                tuple(dict.fromkeys(lines)),
                inputs,
                draft.text,
                draft.detail,
                draft.sources,
                draft.destination,
                draft.mounts,
            )
            for number, (draft, inputs, lines) in enumerate(self.merged)
        )
