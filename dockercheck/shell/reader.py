"""Shell text in, `Script` out: nothing is executed, nothing raises."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from time import thread_time

from dockercheck.shell.model import Script, Word
from dockercheck.shell.scope import Scope
from dockercheck.shell.simple import Emitter, Output, Place
from dockercheck.shell.source import prepare
from dockercheck.shell.walk import Walker, run

_CACHED_LENGTH = 2_000  # characters; what is remembered stays small whatever is read


def read(
    text: str,
    *,
    escape: str | None = None,
    env: Mapping[str, str | None] | None = None,
    until: float | None = None,
) -> Script:
    """Read shell text.

    `escape`: the Dockerfile's escape character where `text` is the source slice of an instruction;
    its continuations, comment lines in them included, are then read as Docker's parser joins them.
    None for text that only a shell reads, such as a heredoc; a backslash at a line end still joins
    lines, because a shell does so too. Either way offsets are those of `text`.

    `env`: variables that are set when the script starts, None for a value that is not certain.

    `until`: the moment of `time.thread_time` at which to stop trying, for a caller that reads many
    texts from a stranger; that clock stands still while other work has the processor. What could
    not be read in time is an error of the script.
    """
    known = tuple(sorted(env.items())) if env else ()
    in_time = until is None or thread_time() < until
    if len(text) <= _CACHED_LENGTH and in_time:
        return _read_cached(text, escape, known)
    return _read(text, escape, known, until)


def _read(
    text: str,
    escape: str | None,
    env: tuple[tuple[str, str | None], ...],
    until: float | None = None,
) -> Script:
    output = Output(text, until)
    walker = Walker(Emitter(prepare(text, escape), Scope(dict(env)), output))
    run(walker.script(Place()))
    return output.script()


_read_cached = lru_cache(maxsize=128)(_read)


def from_exec(args: Sequence[str], *, env: Mapping[str, str | None] | None = None) -> Script:
    """Read the exec form: each string is one literal word; the script of `sh -c` is read through.

    Offsets are those in the arguments joined by single blanks, which is the script's `text`.
    """
    text = " ".join(args)
    output = Output(text)
    words: list[Word] = []
    start = 0
    for arg in args:
        words.append(Word(arg, arg, start, start + len(arg), arg, arg))
        start += len(arg) + 1
    emitter = Emitter(prepare(text, None), Scope(dict(env or {})), output, literal=True)
    if words:
        run(Walker(emitter).literal(words, Place()))
    return output.script()
