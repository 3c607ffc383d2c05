"""What a RUN does to the files of its stage: recognised commands, and doubt for all others.

A command that is not known may do anything: from its line on nothing in the stage is certain. What
runs only sometimes may have done what it does.
"""

import posixpath
from collections.abc import Callable

from dockercheck.commands import (
    AddGroup,
    AddUser,
    ChangeMode,
    ChangeOwner,
    Clone,
    Copy,
    Download,
    Extract,
    Install,
    Link,
    MakeDirectories,
    Refresh,
    Remove,
    Strip,
    Touch,
    Write,
    recognize,
    written,
)
from dockercheck.contents import made_by
from dockercheck.paths import clean, join
from dockercheck.runs import Run
from dockercheck.shell import Command, Word
from dockercheck.simulation.building import BUILDERS
from dockercheck.simulation.bytes import NONE_AT_ALL, Bytes
from dockercheck.simulation.files import State
from dockercheck.simulation.globs import glob, has_wildcards
from dockercheck.simulation.installing import INSTALLERS
from dockercheck.simulation.kinds import OTHER, SOURCE
from dockercheck.simulation.programs import other_program, unknown_arguments
from dockercheck.simulation.shell_work import ShellWork
from dockercheck.simulation.sizes import figures
from dockercheck.simulation.work import Work


def run(work: Work, read: Run) -> None:
    """Carry out a RUN on a stage."""
    if not read.commands or read.script.errors:
        work.lose("/", "what this line does: it is not read as shell text")
        return
    for command in read.commands:
        _carry_out(ShellWork(work, read, command), read.commands)


def _carry_out(shell: ShellWork, commands: tuple[Command, ...]) -> None:
    command = shell.command
    if unknown_arguments(shell):
        return
    known = recognize(command)
    handler = _HANDLERS.get(type(known))
    if handler is not None:
        handler(shell, known)
    elif not other_program(shell, commands):
        _otherwise(shell)
    for each in written(command):
        _write(shell, each)


def _otherwise(shell: ShellWork) -> None:
    """What no recogniser explains: quiet programs do nothing, any other may do anything."""
    made = made_by(shell.run, shell.command._replace(redirects=(), outer_redirects=()))
    if made is None:
        name = shell.command.name or "a program"
        shell.lose("/", f"what {name} does")
        return
    for each in made:
        shell.more(each.path, f"what {shell.command.name} makes")


# Files


def _remove(shell: ShellWork, known: Remove) -> None:
    for word in known.targets:
        if known.filtered:
            shell.lose_word(word, "what find has deleted")
        elif word.value is not None:
            shell.remove(word)
        elif word.pattern is not None:
            _remove_matches(shell, word)
        else:
            shell.lose(shell.area(word), "what rm takes away")


def _remove_matches(shell: ShellWork, word: Word) -> None:
    pattern = shell.run.path(shell.command, word.pattern)
    folder, _, name = (pattern or "").rpartition("/")
    if not name or has_wildcards(folder):
        shell.lose(shell.area(word), "what rm takes away")
        return
    node = shell.work.tree.look(folder or "/").node
    wanted = glob(name)
    for child in sorted(node.children or ()) if node is not None else ():
        # A leading dot is not matched by a star in a shell.
        if wanted.matches(child) and (not child.startswith(".") or name.startswith(".")):
            shell.remove_path(join(folder or "/", child))
    if name == "*":
        shell.emptied(folder or "/")


def _copy(shell: ShellWork, known: Copy | Install) -> None:
    target = shell.path(known.destination)
    if target is None:
        shell.lose(shell.area(known.destination), f"where {shell.command.name} puts files")
        return
    into = known.into or (known.destination.value or "").endswith(("/", "/."))
    moves = isinstance(known, Copy) and known.moves
    for word in known.sources:
        path = shell.path(word)
        if path is None:
            _copy_something(shell, target, into=into)
            if moves:
                shell.lose(shell.area(word), "what mv takes away")
            continue
        whole = (word.value or "").endswith("/.")
        shell.copy(path, target, into=(into or len(known.sources) > 1), contents=whole)
        if moves:
            shell.remove_path(path)


def _copy_something(shell: ShellWork, target: str, *, into: bool) -> None:
    """What `cp` makes of a source that is not certain."""
    why = f"what {shell.command.name} copies"
    if into or shell.work.tree.is_directory(target):
        shell.more(target, why)
    else:
        shell.put(target, None, tree=True, why=why)


def _make_directories(shell: ShellWork, known: MakeDirectories) -> None:
    for word in known.paths:
        path = shell.path(word)
        if path is None:
            shell.somewhere(word, "which directories are made")
        elif not shell.sure:
            shell.maybe(path, "whether the directory is made")
        elif shell.run.keeps(path):
            shell.work.tree.make_directory(path)


