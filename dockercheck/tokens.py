"""An instruction's arguments as tokens with their offsets: flags, words, JSON arrays, heredocs.

Follows moby/buildkit `frontend/dockerfile/parser/line_parsers.go` and `split_command.go`.
Offsets count characters of the logical line the arguments stand in.
"""

import re
from typing import NamedTuple

from dockercheck.lines import SPACES, Heredoc
from dockercheck.words import Mode, WordError, expand

NOT_STRINGS = "when using JSON array syntax, arrays must be comprised of strings only"

WHITESPACE = re.compile(r"[\t\v\f\r ]+")
_NOT_WHITESPACE = re.compile(r"[^\t\v\f\r ]+")
_PLAIN_WORD = re.compile(f"[^{SPACES}]+")
_HEREDOC = re.compile(r"(\d*+)<<(-?+)[\t\n\f\r ]*+([^<]+)\Z", re.ASCII)
_JSON_STRING = re.compile(r'"((?:[^"\\\x00-\x1f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*+)"[ \t\r\n]*+')
_JSON_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|(.))")
_JSON_LETTERS = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
_SURROGATES = re.compile("[\ud800-\udfff]")


class Piece(NamedTuple):
    """A token: its value, and the offsets of its source."""

    text: str
    start: int
    end: int


class TokenError(ValueError):
    """The arguments are not well formed; the message is the one BuildKit gives."""


def split_whitespace(text: str, start: int) -> list[Piece]:
    """Words separated by ASCII space and tab, quotes having no meaning."""
    return [Piece(m[0], m.start(), m.end()) for m in _NOT_WHITESPACE.finditer(text, start)]


def split_words(text: str, start: int, escape: str) -> list[Piece]:
    """Words separated by space, where quotes and the escape token hold a word together.

    Quotes and escapes stay in the word: they are read when the word is expanded.
    """
    if "'" not in text and '"' not in text and escape not in text:
        return [Piece(m[0], m.start(), m.end()) for m in _PLAIN_WORD.finditer(text, start)]
    words = []
    at = start
    while (at := _skip(text, at)) < len(text):
        word, end = _quoted_word(text, at, escape)
        if word:
            words.append(Piece(word, at, end))
        at = end
    return words


def _skip(text: str, at: int) -> int:
    while at < len(text) and text[at] in SPACES:
        at += 1
    return at


def _quoted_word(text: str, at: int, escape: str) -> tuple[str, int]:
    start, quote = at, ""
    while at < len(text):
        char = text[at]
        if not quote and char in SPACES:
            break
        if char == escape and quote != "'":
            if at + 1 == len(text):  # an escape token at the very end is dropped
                return text[start:at], len(text)
            at += 1
        elif char == quote:
            quote = ""
        elif not quote and char in "'\"":
            quote = char
        at += 1
    return text[start:at], at


def take_flags(text: str, start: int, escape: str) -> tuple[list[Piece], int]:
    """The `--name=value` words at the beginning, and where the arguments begin."""
    flags: list[Piece] = []
    at = _skip(text, start)
    while text.startswith("--", at):
        word, end = _flag_word(text, at, escape)
        if word == "--":
            return flags, end
        flags.append(Piece(_as_bytes(word), at, end))
        at = _skip(text, end)
    return flags, at


def _as_bytes(word: str) -> str:
    """BuildKit reads a flag byte by byte and takes each byte for a character."""
    return word if word.isascii() else word.encode("utf-8", "surrogatepass").decode("latin-1")


def _flag_word(text: str, at: int, escape: str) -> tuple[str, int]:
    chars: list[str] = []
    quote = ""
    while at < len(text):
        char = text[at]
        at += 1
        if char == quote:
            quote = ""
        elif not quote and char in SPACES:
            return "".join(chars), at - 1
        elif not quote and char in "'\"":
            quote = char
        elif char != escape:
            chars.append(char)
        elif at < len(text):
            chars.append(text[at])
            at += 1
    return "".join(chars), at


def json_strings(text: str, start: int) -> list[Piece] | None:
    """The strings of a JSON array, or None where the text is no JSON array.

    Raises TokenError for a JSON array that holds something else than strings.
    """
    start = _skip(text, start)
    if not text.startswith("[", start):
        return None
    pieces = _string_array(text, start + 1)
    if pieces is None and _is_json_array(text[start:]):
        raise TokenError(NOT_STRINGS)
    return pieces


def _string_array(text: str, at: int) -> list[Piece] | None:
    pieces: list[Piece] = []
    at = _skip_json_space(text, at)
    if text.startswith("]", at):
        return pieces if _skip_json_space(text, at + 1) == len(text) else None
    while (found := _JSON_STRING.match(text, at)) is not None:
        end = at + len(found[1]) + 2
        pieces.append(Piece(_unescape(found[1]), at, end))
        at = found.end()
        sign = text[at : at + 1]
        at = _skip_json_space(text, at + 1)
        if sign == "]" and at == len(text):
            return pieces
        if sign != ",":
            return None
    return None


def _skip_json_space(text: str, at: int) -> int:
    while at < len(text) and text[at] in " \t\r\n":
        at += 1
    return at


def _unescape(body: str) -> str:
    if "\\" in body:
        body = _JSON_ESCAPE.sub(_unescape_one, body)
        body = body.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return body if body.isascii() else _SURROGATES.sub("\ufffd", body)


def _unescape_one(found: re.Match[str]) -> str:
    if found[1]:
        return chr(int(found[1], 16))
    return _JSON_LETTERS.get(found[2], found[2])


def _is_json_array(text: str) -> bool:
    import json  # noqa: PLC0415 -- only a malformed exec form needs it; it costs start-up time

    def number(literal: str) -> float:
        value = float(literal)
        if value in (float("inf"), float("-inf")):
            raise ValueError(literal)
        return value

    def refuse(literal: str) -> float:
        raise ValueError(literal)

    try:
        json.loads(text, parse_float=number, parse_int=number, parse_constant=refuse)
    except RecursionError:
        return True
    except ValueError:
        return False
    return True


def heredoc_mark(word: str) -> Heredoc | None:
    """The heredoc that a word opens, or None. Raises WordError for an unclosed quote."""
    found = _HEREDOC.match(word)
    if found is None:
        return None
    rest = found[3]
    plain = expand(rest, {}, Mode(keep_unset=True)).words
    if len(plain) != 1:
        return None
    raw = expand(rest, {}, Mode(keep_unset=True, raw_quotes=True)).words
    if len(raw) != 1:
        raise WordError(f"internal lexing of heredoc produced inconsistent results: {rest}")
    quoted = _quotes(plain[0]) != _quotes(raw[0])
    return Heredoc(plain[0], "", not quoted, found[2] == "-", int(found[1][:18] or "0"))


def _quotes(word: str) -> int:
    return word.count("'") + word.count('"')


def heredoc_marks(line: str) -> list[Heredoc]:
    """All heredocs that a line opens, in order."""
    try:
        words = expand(line, {}, Mode(raw_quotes=True, raw_escapes=True, keep_unset=True)).words
    except WordError:
        return []
    marks = (heredoc_mark(word) for word in words if "<<" in word)
    return [mark for mark in marks if mark is not None]
