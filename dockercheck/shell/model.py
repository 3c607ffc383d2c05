"""What a shell script consists of, as plain values with positions."""

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple

from dockercheck.shell.options import Arguments, OptionStyle, split_options


class Word(NamedTuple):
    """One word of a command.

    `text` is the word as written, `start` and `end` are character offsets into the text that was
    read (end exclusive). `value` is what the command receives, None where that is not certain (an
    unknown variable, a substitution, a glob). `pattern` is the same with glob characters left in
    place, None only where something unknown is in the word. `prefix` is the part before the first
    thing that is not certain: all of it for a literal word.
    """

    text: str
    value: str | None
    start: int
    end: int
    pattern: str | None
    prefix: str


class Assignment(NamedTuple):
    """`NAME=value`, in front of a command or alone; `value` None where it is not certain."""

    name: str
    value: str | None
    start: int
    end: int


class Heredoc(NamedTuple):
    """The body that a `<<` redirect feeds in; `content` is None where expansions make it unknown.

    `start` and `end` are the offsets of the body, without the line of the delimiter.
    """

    delimiter: str
    quoted: bool
    content: str | None
    start: int
    end: int


class Redirect(NamedTuple):
    """`2> file`: the operator, the descriptor where one is written, the target.

    `target` is None where an operator closes a descriptor (`2>&-`).
    """

    op: str
    descriptor: int | None
    target: Word | None
    heredoc: Heredoc | None = None

    @property
    def writes(self) -> bool:
        """True where the target is a file that is made or written, not another descriptor."""
        return self.op in {">", ">>", ">|", "&>", "&>>", "<>"}


class Context(StrEnum):
    """What a command stands in; the innermost is last in `Command.nesting`."""

    SUBSHELL = "subshell"
    SUBSTITUTION = "substitution"
    CONDITION = "condition"
    IF = "if"
    LOOP = "loop"
    CASE = "case"
    FUNCTION = "function"
    SCRIPT = "script"  # the text of `sh -c`, `eval` and the like
    HEREDOC = "heredoc"  # a script that a shell reads from a heredoc
    EXEC = "exec"  # `find … -exec`: once a found file
    BROKEN = "broken"  # beside a syntax error: what it belongs to is not known


class Wrapper(NamedTuple):
    """A command that only starts the one behind it, such as `sudo -u app`."""

    name: str
    words: tuple[Word, ...]


class Command(NamedTuple):
    """One simple command, seen through `sudo`, `env` and other wrappers.

    - `name`: the program without its directory; None where it is not certain, "" for an
      assignment or a redirect that stands alone.
    - `words`: the program and its arguments.
    - `env`: variables that the script surely exports to this command; None for a value that is
      not certain. What the Dockerfile sets is not among them.
    - `before`, `after`: the operator that joins it to what comes before and after it: `&&`, `||`,
      `|`, `|&`, `&`, `;` (also for a line end), "" at an end of the script or of a body.
    - `sure`: it runs in every successful run of the script.
    - `cwd`: the working directory: absolute, or relative to the one in which the script starts
      ("." there); None where it is not certain.
    - `outer_redirects`: those of the compound commands around it.
    - `start`, `end`: offsets from its first to its last word, wrappers and assignments included.
    """

    name: str | None
    words: tuple[Word, ...]
    start: int
    end: int
    assignments: tuple[Assignment, ...] = ()
    env: tuple[tuple[str, str | None], ...] = ()
    redirects: tuple[Redirect, ...] = ()
    outer_redirects: tuple[Redirect, ...] = ()
    wrappers: tuple[Wrapper, ...] = ()
    before: str = ""
    after: str = ""
    nesting: tuple[Context, ...] = ()
    sure: bool = True
    negated: bool = False
    cwd: str | None = "."

    @property
    def arguments(self) -> tuple[Word, ...]:
        """The words behind the program."""
        return self.words[1:]

    @property
    def environment(self) -> Mapping[str, str | None]:
        """`env` by name."""
        return dict(self.env)

    @property
    def takes_input_as_arguments(self) -> bool:
        """True behind `xargs`: more arguments come from another command's output."""
        return any(wrapper.name == "xargs" for wrapper in self.wrappers)

    @property
    def failure_ignored(self) -> bool:
        """True where `|| …` or `!` keeps a failure from ending the script."""
        return self.negated or self.after == "||"

    def options(self, style: OptionStyle, *, skip: int = 0) -> Arguments:
        """Split the arguments behind the first `skip` of them into flags and operands."""
        return split_options(self.words[1 + skip :], style)


class Reference(NamedTuple):
    """`$NAME` somewhere in the script; `guarded` where a form such as `${NAME:-x}` allows for it
    being unset."""

    name: str
    start: int
    end: int
    guarded: bool


class SyntaxProblem(NamedTuple):
    """Text that cannot be read as shell, or that is not read because of a limit."""

    message: str
    start: int
    end: int


class Script(NamedTuple):
    """A shell text that was read.

    `commands` stand in the order in which they run; a command inside `$(…)` comes before the one
    that it is a word of. `assigned` names the variables that the script sets anywhere. `options`
    are the shell options that it switches on ("e", "u", "x", "pipefail" …).
    """

    text: str
    commands: tuple[Command, ...]
    errors: tuple[SyntaxProblem, ...] = ()
    references: tuple[Reference, ...] = ()
    assigned: frozenset[str] = frozenset()
    options: frozenset[str] = frozenset()
