"""Commands that make, change and remove files: their targets, as words that can be pointed at."""

import re
from collections.abc import Callable
from typing import NamedTuple

from dockercheck.shell import Command, OptionStyle, Word


class Remove(NamedTuple):
    """`rm`, `rmdir`, `unlink`, and `find … -delete` (then `targets` are where it searches)."""

    command: Command
    targets: tuple[Word, ...]
    recursive: bool = False
    filtered: bool = False  # only what a condition selects below the targets


class Copy(NamedTuple):
    """`cp` and `mv` (`moves`); `destination` may be a directory."""

    command: Command
    sources: tuple[Word, ...]
    destination: Word
    recursive: bool = False
    moves: bool = False
    into: bool = False  # `-t`: the destination is a directory for certain


class MakeDirectories(NamedTuple):
    """`mkdir`, `install -d`."""

    command: Command
    paths: tuple[Word, ...]
    parents: bool = False
    mode: str | None = None


class Link(NamedTuple):
    """`ln`; without a name (`link` None) it lands in the working directory."""

    command: Command
    targets: tuple[Word, ...]
    link: Word | None
    symbolic: bool = False


class Install(NamedTuple):
    """`install`: copies that set mode and owner at once."""

    command: Command
    sources: tuple[Word, ...]
    destination: Word
    mode: str | None = None
    owner: str | None = None
    into: bool = False
    strips: bool = False


class ChangeMode(NamedTuple):
    """`chmod`; `mode` None where it is not certain or comes from another file."""

    command: Command
    mode: str | None
    targets: tuple[Word, ...]
    recursive: bool = False


class ChangeOwner(NamedTuple):
    """`chown` and `chgrp` (then `owner` begins with a colon)."""

    command: Command
    owner: str | None
    targets: tuple[Word, ...]
    recursive: bool = False


class Touch(NamedTuple):
    """`touch`: empty files are made where there are none."""

    command: Command
    paths: tuple[Word, ...]


class Write(NamedTuple):
    """Output written to files, by a redirect or by `tee`; `content` None where not certain."""

    command: Command
    paths: tuple[Word, ...]
    content: str | None = None
    appends: bool = False


class Extract(NamedTuple):
    """`tar -x`, `unzip`, `gunzip`; `archive` None where it is read from a pipe.

    `directory` None: the working directory.
    """

    command: Command
    archive: Word | None
    directory: Word | None = None
    members: tuple[Word, ...] = ()
    keeps_archive: bool = True


class Strip(NamedTuple):
    """`strip`: symbols taken out of binaries, which writes them anew."""

    command: Command
    targets: tuple[Word, ...]


FileOperation = (
    Remove
    | Copy
    | MakeDirectories
    | Link
    | Install
    | ChangeMode
    | ChangeOwner
    | Touch
    | Write
    | Extract
    | Strip
)


def _remove(command: Command) -> Remove | None:
    arguments = command.options(OptionStyle())
    recursive = arguments.has("-r", "-R", "--recursive")
    return Remove(command, arguments.operands, recursive) if arguments.operands else None


def _find(command: Command) -> Remove | None:
    words = command.arguments
    if all(word.value != "-delete" for word in words):
        return None
    starts = []
    for word in words:
        if word.prefix[:1] in {"-", "(", "!"}:
            break
        starts.append(word)
    return Remove(command, tuple(starts), recursive=True, filtered=True)


_COPY_STYLE = OptionStyle.of("-t -S --target-directory --suffix")


def _copy(command: Command) -> Copy | None:
    arguments = command.options(_COPY_STYLE)
    recursive = arguments.has("-r", "-R", "-a", "--recursive", "--archive")
    moves = command.name == "mv"
    flag = arguments.flag("-t", "--target-directory")
    if flag is not None and flag.argument is not None:
        return Copy(command, arguments.operands, flag.argument, recursive, moves, into=True)
    if len(arguments.operands) < 2:
        return None
    *sources, destination = arguments.operands
    return Copy(command, tuple(sources), destination, recursive, moves)


def _make_directories(command: Command) -> MakeDirectories | None:
    arguments = command.options(OptionStyle.of("-m --mode"))
    if not arguments.operands:
        return None
    parents = arguments.has("-p", "--parents")
    return MakeDirectories(command, arguments.operands, parents, arguments.value("-m", "--mode"))


