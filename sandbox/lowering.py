"""Rewrite a Dockerfile of today for the builder here, which is of 2022.

Heredocs become exec form or files of a second context; flags that change nothing here are left
out. What cannot be said in the old words is refused: the static report still stands.
"""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath

from .preflight import Refusal
from .reading import HEREDOC, Heredoc, Instruction

# The context that the files of COPY heredocs are copied from.
HEREDOC_CONTEXT = "stagecraft-heredocs"

# At 64 KiB the builder stops reading, says nothing, and reports success.
LONGEST = 60_000

# Changes nothing of the result here: there is no network, and a layer is a layer.
DROPPED = {
    "RUN": ("--network", "--security"),
    "COPY": ("--link",),
    "ADD": ("--link",),
    "HEALTHCHECK": ("--start-interval",),
}
TOO_NEW = {
    "COPY": ("--parents", "--exclude"),
    "ADD": ("--exclude", "--checksum", "--keep-git-dir", "--unpack"),
    "RUN": ("--device",),
}
SYMBOLIC_MODE = re.compile(r"--chmod=.*[a-zA-Z$]")
PATTERN = re.compile(r"\$\{\w+(?:#|%|/)")
INTERPRETERS = {"sh": "-c", "bash": "-c", "ash": "-c", "dash": "-c", "python3": "-c",
                "python": "-c", "perl": "-e", "node": "-e"}  # fmt: skip


@dataclass(frozen=True)
class Lowered:
    """The text for the builder, the files that it copies from, and what was changed."""

    text: str
    files: dict[str, bytes] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


class _TooNewError(Exception):
    def __init__(self, line: int, what: str) -> None:
        super().__init__()
        self.refusal = Refusal(
            "syntax-not-here",
            f"Line {line}: the builder here is older than {what}. The static report knows it; "
            "only the real build is left out.",
        )


def lower(instructions: Iterable[Instruction], directive: str = "") -> Lowered | Refusal:
    """The same build in the words of the builder here."""
    files: dict[str, bytes] = {}
    notes: dict[str, None] = {}
    lines: list[str] = []
    shell = ["/bin/sh", "-c"]
    try:
        for instruction in instructions:
            if instruction.name == "FROM":
                shell = ["/bin/sh", "-c"]
            elif instruction.name == "SHELL":
                shell = _words_of(instruction) or shell
            lines.append(_lower(instruction, shell, files, notes))
    except _TooNewError as found:
        return found.refusal
    if any(len(line.encode()) > LONGEST for text in lines for line in text.split("\n")):
        return Refusal("line-too-long", "A heredoc is longer than the builder here can read.")
    return Lowered(directive + "\n".join(lines) + "\n", files, tuple(notes))


def _words_of(instruction: Instruction) -> list[str]:
    try:
        words = json.loads(instruction.rest)
    except ValueError:
        return []
    return words if isinstance(words, list) and all(isinstance(w, str) for w in words) else []


def _lower(
    instruction: Instruction, shell: list[str], files: dict[str, bytes], notes: dict[str, None]
) -> str:
    name = instruction.name
    _refuse_new(instruction.trigger())
    kept = [
        flag for flag in instruction.flags if flag.partition("=")[0] not in DROPPED.get(name, ())
    ]
    dropped = [flag.partition("=")[0] for flag in instruction.flags if flag not in kept]
    for flag in dropped:
        notes[f"{name} {flag} was left out: it changes nothing here."] = None
    kept = [_with_type(flag) for flag in kept]
    if instruction.heredocs:
        plain = replace(instruction, flags=tuple(kept))
        return _script(plain, shell) if name == "RUN" else _written(plain, files)
    if kept == list(instruction.flags):
        return instruction.original
    return " ".join([name, *kept, instruction.rest.strip()])


def _refuse_new(instruction: Instruction) -> None:
    for flag in instruction.flags:
        if flag.partition("=")[0] in TOO_NEW.get(instruction.name, ()):
            raise _TooNewError(instruction.line, f"{instruction.name} {flag.partition('=')[0]}")
        if SYMBOLIC_MODE.match(flag):
            raise _TooNewError(instruction.line, "a --chmod in letters")
    if instruction.name != "RUN" and PATTERN.search(instruction.rest):
        raise _TooNewError(instruction.line, "patterns inside ${…}")
    if instruction.heredocs and instruction.name not in {"RUN", "COPY", "ADD"}:
        raise _TooNewError(instruction.line, "heredocs in ONBUILD")


def _with_type(flag: str) -> str:
    """A mount without a type is a bind, and the builder here wants it said."""
    if flag.startswith("--mount=") and not re.search(r"[=,]type=", flag):
        return flag.replace("--mount=", "--mount=type=bind,", 1)
    return flag


def _script(instruction: Instruction, shell: list[str]) -> str:
    """RUN with heredocs, as a list of words for the builder to start."""
    first = instruction.heredocs[0]
    alone = not HEREDOC.sub("", instruction.rest).strip() and len(instruction.heredocs) == 1
    if not alone:
        bodies = "".join(f"{each.content}{each.name}\n" for each in instruction.heredocs)
        words = [*shell, f"{instruction.rest.strip().replace('<<-', '<<')}\n{bodies}"]
    elif first.content.startswith("#!"):
        words = _interpreted(first, instruction.line)
    else:
        words = [*shell, first.content]
    return " ".join(["RUN", *instruction.flags, json.dumps(words)])


def _interpreted(script: Heredoc, line: int) -> list[str]:
    words = script.content.split("\n", 1)[0].removeprefix("#!").split()
    program = PurePosixPath(words[-1] if words[0].endswith("/env") else words[0]).name
    if program not in INTERPRETERS:
        raise _TooNewError(line, f"a script for {program}")
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
