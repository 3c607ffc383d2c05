"""Wildcards in the sources of COPY and ADD: Go's `path/filepath.Match`, one name at a time.

`*` and `?` stay inside a name, `[a-z]` and `[^a-z]` are classes, a backslash takes the next
character as it is; `**` means no more than `*`. A malformed pattern matches nothing. Names are
matched piece by piece, in linear time for each star.
"""

import re
from functools import lru_cache

MAX_PATTERN = 1024


def has_wildcards(text: str) -> bool:
    """Whether BuildKit takes a path for a pattern."""
    at = 0
    while at < len(text):
        if text[at] in "*?[":
            return True
        at += 2 if text[at] == "\\" else 1
    return False


class Glob:
    """The pattern of one name."""

    def __init__(self, pattern: str) -> None:
        pieces = _pieces(pattern) if len(pattern) <= MAX_PATTERN else None
        self._pieces = None if pieces is None else [_Piece(piece) for piece in pieces]

    def matches(self, name: str) -> bool:
        """Whether the whole name fits."""
        if self._pieces is None:
            return False
        first, *rest = self._pieces
        if first.expression.match(name) is None:
            return False
        if not rest:
            return len(name) == first.size
        at = first.size
        for piece in rest[:-1]:
            found = piece.expression.search(name, at)
            if found is None:
                return False
            at = found.start() + piece.size
        last = rest[-1]
        start = len(name) - last.size
        return start >= at and last.expression.match(name, start) is not None


class _Piece:
    """What stands between two stars: so many characters, and an expression for them."""

    def __init__(self, atoms: list[str]) -> None:
        self.size = len(atoms)
        self.expression = re.compile(f"(?={''.join(atoms)})", re.DOTALL)


@lru_cache(maxsize=512)
def glob(pattern: str) -> Glob:
    """The pattern of one name, kept for the next time."""
    return Glob(pattern)


def _pieces(pattern: str) -> list[list[str]] | None:
    """The pieces between the stars, one expression a character; None for a malformed pattern."""
    pieces: list[list[str]] = [[]]
    at = 0
    while at < len(pattern):
        char = pattern[at]
        at += 1
        if char == "*":
            pieces.append([])
        elif char == "?":
            pieces[-1].append("[^/]")
        elif char == "[":
            found = _class(pattern, at)
            if found is None:
                return None
            expression, at = found
            pieces[-1].append(expression)
        elif char == "\\":
            if at >= len(pattern):
                return None
            pieces[-1].append(re.escape(pattern[at]))
            at += 1
        else:
            pieces[-1].append(re.escape(char))
    return pieces


def _class(pattern: str, at: int) -> tuple[str, int] | None:
    """The expression of a character class, and where the pattern goes on behind it."""
    negated = pattern[at : at + 1] == "^"
    at += negated
    ranges: list[str] = []
    while True:
        if ranges and pattern[at : at + 1] == "]":
            # A range whose ends are swapped matches nothing and is left out.
            body = "".join(part for part in ranges if part != _NOTHING)
            empty = "[^/]" if negated else r"(?!)."
            return (f"[{'^' * negated}{body}]" if body else empty), at + 1
        low = _class_char(pattern, at)
        if low is None:
            return None
        first, at = low
        last = first
        if pattern[at : at + 1] == "-":
            high = _class_char(pattern, at + 1)
            if high is None:
                return None
            last, at = high
        ranges.append(f"{re.escape(first)}-{re.escape(last)}" if first <= last else _NOTHING)


_NOTHING = "nothing"


def _class_char(pattern: str, at: int) -> tuple[str, int] | None:
    char = pattern[at : at + 1]
    if char in ("", "-", "]"):
        return None
    if char == "\\":
        escaped = pattern[at + 1 : at + 2]
        return (escaped, at + 2) if escaped else None
    return char, at + 1
