"""Flags and operands of a command, told apart by a small description of its style."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:  # model imports this module for Command.options
    from dockercheck.shell.model import Word


class OptionStyle(NamedTuple):
    """How a program reads its options.

    - `valued`: flags that take a value, with their dashes: {"-o", "--output"}.
    - `single_dash`: `-name` is one flag, as in Go, Java and `find`, not a cluster of letters.
    - `posix`: the first operand ends the options, as in `sudo`, `env` and `xargs`.
    """

    valued: frozenset[str] = frozenset()
    single_dash: bool = False
    posix: bool = False

    @classmethod
    def of(cls, valued: str, *, single_dash: bool = False, posix: bool = False) -> "OptionStyle":
        """A style from the flags that take a value, with blanks between them."""
        return cls(frozenset(valued.split()), single_dash, posix)


class Flag(NamedTuple):
    """One flag with its dashes; `value` is None where it has none or none that is certain.

    `argument` is the word in which the value stands: `word` itself for `--output=x`.
    """

    name: str
    value: str | None
    word: "Word"
    argument: "Word | None" = None


class Arguments(NamedTuple):
    """The flags in their order, and the words that are not flags."""

    flags: tuple[Flag, ...]
    operands: tuple["Word", ...]

    def flag(self, *names: str) -> Flag | None:
        """The last flag of these names, which is the one that counts for most programs."""
        return next((flag for flag in reversed(self.flags) if flag.name in names), None)

    def has(self, *names: str) -> bool:
        """Tell whether one of these flags is given."""
        return self.flag(*names) is not None

    def value(self, *names: str) -> str | None:
        """The value of the last of these flags; None where absent or not certain."""
        flag = self.flag(*names)
        return flag.value if flag else None

    def values(self, *names: str) -> tuple[str | None, ...]:
        """The values of all flags of these names."""
        return tuple(flag.value for flag in self.flags if flag.name in names)


def split_options(words: Sequence["Word"], style: OptionStyle) -> Arguments:
    """Split words as a program of this style would. `--` ends the options."""
    flags: list[Flag] = []
    operands: list[Word] = []
    rest = iter(words)
    for word in rest:
        written = word.prefix
        if word.value == "--":
            operands.extend(rest)
        elif len(written) > 1 and written[0] == "-":
            flags.extend(_flags(word, style))
            wants_value = flags[-1].name in style.valued and flags[-1].argument is None
            if wants_value and (value := next(rest, None)) is not None:
                flags[-1] = Flag(flags[-1].name, value.value, word, value)
        else:
            operands.append(word)
            if style.posix:
                operands.extend(rest)
    return Arguments(tuple(flags), tuple(operands))


def _flags(word: "Word", style: OptionStyle) -> list[Flag]:
    """The flags that one word holds, at least one: `-xzf` holds three."""
    written = word.prefix
    if written.startswith("--") or style.single_dash:
        name, equals, value = written.partition("=")
        if not equals:
            return [Flag(name, None, word)]
        return [Flag(name, None if word.value is None else value, word, word)]
    found: list[Flag] = []
    for index, letter in enumerate(written[1:], start=2):
        name = f"-{letter}"
        if name in style.valued and (index < len(written) or word.value is None):
            found.append(Flag(name, None if word.value is None else written[index:], word, word))
            break
        found.append(Flag(name, None, word))
    return found
