"""What the shell's own commands change for the commands behind them."""

import re
from collections.abc import Callable

from dockercheck.shell.model import Command, Word
from dockercheck.shell.options import OptionStyle
from dockercheck.shell.scope import Scope
from dockercheck.shell.simple import Output

_BUILTIN_THROUGH = frozenset({"builtin", "command", "exec"})
_DECLARED = re.compile(r"([A-Za-z_]\w*)(\+?=)?", re.ASCII)
_OPTION_CLUSTER = re.compile(r"[+-][A-Za-z]+")
_LONG_OPTIONS = {"errexit": "e", "nounset": "u", "xtrace": "x"}
_READ = OptionStyle(frozenset({"-d", "-n", "-N", "-p", "-t", "-u", "-i", "-a", "-O", "-C", "-c"}))


def apply(command: Command, scope: Scope, output: Output) -> None:
    """Note what a command changes in its own shell."""
    if any(wrapper.name not in _BUILTIN_THROUGH for wrapper in command.wrappers):
        return
    if any(wrapper.name == "exec" for wrapper in command.wrappers):
        output.ended = True
    effect = _EFFECTS.get(command.name or "")
    if effect is not None:
        effect(command, scope, output)


def _cd(command: Command, scope: Scope, _output: Output) -> None:
    operands = command.options(OptionStyle()).operands
    if command.name == "cd" and not operands:
        scope.change_directory(scope.lookup("HOME"))
    elif command.name == "cd":
        scope.change_directory(operands[0].value)
    else:
        scope.change_directory(None)


def _declare(command: Command, scope: Scope, output: Output) -> None:
    exports = command.name == "export" or command.options(OptionStyle()).has("-x")
    withdraws = command.options(OptionStyle()).has("-n", "-p", "-f")
    for word in command.arguments:
        name = _DECLARED.match(word.prefix)
        if name is None:
            continue
        if name[2]:
            output.assigned.add(name[1])
            scope.assign(name[1], _declared_value(word, name, scope))
        if exports and not withdraws:
            scope.export(name[1])


def _declared_value(word: Word, name: "re.Match[str]", scope: Scope) -> str | None:
    if word.value is None:
        return None
    value = word.value[name.end() :]
    if name[2] == "=":
        return value
    before = scope.lookup(name[1])
    return before + value if before is not None else None


def _unset(command: Command, scope: Scope, output: Output) -> None:
    for word in command.arguments:
        if word.value and not word.value.startswith("-"):
            scope.assign(word.value, "")
            output.assigned.add(word.value)


def _read(command: Command, scope: Scope, output: Output) -> None:
    """`read NAME …`, `mapfile NAME`, `getopts x NAME`, `printf -v NAME`: values from elsewhere."""
    arguments = command.options(_READ)
    names = [word.value for word in arguments.operands] if command.name != "printf" else []
    variable = re.search(r"(?:^|\s)-v\s*(\w+)", " ".join(word.prefix for word in command.words[:3]))
    if command.name == "printf" and variable:
        names = [variable[1]]
    for name in names:
        if name and name.isidentifier():
            scope.assign(name, None)
            output.assigned.add(name)


def _source(_command: Command, scope: Scope, _output: Output) -> None:
    scope.forget_everything()


def _set(command: Command, _scope: Scope, output: Output) -> None:
    output.options.update(shell_options(command.arguments))


def shell_options(words: tuple[Word, ...]) -> list[str]:
    """The options that the arguments of `set`, or of a shell, switch on."""
    found: list[str] = []
    rest = iter(words)
    for word in rest:
        value = word.value or ""
        if not _OPTION_CLUSTER.fullmatch(value):
            break
        long_name = (next(rest, word).value or "") if value.endswith("o") else ""
        if value.startswith("-"):
            found += [letter for letter in value[1:] if letter not in "cilos"]
            found.append(_LONG_OPTIONS.get(long_name, long_name))
    return [name for name in found if name]


def _exit(command: Command, _scope: Scope, output: Output) -> None:
    """After `exit 1` nothing counts, the script failed; after any other nothing is sure to run."""
    status = command.arguments[0].value if command.arguments else "0"
    if status is None or not status.isdigit() or int(status) == 0:
        output.ended = True


_EFFECTS: dict[str, Callable[[Command, Scope, Output], None]] = {
    ".": _source,
    "cd": _cd,
    "declare": _declare,
    "exit": _exit,
    "export": _declare,
    "getopts": _read,
    "local": _declare,
    "mapfile": _read,
    "popd": _cd,
    "printf": _read,
    "pushd": _cd,
    "read": _read,
    "readarray": _read,
    "readonly": _declare,
    "return": _exit,
    "set": _set,
    "source": _source,
    "typeset": _declare,
    "unset": _unset,
}