def _link(command: Command) -> Link | None:
    arguments = command.options(_COPY_STYLE)
    symbolic = arguments.has("-s", "--symbolic")
    flag = arguments.flag("-t", "--target-directory")
    if flag is not None:
        return Link(command, arguments.operands, flag.argument, symbolic)
    if not arguments.operands:
        return None
    if len(arguments.operands) == 1:
        return Link(command, arguments.operands, None, symbolic)
    *targets, link = arguments.operands
    return Link(command, tuple(targets), link, symbolic)


_INSTALL_STYLE = OptionStyle.of("-m -o -g -t -S --mode --owner --group --target-directory --suffix")


def _install(command: Command) -> Install | MakeDirectories | None:
    arguments = command.options(_INSTALL_STYLE)
    mode = arguments.value("-m", "--mode")
    if arguments.has("-d", "--directory"):
        return MakeDirectories(command, arguments.operands, parents=True, mode=mode)
    owner = arguments.value("-o", "--owner")
    strips = arguments.has("-s", "--strip")
    flag = arguments.flag("-t", "--target-directory")
    if flag is not None and flag.argument is not None:
        target = flag.argument
        return Install(command, arguments.operands, target, mode, owner, True, strips)
    if len(arguments.operands) < 2:
        return None
    *sources, destination = arguments.operands
    return Install(command, tuple(sources), destination, mode, owner, False, strips)


def _change_mode(command: Command) -> ChangeMode | None:
    # A mode such as `-x` or `-rwx` looks like flags: what is not one of chmod's own is the mode.
    arguments = command.options(OptionStyle.of("--reference"))
    own = {"-R", "-f", "-v", "-c", "-h", "--recursive", "--silent", "--quiet", "--verbose"}
    removes = [
        flag.word
        for flag in arguments.flags
        if flag.name not in own and not flag.name.startswith("--")
    ]
    recursive = arguments.has("-R", "--recursive")
    targets = arguments.operands
    if removes:
        return ChangeMode(command, removes[0].value, targets, recursive) if targets else None
    if arguments.has("--reference"):
        return ChangeMode(command, None, targets, recursive) if targets else None
    return ChangeMode(command, targets[0].value, targets[1:], recursive) if targets[1:] else None


def _change_owner(command: Command) -> ChangeOwner | None:
    arguments = command.options(OptionStyle.of("--reference --from"))
    recursive = arguments.has("-R", "--recursive")
    targets = arguments.operands
    if arguments.has("--reference"):
        return ChangeOwner(command, None, targets, recursive) if targets else None
    if len(targets) < 2:
        return None
    owner = targets[0].value
    if command.name == "chgrp" and owner is not None:
        owner = f":{owner}"
    return ChangeOwner(command, owner, targets[1:], recursive)


def _touch(command: Command) -> Touch | None:
    arguments = command.options(OptionStyle.of("-d -r -t --date --reference --time"))
    if arguments.has("-c", "--no-create") or not arguments.operands:
        return None
    return Touch(command, arguments.operands)


def _tee(command: Command) -> Write | None:
    arguments = command.options(OptionStyle())
    content = next((each.heredoc.content for each in command.redirects if each.heredoc), None)
    appends = arguments.has("-a", "--append")
    return Write(command, arguments.operands, content, appends) if arguments.operands else None


_TAR_STYLE = OptionStyle.of(
    "-f -C -T -X -I -b -K -N -V -g -F --file --directory --files-from --exclude --exclude-from "
    "--strip-components --transform --xform --owner --group --mode --use-compress-program"
)
_OLD_TAR = re.compile(r"[A-Za-z]+")


def _tar(command: Command) -> Extract | None:
    words = command.arguments
    first = words[0].value if words else None
    if first is not None and _OLD_TAR.fullmatch(first):
        # `tar xzf file`: the letters without a dash; each that takes a value takes the next word.
        if "x" not in first:
            return None
        taken = [letter for letter in first if letter in "fCbTXI"]
        rest = command.options(_TAR_STYLE, skip=1 + len(taken))
        values = dict(zip(taken, words[1:], strict=False))
        flag = rest.flag("-C", "--directory")
        directory = values.get("C") or (flag.argument if flag else None)
        return Extract(command, _not_a_pipe(values.get("f")), directory, rest.operands)
    arguments = command.options(_TAR_STYLE)
    if not arguments.has("-x", "--extract", "--get"):
        return None
    file = arguments.flag("-f", "--file")
    directory_flag = arguments.flag("-C", "--directory")
    return Extract(
        command,
        _not_a_pipe(file.argument if file else None),
        directory_flag.argument if directory_flag else None,
        arguments.operands,
    )


