"""Rewrite a Dockerfile of today for the builder here, which is of 2022.

Heredocs become exec form or files of a second context; flags that change nothing here are left
out. What cannot be said in the old words is refused: the static report still stands.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath

from . import mounts
from .choosing import UnknownPatternError
from .copying import CannotSayError, say
from .inside.runtime import TARGETS, VARIABLES
from .preflight import Refusal
from .reading import HEREDOC, Heredoc, Instruction
from .repeating import touched

# The context that the files of COPY heredocs are copied from.
HEREDOC_CONTEXT = "stagecraft-heredocs"
PIPES = "/dev/pipes"
SHELL = ["/bin/sh", "-c"]

# At 64 KiB the builder stops reading, says nothing, and reports success.
LONGEST = 60_000

# Chosen files go into the box once more for each copy of them.
COPIES = 20
COPIED = 10 << 20

# Changes nothing of the result here: there is no network, and a layer is a layer.
DROPPED = {
    "RUN": ("--network", "--security"),
    "COPY": ("--link",),
    "ADD": ("--link",),
    "HEALTHCHECK": ("--start-interval",),
}
TOO_NEW = {
    "ADD": ("--exclude", "--checksum", "--keep-git-dir", "--unpack"),
    "RUN": ("--device",),
}
PATTERN = re.compile(r"\$\{\w+(?:#|%|/)")
INTERPRETERS = {"sh": "-c", "bash": "-c", "ash": "-c", "dash": "-c", "python3": "-c",
                "python": "-c", "perl": "-e", "node": "-e"}  # fmt: skip


@dataclass(frozen=True)
class Lowered:
    """The text for the builder, the files that it copies from, and what was changed.

    `scripts` are those of the files that are started; `again` is the build after the edits.
    """

    text: str
    files: dict[str, bytes] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    scripts: tuple[str, ...] = ()
    runtime: str = "runc"
    again: "Lowered | None" = None


class _TooNewError(Exception):
    def __init__(self, line: int, what: str) -> None:
        super().__init__()
        self.refusal = Refusal(
            "syntax-not-here",
            f"Line {line}: the builder here is older than {what}. The static report knows it; "
            "only the real build is left out.",
        )


def lower(
    instructions: Iterable[Instruction],
    directive: str = "",
    context: Mapping[str, bytes] | None = None,
    edits: Mapping[str, bytes] | None = None,
) -> Lowered | Refusal:
    """The same build in the words of the builder here, and once more for after the edits."""
    instructions = list(instructions)
    before = context or {}
    first = _lower_all(instructions, directive, before)
    if not edits or isinstance(first, Refusal):
        return first
    after = {**before, **edits}
    again = _lower_all(touched(instructions, edits, after), directive, after)
    return again if isinstance(again, Refusal) else replace(first, again=again)


def _lower_all(
    instructions: Iterable[Instruction], directive: str, context: Mapping[str, bytes]
) -> Lowered | Refusal:
    lowering = _Lowering(context)
    try:
        lines = [lowering.lower(instruction) for instruction in instructions]
    except _TooNewError as found:
        return found.refusal
    if any(len(line.encode()) > LONGEST for text in lines for line in text.split("\n")):
        return Refusal("line-too-long", "A heredoc is longer than the builder here can read.")
    ours = (f"target={VARIABLES}/", f"target={TARGETS}")
    runtime = "runtime" if any(word in line for line in lines for word in ours) else "runc"
    return Lowered(
        directive + "\n".join(lines) + "\n",
        lowering.files,
        tuple(lowering.notes),
        tuple(lowering.scripts),
        runtime,
    )


def _words_of(instruction: Instruction) -> list[str]:
    try:
        words = json.loads(instruction.rest)
    except ValueError:
        return []
    return words if isinstance(words, list) and all(isinstance(w, str) for w in words) else []


@dataclass
class _Lowering:
    """One way through a Dockerfile: what was met so far, and the files that it needs."""

    context: Mapping[str, bytes]
    files: dict[str, bytes] = field(default_factory=dict)
    scripts: list[str] = field(default_factory=list)
    notes: dict[str, None] = field(default_factory=dict)
    shell: list[str] = field(default_factory=lambda: SHELL)
    stage: str = ""
    copies: int = 0
    shells: dict[str, list[str]] = field(default_factory=dict)

    def lower(self, instruction: Instruction) -> str:
        _refuse_new(instruction.trigger())
        self._follow_shell(instruction)
        plain = self._without_dropped(instruction)
        if plain.name == "RUN" and plain.heredocs:
            return self._script(plain)
        if plain.name in {"COPY", "ADD"}:
            plain = self._copied(plain)
        if plain.heredocs:
            return _written(plain, self.files)
        return plain.original

    def _follow_shell(self, instruction: Instruction) -> None:
        """A stage has the shell of the stage that it begins from."""
        words = instruction.rest.split()
        if instruction.name == "FROM" and words:
            self.shell = self.shells.get(words[0].lower(), SHELL)
            self.stage = words[2].lower() if len(words) == 3 else ""
        elif instruction.name == "SHELL":
            self.shell = _words_of(instruction) or self.shell
        self.shells[self.stage] = self.shell

    def _without_dropped(self, instruction: Instruction) -> Instruction:
        name = instruction.name
        kept = []
        for flag in instruction.flags:
            if flag.partition("=")[0] in DROPPED.get(name, ()):
                what = f"{name} {flag.partition('=')[0]}"
                self.notes[f"{what} was left out: it changes nothing here."] = None
            else:
                kept += _mounted(flag, instruction)
        trigger = instruction.trigger()
        if trigger is not instruction:
            _refuse_mounts(trigger)
        return _with_flags(instruction, tuple(kept))

    def _copied(self, copy: Instruction) -> Instruction:
        try:
            said, files = say(copy, self.context, f"line-{copy.line}")
        except CannotSayError as found:
            raise _TooNewError(copy.line, str(found)) from found
        except UnknownPatternError as found:
            raise _TooNewError(copy.line, "such a pattern in .dockerignore or --exclude") from found
        self.files |= files
        if not files:
            return said
        self.copies += 1
        if self.copies > COPIES or sum(map(len, self.files.values())) > COPIED:
            raise _TooNewError(copy.line, "so many copies of chosen files")
        return _with_flags(said, (f"--from={HEREDOC_CONTEXT}", *said.flags))

    def _script(self, run: Instruction) -> str:
        """RUN with heredocs, as a list of words for the builder to start."""
        first = run.heredocs[0]
        alone = not HEREDOC.sub("", run.rest).strip() and len(run.heredocs) == 1
        if not alone:
            bodies = "".join(f"{each.content}{each.name}\n" for each in run.heredocs)
            words = [*self.shell, f"{run.rest.strip().replace('<<-', '<<')}\n{bodies}"]
        elif first.content.startswith("#!"):
            words = _interpreted(first)
        else:
            words = [*self.shell, first.content]
        if not words:
            return self._started(run, first)
        return " ".join(["RUN", *run.flags, json.dumps(words)])

    def _started(self, run: Instruction, script: Heredoc) -> str:
        """A script for a program that takes none as a word: a file, where BuildKit has it too."""
        folder, name = f"line-{run.line}", PurePosixPath(script.name).name
        self.files[f"{folder}/{name}"] = script.content.encode()
        self.scripts.append(f"{folder}/{name}")
        mount = f"--mount=type=bind,from={HEREDOC_CONTEXT},source={folder},target={PIPES}"
        return " ".join(["RUN", *run.flags, mount, json.dumps([*self.shell, f"{PIPES}/{name}"])])


def _with_flags(instruction: Instruction, flags: tuple[str, ...]) -> Instruction:
    if flags == instruction.flags:
        return instruction
    text = " ".join([instruction.name, *flags, instruction.rest.strip()])
    return replace(instruction, flags=flags, original=text)


def _refuse_new(instruction: Instruction) -> None:
    for flag in instruction.flags:
        if flag.partition("=")[0] in TOO_NEW.get(instruction.name, ()):
            raise _TooNewError(instruction.line, f"{instruction.name} {flag.partition('=')[0]}")
    if instruction.name != "RUN" and PATTERN.search(instruction.rest):
        raise _TooNewError(instruction.line, "patterns inside ${…}")
    if instruction.heredocs and instruction.name not in {"RUN", "COPY", "ADD"}:
        raise _TooNewError(instruction.line, "heredocs in ONBUILD")


def _mounted(flag: str, instruction: Instruction) -> list[str]:
    try:
        return mounts.say(flag)
    except CannotSayError as found:
        raise _TooNewError(instruction.line, str(found)) from found


def _refuse_mounts(trigger: Instruction) -> None:
    """What ONBUILD says is not lowered."""
    for flag in trigger.flags if trigger.name == "RUN" else ():
        if _mounted(flag, trigger) != [flag]:
            raise _TooNewError(trigger.line, "such a mount in ONBUILD")


def _interpreted(script: Heredoc) -> list[str]:
    """The usual interpreters take the script as a word, and it can be read in the history."""
    words = script.content.split("\n", 1)[0].removeprefix("#!").split()
    start = words[-1] if words and words[0].endswith("/env") else "".join(words[:1])
    program = PurePosixPath(start).name
    if program not in INTERPRETERS:
        return []
    return [*words, INTERPRETERS[program], script.content]


def _written(instruction: Instruction, files: dict[str, bytes]) -> str:
    """COPY and ADD of heredocs, as a copy of files that lie beside the context."""
    if any(flag.startswith("--from=") for flag in instruction.flags):
        raise _TooNewError(instruction.line, "a heredoc beside --from")
    words = HEREDOC.sub("", instruction.rest).split()
    if len(words) != 1:
        raise _TooNewError(instruction.line, "heredocs and files in one instruction")
    sources = []
    for each in instruction.heredocs:
        name = f"{len(files)}/{PurePosixPath(each.name).name}"
        files[name] = each.content.encode()
        sources.append(name)
    flags = [flag for flag in instruction.flags if not flag.startswith("--keep-git-dir")]
    return " ".join(["COPY", f"--from={HEREDOC_CONTEXT}", *flags, *sources, words[0]])
