"""Colours for Dockerfiles, by BuildKit's grammar.

Pygments' own lexer knows neither heredocs nor flags with several values, takes any `#` for a
comment and `AS` only in some places. This one reads instruction by instruction, as BuildKit does:
directives first, then logical lines with their continuations, comments only where a line starts.
"""

import re
from collections.abc import Callable, Iterator
from pathlib import PurePosixPath
from typing import ClassVar

from pygments.lexer import Lexer
from pygments.lexers import (
    BashLexer,
    GoLexer,
    IniLexer,
    JavascriptLexer,
    JsonLexer,
    PythonLexer,
    TextLexer,
    TOMLLexer,
    YamlLexer,
)
from pygments.token import (
    Comment,
    Keyword,
    Name,
    Operator,
    Punctuation,
    String,
    Text,
    Whitespace,
    _TokenType,
)

Tokens = Iterator[tuple[_TokenType, str]]

LINE = re.compile(r"[^\n]*\n|[^\n]+")
DIRECTIVE = re.compile(r"\s*#\s*([a-zA-Z][a-zA-Z0-9]*)\s*=\s*(\S+)\s*")
INSTRUCTION = re.compile(r"([ \t]*)([A-Za-z]+)(?=\s|$)")
GAP = re.compile(r"[ \t]+|[\\`][ \t]*\n|(?<=\n)[ \t]*#[^\n]*\n|\n")
FLAG = re.compile(r"(--[A-Za-z][\w-]*)(=)?")
HEREDOC = re.compile(r"""(?<![<\w])\d*<<(-?)(["']?)([A-Za-z_][\w.-]*)\2""")
VARIABLE = re.compile(r"\$\{[^}\n]*\}|\$\w+")
QUOTED = re.compile(r'"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\'')
KEY = re.compile(r"""(?:[\w.-]+|"[^"\n]*"|'[^'\n]*')(?==)""")
PLAIN = re.compile(r"[^\s$\"'\\`=,\[\]]+|.", re.DOTALL)
WORD = re.compile(r"\S+")
SHELL: type[Lexer] = BashLexer
PLAIN_TEXT: type[Lexer] = TextLexer
FILE_LEXERS: dict[str, type[Lexer]] = {
    ".go": GoLexer,
    ".ini": IniLexer,
    ".js": JavascriptLexer,
    ".json": JsonLexer,
    ".mjs": JavascriptLexer,
    ".py": PythonLexer,
    ".sh": BashLexer,
    ".toml": TOMLLexer,
    ".yaml": YamlLexer,
    ".yml": YamlLexer,
}


class DockerfileLexer(Lexer):
    name = "Dockerfile"
    aliases: ClassVar[list[str]] = ["dockerfile"]
    filenames: ClassVar[list[str]] = ["Dockerfile", "*.Dockerfile"]

    def get_tokens_unprocessed(self, text: str) -> Iterator[tuple[int, _TokenType, str]]:
        position = 0
        for kind, value in dockerfile(text):
            if value:
                yield position, kind, value
                position += len(value)


def dockerfile(text: str) -> Tokens:
    lines = LINE.findall(text)
    escape, at = "\\", 0
    while at < len(lines) and (match := DIRECTIVE.fullmatch(lines[at])):
        escape = "`" if (match[1].lower(), match[2]) == ("escape", "`") else escape
        yield Comment.Preproc, lines[at]
        at += 1
    while at < len(lines):
        if not lines[at].strip():
            yield Whitespace, lines[at]
            at += 1
        elif lines[at].lstrip().startswith("#"):
            yield Comment.Single, lines[at]
            at += 1
        else:
            end = logical_end(lines, at, escape)
            yield from instruction("".join(lines[at:end]), lines, end)
            at = heredocs_end("".join(lines[at:end]), lines, end)


def logical_end(lines: list[str], start: int, escape: str) -> int:
    """The index after the instruction's last line; comments and empty lines do not end it."""
    continued = re.compile(rf"(?:^|[^{re.escape(escape)}]){re.escape(escape)}[ \t]*\n?$")
    at = start
    while at < len(lines):
        line = lines[at].lstrip()
        skipped = at > start and (not line or line.startswith("#"))
        if not skipped and not continued.search(lines[at]):
            return at + 1
        at += 1
    return at


def takes_heredocs(text: str) -> bool:
    words = text.upper().split(maxsplit=2)
    name = words[1] if words[:1] == ["ONBUILD"] and len(words) > 1 else words[0]
    return name in {"RUN", "COPY", "ADD"}


