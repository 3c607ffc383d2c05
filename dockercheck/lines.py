"""Dockerfile text into logical lines: directives, comments, continuations, exact positions.

Follows moby/buildkit `frontend/dockerfile/parser`: lines end at a line feed, a line whose last
character is the escape token goes on in the next one, comments and empty lines inside such a
sequence are dropped, and only the first line of a sequence loses its leading space.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import NamedTuple

# Go's unicode.IsSpace. Python's str.isspace also takes the ASCII separators U+001C to U+001F.
SPACES = (
    "\t\n\v\f\r \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009"
    "\u200a\u2028\u2029\u202f\u205f\u3000"
)
# What Go's regular expressions call \s: no vertical tab.
DIRECTIVE_SPACES = "\t\n\f\r "
MAX_LINE_BYTES = 65_535
DIRECTIVES = ("syntax", "escape", "check")

_DIRECTIVE = re.compile(r"([a-zA-Z][a-zA-Z0-9]*)[\t\n\f\r ]*=")


class Span(NamedTuple):
    """A stretch of the source: lines and columns count from 1, the end is exclusive."""

    line: int
    column: int
    end_line: int
    end_column: int


class Problem(NamedTuple):
    """Why BuildKit refuses the file, and where."""

    message: str
    span: Span
    hint: str = ""


class Directive(NamedTuple):
    """A parser directive: `# name=value` before everything else in the file."""

    name: str
    value: str
    line: int


class Heredoc(NamedTuple):
    """A here-document of RUN, COPY or ADD.

    `expand` is false when the delimiter was quoted, `chomp` is true for `<<-`; `line` and
    `end_line` are the first line of the body and the line of the terminator.
    """

    name: str
    content: str
    expand: bool
    chomp: bool
    descriptor: int
    line: int = 0
    end_line: int = 0

    @property
    def body(self) -> str:
        """The content as the build uses it: `<<-` takes the leading tabs away."""
        return re.sub(r"(?m)^\t+", "", self.content) if self.chomp else self.content


class LogicalLine(NamedTuple):
    """One instruction's text with its continuations joined, and where each piece came from.

    `offsets[i]` is the offset in `text` at which the piece from `origins[i]` (line, column)
    begins. `comments` are the comment lines before it, without their `#`.
    """

    text: str
    line: int
    end_line: int
    end_column: int
    offsets: tuple[int, ...]
    origins: tuple[tuple[int, int], ...]
    comments: tuple[str, ...]
    has_empty_line: bool

    def position(self, offset: int) -> tuple[int, int]:
        """The line and column of a character of `text`."""
        piece = bisect_right(self.offsets, offset) - 1
        line, column = self.origins[piece]
        return line, column + offset - self.offsets[piece]

    def span(self, start: int, end: int) -> Span:
        """The source of `text[start:end]`: it ends after its last character, not at the next."""
        line, column = self.position(start)
        if end <= start:
            return Span(line, column, line, column)
        end_line, end_column = self.position(end - 1)
        return Span(line, column, end_line, end_column + 1)

    def whole(self) -> Span:
        """The source of all of it."""
        line, column = self.origins[0]
        return Span(line, column, self.end_line, self.end_column)


def split_directive(comment: str) -> tuple[str, str] | None:
    """The name and value of a directive, given a comment without its comment sign."""
    match = _DIRECTIVE.match(comment)
    if match is None:
        return None
    value = comment[match.end() :]
    stripped = value.strip(DIRECTIVE_SPACES)
    if not stripped:
        # The reference pattern wants one character at least, and takes the last space.
        return (match[1].lower(), value[-1]) if value else None
    return match[1].lower(), stripped


def detect_syntax(source: str) -> str | None:
    """The front end that the file asks for, in any of the forms BuildKit looks for."""
    text = source.removeprefix("\ufeff")
    if text.startswith("#!"):
        text = text.partition("\n")[2]
    for sign in ("#", "//"):
        for name, value in _leading_directives(text, sign):
            if name == "syntax":
                return value.partition(" ")[0]
    return _syntax_of_object(text) if text.lstrip(DIRECTIVE_SPACES).startswith("{") else None


def _syntax_of_object(text: str) -> str | None:
    """A file that is a JSON object may name its front end as a member."""
    import json  # noqa: PLC0415 -- hardly any file needs it, and it costs start-up time

    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    syntax = found.get("syntax")
    return syntax if isinstance(syntax, str) else None


def _leading_directives(text: str, sign: str) -> Iterator[tuple[str, str]]:
    seen: set[str] = set()
    start = 0
    while start < len(text):
        end = text.find("\n", start)
        line = text[start : end if end >= 0 else len(text)]
        found = split_directive(line[len(sign) :].lstrip(SPACES)) if line.startswith(sign) else None
        if found is None or found[0] not in DIRECTIVES or found[0] in seen:
            return
        seen.add(found[0])
        yield found
        start += len(line) + 1


def check_directive(source: str) -> str | None:
    """The value of `# check=`, which BuildKit cuts at the first space."""
    text = source.removeprefix("\ufeff")
    if text.startswith("#!"):
        text = text.partition("\n")[2]
    for name, value in _leading_directives(text, "#"):
        if name == "check":
            return value.partition(" ")[0]
    return None


class Reader:
    """Hands out a file's logical lines one after the other.

    The caller asks for a heredoc's body between two lines, since only the instruction tells
    whether there is one. Errors of directives and of line length gather in `problems`.
    """

    def __init__(self, source: str) -> None:
        self.physical = source.split("\n")
        if self.physical[-1] == "":
            self.physical.pop()
        self.current = 0
        self.escape = "\\"
        self.directives: list[Directive] = []
        self.problems: list[Problem] = []
        self._comments: list[str] = []
        self._directives_done = False
        self._bom = source.startswith("\ufeff")
        self._measure_lines()

    def _measure_lines(self) -> None:
        for number, line in enumerate(self.physical, 1):
            # A character takes at most four bytes, so that most lines need no encoding.
            if len(line) * 4 > MAX_LINE_BYTES and _byte_length(line) > MAX_LINE_BYTES:
                self.problems.append(
                    Problem(
                        f"dockerfile line greater than max allowed size of {MAX_LINE_BYTES}",
                        Span(number, 1, number, len(line) + 1),
                        "Break the line with a continuation, or move the data into a file.",
                    )
                )

    def next_line(self) -> LogicalLine | None:
        """The next instruction's text, or None at the end of the file."""
        while self.current < len(self.physical):
            raw = self.physical[self.current]
            self.current += 1
            bom = self.current == 1 and self._bom
            stripped = raw[1:] if bom else raw
            text = stripped.rstrip("\r").lstrip(SPACES)
            if text.startswith("#"):
                self._take_comment(stripped, text)
                continue
            self._directives_done = True
            piece, goes_on = self._cut(text)
            if goes_on or piece:
                column = 1 + len(raw) - len(raw[bom:].lstrip(SPACES))
                return self._join(piece, column, goes_on)
        return None

    def _take_comment(self, stripped: str, text: str) -> None:
        comment = stripped[1:].strip(SPACES)
        if self._is_directive(text):
            return
        if comment:
            self._comments.append(comment)
        else:
            self._comments.clear()

    def _is_directive(self, text: str) -> bool:
        found = None if self._directives_done else split_directive(text[1:].lstrip(SPACES))
        if found is None or found[0] not in DIRECTIVES:
            self._directives_done = True
            return False
        name, value = found
        if any(name == directive.name for directive in self.directives):
            self._complain(f"only one {name} parser directive can be used")
            return True
        self.directives.append(Directive(name, value, self.current))
        if name == "escape":
            self._set_escape(value)
        return True

    def _set_escape(self, value: str) -> None:
        if value in ("\\", "`"):
            self.escape = value
        else:
            self._complain(f"invalid escape token '{value}' does not match ` or \\")

    def _complain(self, message: str) -> None:
        end = len(self.physical[self.current - 1]) + 1
        self.problems.append(Problem(message, Span(self.current, 1, self.current, end)))

    def _cut(self, text: str) -> tuple[str, bool]:
        """The line without its continuation sign, and whether there was one."""
        body = text.rstrip(" \t")
        if not body.endswith(self.escape):
            return text, False
        # An escaped escape token at the end of a line is text.
        if body.endswith(self.escape * 2):
            return text, False
        return body[:-1], True

    def _join(self, piece: str, column: int, goes_on: bool) -> LogicalLine:
        line = self.current
        pieces, offsets, origins = [piece], [0], [(line, column)]
        length = len(piece)
        has_empty_line = False
        while goes_on and self.current < len(self.physical):
            text = self.physical[self.current].rstrip("\r")
            self.current += 1
            bare = text.lstrip(SPACES)
            if bare.startswith("#"):
                continue
            if not bare:
                has_empty_line = True
                continue
            piece, goes_on = self._cut(text)
            pieces.append(piece)
            offsets.append(length)
            origins.append((self.current, 1))
            length += len(piece)
        comments, self._comments = tuple(self._comments), []
        end_column = len(self.physical[self.current - 1].rstrip("\r")) + 1
        return LogicalLine(
            "".join(pieces),
            line,
            self.current,
            end_column,
            tuple(offsets),
            tuple(origins),
            comments,
            has_empty_line,
        )

    def take_heredoc(self, mark: Heredoc) -> tuple[Heredoc, bool]:
        """The document with its body read, and whether its terminator was there."""
        first = self.current
        while self.current < len(self.physical):
            line = self.physical[self.current].rstrip("\r")
            self.current += 1
            if (line.lstrip("\t") if mark.chomp else line) == mark.name:
                return self._body(mark, first, self.current - 1), True
        return self._body(mark, first, self.current), False

    def _body(self, mark: Heredoc, first: int, end: int) -> Heredoc:
        content = "".join(f"{line}\n" for line in self.physical[first:end])
        return mark._replace(content=content, line=first + 1, end_line=self.current)


def _byte_length(line: str) -> int:
    return len(line.encode("utf-8", "surrogatepass"))
