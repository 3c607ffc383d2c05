"""Quoting and variable expansion, as BuildKit's shell lexer does them.

Follows moby/buildkit `frontend/dockerfile/shell/lex.go`: `$name`, `${name}` and the modifiers
`:-` `-` `:+` `+` `:?` `?` `#` `##` `%` `%%` `/` `//`, single and double quotes, and the escape
token. It is not a shell: a variable that is not set expands to nothing and is noted.
"""

import re
from collections.abc import Mapping
from typing import NamedTuple

from dockercheck.lines import SPACES
from dockercheck.patterns import PatternError, replace, trim_prefix, trim_suffix

# BuildKit has no such limit; here a file cannot exhaust the interpreter's stack.
MAX_NESTING = 60
# Nor these: `ENV a=$a$a` doubles, and thirty such lines would fill the memory. The first holds
# for one word, the second for all words of a file together.
MAX_TEXT = 100_000
MAX_TOTAL = 2_000_000
END = ""

_SURROGATE = re.compile("[\ud800-\udfff]")
_SPLIT = re.compile(f"[{SPACES}]+")
_SPECIAL_NAMES = "@*#?-$!0"
_RUN = re.compile(r"""[^$'"\\`}/]+""")


class WordError(ValueError):
    """The word cannot be expanded; the message is the one BuildKit gives."""


class Expansion(NamedTuple):
    """A word after expansion: the text, the words it splits into, and the variables it used."""

    text: str
    words: tuple[str, ...]
    matched: frozenset[str]
    unmatched: tuple[str, ...]


class Mode(NamedTuple):
    """How to read a word; the defaults are those for an instruction's argument."""

    escape: str = "\\"
    raw_quotes: bool = False
    raw_escapes: bool = False
    skip_quotes: bool = False
    keep_unset: bool = False


_PLAIN = Mode()
_NOTHING: frozenset[str] = frozenset()


class Budget:
    """How many characters variables may still bring into the words of a file."""

    def __init__(self) -> None:
        self.left = MAX_TOTAL

    def spend(self, characters: int) -> None:
        """Take them away. Raises WordError once nothing is left."""
        if self.left < 0:
            raise WordError(f"variables expand to more than {MAX_TOTAL} characters in all")
        self.left -= characters


def expand(
    word: str, env: Mapping[str, str], mode: Mode = _PLAIN, budget: Budget | None = None
) -> Expansion:
    """Expand `word` against `env`. Raises WordError where BuildKit stops the build."""
    if not word.isascii():
        # The reference scanner drops a leading byte order mark and replaces invalid bytes.
        word = _SURROGATE.sub("\ufffd", word.removeprefix("\ufeff"))
    if "$" not in word and mode.escape not in word and "'" not in word and '"' not in word:
        return Expansion(word, tuple(w for w in _SPLIT.split(word) if w), _NOTHING, ())
    lexer = _Lexer(word, env, mode, budget or Budget())
    text, words = lexer.until(END, mode.raw_escapes)
    return Expansion(text, words, frozenset(lexer.matched), tuple(lexer.unmatched))


class _Words:
    """Collects the words of a text: only unquoted and expanded space separates them."""

    def __init__(self) -> None:
        self.done: list[str] = []
        self._word: list[str] = []

    def add(self, text: str) -> None:
        for char in text:
            if char not in SPACES:
                self._word.append(char)
            elif self._word:
                self.close()

    def add_raw(self, text: str) -> None:
        self._word.append(text)

    def close(self) -> None:
        word = "".join(self._word)
        if word:
            self.done.append(word)
            self._word = []


