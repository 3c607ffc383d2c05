"""Colours for code, line by line, as safe HTML with Pygments' short class names."""

import html
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import ClassVar

from pygments.lexer import Lexer
from pygments.lexers import (
    DiffLexer,
    GoLexer,
    IniLexer,
    JavascriptLexer,
    JsonLexer,
    PythonLexer,
    TextLexer,
    TOMLLexer,
    YamlLexer,
)
from pygments.token import STANDARD_TYPES, Generic, Text, _TokenType

from learning.rendering.dockerfile_lexer import LINE, SHELL, DockerfileLexer, Tokens, lexed

PROMPT = "$ "
LONGEST = 20_000  # characters; above it the text stays plain, for the lexers' time has no bound


class ConsoleLexer(Lexer):
    """`$ ` starts a command. Pygments takes `#12 [build 2/5]`, BuildKit's output, for one too."""

    name = "Console"
    aliases: ClassVar[list[str]] = ["console"]

    def get_tokens_unprocessed(self, text: str) -> Iterator[tuple[int, _TokenType, str]]:
        position, continues = 0, False
        for line in LINE.findall(text):
            for kind, value in console_line(line, is_command=continues):
                yield position, kind, value
                position += len(value)
            continues = (continues or line.startswith(PROMPT)) and line.endswith("\\\n")


def console_line(line: str, *, is_command: bool) -> Tokens:
    if is_command:
        yield from lexed(SHELL, line)
    elif line.startswith(PROMPT):
        yield Generic.Prompt, PROMPT
        yield from lexed(SHELL, line.removeprefix(PROMPT))
    else:
        yield Generic.Output, line


@dataclass(frozen=True)
class Language:
    """A language that a fence may name."""

    label: str
    lexer: type[Lexer]


LANGUAGES = {
    "dockerfile": Language("Dockerfile", DockerfileLexer),
    "console": Language("Terminal", ConsoleLexer),
    "go": Language("Go", GoLexer),
    "javascript": Language("JavaScript", JavascriptLexer),
    "python": Language("Python", PythonLexer),
    "json": Language("JSON", JsonLexer),
    "yaml": Language("YAML", YamlLexer),
    "toml": Language("TOML", TOMLLexer),
    "text": Language("Text", TextLexer),
    "ini": Language("INI", IniLexer),
    "diff": Language("Diff", DiffLexer),
}


@dataclass(frozen=True, slots=True)
class Piece:
    """Some characters of one line and their class; no class if they have no colour."""

    text: str
    css: str = ""

    def html(self) -> str:
        text = html.escape(self.text, quote=False)
        return f'<span class="{self.css}">{text}</span>' if self.css else text


Line = tuple[Piece, ...]


def highlight(source: str, language: str) -> list[Line]:
    """The lines of the source in coloured pieces, without their line feeds."""
    known = LANGUAGES.get(language)
    if known is None or len(source) > LONGEST:
        return plain(source)
    text = f"{source}\n"  # some lexers drop a last line that does not end
    tokens = list(lexer(known.lexer).get_tokens(text))
    if "".join(value for _, value in tokens) != text:
        return plain(source)  # a lexer that loses a character would teach wrong code
    return [merged(line) for line in split_lines(tokens)][:-1]


@cache
def lexer(kind: type[Lexer]) -> Lexer:
    return kind(stripnl=False, ensurenl=False)


def plain(source: str) -> list[Line]:
    return [(Piece(line),) if line else () for line in source.split("\n")]


def split_lines(tokens: Iterable[tuple[_TokenType, str]]) -> Iterator[list[Piece]]:
    line: list[Piece] = []
    for kind, value in tokens:
        first, *others = value.split("\n")
        css = css_class(kind)
        line.append(Piece(first, css))
        for part in others:
            yield line
            line = [Piece(part, css)]
    yield line


def css_class(kind: _TokenType) -> str:
    """Pygments' short name of the nearest kind that has one."""
    while kind not in STANDARD_TYPES:
        kind = kind.parent or Text
    name = STANDARD_TYPES[kind]
    return "" if name == "w" else name


def merged(line: Iterable[Piece]) -> Line:
    pieces: list[Piece] = []
    for piece in line:
        if pieces and pieces[-1].css == piece.css:
            pieces[-1] = Piece(pieces[-1].text + piece.text, piece.css)
        elif piece.text:
            pieces.append(piece)
    return tuple(pieces)


def line_html(line: Iterable[Piece]) -> str:
    return "".join(piece.html() for piece in line)


def cut(line: Line, start: int, end: int | None = None) -> Line:
    """The pieces of a line between two columns, counted from 0."""
    kept, at = [], 0
    stop = sum(len(piece.text) for piece in line) if end is None else end
    for piece in line:
        text = piece.text[max(start - at, 0) : max(stop - at, 0)]
        if text:
            kept.append(Piece(text, piece.css))
        at += len(piece.text)
    return tuple(kept)
