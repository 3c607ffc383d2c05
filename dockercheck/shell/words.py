"""What a shell word stands for: quotes removed, variables that are certain put in."""

import re
from collections.abc import Callable
from typing import NamedTuple

Lookup = Callable[[str], str | None]
"""The value of a variable where it is certain, else None."""

_SPECIAL = re.compile(r"['\"\\$`*?\[{~(<>\n]")
_BARE = re.compile(r"[^'\"\\$`*?\[{(<>]+")
_IN_DOUBLE_QUOTES = re.compile(r"[^\"\\$`]+")
_VARIABLE = re.compile(
    r"\$(?:(?P<name>[A-Za-z_]\w*)"
    r"|\{(?P<braced>[A-Za-z_]\w*)(?:(?P<form>:?[-+])(?P<word>[^{}'\"`$\\*?\[~]*))?\})",
    re.ASCII,
)
_BRACES = re.compile(r"\{[^{}]*(?:,|\.\.)")
_EXPANDS = frozenset("({@*#?!-$'\"") | frozenset("0123456789")
_SPLITS = re.compile(r"[\s*?\[]")
_SUBSTITUTES = re.compile(r"`|\$[('\"]")
_GLOB = re.compile(r"[*?\[]")
_ESCAPED_IN_DOUBLE_QUOTES = frozenset('$`"\\')


class Meaning(NamedTuple):
    """The three readings of a word that `Word` explains."""

    value: str | None
    pattern: str | None
    prefix: str


def is_plain(text: str) -> bool:
    """True for a word that stands for itself."""
    return _SPECIAL.search(text) is None


def mean(text: str, lookup: Lookup, *, assigning: bool = False) -> Meaning:
    """Read a word. In an assignment neither globs nor word splitting happen."""
    if is_plain(text):
        return Meaning(text, text, text)
    return _Unquoting(text, lookup, assigning).run()


class _UncertainError(Exception):
    """The rest of the word is not certain."""


class _Unquoting:
    """One pass over a word that is more than plain characters."""

    def __init__(self, text: str, lookup: Lookup, assigning: bool) -> None:
        self.text = text
        self.lookup = lookup
        self.assigning = assigning
        self.position = 0
        self.in_double_quotes = False
        self.quoted = False
        self.parts: list[tuple[str, bool]] = []  # text, and whether its glob characters are live
        self.last_bracket = text.rfind("]")

    def run(self) -> Meaning:
        try:
            while self.position < len(self.text):
                if self.in_double_quotes:
                    self._step_in_double_quotes()
                else:
                    self._step()
            if self.in_double_quotes or not (self.quoted or any(part for part, _ in self.parts)):
                raise _UncertainError  # an open quote, or an empty variable: no word at all
        except _UncertainError:
            return Meaning(None, None, self._prefix())
        literal = "".join(part for part, _ in self.parts)
        if any(live for _, live in self.parts):
            pattern = "".join(
                part if live else _GLOB.sub(r"[\g<0>]", part) for part, live in self.parts
            )
            return Meaning(None, pattern, self._prefix())
        return Meaning(literal, literal, literal)

    def _prefix(self) -> str:
        prefix = ""
        for part, live in self.parts:
            if live:
                break
            prefix += part
        return prefix

    def _take(self, text: str, length: int, *, live: bool = False) -> None:
        self.parts.append((text, live))
        self.position += length

    def _step(self) -> None:
        """Read what comes next outside double quotes."""
        plain = _BARE.match(self.text, self.position)
        if plain:
            self._plain(plain[0])
            return
        char = self.text[self.position]
        match char:
            case "'":
                self._single_quotes()
            case '"':
                self.in_double_quotes = self.quoted = True
                self.position += 1
            case "\\":
                escaped = self.text[self.position + 1 : self.position + 2]
                self._take("" if escaped == "\n" else escaped or "\\", 2)
            case "$":
                self._variable()
            case "*" | "?" | "[":
                live = not self.assigning and (char != "[" or self.last_bracket > self.position)
                self._take(char, 1, live=live)
            case "{" if not _BRACES.match(self.text, self.position) or self.assigning:
                self._take("{", 1)
            case _:  # brace expansion, `…`, (…), <(…)
                raise _UncertainError

    def _plain(self, text: str) -> None:
        if self.position == 0 and text[0] == "~":
            home = self.lookup("HOME")
            if home is None or text[1:2] not in ("", "/"):
                raise _UncertainError
            self._take(home + text[1:], len(text))
        else:
            self._take(text, len(text))

    def _single_quotes(self) -> None:
        end = self.text.find("'", self.position + 1)
        if end < 0:
            raise _UncertainError
        self.quoted = True
        self._take(self.text[self.position + 1 : end], end + 1 - self.position)

    def _step_in_double_quotes(self) -> None:
        plain = _IN_DOUBLE_QUOTES.match(self.text, self.position)
        if plain:
            self._take(plain[0], len(plain[0]))
            return
        match self.text[self.position]:
            case '"':
                self.in_double_quotes = False
                self.position += 1
            case "\\":
                escaped = self.text[self.position + 1 : self.position + 2]
                kept = escaped if escaped in _ESCAPED_IN_DOUBLE_QUOTES else f"\\{escaped}"
                self._take("" if escaped == "\n" else kept, 2)
            case "$":
                self._variable()
            case _:
                raise _UncertainError

    def _variable(self) -> None:
        found = _VARIABLE.match(self.text, self.position)
        if found is None:
            # A dollar before anything else is a dollar. `$'…'` and `$"…"` are not the same in
            # dash and in bash.
            after = self.text[self.position + 1 : self.position + 2]
            if after in _EXPANDS and not (self.in_double_quotes and after in "'\""):
                raise _UncertainError
            self._take("$", 1)
            return
        value = self.lookup(found["name"] or found["braced"])
        if found["form"] is not None:
            value = _alternative(value, found["form"], found["word"])
        if value is None:
            raise _UncertainError
        if not (self.in_double_quotes or self.assigning) and _SPLITS.search(value):
            raise _UncertainError
        self._take(value, len(found[0]))


