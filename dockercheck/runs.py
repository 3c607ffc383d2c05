"""The commands of a RUN, each with its exact place in the Dockerfile."""

import re
from bisect import bisect_right
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import NamedTuple, TypeVar, cast
from weakref import WeakKeyDictionary

from dockercheck.build import Build
from dockercheck.commands import Recognized, recognize
from dockercheck.instructions import Instruction
from dockercheck.lines import SPACES, Heredoc, Span
from dockercheck.paths import clean, join
from dockercheck.shell import Command, Reference, Script, from_exec, read
from dockercheck.stages import Stage, Step

_SHELLS = frozenset({"ash", "bash", "dash", "ksh", "mksh", "sh", "zsh"})
_ONLY_HEREDOC = re.compile(r"\d*<<-?[\t ]*[^\s<]+\Z")
_SHEBANG = re.compile(r"#!\s*(?:\S*/env\s+(?:-S\s+)?)?(?:\S*/)?([\w.+-]+)")
_NOTHING = Script("", ())


class _Piece(NamedTuple):
    """A stretch of a script that stands in one piece in the Dockerfile."""

    offset: int
    origin: int  # offset in the instruction's text; -1 where `line` and `column` say it
    line: int = 0
    column: int = 0


T = TypeVar("T")


class _Reading:
    """What is known of a RUN's text: the script, where it stands, and what was found in it.

    It is kept as long as its instruction lives, and so must not refer to it.
    """

    __slots__ = ("known", "memo", "offsets", "pieces", "script")

    def __init__(self, script: Script, pieces: Sequence[_Piece]) -> None:
        self.script = script
        self.pieces = tuple(pieces)
        self.offsets = [piece.offset for piece in pieces]
        # Scripts are remembered by their text, so that what is recognized in them may be as well.
        self.known = _recognized(_Same(script))
        self.memo: dict[object, object] = {}


class Run:
    """A RUN instruction read as shell text.

    `commands` is empty for what is no POSIX shell: PowerShell, cmd.exe, another language in a
    heredoc.
    """

    __slots__ = ("_reading", "step")

    def __init__(self, step: Step, reading: _Reading) -> None:
        self.step = step
        self._reading = reading

    @property
    def script(self) -> Script:
        """The text as the shell reads it."""
        return self._reading.script

    @property
    def commands(self) -> tuple[Command, ...]:
        """The commands in the order in which they run."""
        return self._reading.script.commands

    @property
    def references(self) -> tuple[Reference, ...]:
        """The variables that the script uses."""
        return self._reading.script.references

    def what(self, command: Command) -> Recognized | None:
        """What one of its commands does; None where that is not known."""
        return self._reading.known.get(id(command))

    def once(self, make: Callable[["Run"], T]) -> T:
        """The result of a function of this RUN, made once.

        The result must hold no step and no instruction: it lives as long as the instruction.
        """
        memo = self._reading.memo
        if make not in memo:
            memo[make] = make(self)
        return cast("T", memo[make])

    @property
    def line(self) -> int:
        """The line of the instruction."""
        return self.step.line

    def span(self, start: int, end: int) -> Span:
        """The source of a stretch of the script."""
        if self.step.triggered or not self._reading.pieces or end <= start:
            return self.step.span
        line, column = self._position(start)
        end_line, end_column = self._position(end - 1)
        return Span(line, column, end_line, end_column + 1)

    def place(self, command: Command) -> Span:
        """The source of a command."""
        return self.span(command.start, command.end)

    def _position(self, offset: int) -> tuple[int, int]:
        reading = self._reading
        piece = reading.pieces[max(bisect_right(reading.offsets, offset) - 1, 0)]
        if piece.origin >= 0:
            source = self.step.instruction.source
            return source.position(piece.origin + offset - piece.offset)
        return piece.line, piece.column + offset - piece.offset

    def path(self, command: Command, path: str | None) -> str | None:
        """A path that a command names, from the root; None where it is not certain."""
        if not path:
            return None
        if path.startswith("/"):
            return clean(path)
        directory = self.directory(command)
        return None if directory is None else join(directory, path)

    def directory(self, command: Command) -> str | None:
        """The directory that a command runs in, from the root; None where it is not certain."""
        if command.cwd is None:
            return None
        if command.cwd.startswith("/"):
            return clean(command.cwd)
        return join("/", self.step.workdir, command.cwd)

    def variable(self, command: Command, name: str) -> str | None:
        """What a command finds in its environment; None where unset or not certain."""
        own = command.environment
        return own[name] if name in own else self.step.env.get(name)

    def keeps(self, path: str) -> bool:
        """Whether a path belongs to the layer that the RUN makes, not to one of its mounts."""
        return not any(
            covers(join("/", self.step.workdir, mount.target), path)
            if not mount.target.startswith("/")
            else covers(clean(mount.target), path)
            for mount in self.step.mounts
            if mount.target
        )