def heredocs(text: str, lines: list[str], start: int) -> Iterator[tuple[re.Match[str], int, int]]:
    """The marks in the text with the first and last index of their bodies."""
    at = start
    for mark in HEREDOC.finditer(text) if takes_heredocs(text) else ():
        for end in range(at, len(lines)):
            line = lines[end].rstrip("\n")
            if (line.lstrip("\t") if mark[1] else line) == mark[3]:
                yield mark, at, end
                at = end + 1
                break


def heredocs_end(text: str, lines: list[str], start: int) -> int:
    return max((end + 1 for _, _, end in heredocs(text, lines, start)), default=start)


def instruction(text: str, lines: list[str], start: int) -> Tokens:
    """One instruction with the bodies of its heredocs, which follow its last line."""
    yield from statement(text)
    for mark, first, last in heredocs(text, lines, start):
        body = "".join(lines[first:last])
        yield from lexed(body_lexer(text, mark, body), body)
        yield String.Delimiter, lines[last]


def statement(text: str) -> Tokens:
    match = INSTRUCTION.match(text)
    if match is None:
        yield Text, text
        return
    arguments = INSTRUCTIONS.get(match[2].upper())
    yield Whitespace, match[1]
    yield (Keyword if arguments else Text), match[2]
    yield from (arguments or words)(text[match.end() :])


def lexed(lexer: type[Lexer], text: str) -> Tokens:
    for _, kind, value in lexer().get_tokens_unprocessed(text):
        yield kind, value


def body_lexer(text: str, mark: re.Match[str], body: str) -> type[Lexer]:
    """In what language a heredoc is: by its first line, the program it feeds, or its file."""
    if body.startswith("#!"):
        return PROGRAMS.get(re.split(r"[/ ]", body.split("\n", maxsplit=1)[0])[-1], SHELL)
    before = FLAG_AND_VALUE.sub("", text[: mark.start()]).split()
    if before and before[0].upper() == "RUN":
        if len(before) == 1:
            return SHELL
        if before[-1] in PROGRAMS:
            return PROGRAMS[before[-1]]
    target = mark[3] if "." in mark[3] else text.rsplit(maxsplit=1)[-1]
    return FILE_LEXERS.get(PurePosixPath(target).suffix, PLAIN_TEXT)


def words(text: str, kind: _TokenType = Text) -> Tokens:
    """Words as an instruction takes them: variables, quotes, heredoc marks, continuations."""
    at = 0
    while at < len(text):
        token, match = next_word(text, at, kind)
        if token is String.Double and match[0].startswith('"'):
            yield from quoted(match[0])
        else:
            yield token, match[0]
        at = match.end()


def next_word(text: str, at: int, kind: _TokenType) -> tuple[_TokenType, re.Match[str]]:
    if match := GAP.match(text, at):
        return gap_kind(match[0]), match
    for token, pattern in WORD_PATTERNS:
        if match := pattern.match(text, at):
            return token, match
    match = PLAIN.match(text, at)
    assert match is not None  # noqa: S101 -- PLAIN matches any character
    return kind, match


def gap_kind(gap: str) -> _TokenType:
    if gap.lstrip().startswith("#"):
        return Comment.Single
    return Whitespace if gap.isspace() else String.Escape


def quoted(text: str) -> Tokens:
    at = 0
    for match in VARIABLE.finditer(text):
        yield String.Double, text[at : match.start()]
        yield Name.Variable, match[0]
        at = match.end()
    yield String.Double, text[at:]


def gaps(text: str, at: int) -> tuple[list[tuple[_TokenType, str]], int]:
    found = []
    while match := GAP.match(text, at):
        found.append((gap_kind(match[0]), match[0]))
        at = match.end()
    return found, at


def flags(text: str) -> Iterator[tuple[_TokenType, str] | int]:
    """The tokens of the flags before the arguments; last, where the arguments start."""
    space, at = gaps(text, 0)
    yield from space
    while match := FLAG.match(text, at):
        yield Name.Attribute, match[1]
        at = match.end()
        if match[2]:
            yield Operator, "="
            value = WORD.match(text, at)
            yield from flag_value(match[1], value[0] if value else "")
            at = value.end() if value else at
        space, at = gaps(text, at)
        yield from space
    yield at


