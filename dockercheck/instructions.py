"""A Dockerfile as a list of instructions, each token with its exact place in the source.

The first pass of the reference (moby/buildkit `frontend/dockerfile/parser`): it knows how each
instruction's arguments are split, not whether they make sense; `syntax` looks at that.
"""

import re
from collections.abc import Callable
from functools import cached_property
from typing import NamedTuple

from dockercheck.lines import SPACES, Directive, Heredoc, LogicalLine, Problem, Reader, Span
from dockercheck.tokens import (
    WHITESPACE,
    Piece,
    TokenError,
    heredoc_marks,
    json_strings,
    split_whitespace,
    split_words,
    take_flags,
)
from dockercheck.words import WordError

_NAMES = """
ADD ARG CMD COPY ENTRYPOINT ENV EXPOSE FROM HEALTHCHECK LABEL MAINTAINER ONBUILD RUN SHELL
STOPSIGNAL USER VOLUME WORKDIR
"""
NAMES = tuple(_NAMES.split())
HEREDOC_NAMES = frozenset({"ADD", "COPY", "RUN"})
# BuildKit recurses without a limit, but refuses ONBUILD inside ONBUILD anyway.
MAX_ONBUILD = 20

_ONBUILD = re.compile(r"\A[\t\n\f\r ]*ONBUILD[\t\n\f\r ]*", re.IGNORECASE)


class Token(NamedTuple):
    """A word of an instruction and its place: `text` is what it means, `span` where it stands."""

    text: str
    span: Span


class Flag(NamedTuple):
    """A `--name=value` word; `value` is None where there is no equals sign."""

    text: str
    span: Span

    @property
    def name(self) -> str:
        """What stands between the dashes and the equals sign."""
        return self.text[2:].partition("=")[0]

    @property
    def value(self) -> str | None:
        """What stands behind the equals sign."""
        return self.text.partition("=")[2] if "=" in self.text else None


class Pair(NamedTuple):
    """A key and its value as ENV, LABEL and ARG take them.

    `value` is None for an ARG without a default, `legacy` is true for `ENV key value`.
    """

    key: str
    value: str | None
    span: Span
    legacy: bool = False


class Instruction:
    """One instruction.

    `name` is in capitals, `keyword` as written. `args` are the arguments as BuildKit's parser
    splits them: a shell form is one argument, ENV and LABEL give key, value and separator three
    by three, ONBUILD gives the name and arguments of the instruction in it, which is `inner`.
    `original` is the text with continuations joined, `comments` the comment lines before it.
    `line` to `end_line` cover the heredocs, `span` ends after the last character of that.
    """

    def __init__(self, source: LogicalLine, keyword: Piece) -> None:
        self.source = source
        self.keyword = keyword.text
        self.name = keyword.text.upper()
        self.keyword_span = source.span(keyword.start, keyword.end)
        self.line = source.line
        self.end_line = source.end_line
        self.span = source.whole()
        self.flags: tuple[Flag, ...] = ()
        self.args: tuple[Token, ...] = ()
        self.json = False
        self.heredocs: tuple[Heredoc, ...] = ()
        self.inner: Instruction | None = None
        self.broken = False
        # Where the text behind the keyword begins.
        self.rest = len(source.text)

    @property
    def original(self) -> str:
        """The instruction's text with its continuations joined."""
        return self.source.text

    @property
    def comments(self) -> tuple[str, ...]:
        """The comment lines right before it, without their signs."""
        return self.source.comments

    @property
    def values(self) -> list[str]:
        """The arguments as plain text."""
        return [token.text for token in self.args]

    def flag(self, name: str) -> str | None:
        """The value of a flag: None where it is absent, "" where it has no value."""
        for flag in self.flags:
            if flag.name == name:
                return flag.value or ""
        return None

    def flag_values(self, name: str) -> list[str]:
        """All values of a flag that may be given several times."""
        return [flag.value or "" for flag in self.flags if flag.name == name]

    @property
    def flags_key(self) -> tuple[str, ...]:
        """The flags that change what the instruction does, wherever its files come from."""
        return tuple(flag.text for flag in self.flags if flag.name != "from")

    @cached_property
    def pairs(self) -> tuple[Pair, ...]:
        """The keys and values of ENV, LABEL or ARG; empty for other instructions."""
        if self.name == "ARG":
            return tuple(_arg_pair(token) for token in self.args)
        if self.name not in ("ENV", "LABEL"):
            return ()
        return tuple(
            Pair(key.text, value.text, _joined(key.span, value.span), sign.text == "")
            for key, value, sign in zip(
                self.args[::3], self.args[1::3], self.args[2::3], strict=True
            )
        )

    @property
    def trigger(self) -> str:
        """The text that ONBUILD stores in the image, heredocs included."""
        text = _ONBUILD.sub("", self.original)
        return text + "".join(f"\n{doc.content}{doc.name}" for doc in self.heredocs)

    def __repr__(self) -> str:
        return f"<{self.name} line {self.line}: {' '.join(self.values)}>"


