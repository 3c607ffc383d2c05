"""`${V#…}`, `${V%…}` and `${V/…/…}`, which the builder here does not know, by their values.

Only for an ARG whose value is plain and known, and that no ENV hides; others are left as they are.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from fnmatch import translate

from .reading import Instruction

# Enough for any version; more would only keep us busy.
MOST = 100
PLAIN = re.compile(r"[\w./:@+-]{0,60}")
ASSIGNED = re.compile(r"([A-Za-z_]\w*)(?:=(\S*))?")
TRIMMED = re.compile(
    r"(?<!\\)\$\{([A-Za-z_]\w*)(?:(##?|%%?)([\w./:@+*?-]+)|(//?)([\w.:@+*?-]+)/([\w.:@+-]*))\}"
)


def trimmed(instructions: Iterable[Instruction], arguments: Mapping[str, str]) -> list[Instruction]:
    """The same instructions with the values in place of the words that they are made by."""
    instructions = list(instructions)
    settings = [each.rest for each in instructions if each.name == "ENV"]
    hidden = {name for rest in settings for name, _ in ASSIGNED.findall(rest)}
    known = _Known(arguments, hidden)
    return [known.follow(instruction) for instruction in instructions]


@dataclass
class _Known:
    """The values of ARGs as far as a Dockerfile was read."""

    arguments: Mapping[str, str]
    hidden: set[str]
    everywhere: dict[str, str] = field(default_factory=dict)
    here: dict[str, str] = field(default_factory=dict)
    is_stage: bool = False
    count: int = 0

    def follow(self, instruction: Instruction) -> Instruction:
        if instruction.name == "FROM":
            self.here = dict(self.everywhere)
        if instruction.name not in {"RUN", "ONBUILD"} and not instruction.heredocs:
            instruction = self._replace(instruction)
        if instruction.name == "FROM":
            self.here, self.is_stage = {}, True
        elif instruction.name == "ARG":
            self._declare(instruction.rest)
        return instruction

    def _declare(self, text: str) -> None:
        values = self.here if self.is_stage else self.everywhere
        for name, default in ASSIGNED.findall(text):
            plain = default.strip("\"'") or self.everywhere.get(name, "")
            value = self.arguments.get(name, plain)
            values.pop(name, None)
            if value and PLAIN.fullmatch(value) and name not in self.hidden:
                values[name] = value
        if not self.is_stage:
            self.here = dict(self.everywhere)

    def _replace(self, instruction: Instruction) -> Instruction:
        rest = TRIMMED.sub(self._value, instruction.rest)
        if rest == instruction.rest:
            return instruction
        text = " ".join([instruction.name, *instruction.flags, rest.strip()])
        return replace(instruction, rest=rest, original=text)

    def _value(self, match: re.Match[str]) -> str:
        name, sign, pattern, slash, old, new = match.groups()
        self.count += 1
        if name not in self.here or self.count > MOST:
            return match[0]
        value = self.here[name]
        return _replaced(value, old, new, slash) if slash else _cut(value, sign, pattern)


def _cut(value: str, sign: str, pattern: str) -> str:
    """Without the shortest beginning or end that fits, or the longest for a sign said twice."""
    rule = re.compile(translate(pattern))
    sizes = range(len(value) + 1) if len(sign) == 1 else range(len(value), -1, -1)
    for size in sizes:
        if sign[0] == "#" and rule.match(value[:size]):
            return value[size:]
        if sign[0] == "%" and rule.match(value[len(value) - size :]):
            return value[: len(value) - size]
    return value


def _replaced(value: str, old: str, new: str, slash: str) -> str:
    """With the first that fits replaced, as long as can be, or all of them for two slashes."""
    rule = re.compile(translate(old))
    done, at = "", 0
    while at < len(value):
        end = next((end for end in range(len(value), at, -1) if rule.match(value[at:end])), None)
        done += value[at] if end is None else new
        at = end or at + 1
        if end is not None and slash == "/":
            break
    return done + value[at:]
