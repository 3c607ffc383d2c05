"""Patterns of an ignore file, matched in one pass over the path, whatever the stars.

A pattern is an automaton whose states are the bits of one number, so that a step costs the same
for one star as for a hundred; regular expressions would try every place for each star with every
place for the others. The meaning is moby/patternmatcher's: `*` and `?` stop at a slash, `**` does
not and takes the slash behind it along, `[a-z]` is a class, a backslash takes the next character
as it is.
"""

from collections.abc import Iterator
from typing import NamedTuple

STAR, ANY, ENTRY, INSIDE = "*", "**", "**/", "…/"
LOOPS = (STAR, ANY, INSIDE)


class Class(NamedTuple):
    """What stands between brackets: ranges of characters, or all but these."""

    ranges: tuple[tuple[str, str], ...]
    negated: bool

    def takes(self, char: str) -> bool:
        return self.negated != any(low <= char <= high for low, high in self.ranges)


class Glob:
    """A compiled pattern. Bit n of a state: the path so far may stand before atom n."""

    __slots__ = ("atoms", "entries", "inside", "masks", "passable", "start")

    def __init__(self, pattern: str) -> None:
        self.atoms = tuple(_atoms(pattern))
        self.passable = self._bits(STAR, ANY)  # these may take nothing
        self.entries = self._bits(ENTRY)
        self.inside = self._bits(INSIDE)
        self.masks: dict[str, tuple[int, int]] = {}
        self.start = self._closed(1)

    def matches(self, path: str) -> bool:
        """Whether the pattern fits the path or a directory above it."""
        accepted = 1 << len(self.atoms)
        states = self.start
        for char in path:
            if char == "/" and states & accepted:
                return True
            goes, stays = self.masks.get(char) or self._masks(char)
            moved = (states & goes) << 1
            if char == "/":
                moved |= (states & self.inside) << 1
            states = self._closed(moved | states & stays)
            if not states:
                return False
        return bool(states & accepted)

    def _closed(self, states: int) -> int:
        """The states with all that are reached without a character."""
        while True:
            entered = states & self.entries
            wider = states | (states & self.passable) << 1 | entered << 1 | entered << 2
            if wider == states:
                return states
            states = wider

    def _masks(self, char: str) -> tuple[int, int]:
        """Where the character leads to the next atom, and where it leads to the same one."""
        goes = stays = 0
        for at, atom in enumerate(self.atoms):
            if atom in LOOPS:
                stays |= _loops(atom, char) << at
            elif atom != ENTRY:
                goes |= _takes(atom, char) << at
        self.masks[char] = goes, stays
        return goes, stays

    def _bits(self, *kinds: str) -> int:
        return sum(1 << at for at, atom in enumerate(self.atoms) if atom in kinds)


def _loops(atom: "str | Class", char: str) -> bool:
    return char != "/" if atom == STAR else char != "\n"


def _takes(atom: "str | Class", char: str) -> bool:
    if isinstance(atom, Class):
        return atom.takes(char)
    return char != "/" if atom == "?" else atom == "\\" + char


def _atoms(pattern: str) -> Iterator["str | Class"]:
    """The pattern's pieces; a literal has a backslash in front. Raises ValueError."""
    at = 0
    last: str | Class = ""
    while at < len(pattern):
        char = pattern[at]
        at += 1
        if char == "*" and pattern[at : at + 1] == "*":
            at += 2 if pattern[at + 1 : at + 2] == "/" else 1
            if at >= len(pattern):
                yield ANY
            elif last != INSIDE:  # one right behind another adds nothing
                yield ENTRY
                yield INSIDE
            last = INSIDE
            continue
        if char == "[":
            last, at = _class(pattern, at)
        elif char == "\\" and at < len(pattern):
            last, at = "\\" + pattern[at], at + 1
        else:
            last = char if char in "*?" else "\\" + char
        yield last


def _class(pattern: str, at: int) -> tuple[Class, int]:
    """The class that begins at `at`, behind its bracket, and where it ends."""
    negated = pattern[at : at + 1] == "^"
    at += negated
    ranges: list[tuple[str, str]] = []
    while at < len(pattern) and (pattern[at] != "]" or not ranges):
        low, at = _member(pattern, at)
        high = low
        if pattern[at : at + 1] == "-" and pattern[at + 1 : at + 2] not in ("]", ""):
            high, at = _member(pattern, at + 1)
        if high < low:
            raise ValueError("a range that runs backwards")
        ranges.append((low, high))
    if at >= len(pattern):
        raise ValueError("a class without an end")
    return Class(tuple(ranges), negated), at + 1


def _member(pattern: str, at: int) -> tuple[str, int]:
    if pattern[at] == "\\" and at + 1 < len(pattern):
        at += 1
    return pattern[at], at + 1