def _arg_pair(token: Token) -> Pair:
    key, equals, value = token.text.partition("=")
    return Pair(key, value if equals else None, token.span)


def _joined(first: Span, last: Span) -> Span:
    return Span(first.line, first.column, last.end_line, last.end_column)


class Parsed(NamedTuple):
    """A file's instructions, directives and the errors of this pass."""

    instructions: tuple[Instruction, ...]
    directives: tuple[Directive, ...]
    escape: str
    problems: tuple[Problem, ...]


def parse(source: str) -> Parsed:
    """Read a Dockerfile. Never raises: what cannot be read is told in `problems`."""
    reader = Reader(source)
    instructions: list[Instruction] = []
    while (line := reader.next_line()) is not None:
        instructions.append(_read(reader, line))
    problems = reader.problems
    if not instructions:
        problems.append(_no_instruction(source))
    return Parsed(tuple(instructions), tuple(reader.directives), reader.escape, tuple(problems))


def parse_one(text: str) -> tuple[Instruction, list[Problem]] | None:
    """A trigger's text as one instruction, or None where it is not exactly one."""
    reader = Reader(text)
    line = reader.next_line()
    if line is None:
        return None
    instruction = _read(reader, line)
    return (instruction, reader.problems) if reader.next_line() is None else None


def _no_instruction(source: str) -> Problem:
    message = "file with no instructions" if source else "the Dockerfile cannot be empty"
    return Problem(message, Span(1, 1, 1, 1), "Begin with FROM and the image to build on.")


def _read(reader: Reader, line: LogicalLine) -> Instruction:
    instruction = _instruction(line, 0)
    try:
        _arguments(instruction, reader.escape, 0)
        marks = heredoc_marks(line.text) if _takes_heredocs(instruction) else []
    except (TokenError, WordError) as error:
        instruction.broken = True
        reader.problems.append(Problem(str(error), instruction.span))
        return instruction
    docs = []
    for mark in marks:
        doc, closed = reader.take_heredoc(mark)
        docs.append(doc)
        if not closed:
            _unterminated(reader, instruction, doc)
    if docs:
        instruction.heredocs = tuple(docs)
        instruction.end_line = reader.current
        end_column = len(reader.physical[reader.current - 1].rstrip("\r")) + 1
        instruction.span = instruction.span._replace(end_line=reader.current, end_column=end_column)
    return instruction


def _unterminated(reader: Reader, instruction: Instruction, doc: Heredoc) -> None:
    instruction.broken = True
    reader.problems.append(
        Problem(
            "unterminated heredoc",
            instruction.span,
            f"A line that is exactly {doc.name} has to end the document.",
        )
    )


def _takes_heredocs(instruction: Instruction) -> bool:
    if "<<" not in instruction.original:
        return False
    subject = instruction.inner if instruction.inner is not None else instruction
    return subject.name in HEREDOC_NAMES and not subject.json


def _instruction(line: LogicalLine, start: int) -> Instruction:
    text = line.text.rstrip(SPACES)
    start += len(text[start:]) - len(text[start:].lstrip(SPACES))
    found = WHITESPACE.search(text, start)
    end = found.start() if found else len(text)
    instruction = Instruction(line, Piece(text[start:end], start, end))
    instruction.rest = found.end() if found else len(text)
    return instruction


Splitter = Callable[[Instruction, str, int, str], None]


def _arguments(instruction: Instruction, escape: str, depth: int) -> None:
    text = instruction.original.rstrip(SPACES)
    flags, start = take_flags(text, instruction.rest, escape)
    instruction.flags = tuple(
        Flag(flag.text, instruction.source.span(flag.start, flag.end)) for flag in flags
    )
    while start < len(text) and text[start] in SPACES:
        start += 1
    if instruction.name == "ONBUILD":
        _onbuild(instruction, text, start, escape, depth)
    else:
        splitter = _SPLITTERS.get(instruction.name, _ignored)
        splitter(instruction, text, start, escape)


