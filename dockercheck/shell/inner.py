"""Scripts inside commands: `sh -c '…'`, `eval …`, a shell that reads a heredoc, `find -exec`."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from dockercheck.shell.model import Command, Context, Heredoc, Word
from dockercheck.shell.options import OptionStyle
from dockercheck.shell.simple import Emitter
from dockercheck.shell.words import unquote

SHELLS = frozenset({"ash", "bash", "dash", "ksh", "mksh", "sh", "zsh"})
_SHELL_VALUED = frozenset({"-o", "+o", "-O", "+O", "--init-file", "--rcfile"})
_USER_SWITCHERS = frozenset({"runuser", "su"})
_SWITCHER_STYLE = OptionStyle(
    frozenset({"-c", "--command", "-s", "--shell", "-g", "--group", "-G", "-w", "-u", "--user"})
)
_EXEC_FLAGS = frozenset({"-exec", "-execdir", "-ok", "-okdir"})


class Inner(NamedTuple):
    """A script inside a command: the words or the heredoc that hold it.

    `same_shell`: it runs in the shell that reads it, as `eval` does.
    """

    words: tuple[Word, ...] = ()
    heredoc: Heredoc | None = None
    same_shell: bool = False
    context: Context = Context.SCRIPT


def inner_script(command: Command) -> Inner | None:
    """The script that a command runs, if it runs one that stands in the text."""
    if command.name in SHELLS:
        return _of_shell(command)
    if command.name == "eval" and command.arguments:
        return Inner(command.arguments, same_shell=True)
    if command.name in _USER_SWITCHERS:
        flag = command.options(_SWITCHER_STYLE).flag("-c", "--command")
        # `--command=…` would need the value cut out of its word: nobody writes it so.
        if flag and flag.argument and flag.argument is not flag.word:
            return Inner((flag.argument,))
    return None


def _of_shell(command: Command) -> Inner | None:
    rest = iter(command.arguments)
    reads_string = False
    for word in rest:
        value = word.value
        if value is not None and len(value) > 1 and value[0] in "-+":
            is_cluster = not value.startswith("--")
            reads_string |= is_cluster and "c" in value
            if value in _SHELL_VALUED or (is_cluster and value.endswith("o")):
                next(rest, None)
        elif reads_string:
            return Inner((word,))
        else:
            return None  # a script file, or something that is not certain
    heredoc = next((each.heredoc for each in reversed(command.redirects) if each.heredoc), None)
    return Inner(heredoc=heredoc, context=Context.HEREDOC) if heredoc else None


def executed_by_find(words: Sequence[Word]) -> list[tuple[Word, ...]]:
    """The commands behind `-exec` and its like."""
    found: list[tuple[Word, ...]] = []
    current: list[Word] | None = None
    for word in words:
        if current is None:
            current = [] if word.value in _EXEC_FLAGS else None
        elif word.value in {";", "+"}:
            if current:
                found.append(tuple(current))
            current = None
        else:
            current.append(word)
    return found


def inner_text(
    script: Inner, emitter: Emitter, spans: Mapping[int, tuple[int, int]]
) -> tuple[str, Sequence[int]] | None:
    """The text of a script that a command holds, and where its characters stand.

    `spans` has the offsets of words by their identity. Words are joined by blanks, as `eval` does.
    None where the text is not certain.
    """
    if script.heredoc is not None:
        offsets = range(script.heredoc.start, script.heredoc.end)
        return emitter.output.text[offsets.start : offsets.stop], offsets
    if script.same_shell and any(word.value is None for word in script.words):
        return None  # what it evaluates is in a variable
    pieces: list[str] = []
    places: list[int] = []
    for word in script.words:
        held = _held(word, emitter, spans)
        if held is None:
            return None
        if pieces:
            pieces.append(" ")
            places.append(word.start)
        pieces.append(held[0])
        places += held[1]
    return "".join(pieces), places


def _held(
    word: Word, emitter: Emitter, spans: Mapping[int, tuple[int, int]]
) -> tuple[str, Sequence[int]] | None:
    if emitter.literal:
        return word.text, range(word.start, word.end)
    start, end = spans.get(id(word), (0, 0))
    found = unquote(emitter.source.text[start:end], start, emitter.source.gap)
    if found is None or emitter.origin is None:
        return found
    text, places = found
    return text, [emitter.origin[at] for at in places]
