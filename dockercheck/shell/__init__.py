"""The shell text of RUN, CMD and ENTRYPOINT, read into commands and never executed."""

from dockercheck.shell.model import (
    Assignment,
    Command,
    Context,
    Heredoc,
    Redirect,
    Reference,
    Script,
    SyntaxProblem,
    Word,
    Wrapper,
)
from dockercheck.shell.options import Arguments, Flag, OptionStyle
from dockercheck.shell.reader import from_exec, read

__all__ = [
    "Arguments",
    "Assignment",
    "Command",
    "Context",
    "Flag",
    "Heredoc",
    "OptionStyle",
    "Redirect",
    "Reference",
    "Script",
    "SyntaxProblem",
    "Word",
    "Wrapper",
    "from_exec",
    "read",
]