class _Lexer:
    def __init__(self, word: str, env: Mapping[str, str], mode: Mode, budget: Budget) -> None:
        self.word = word
        self.budget = budget
        self.at = 0
        self.env = env
        self.mode = mode
        self.raw_escapes = mode.raw_escapes
        self.depth = 0
        self.inserted = 0
        self.matched: set[str] = set()
        self.unmatched: dict[str, None] = {}

    def peek(self) -> str:
        return self.word[self.at : self.at + 1]

    def take(self) -> str:
        char = self.word[self.at : self.at + 1]
        self.at += 1
        return char

    def until(self, stop: str, raw_escapes: bool) -> tuple[str, tuple[str, ...]]:
        """Read up to `stop`, or to the end when it is END."""
        self.depth += 1
        if self.depth > MAX_NESTING:
            raise WordError(f"variables are nested deeper than {MAX_NESTING} levels")
        before, self.raw_escapes = self.raw_escapes, raw_escapes
        result: list[str] = []
        words = _Words()
        found = self._fill(stop, result, words)
        self.raw_escapes = before
        self.depth -= 1
        if stop and not found:
            raise WordError(f"unexpected end of statement while looking for matching {stop}")
        words.close()
        return "".join(result), tuple(words.done)

    def _fill(self, stop: str, result: list[str], words: _Words) -> bool:
        quotes = "" if self.mode.skip_quotes else "'\""
        while (char := self.peek()) != END:
            if char == stop:
                self.at += 1
                return True
            raw = True
            if char == "$":
                text, raw = self._dollar(), False
            elif char in quotes:
                text = self._single_quoted() if char == "'" else self._double_quoted()
            elif char == self.mode.escape:
                text = self._escaped()
            else:
                text, raw = self._run(), False
            result.append(text)
            if self.depth == 1:  # only the outermost text is split
                (words.add_raw if raw else words.add)(text)
        return False

    def _run(self) -> str:
        """The characters up to the next one that can mean something."""
        found = _RUN.match(self.word, self.at)
        if found is None:
            return self.take()
        self.at = found.end()
        return found[0]

    def _escaped(self) -> str:
        token = self.take() if self.raw_escapes else END
        if not token:
            self.at += 1
        return token + self.take()

    def _single_quoted(self) -> str:
        start = self.at + 1
        end = self.word.find("'", start)
        if end < 0:
            raise WordError("unexpected end of statement while looking for matching single-quote")
        self.at = end + 1
        return self.word[start - 1 : end + 1] if self.mode.raw_quotes else self.word[start:end]

    def _double_quoted(self) -> str:
        quote = '"' if self.mode.raw_quotes else ""
        self.at += 1
        result = [quote]
        while (char := self.peek()) != '"':
            if char == END:
                raise WordError(
                    "unexpected end of statement while looking for matching double-quote"
                )
            if char == "$":
                result.append(self._dollar())
            else:
                result.append(self._in_double_quotes())
        self.at += 1
        result.append(quote)
        return "".join(result)

    def _in_double_quotes(self) -> str:
        char = self.take()
        if char != self.mode.escape:
            return char
        token = char if self.raw_escapes else ""
        after = self.peek()
        if after == END:
            return token
        if after in ('"', "$", self.mode.escape):
            char = self.take()
        return token + char

    def _dollar(self) -> str:
        text = self._variable()
        self.inserted += len(text)
        self.budget.spend(len(text))
        if self.inserted > MAX_TEXT:
            raise WordError(f"variables expand to more than {MAX_TEXT} characters")
        return text

    def _variable(self) -> str:
        self.at += 1
        if self.peek() == "{":
            self.at += 1
            return self._braces()
        name = self._name()
        if not name:
            return "$"
        value = self._value(name)
        if value is None:
            return f"${name}" if self.mode.keep_unset else ""
        return value

    def _name(self) -> str:
        start = self.at
        first = self.peek()
        if first.isdecimal():
            while self.peek().isdecimal():
                self.at += 1
        elif first and first in _SPECIAL_NAMES:
            self.at += 1
        else:
            while (char := self.peek()) == "_" or char.isalpha() or char.isdecimal():
                self.at += 1
        return self.word[start : self.at]

    def _value(self, name: str) -> str | None:
        value = self.env.get(name)
        if value is None:
            self.unmatched[name] = None
        else:
            self.matched.add(name)
        return value

    def _braces(self) -> str:
        first = self.peek()
        if first == END:
            raise WordError("syntax error: missing '}'")
        if first in "{}:":
            raise WordError("syntax error: bad substitution")
        name = self._name()
        sign = self.take()
        if sign == "}":
            value = self._value(name)
            if value is None:
                return f"${{{name}}}" if self.mode.keep_unset else ""
            return value
        if sign == "/":
            return self._replace(name)
        if sign == ":":
            return self._modified(name, sign + self.take())
        if sign and sign in "+-?#%":
            return self._modified(name, sign)
        raise WordError(f"unsupported modifier ({sign}) in substitution")

    def _part(self, stop: str, raw_escapes: bool, missing: str) -> str:
        try:
            return self.until(stop, raw_escapes)[0]
        except WordError as error:
            if self.peek() == END:
                raise WordError(f"syntax error: missing {missing}") from error
            raise

    def _modified(self, name: str, sign: str) -> str:
        modifier = sign[-1]
        word = self._part("}", modifier in "#%", "'}'")
        value = self._value(name)
        if value is None and self.mode.keep_unset:
            return f"${{{name}{sign}{word}}}"
        if modifier in "#%":
            return self._trimmed(modifier, word, value or "")
        missing = value is None or (len(sign) == 2 and value == "")
        if modifier == "-":
            return word if missing else value or ""
        if modifier == "+":
            return "" if missing else word
        if modifier != "?" or sign == ":":
            raise WordError(f"unsupported modifier ({sign}) in substitution")
        if missing:
            state = "unset" if value is None else "empty"
            raise WordError(f"{name}: {word or f'is not allowed to be {state}'}")
        return value or ""

    def _trimmed(self, modifier: str, word: str, value: str) -> str:
        longest = word.startswith(modifier)
        pattern = word[1:] if longest else word
        trim = trim_suffix if modifier == "%" else trim_prefix
        try:
            return trim(pattern, value, longest=longest)
        except PatternError as error:
            raise WordError(f"invalid pattern ({pattern}) in substitution: {error}") from error

    def _replace(self, name: str) -> str:
        every = self.peek() == "/"
        if every:
            self.at += 1
        pattern = self._part("/", True, "'/' in ${}")
        new = self._part("}", True, "'}'")
        value = self._value(name)
        if value is None and self.mode.keep_unset:
            return f"${{{name}/{pattern}/{new}}}"
        try:
            return replace(pattern, new, value or "", every=every, limit=MAX_TEXT)
        except PatternError as error:
            raise WordError(f"invalid pattern ({pattern}) in substitution: {error}") from error
