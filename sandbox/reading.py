"""A small reader of Dockerfiles: enough to refuse, to name images, and to rewrite for the builder.

It knows instructions, flags and heredocs, and judges nothing. The checker has the real parser; the
two packages do not know each other.
"""

import re
from dataclasses import dataclass, replace

HEREDOC = re.compile(r"(?<!\S)\d?<<(?P<dash>-?)(?P<quote>[\"']?)(?P<name>[^\s\"'<>]+)(?P=quote)")
DIRECTIVE = re.compile(r"\s*#\s*(\w+)\s*=\s*(\S+)\s*$")
FLAG = re.compile(r"\s*(--[a-z][\w-]*(?:=\S*)?)(?=\s|$)")


@dataclass(frozen=True)
class Heredoc:
    """The lines between `<<NAME` and `NAME`; of `<<-NAME` without their leading tabs."""

    name: str
    content: str


@dataclass(frozen=True)
class Instruction:
    """One instruction as it stands in the file, and taken apart."""

    line: int
    name: str
    flags: tuple[str, ...]
    rest: str
    heredocs: tuple[Heredoc, ...]
    original: str

    @property
    def is_exec_form(self) -> bool:
        return self.rest.lstrip().startswith("[")

    def trigger(self) -> "Instruction":
        """What an ONBUILD runs later; any other instruction is itself."""
        if self.name != "ONBUILD":
            return self
        name, _, rest = self.rest.lstrip().partition(" ")
        return replace(_take_apart(name, rest, self.line, self.original), heredocs=self.heredocs)

    def words(self) -> list[str]:
        """The arguments, as far as blanks part them."""
        return self.rest.replace("[", " ").replace("]", " ").replace(",", " ").split()


def mount_options(text: str) -> dict[str, str]:
    """What stands behind `--mount=`; an option without a value has an empty one."""
    pairs = (part.partition("=") for part in text.split(","))
    return {key.strip("\"' ").lower(): value.strip("\"'") for key, _, value in pairs}


def read(text: str) -> list[Instruction]:
    """All instructions of a Dockerfile. What cannot be read is left to the builder to refuse."""
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").split("\n")
    escape = _escape(lines)
    found: list[Instruction] = []
    at = 0
    while at < len(lines):
        if not lines[at].strip() or lines[at].lstrip().startswith("#"):
            at += 1
            continue
        start = at
        logical, at = _logical_line(lines, at, escape)
        name, _, rest = logical.lstrip().replace("\t", " ").partition(" ")
        instruction = _take_apart(name, rest, start + 1, "")
        heredocs, at = _heredocs(instruction, lines, at)
        original = "\n".join(lines[start:at])
        found.append(replace(instruction, heredocs=heredocs, original=original))
    return found


def escape_directive(text: str) -> str:
    """The directive that must stay the first line when a file is rewritten, or nothing."""
    return "# escape=`\n" if _escape(text.removeprefix("\ufeff").splitlines()) == "`" else ""


def _escape(lines: list[str]) -> str:
    for line in lines:
        directive = DIRECTIVE.match(line)
        if directive is None:
            break
        if directive[1].lower() == "escape":
            return directive[2]
    return "\\"


def _logical_line(lines: list[str], at: int, escape: str) -> tuple[str, int]:
    parts: list[str] = []
    while at < len(lines):
        line = lines[at]
        at += 1
        if parts and (not line.strip() or line.lstrip().startswith("#")):
            continue
        stripped = line.rstrip()
        if not stripped.endswith(escape):
            parts.append(line)
            break
        parts.append(stripped[:-1])
    return "".join(parts), at


def _take_apart(name: str, rest: str, line: int, original: str) -> Instruction:
    flags: list[str] = []
    while match := FLAG.match(rest):
        flags.append(match[1])
        rest = rest[match.end() :]
    return Instruction(line, name.upper(), tuple(flags), rest, (), original)


def _heredocs(
    instruction: Instruction, lines: list[str], at: int
) -> tuple[tuple[Heredoc, ...], int]:
    if instruction.trigger().name not in {"RUN", "COPY", "ADD"} or instruction.is_exec_form:
        return (), at
    found: list[Heredoc] = []
    for match in HEREDOC.finditer(instruction.rest):
        body: list[str] = []
        while at < len(lines):
            line = lines[at].lstrip("\t") if match["dash"] else lines[at]
            at += 1
            if line == match["name"]:
                break
            body.append(line)
        found.append(Heredoc(match["name"], "".join(f"{line}\n" for line in body)))
    return tuple(found), at