def _not_a_pipe(archive: Word | None) -> Word | None:
    return None if archive is not None and archive.value == "-" else archive


def _unzip(command: Command) -> Extract | None:
    arguments = command.options(OptionStyle.of("-d -x -P"))
    if arguments.has("-l", "-t", "-Z", "-p") or not arguments.operands:
        return None
    directory = arguments.flag("-d")
    return Extract(
        command,
        arguments.operands[0],
        directory.argument if directory else None,
        arguments.operands[1:],
    )


def _uncompress(command: Command) -> Extract | None:
    """`gunzip file.gz`: the file takes the archive's place."""
    arguments = command.options(OptionStyle())
    decompresses = command.name in {"gunzip", "unxz", "bunzip2", "unzstd"}
    if not (decompresses or arguments.has("-d", "--decompress", "--uncompress")):
        return None
    if len(arguments.operands) != 1 or arguments.has("-c", "--stdout", "-t", "--test", "-l"):
        return None
    # zstd is the one that leaves the archive where it is.
    keeps = command.name in {"zstd", "unzstd"} or arguments.has("-k", "--keep")
    return Extract(command, arguments.operands[0], keeps_archive=keeps)


def _strip(command: Command) -> Strip | None:
    arguments = command.options(OptionStyle.of("-o -K -N -R -F --remove-section"))
    return Strip(command, arguments.operands) if arguments.operands else None


_COMMANDS: dict[str, Callable[[Command], FileOperation | None]] = {
    "bunzip2": _uncompress,
    "bzip2": _uncompress,
    "chgrp": _change_owner,
    "chmod": _change_mode,
    "chown": _change_owner,
    "cp": _copy,
    "find": _find,
    "gunzip": _uncompress,
    "gzip": _uncompress,
    "install": _install,
    "ln": _link,
    "mkdir": _make_directories,
    "mv": _copy,
    "rm": _remove,
    "rmdir": _remove,
    "strip": _strip,
    "tar": _tar,
    "bsdtar": _tar,
    "tee": _tee,
    "touch": _touch,
    "unlink": _remove,
    "unxz": _uncompress,
    "unzip": _unzip,
    "unzstd": _uncompress,
    "xz": _uncompress,
    "zstd": _uncompress,
}


def file_operation(command: Command) -> FileOperation | None:
    """What a command does with files by itself; None for any other command.

    What its redirects write is `written`, whatever the command is.
    """
    recognize = _COMMANDS.get(command.name or "")
    return recognize(command) if recognize else None


def written(command: Command) -> tuple[Write, ...]:
    """The files that redirects write: those of the command and of what is around it.

    A descriptor such as /dev/null is not a file in the image.
    """
    found = []
    for redirect in command.redirects + command.outer_redirects:
        target = redirect.target
        if redirect.writes and target is not None and not (target.value or "").startswith("/dev/"):
            own = redirect in command.redirects and redirect.descriptor in {None, 1}
            content = _printed(command) if own else None
            found.append(Write(command, (target,), content, redirect.op in {">>", "&>>"}))
    return tuple(found)


def _printed(command: Command) -> str | None:
    """What `echo`, `printf` and `cat <<EOF` print, where that is certain."""
    values = [word.value for word in command.arguments]
    if command.name in {"cat", ""} and not values:
        return next((each.heredoc.content for each in command.redirects if each.heredoc), None)
    if None in values or command.name not in {"echo", "printf"}:
        return None
    words = [value for value in values if value is not None]
    if command.name == "printf":
        literal = len(words) == 1 and not re.search(r"[%\\]", words[0])
        return words[0] if literal else None
    newline = words[:1] != ["-n"]
    text = " ".join(words if newline else words[1:])
    # dash and bash do not agree on backslashes and on options other than -n.
    return None if "\\" in text or text.startswith("-") else text + "\n" * newline