def _set(instruction: Instruction, pieces: list[Piece]) -> None:
    span = instruction.source.span
    instruction.args = tuple(Token(p.text, span(p.start, p.end)) for p in pieces)


def _ignored(instruction: Instruction, text: str, start: int, _escape: str) -> None:
    """BuildKit keeps nothing of an instruction that it does not know."""
    _set(instruction, [Piece("", start, len(text))])


def _list(instruction: Instruction, text: str, start: int, _escape: str) -> None:
    _set(instruction, split_whitespace(text, start))


def _words(instruction: Instruction, text: str, start: int, escape: str) -> None:
    _set(instruction, split_words(text, start, escape))


def _string(instruction: Instruction, text: str, start: int, _escape: str) -> None:
    if start < len(text):
        _set(instruction, [Piece(text[start:], start, len(text))])


def _json_or_string(instruction: Instruction, text: str, start: int, escape: str) -> None:
    if not _as_json(instruction, text, start):
        _string(instruction, text, start, escape)


def _json_or_list(instruction: Instruction, text: str, start: int, escape: str) -> None:
    if not _as_json(instruction, text, start):
        _list(instruction, text, start, escape)


def _as_json(instruction: Instruction, text: str, start: int) -> bool:
    pieces = json_strings(text, start)
    if pieces is None:
        return False
    instruction.json = True
    _set(instruction, pieces)
    return True


def _health(instruction: Instruction, text: str, start: int, escape: str) -> None:
    """The type, then the command as CMD takes it."""
    end = start
    while end < len(text) and text[end] not in SPACES:
        end += 1
    if end == start:
        return
    kind = Token(text[start:end], instruction.source.span(start, end))
    while end < len(text) and text[end] in SPACES:
        end += 1
    _json_or_string(instruction, text, end, escape)
    instruction.args = (kind, *instruction.args)


def _key_values(instruction: Instruction, text: str, start: int, escape: str) -> None:
    words = split_words(text, start, escape)
    if not words:
        return
    if "=" not in words[0].text:
        _set(instruction, _legacy_pair(instruction.name, text, start))
        return
    pieces: list[Piece] = []
    for word in words:
        key, equals, value = word.text.partition("=")
        if not equals:
            raise TokenError(
                f"Syntax error - can't find = in {quoted(word.text)}. "
                "Must be of the form: name=value"
            )
        middle = word.start + len(key)
        pieces += (
            Piece(key, word.start, middle),
            Piece(value, middle + 1, word.end),
            Piece("=", middle, middle + 1),
        )
    _set(instruction, pieces)


def _legacy_pair(name: str, text: str, start: int) -> list[Piece]:
    found = WHITESPACE.search(text, start)
    if found is None:
        raise TokenError(f"{name} must have two arguments")
    return [
        Piece(text[start : found.start()], start, found.start()),
        Piece(text[found.end() :], found.end(), len(text)),
        Piece("", len(text), len(text)),
    ]


def _onbuild(instruction: Instruction, text: str, start: int, escape: str, depth: int) -> None:
    if start >= len(text):
        return
    if depth >= MAX_ONBUILD:
        raise TokenError("Chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed")
    inner = _instruction(instruction.source, start)
    _arguments(inner, escape, depth + 1)
    instruction.inner = inner
    instruction.args = (Token(inner.keyword, inner.keyword_span), *inner.args)


def quoted(text: str) -> str:
    """Text in double quotes as Go's %q writes it, for messages."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


_SPLITTERS: dict[str, Splitter] = {
    "ADD": _json_or_list,
    "ARG": _words,
    "CMD": _json_or_string,
    "COPY": _json_or_list,
    "ENTRYPOINT": _json_or_string,
    "ENV": _key_values,
    "EXPOSE": _list,
    "FROM": _list,
    "HEALTHCHECK": _health,
    "LABEL": _key_values,
    "MAINTAINER": _string,
    "RUN": _json_or_string,
    "SHELL": _json_or_string,
    "STOPSIGNAL": _string,
    "USER": _string,
    "VOLUME": _json_or_list,
    "WORKDIR": _string,
}
