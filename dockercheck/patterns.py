"""The wildcards of `${name#pattern}` and its kin, matched in linear time.

Patterns know `*`, `?` and `\\`; BuildKit turns them into regular expressions of a linear engine.
Python's engine backtracks, so that this module matches the pieces between the stars itself.
"""

import re
from typing import NamedTuple

# Longer ones are refused: a piece with `?` in it costs its length at every character.
MAX_PATTERN = 256

_TEMPLATE = re.compile(r"\$(?:\$|(\w+)|\{(\w+)\})")


class PatternError(ValueError):
    """The pattern is not one that the reference accepts."""


class _Piece(NamedTuple):
    """The characters between two stars: how many, and an expression that finds them."""

    size: int
    expression: re.Pattern[str]


def trim_prefix(pattern: str, value: str, *, longest: bool) -> str:
    """`value` without the shortest or longest beginning that matches."""
    end = _prefix(_pieces(pattern), value.partition("\n")[0], longest)
    return value if end is None else value[end:]


def trim_suffix(pattern: str, value: str, *, longest: bool) -> str:
    """`value` without the shortest or longest end that matches."""
    pieces = _pieces(pattern, backwards=True)
    backwards = value[::-1]
    end = _prefix(pieces, backwards.partition("\n")[0], longest)
    return value if end is None else backwards[end:][::-1]


def replace(pattern: str, new: str, value: str, *, every: bool, limit: int) -> str:
    """`value` with the first match replaced, or with every one, up to `limit` characters."""
    pieces = _pieces(pattern)
    literal = pattern if pattern.isalnum() else ""
    if literal and every:
        return _replace_literal(literal, _filled(new, literal), value, limit)
    if not every:
        span = _search(pieces, value, 0)
        return value if span is None else value[: span[0]] + new + value[span[1] :]
    result: list[str] = []
    copied, at, last_end, length = 0, 0, -1, 0
    while at <= len(value) and (span := _search(pieces, value, at)) is not None:
        start, end = span
        # An empty match right behind a match does not count.
        if end > start or start != last_end:
            result += value[copied:start], _filled(new, value[start:end])
            length += len(result[-1])
            copied = last_end = end
        if length > limit:
            raise PatternError(f"the result has more than {limit} characters")
        at = end if end > at else at + 1
    return "".join(result) + value[copied:]


def _replace_literal(literal: str, new: str, value: str, limit: int) -> str:
    if value.count(literal) * len(new) > limit:
        raise PatternError(f"the result has more than {limit} characters")
    return value.replace(literal, new)


def _filled(template: str, match: str) -> str:
    """Go's replacement templates: `$0` is the match, other references are empty."""
    if "$" not in template:
        return template

    def one(found: re.Match[str]) -> str:
        name = found[1] or found[2]
        if name is None:
            return "$"
        return match if name.isdecimal() and int(name) == 0 else ""

    return _TEMPLATE.sub(one, template)


def _pieces(pattern: str, *, backwards: bool = False) -> list[_Piece]:
    if len(pattern) > MAX_PATTERN and re.search(r"[*?]", pattern):
        raise PatternError(f"longer than {MAX_PATTERN} characters")
    runs = _runs(pattern)
    if backwards:
        runs = [run[::-1] for run in reversed(runs)]
    return [_Piece(len(run), re.compile(f"(?={''.join(run)})")) for run in runs]


def _runs(pattern: str) -> list[list[str]]:
    """What stands between the stars: one expression for each character."""
    runs: list[list[str]] = [[]]
    at = 0
    while at < len(pattern):
        char, after = pattern[at], pattern[at + 1 : at + 2]
        at += 1
        if char == "*":
            runs.append([])
        elif char == "?":
            runs[-1].append(".")
        elif char != "\\":
            runs[-1].append(re.escape(char))
        elif after not in ("}", "/"):
            if after not in ("*", "?", "\\"):
                raise PatternError(f"invalid escape '\\{after}'")
            runs[-1].append(re.escape(after))
            at += 1
    return runs


def _prefix(pieces: list[_Piece], line: str, longest: bool) -> int | None:
    """Where the shortest or longest match that begins at the start of the line ends."""
    if pieces[0].expression.match(line) is None:
        return None
    return _rest(pieces, line, pieces[0].size, longest)


def _rest(pieces: list[_Piece], line: str, at: int, longest: bool) -> int | None:
    """Place the pieces behind the first one as early as they go, the last one as asked."""
    for piece in pieces[1:-1]:
        found = piece.expression.search(line, at)
        if found is None:
            return None
        at = found.start() + piece.size
    return at if len(pieces) == 1 else _last(pieces[-1], line, at, longest)


def _last(piece: _Piece, line: str, at: int, longest: bool) -> int | None:
    if not piece.size:
        return len(line) if longest else at
    end = None
    for found in piece.expression.finditer(line, at):
        end = found.start() + piece.size
        if not longest:
            break
    return end


def _search(pieces: list[_Piece], value: str, at: int) -> tuple[int, int] | None:
    """The leftmost longest match at or behind `at`; no match crosses a line feed."""
    while True:
        line_end = value.find("\n", at)
        line = value if line_end < 0 else value[:line_end]
        found = pieces[0].expression.search(line, at)
        if found is not None:
            end = _rest(pieces, line, found.start() + pieces[0].size, longest=True)
            if end is not None:
                return found.start(), end
        if line_end < 0:
            return None
        at = line_end + 1
