"""A shell text made ready for the grammar: continuations and heredocs masked, positions kept."""

import re
from functools import lru_cache
from time import thread_time
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from tree_sitter import Language, Node

_NOT_ASCII = re.compile(r"[^\x01-\x7f]")
_OPENERS, _CLOSERS = "({[", ")}]"
_BRACKET = re.compile(r"[({\[)}\]]")
_FUNCTION_HEADS = re.compile(r"(?<![\w-])(?:[\w-]+[ \t]*\([ \t]*\)\s*){8}")
_LONGEST = 64 * 1024  # characters
_DEEPEST_BRACKETS = 120
_MOST_BACKQUOTES = 200
_LONGEST_PIPELINE = 100
_PIPELINE_END = re.compile(r"\|\||[&;\n()]")
# The parser reports every 100 or so operations. In sound text none is in error; each one that is
# may look through the whole rest of the text.
_TROUBLED_CHARACTERS = 160_000
_PATIENCE = 0.25  # seconds of this thread's own; sound text of 64 kB takes 0.02 of them
_CHUNK = 512  # bytes; the parser asks again whenever it steps back, so whole texts cost dearly
_CALM = 1000  # characters; a shorter text cannot keep the parser busy for long

# What to look at when searching heredocs and line continuations: quotes and comments hide them.
_TOKEN = re.compile(
    r"""
      '[^']*'?
    | "[^"\\]*(?:\\.[^"\\]*)*"?
    | (?P<continued>\\\n)
    | \\.
    | (?:(?<=[\s;&|()])|\A)\#[^\n]*
    | (?P<newline>\n)
    | <<<
    | <<(?P<tabs>-?)[ \t]*(?P<delimiter>(?:'[^'\n]*'|"[^"\n]*"|\\.|[^\s;&|()<>'"\\])+)
    | \(\([^\n]{0,200}?\)\)
    """,
    re.VERBOSE | re.DOTALL,
)
_WORD_EDGE = frozenset(" \t\r\n;&|()<>")


class Source:
    """A text and its `shape`: of the same length, in ASCII, with nothing the grammar stumbles on.

    In the shape, heredoc bodies are blanks, `<<` is `<`, and a line continuation is blanks, or
    filler inside a word. `heredocs` has the bodies by the offset of their `<<`.
    """

    __slots__ = ("gap", "heredocs", "shape", "text")

    def __init__(self, text: str, shape: str, gap: re.Pattern[str] | None = None) -> None:
        self.text = text
        self.shape = shape
        self.gap = gap
        self.heredocs: dict[int, Body] = {}


class Body(NamedTuple):
    """Where a heredoc's body stands, and how its delimiter was written."""

    operator: str
    delimiter: str
    quoted: bool
    start: int
    end: int


def prepare(text: str, escape: str | None) -> Source:
    """Mask what the grammar cannot read.

    `escape` is the Dockerfile's escape character where `text` is the source of an instruction:
    continuations are then joined as the Dockerfile reader does (inside quotes too, comment lines
    and blank lines left out); None for text that only a shell reads.
    """
    gap = _gap(escape) if escape else None
    shape = _mask_gaps(text, gap) if gap else text
    source = Source(text, _NOT_ASCII.sub("x", shape), gap)
    if "<<" in shape or "\\\n" in shape:
        _mask_shell(source)
    return source


@lru_cache(maxsize=4)
def _gap(escape: str) -> re.Pattern[str]:
    """A continuation as Docker's parser joins it: also with blanks behind the escape character,
    and with the comment and blank lines that follow."""
    return re.compile(rf"{re.escape(escape)}[ \t]*\r?\n(?:[ \t]*(?:\#[^\n]*)?\n)*")


def _mask_gaps(text: str, gap: re.Pattern[str]) -> str:
    masked = gap.sub(lambda found: _filler(text, found.start(), found.end()), text)
    end = masked.find("\n")
    # Behind the instruction's logical line stand only heredoc bodies, where nothing is joined.
    return masked if end < 0 else masked[:end] + text[end:]


def _filler(text: str, start: int, end: int) -> str:
    """Blanks for a continuation between words, word characters for one inside a word."""
    inside = start > 0 and end < len(text)
    if inside and text[start - 1] not in _WORD_EDGE and text[end] not in _WORD_EDGE:
        return "." * (end - start)
    return " " * (end - start)