def covers(directory: str, path: str) -> bool:
    """Whether a path is a directory or lies in it; both are clean and from the root."""
    return path == directory or path.startswith(directory.rstrip("/") + "/")


class _Same(NamedTuple):
    """A script as a key that is equal to itself alone, which is quicker than to compare it."""

    script: Script

    def __hash__(self) -> int:
        return id(self.script)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.script is self.script


@lru_cache(maxsize=256)
def _recognized(same: _Same) -> dict[int, Recognized]:
    found = ((id(command), recognize(command)) for command in same.script.commands)
    return {key: known for key, known in found if known is not None}


_READ: "WeakKeyDictionary[Instruction, _Reading]" = WeakKeyDictionary()
_IN_STAGE: "WeakKeyDictionary[Instruction, list[Run]]" = WeakKeyDictionary()


def run_of(step: Step) -> Run:
    """A RUN step read as shell text. Never raises, executes nothing."""
    if step.triggered:
        return Run(step, _read(step))
    known = _READ.get(step.instruction)
    if known is None:
        known = _READ[step.instruction] = _read(step)
    return Run(step, known)


def runs_of(build: Build, stage: Stage) -> list[Run]:
    """The RUNs of a stage itself, in order; none for a stage that runs Windows."""
    known = _IN_STAGE.get(stage.instruction)
    if known is None:
        steps = [] if is_windows(build, stage) else stage.named("RUN")
        known = _IN_STAGE[stage.instruction] = [run_of(s) for s in steps if not s.failed]
    return known


def is_windows(build: Build, stage: Stage) -> bool:
    """Whether a stage runs Windows, as far as its platform or the name of its image tells."""
    root = build.root(stage)
    if (root.platform or "").startswith("windows"):
        return True
    image = root.base.reference
    if image is None:
        return False
    return image.path.startswith("windows") or "nanoserver" in image.tag or "windows" in image.tag


def _read(step: Step) -> _Reading:
    instruction = step.instruction
    if instruction.json:
        return _exec_form(step)
    shell = step.shell[0].replace("\\", "/").rpartition("/")[2] if step.shell else "sh"
    if shell not in _SHELLS or not instruction.args:
        return _Reading(_NOTHING, ())
    text = instruction.args[0].text
    if instruction.heredocs and _ONLY_HEREDOC.match(text):
        return _document(step, instruction.heredocs[0])
    start = len(instruction.original.rstrip(SPACES)) - len(text)
    pieces = [_Piece(0, start)]
    for document in instruction.heredocs:
        text += "\n"
        pieces += _lines_of(document, document.content, len(text))
        text += document.content + document.name
    return _Reading(read(text, env=dict(step.env)), pieces)


def _document(step: Step, document: Heredoc) -> _Reading:
    """A RUN that is one heredoc: a script for the shell, or for the program in its first line."""
    shebang = _SHEBANG.match(document.body)
    if shebang and shebang[1] not in _SHELLS:
        return _Reading(_NOTHING, ())
    script = read(document.body, env=dict(step.env))
    return _Reading(script, _lines_of(document, document.body, 0))


def _lines_of(document: Heredoc, text: str, offset: int) -> list[_Piece]:
    pieces: list[_Piece] = []
    written = document.content.split("\n")
    for number, line in enumerate(text.split("\n")):
        removed = len(written[number]) - len(line)
        pieces.append(_Piece(offset, -1, document.line + number, removed + 1))
        offset += len(line) + 1
    return pieces


def _exec_form(step: Step) -> _Reading:
    pieces: list[_Piece] = []
    offset = 0
    for token in step.instruction.args:
        # Behind the quote that opens the string. An escape in it moves the columns after it.
        pieces.append(_Piece(offset, -1, token.span.line, token.span.column + 1))
        offset += len(token.text) + 1
    return _Reading(from_exec(step.instruction.values, env=dict(step.env)), pieces)