def _alternative(value: str | None, form: str, word: str) -> str | None:
    """`${x:-word}` and `${x:+word}` for a variable that is known to be set; else not certain."""
    if value is None:
        return None
    present = value != "" or not form.startswith(":")
    if form.endswith("-"):
        return value if present else word
    return word if present else ""


def heredoc_content(body: str, lookup: Lookup, *, quoted: bool, strip_tabs: bool) -> str | None:
    """The text that a heredoc feeds in, or None where an expansion makes it uncertain."""
    if strip_tabs:
        body = re.sub(r"^\t+", "", body, flags=re.MULTILINE)
    if quoted or not re.search(r"[$`\\]", body):
        return body
    # Quotes mean nothing in a heredoc, so they are escaped before it is read as a quoted word.
    reading = mean('"' + body.replace('"', '\\"') + '"', lookup)
    return reading.value


def unquote(text: str, start: int, gap: re.Pattern[str] | None) -> tuple[str, list[int]] | None:
    """The script inside a word such as `"a && \\"b\\""`, and where each of its characters stands.

    `start` is the offset of the word. Variables stay as they are written: the inner shell would
    see the same exported value. None where other expansions make the script uncertain.
    """
    chars: list[str] = []
    offsets: list[int] = []
    quote = ""
    position = 0
    while position < len(text):
        char = text[position]
        skip = gap.match(text, position) if gap else None
        if skip:
            position = skip.end()
        elif char == quote or (not quote and char in "'\""):
            quote = "" if quote else char
            position += 1
        elif quote != "'" and _SUBSTITUTES.match(text, position):
            return None
        else:
            kept, length = _unescaped(text, position, quote)
            chars += kept
            offsets += range(start + position + length - len(kept), start + position + length)
            position += length
    return None if quote else ("".join(chars), offsets)


def _unescaped(text: str, position: int, quote: str) -> tuple[str, int]:
    """The character that stands at `position` without its escape, and its length as written."""
    following = text[position + 1 : position + 2]
    if text[position] != "\\" or quote == "'" or not following:
        return text[position], 1
    if following == "\n":
        return "", 2
    if quote == '"' and following not in _ESCAPED_IN_DOUBLE_QUOTES:
        return text[position], 1
    return following, 2