def _link(shell: ShellWork, known: Link) -> None:
    name = known.link
    path = shell.path(name) if name is not None else shell.run.directory(shell.command)
    if path is None:
        shell.somewhere(name, "where the link is")
        return
    inside = name is None or shell.work.tree.is_directory(path)
    for word in known.targets:
        base = posixpath.basename((word.value or "").rstrip("/"))
        at = join(path, base) if inside and base else path
        shell.put(at, NONE_AT_ALL, tree=True, why=f"what {word.text} holds")


def _touch(shell: ShellWork, known: Touch) -> None:
    for word in known.paths:
        path = shell.path(word)
        if path is None:
            shell.somewhere(word, "which files are made")
        elif shell.work.tree.look(path).state is not State.PRESENT:
            shell.put(path, NONE_AT_ALL)


def _write(shell: ShellWork, known: Write) -> None:
    for word in known.paths:
        path = shell.path(word)
        if path is None:
            shell.somewhere(word, "which file is written")
            continue
        before = shell.work.tree.look(path)
        content = known.content
        fresh = not known.appends or before.state is State.ABSENT
        size = Bytes.exactly(len(content.encode())) if content is not None and fresh else None
        shell.put(path, size)


def _extract(shell: ShellWork, known: Extract) -> None:
    archive = shell.path(known.archive) if known.archive is not None else None
    if shell.command.name not in ("tar", "bsdtar", "unzip"):
        _uncompress(shell, known, archive)
        return
    word = known.directory
    folder = shell.run.directory(shell.command) if word is None else shell.path(word)
    if folder is None:
        shell.lose(shell.area(word), "where the archive is unpacked")
        return
    name = archive or "the archive"
    shell.more(folder, f"what is in {name}")


def _uncompress(shell: ShellWork, known: Extract, archive: str | None) -> None:
    if archive is None:
        shell.lose(shell.area(known.archive), "what is unpacked")
        return
    shell.put(posixpath.splitext(archive)[0], None)
    if not known.keeps_archive:
        shell.remove_path(archive)


def _strip(shell: ShellWork, known: Strip) -> None:
    _rewrite(shell, known.targets, same_size=False)


def _change(shell: ShellWork, known: ChangeMode | ChangeOwner) -> None:
    _rewrite(shell, known.targets, same_size=True)


def _rewrite(shell: ShellWork, words: tuple[Word, ...], *, same_size: bool) -> None:
    for word in words:
        path = shell.path(word)
        if path is not None and shell.sure and shell.run.keeps(path):
            shell.work.rewrite(path, same_size=same_size)


# The web


def _download(shell: ShellWork, known: Download) -> None:
    if known.to_output:
        return
    path = shell.run.path(shell.command, known.path)
    if path is None:
        folder = shell.run.directory(shell.command)
        shell.more(folder or "/", f"what {known.tool} downloads")
    elif shell.work.tree.is_directory(path):
        shell.more(path, f"what {known.tool} downloads")
    else:
        shell.put(path, None)


def _clone(shell: ShellWork, known: Clone) -> None:
    path = shell.run.path(shell.command, known.directory)
    if path is None:
        shell.lose(shell.run.directory(shell.command) or "/", "where the repository is")
    else:
        shell.put(path, None, kind=SOURCE, tree=True, why=f"what {known.url.text} holds")


# Tables


def _add_user(shell: ShellWork, known: AddUser) -> None:
    shell.cites("accounts")
    shell.cost("/etc/passwd", "accounts", figures().accounts)
    home = known.home or (f"/home/{known.name}" if known.name else None)
    if home is None or not known.makes_home:
        return
    shell.put(clean(home), NONE_AT_ALL, kind=OTHER, tree=True, why="what a new home holds")


def _add_group(shell: ShellWork, _known: AddGroup) -> None:
    shell.cites("accounts")
    shell.cost("/etc/passwd", "accounts", figures().accounts)


def _refresh(shell: ShellWork, known: Refresh) -> None:
    shell.more("/etc/ssl/certs" if known.what == "certificates" else "/etc", f"the {known.what}")


_HANDLERS: dict[type, Callable[..., None]] = {
    AddGroup: _add_group,
    AddUser: _add_user,
    ChangeMode: _change,
    ChangeOwner: _change,
    Clone: _clone,
    Copy: _copy,
    Download: _download,
    Extract: _extract,
    Install: _copy,
    Link: _link,
    MakeDirectories: _make_directories,
    Refresh: _refresh,
    Remove: _remove,
    Strip: _strip,
    Touch: _touch,
    Write: _write,
    **INSTALLERS,
    **BUILDERS,
}