def _mask_shell(source: Source) -> None:
    """Mask the shell's own continuations and heredocs, in one pass from left to right."""
    text = source.shape
    pieces: list[str] = []
    done = position = 0
    waiting: list[tuple[int, re.Match[str]]] = []
    while (found := _TOKEN.search(text, position)) is not None:
        position = found.end()
        if found["delimiter"] is not None:
            waiting.append((found.start(), found))
            pieces += text[done : found.start()], "<", " " * (len(found["tabs"]) + 1)
            done = found.start() + 2 + len(found["tabs"])
        elif found["continued"]:
            pieces += text[done : found.start()], _filler(text, found.start(), found.end())
            done = position
        elif found["newline"] and waiting:
            position = _bodies(source, text, position, waiting)
            pieces += text[done : found.end()], re.sub(r"[^\n]", " ", text[found.end() : position])
            done = position
            waiting = []
    source.shape = "".join([*pieces, text[done:]])
    for start, opener in waiting:
        source.heredocs[start] = _body(opener, len(text), len(text))


def _bodies(source: Source, text: str, start: int, waiting: list[tuple[int, re.Match[str]]]) -> int:
    """Note the bodies that begin at `start`; return where the shell text goes on."""
    for offset, opener in waiting:
        delimiter = _unquoted(opener["delimiter"])
        tabs = "\t*" if opener["tabs"] else ""
        end = re.compile(rf"^{tabs}{re.escape(delimiter)}$", re.MULTILINE).search(text, start)
        source.heredocs[offset] = _body(opener, start, end.start() if end else len(text))
        start = min(end.end() + 1, len(text)) if end else len(text)
    return start


def _body(opener: re.Match[str], start: int, end: int) -> Body:
    written = opener["delimiter"]
    return Body(
        f"<<{opener['tabs']}", _unquoted(written), _unquoted(written) != written, start, end
    )


def _unquoted(delimiter: str) -> str:
    return re.sub(r"['\"\\]", "", delimiter)


@lru_cache(maxsize=1)
def _language() -> "Language":
    """The Bash grammar, made on first use."""
    # Imported here: it takes 20 ms, and a file without shell text does not need it.
    import tree_sitter  # noqa: PLC0415
    import tree_sitter_bash  # noqa: PLC0415

    return tree_sitter.Language(tree_sitter_bash.language())


def parse(source: Source, until: float | None = None) -> "Node | None":
    """The grammar's root node, or None for a text on which the parser would take too long.

    `until`: the moment of `time.thread_time` at which to give up; by default soon enough.
    """
    import tree_sitter  # noqa: PLC0415  (see _language)

    shape = source.shape
    now = thread_time()
    end = now + _PATIENCE if until is None else min(until, now + _PATIENCE)
    if len(shape) > _LONGEST or now > end or _is_tangled(shape):
        return None
    data = shape.encode()
    # A parser keeps state while it runs, so that one shared by threads would not be safe.
    parser = tree_sitter.Parser(_language())
    if len(data) < _CALM:
        return parser.parse(data).root_node
    troubled = 0

    def give_up(_offset: int, has_error: bool) -> bool:
        nonlocal troubled
        troubled += has_error
        return troubled * len(data) > _TROUBLED_CHARACTERS or thread_time() > end

    try:
        tree = parser.parse(
            lambda start, _point: data[start : start + _CHUNK], progress_callback=give_up
        )
    except ValueError:
        return None
    return tree.root_node


def _is_tangled(shape: str) -> bool:
    """True for what no person writes and on which the parser takes quadratic time or worse."""
    return (
        _deepest_bracket(shape) > _DEEPEST_BRACKETS
        or shape.count("`") > _MOST_BACKQUOTES
        or _FUNCTION_HEADS.search(shape) is not None
        or (
            shape.count("|") > _LONGEST_PIPELINE
            and any(part.count("|") > _LONGEST_PIPELINE for part in _PIPELINE_END.split(shape))
        )
    )


def _deepest_bracket(shape: str) -> int:
    """How deep brackets nest, quotes not looked at: an upper bound that is quick to have."""
    if sum(map(shape.count, _OPENERS)) <= _DEEPEST_BRACKETS:
        return 0
    depth = deepest = 0
    for found in _BRACKET.finditer(shape):
        depth = depth + 1 if found[0] in _OPENERS else max(depth - 1, 0)
        deepest = max(deepest, depth)
    return deepest
