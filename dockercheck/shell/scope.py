"""Variables and working directory as a script sets them, with what is not certain kept apart."""

import posixpath
from collections.abc import Callable, Iterable, Mapping

CWD = " cwd"  # the working directory among the variables; none can be named so
_EVERYTHING = " *"
_MOST_EXPORTS = 64  # followed for `Command.env`; more only in text made to be slow
_LONGEST_VALUE = 256  # characters; `A=$A$A` again and again would fill the memory
_LONGEST_PATH = 4096

_Values = dict[str, str | None]


class Scope:
    """What is known at one point of the script.

    Every change is logged, so that leaving a subshell (`restore`) or a branch that may not have
    run (`doubt`) costs no more than what happened inside. `inherited` answers for variables that
    this scope does not set.
    """

    def __init__(
        self,
        variables: Mapping[str, str | None],
        cwd: str | None = ".",
        inherited: Callable[[str], str | None] | None = None,
    ) -> None:
        self._values: _Values = {**variables, CWD: cwd}
        self._inherited = inherited
        self._given = frozenset(variables)
        self._exported: dict[str, None] = {}
        self._log: list[tuple[str, str | None, bool]] = []
        self._forgotten: list[tuple[_Values, Callable[[str], str | None] | None]] = []

    @property
    def cwd(self) -> str | None:
        """The working directory: absolute, or relative to that of the start."""
        return self._values[CWD]

    def lookup(self, name: str) -> str | None:
        """The value where it is certain."""
        if name in self._values or self._inherited is None:
            return self._values.get(name)
        return self._inherited(name)

    def lookup_passed_on(self, name: str) -> str | None:
        """The value that a shell started here inherits, where it is certain."""
        if name in self._exported or name in self._given or name not in self._values:
            return self.lookup(name)
        return None

    def assign(self, name: str, value: str | None) -> None:
        """Set a variable; None for a value that is not certain."""
        if value is not None and len(value) > (_LONGEST_PATH if name == CWD else _LONGEST_VALUE):
            value = None
        self._log.append((name, self._values.get(name), name in self._values))
        self._values[name] = value

    def export(self, name: str) -> None:
        """Pass a variable on to commands."""
        if len(self._exported) < _MOST_EXPORTS:
            self._exported[name] = None

    def environment(self) -> tuple[tuple[str, str | None], ...]:
        """The exported variables."""
        return tuple((name, self.lookup(name)) for name in self._exported)

    def change_directory(self, path: str | None) -> None:
        """`cd path`; None for a path that is not certain."""
        cwd = self.cwd
        if path is not None and path.startswith("/"):
            self.assign(CWD, posixpath.normpath(path))
        elif path is None or cwd is None or path == "-":
            self.assign(CWD, None)
        else:
            self.assign(CWD, posixpath.normpath(posixpath.join(cwd, path)))

    def mark(self) -> int:
        """A point to come back to with `restore` or `doubt`."""
        return len(self._log)

    def restore(self, mark: int) -> None:
        """Undo what was set since the mark: a subshell is left."""
        while len(self._log) > mark:
            name, value, known = self._log.pop()
            if name == _EVERYTHING:
                self._values, self._inherited = self._forgotten.pop()
            elif known:
                self._values[name] = value
            else:
                self._values.pop(name, None)

    def doubt(self, mark: int) -> None:
        """Make uncertain what was set since the mark: it may not have run."""
        names = self.changed(mark)
        if _EVERYTHING in names:
            self._values = {CWD: None}
        for name in names - {_EVERYTHING}:
            self._values[name] = None

    def changed(self, mark: int) -> frozenset[str]:
        """The names that were set since the mark, to be given to `forget`."""
        return frozenset(name for name, _value, _known in self._log[mark:])

    def forget(self, names: Iterable[str]) -> None:
        """Make these uncertain: something may set them."""
        for name in names:
            if name == _EVERYTHING:
                self.forget_everything()
            else:
                self.assign(name, None)

    def forget_everything(self) -> None:
        """Make all uncertain: a file is sourced, or text evaluated, that is not known."""
        self._log.append((_EVERYTHING, None, True))
        self._forgotten.append((self._values, self._inherited))
        self._values, self._inherited = {CWD: None}, None
