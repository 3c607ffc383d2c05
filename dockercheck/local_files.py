"""What the command line reads from disk: Dockerfiles, ignore files, the listing of a context.

The library opens no file; this module and the command line that uses it do.
"""

import os
import sys
from typing import NoReturn

STDIN = "-"
MAX_BYTES = 1024 * 1024
MAX_CONTEXT_ENTRIES = 200_000

_UTF_16 = (b"\xff\xfe", b"\xfe\xff")


class UnreadableError(Exception):
    """Something could not be read; the message says in one line what, and why."""


def read_dockerfile(name: str) -> str:
    """The text of a Dockerfile, of standard input where the name is `-`.

    Raises UnreadableError for what is missing, longer than MAX_BYTES, binary or not UTF-8.
    """
    data = _read(name)
    if data.startswith(_UTF_16):
        raise UnreadableError(f"{name}: is UTF-16 text; a Dockerfile is UTF-8")
    if (at := data.find(b"\0")) >= 0:
        raise UnreadableError(f"{name}: is binary, with a NUL byte in line {_line(data, at)}")
    return _decode(name, data)


def read_ignore_file(dockerfile: str, context: str) -> str | None:
    """The ignore file that a build uses: `<Dockerfile>.dockerignore`, else the context's own.

    None where there is neither; raises UnreadableError for one that is there but not readable.
    """
    names = [os.path.join(context, ".dockerignore")]  # noqa: PTH118 -- pathlib costs start-up time
    if dockerfile != STDIN:
        names.insert(0, f"{dockerfile}.dockerignore")
    for name in names:
        if os.path.lexists(name):
            return _decode(name, _read(name))
    return None


def list_context(directory: str) -> dict[str, int]:
    """Every file below a directory with its size in bytes; links are listed and not followed.

    Raises UnreadableError where a directory cannot be read, or for more than
    MAX_CONTEXT_ENTRIES: a part of the listing would make files look missing.
    """
    if not os.path.isdir(directory):  # noqa: PTH112 -- pathlib costs start-up time
        raise UnreadableError(f"{directory}: there is no such directory")
    found: dict[str, int] = {}
    pending = [("", directory)]
    entries = 0
    while pending:
        prefix, path = pending.pop()
        try:
            entries += _list_directory(prefix, path, found, pending)
        except OSError as error:
            _fail(path, error)
        if entries > MAX_CONTEXT_ENTRIES:
            raise UnreadableError(
                f"{directory}: has more than {MAX_CONTEXT_ENTRIES:,} files and directories; "
                "give a smaller context, or none"
            )
    return dict(sorted(found.items()))


def _list_directory(
    prefix: str, path: str, found: dict[str, int], pending: list[tuple[str, str]]
) -> int:
    """Take the files of one directory, put its directories aside, and count both."""
    entries = 0
    with os.scandir(path) as listing:
        for entry in listing:
            entries += 1
            if entry.is_dir(follow_symlinks=False):
                pending.append((f"{prefix}{entry.name}/", entry.path))
            elif entry.is_symlink() or entry.is_file(follow_symlinks=False):
                found[prefix + entry.name] = entry.stat(follow_symlinks=False).st_size
            if entries > MAX_CONTEXT_ENTRIES:
                break
    return entries


def _read(name: str) -> bytes:
    try:
        if name == STDIN:
            data = sys.stdin.buffer.read(MAX_BYTES + 1)
        else:
            with open(name, "rb") as file:  # noqa: PTH123 -- pathlib costs start-up time
                data = file.read(MAX_BYTES + 1)
    except OSError as error:
        _fail(name, error)
    if len(data) > MAX_BYTES:
        raise UnreadableError(f"{name}: is longer than {MAX_BYTES:,} bytes, the most that is read")
    return data


def _decode(name: str, data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        byte, line = data[error.start], _line(data, error.start)
        raise UnreadableError(
            f"{name}: is not UTF-8 text: byte 0x{byte:02x} in line {line}"
        ) from error


def _line(data: bytes, at: int) -> int:
    return data.count(b"\n", 0, at) + 1


def _fail(name: str, error: OSError) -> NoReturn:
    if isinstance(error, FileNotFoundError):
        reason = "there is no such file"
    elif isinstance(error, IsADirectoryError):
        reason = "is a directory, not a file"
    elif isinstance(error, NotADirectoryError):
        reason = "a part of its path is no directory"
    elif isinstance(error, PermissionError):
        reason = "you may not read it"
    else:
        reason = error.strerror or str(error)
    raise UnreadableError(f"{name}: {reason}") from error
