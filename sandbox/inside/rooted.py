"""Paths of an image that strangers filled, as its own programs would find them.

A link on the way leads to another place of the image, never out of it: the kernel sees to that.
"""

import ctypes
import os
from pathlib import PurePosixPath

OPENAT2 = 437  # the same number on every architecture
NO_MAGIC_LINKS, IN_ROOT = 0x02, 0x10


class _How(ctypes.Structure):
    _fields_ = [(name, ctypes.c_uint64) for name in ("flags", "mode", "resolve")]


def open_in(root: int, path: str, flags: int) -> int:
    """Open a path as if the folder `root` were all there is."""
    libc = ctypes.CDLL(None, use_errno=True)
    how = _How(flags | os.O_CLOEXEC, 0, IN_ROOT | NO_MAGIC_LINKS)
    name = ctypes.c_char_p(os.fsencode(path))
    size = ctypes.c_size_t(ctypes.sizeof(how))
    found: int = libc.syscall(ctypes.c_long(OPENAT2), root, name, ctypes.byref(how), size)
    if found < 0:
        error = ctypes.get_errno()
        raise OSError(error, os.strerror(error), path)
    return found


def make_folder(root: int, path: str) -> None:
    """Make it, and those above it, where they are missing."""
    at = PurePosixPath("/")
    for part in PurePosixPath("/", path).parts[1:]:
        above, at = at, at / part
        try:
            os.close(open_in(root, str(at), os.O_PATH))
        except FileNotFoundError:
            folder = open_in(root, str(above), os.O_PATH | os.O_DIRECTORY)
            try:
                os.mkdir(part, dir_fd=folder)
            finally:
                os.close(folder)
