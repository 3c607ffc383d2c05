"""Simple commands: their words, redirects and what they change for the commands behind them."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from dockercheck.shell.model import (
    Assignment,
    Command,
    Context,
    Heredoc,
    Redirect,
    Reference,
    Script,
    SyntaxProblem,
    Word,
)
from dockercheck.shell.scope import Scope
from dockercheck.shell.source import Source
from dockercheck.shell.words import heredoc_content, is_plain, mean
from dockercheck.shell.wrappers import base_name, unwrap

if TYPE_CHECKING:
    from tree_sitter import Node

_NAME = re.compile(r"[A-Za-z_]\w*", re.ASCII)


class Place(NamedTuple):
    """Where a statement stands; what `Command` says of it, and two things more.

    `must`: what follows runs only if this succeeds. `depth`: how many statements are around it.
    """

    sure: bool = True
    must: bool = True
    before: str = ""
    after: str = ""
    nesting: tuple[Context, ...] = ()
    redirects: tuple[Redirect, ...] = ()
    negated: bool = False
    depth: int = 0

    def inside(self, *contexts: Context, sure: bool | None = None, must: bool = False) -> "Place":
        """The place of a body: its first command follows nothing, its last is followed by none."""
        return self._replace(
            sure=self.sure if sure is None else sure,
            must=must,
            before="",
            after="",
            nesting=self.nesting + contexts,
            depth=self.depth + 1,
        )


class Output:
    """What is found while a script and the scripts inside it are read.

    `ended`: the script may have ended before what is read next. `full`: no more commands are taken.
    """

    __slots__ = (
        *("text", "until", "commands", "errors", "references", "assigned", "options"),
        *("ended", "full"),
    )

    def __init__(self, text: str, until: float | None = None) -> None:
        self.text = text
        self.until = until
        self.commands: list[Command] = []
        self.errors: list[SyntaxProblem] = []
        self.references: list[Reference] = []
        self.assigned: set[str] = set()
        self.options: set[str] = set()
        self.ended = False
        self.full = False

    def script(self) -> Script:
        """All of it as a value, in the order of the text where that is not yet so."""
        return Script(
            self.text,
            tuple(self.commands),
            tuple(sorted(self.errors, key=lambda error: (error.start, error.end))),
            tuple(sorted(self.references, key=lambda reference: reference.start)),
            frozenset(self.assigned),
            frozenset(self.options),
        )


class Parts:
    """What a simple command is written with, and its offsets in the outermost text."""

    __slots__ = ("assignments", "end", "redirects", "start", "words")

    def __init__(self, start: int, end: int) -> None:
        self.start = start
        self.end = end
        self.words: list[tuple[int, int]] = []
        self.assignments: list[Node] = []
        self.redirects: list[Redirect] = []

    def order(self) -> None:
        """Put the words in their order, and make one of those that touch each other."""
        merged: list[tuple[int, int]] = []
        for start, end in sorted(self.words):
            if merged and start <= merged[-1][1]:
                merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
            else:
                merged.append((start, end))
        self.words = merged


class Emitter:
    """Makes values of one script's nodes.

    `origin` has the offset in the outermost text for each character, None where they are equal.
    `literal`: the words are those of an exec form, where quotes mean nothing.
    """

    __slots__ = ("functions", "level", "literal", "origin", "output", "scope", "source")

    def __init__(
        self,
        source: Source,
        scope: Scope,
        output: Output,
        *,
        origin: Sequence[int] | None = None,
        level: int = 0,
        literal: bool = False,
    ) -> None:
        self.source = source
        self.scope = scope
        self.output = output
        self.origin = origin
        self.level = level
        self.literal = literal
        self.functions: dict[str, frozenset[str]] = {}

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Offsets in the outermost text."""
        if self.origin is None:
            return start, end
        if start >= end:
            at = self.origin[min(start, len(self.origin) - 1)] if len(self.origin) else 0
            return at, at
        return self.origin[start], self.origin[end - 1] + 1

    def written(self, start: int, end: int) -> str:
        """The shell's view of a slice: without the Dockerfile's continuations."""
        text = self.source.text[start:end]
        return self.source.gap.sub("", text) if self.source.gap and "\n" in text else text

    def word(self, start: int, end: int, *, assigning: bool = False) -> Word:
        """The word between two offsets."""
        text = self.source.text[start:end]
        if is_plain(text) and self.origin is None:
            return Word(text, text, start, end, text, text)
        meaning = mean(self.written(start, end), self.scope.lookup, assigning=assigning)
        if self.origin is not None:
            start, end = self.span(start, end)
            text = self.output.text[start:end]
        return Word(text, meaning.value, start, end, meaning.pattern, meaning.prefix)

    def assignment(self, node: "Node") -> Assignment:
        """`NAME=value`, `NAME+=value`, `NAME=(…)`, `NAME[i]=value`."""
        written = self.written(node.start_byte, node.end_byte)
        found = _NAME.match(written)
        name = found[0] if found else written.partition("=")[0]
        rest = written[len(name) :]
        value: str | None = None
        if rest.startswith("=") and not rest.startswith("=("):
            value = mean(rest[1:], self.scope.lookup, assigning=True).value if rest[1:] else ""
        elif rest.startswith("+=") and not rest.startswith("+=("):
            before = self.scope.lookup(name)
            added = mean(rest[2:], self.scope.lookup, assigning=True).value if rest[2:] else ""
            value = before + added if before is not None and added is not None else None
        start, end = self.span(node.start_byte, node.end_byte)
        return Assignment(name, value, start, end)

    def _assignments(self, nodes: Sequence["Node"], *, persist: bool) -> tuple[Assignment, ...]:
        """Assignments in their order; those that stand alone are seen by the ones behind them."""
        found: list[Assignment] = []
        for node in nodes:
            found.append(self.assignment(node))
            if persist:
                self.scope.assign(found[-1].name, found[-1].value)
                self.output.assigned.add(found[-1].name)
        return tuple(found)

    def redirect(self, node: "Node", parts: Parts) -> None:
        """Add a redirect. The grammar takes words behind `> file` for targets: those are words."""
        descriptor: int | None = None
        op = ""
        at = node.start_byte
        targets: list[Node] = []
        for child in node.children:
            if child.type == "file_descriptor":
                written = self.written(child.start_byte, child.end_byte)
                descriptor = int(written) if written.isascii() and written.isdigit() else None
            elif child.is_named:
                targets.append(child)
            elif not op:
                op, at = child.type, child.start_byte
        target: Word | None = None
        if targets and not op.endswith("-"):
            first = targets.pop(0)
            target = self.word(first.start_byte, first.end_byte, assigning=True)
        parts.words += [(extra.start_byte, extra.end_byte) for extra in targets]
        heredoc = self._heredoc(at)
        if at in self.source.heredocs:
            op = self.source.heredocs[at].operator
        parts.redirects.append(Redirect(op, descriptor, target, heredoc))

    def _heredoc(self, at: int) -> Heredoc | None:
        body = self.source.heredocs.get(at)
        if body is None:
            return None
        content = heredoc_content(
            self.source.text[body.start : body.end],
            self.scope.lookup,
            quoted=body.quoted,
            strip_tabs=body.operator == "<<-",
        )
        start, end = self.span(body.start, body.end)
        return Heredoc(body.delimiter, body.quoted, content, start, end)

    def emit(self, parts: Parts, words: list[Word], place: Place) -> Command:
        """Add a command, and note what it changes."""
        assignments = self._assignments(parts.assignments, persist=not words)
        bare = unwrap(tuple(words))
        own = assignments + bare.assignments
        exported = self.scope.environment()
        if own and words:
            exported += tuple((each.name, each.value) for each in own)
        command = Command(
            name=base_name(bare.words[0]) if bare.words else "",
            words=bare.words,
            start=parts.start,
            end=words[-1].end if words else parts.end,
            assignments=own,
            env=exported,
            redirects=tuple(parts.redirects),
            outer_redirects=place.redirects,
            wrappers=bare.wrappers,
            before=place.before,
            after=place.after,
            nesting=place.nesting,
            sure=place.sure and not self.output.ended,
            negated=place.negated,
            cwd=self.scope.cwd,
        )
        self.output.commands.append(command)
        return command