def flag_value(flag: str, value: str) -> Tokens:
    """`type=cache,target=/x` is keys and values; any other value is one word."""
    if flag != "--mount":
        yield from words(value, Name.Label if flag == "--from" else String)
        return
    for number, pair in enumerate(value.split(",")):
        if number:
            yield Punctuation, ","
        key, equals, part = pair.partition("=")
        yield Name.Attribute, key
        yield Operator, equals
        yield from words(part, Name.Label if key == "from" else String)


def flagged(text: str, rest: Callable[[str], Tokens]) -> Tokens:
    for token in flags(text):
        if isinstance(token, int):
            yield from rest(text[token:])
        else:
            yield token


def shell(text: str) -> Tokens:
    """A command for the shell; the marks of heredocs are told apart from it."""
    at = 0
    for mark in HEREDOC.finditer(text):
        yield from lexed(SHELL, text[at : mark.start()])
        yield String.Heredoc, mark[0]
        at = mark.end()
    yield from lexed(SHELL, text[at:])


def command(text: str) -> Tokens:
    """The list form if the text is one, else a command for the shell."""
    stripped = text.strip()
    if not (stripped.startswith("[") and stripped.endswith("]")):
        yield from shell(text)
        return
    for token, value in words(text, Text):
        yield (Punctuation if value in {"[", "]", ","} else token), value


def pairs(text: str, key_kind: _TokenType) -> Tokens:
    """`key=value …`, and `key value` as it was once written."""
    at = 0
    is_key = True
    while at < len(text):
        space, at = gaps(text, at)
        yield from space
        if at >= len(text):
            return
        key = KEY.match(text, at)
        if key:
            yield key_kind, key[0]
            yield Operator, "="
            at = key.end() + 1
        value = VALUE.match(text, at)
        if value:
            yield from words(value[0], key_kind if is_key and not key else String)
            at = value.end()
        is_key = False


def run(text: str) -> Tokens:
    yield from flagged(text, command)


def copy(text: str) -> Tokens:
    yield from flagged(text, command if text.rstrip().endswith("]") else words)


def from_(text: str) -> Tokens:
    yield from flagged(text, base)


def base(text: str) -> Tokens:
    """`image AS name`: the base is coloured as an image even if it is an earlier stage."""
    kind: _TokenType = Name.Namespace
    after_gap = False
    for token, value in words(text, Name.Namespace):
        if after_gap and token is Name.Namespace and value.upper() == "AS":
            kind = Name.Label
            yield Keyword, value
        else:
            yield (kind if token is Name.Namespace else token), value
        after_gap = token in {Whitespace, String.Escape}


def healthcheck(text: str) -> Tokens:
    yield from flagged(text, probe)


def probe(text: str) -> Tokens:
    match = re.match(r"(CMD|NONE)\b", text, re.IGNORECASE)
    if match:
        yield Keyword, match[0]
        text = text[match.end() :]
    yield from command(text)


def onbuild(text: str) -> Tokens:
    space, at = gaps(text, 0)
    yield from space
    yield from statement(text[at:])


def variables(text: str) -> Tokens:
    yield from pairs(text, Name.Variable)


def labels(text: str) -> Tokens:
    yield from pairs(text, Name.Attribute)


def listed(text: str) -> Tokens:
    yield from command(text) if text.strip().startswith("[") else words(text)


FLAG_AND_VALUE = re.compile(r"\s--[\w-]+(?:=\S*)?")
VALUE = re.compile(r"""(?:[^\s"'\\`]|"(?:\\.|[^"\\])*"|'[^']*'|[\\`][^\s]|["'\\`])+""")
WORD_PATTERNS = (
    (String.Heredoc, HEREDOC),
    (Name.Variable, VARIABLE),
    (String.Double, QUOTED),
)
PROGRAMS: dict[str, type[Lexer]] = {
    "bash": BashLexer,
    "node": JavascriptLexer,
    "python": PythonLexer,
    "python3": PythonLexer,
    "sh": BashLexer,
}
INSTRUCTIONS: dict[str, Callable[[str], Tokens]] = {
    "ADD": copy,
    "ARG": variables,
    "CMD": command,
    "COPY": copy,
    "ENTRYPOINT": command,
    "ENV": variables,
    "EXPOSE": words,
    "FROM": from_,
    "HEALTHCHECK": healthcheck,
    "LABEL": labels,
    "MAINTAINER": words,
    "ONBUILD": onbuild,
    "RUN": run,
    "SHELL": command,
    "STOPSIGNAL": words,
    "USER": words,
    "VOLUME": listed,
    "WORKDIR": words,
}
