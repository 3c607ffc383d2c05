"""Which system packages a RUN leaves installed at its end."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from dockercheck.commands import Action, SystemPackages
from dockercheck.runs import Run
from dockercheck.shell import Assignment, Word

_MOST_ASSIGNMENTS = 20  # of one variable; more only in text made to be slow
_VARIABLE = re.compile(r"\$(?:(\w+)|\{(\w+)\})\Z", re.ASCII)
_VERSION = re.compile(r"[=<>~@/].*", re.DOTALL)
_ORPHANS = frozenset({"--auto-remove", "--autoremove", "autopurge", "autoremove"})


class KeptPackages(NamedTuple):
    """An installation, and what of it is still there when its RUN ends: name and word of each."""

    use: SystemPackages
    packages: tuple[tuple[str, Word], ...]


def package_uses(run: Run) -> list[SystemPackages]:
    """What a RUN does with system packages, in order; installations of files are left out."""
    return run.once(_package_uses)


def _package_uses(run: Run) -> list[SystemPackages]:
    found = map(run.what, run.commands)
    return [u for u in found if isinstance(u, SystemPackages) and u.manager not in ("dpkg", "rpm")]


def family(use: SystemPackages) -> str:
    """The manager's family: those of one family share index and packages."""
    return {"apt-get": "apt", "dnf5": "dnf", "microdnf": "dnf", "tdnf": "dnf", "yum": "dnf"}.get(
        use.manager, use.manager
    )


def kept_packages(run: Run) -> Iterator[KeptPackages]:
    """The installations of a RUN without what the same RUN removes again."""
    uses = package_uses(run)
    for number, use in enumerate(uses):
        if use.action is not Action.INSTALL:
            continue
        gone: set[str] = set()
        later = [u for u in uses[number + 1 :] if u.action is Action.REMOVE]
        if any(_removes_all(run, removal, use, gone) for removal in later):
            continue
        kept = tuple(pair for pair in packages_of(run, use) if pair[0] not in gone)
        if kept:
            yield KeptPackages(use, kept)


def packages_of(run: Run, use: SystemPackages) -> list[tuple[str, Word]]:
    """The packages of a use whose names are certain, those in variables too."""
    found: list[tuple[str, Word]] = []
    for package in use.packages:
        if package.name is not None:
            found.append((package.name, package.word))
        else:
            names = variable_words(run, package.word) or []
            found += ((_VERSION.sub("", name), package.word) for name in names)
    return found


def _removes_all(run: Run, removal: SystemPackages, use: SystemPackages, gone: set[str]) -> bool:
    """Whether a removal takes all that a use has installed; else `gone` gets what it takes."""
    if family(removal) != family(use):
        return False
    if any(word.value in _ORPHANS for word in removal.command.words) and _marks_automatic(run):
        return True
    names = {name for name, _word in packages_of(run, removal)}
    gone |= names
    same_words = {package.word.text for package in removal.packages if package.name is None}
    unknown = any(
        package.name is None and variable_words(run, package.word) is None
        for package in removal.packages
    )
    asked = {package.word.text for package in use.packages if package.name is None}
    return use.group in names or unknown or bool(asked & same_words)


def _marks_automatic(run: Run) -> bool:
    """`apt-mark auto …`: the next autoremove takes what was installed for the build."""
    return any(
        command.name == "apt-mark" and "auto" in {word.value for word in command.arguments}
        for command in run.commands
    )


def variable_words(run: Run, word: Word) -> list[str] | None:
    """The words that an unquoted variable becomes; None where its value is not certain."""
    variable = _VARIABLE.match(word.text)
    if variable is None:
        return None
    name = variable[1] or variable[2]
    if name in run.script.assigned:
        value = _assigned(run, name, word.start)
    else:
        value = run.step.env.get(name)
    return value.split() if value is not None else None


def _assigned(run: Run, name: str, before: int) -> str | None:
    found: str | None = None
    for assignment in run.once(_assignments).get(name, ()):
        if assignment.start < before:
            found = assignment.value
    return found


def _assignments(run: Run) -> dict[str, list[Assignment]]:
    """The first assignments of each variable; a script has few of one name."""
    found: dict[str, list[Assignment]] = {}
    for command in run.commands:
        for assignment in command.assignments:
            found.setdefault(assignment.name, [])
            if len(found[assignment.name]) < _MOST_ASSIGNMENTS:
                found[assignment.name].append(assignment)
    return found
