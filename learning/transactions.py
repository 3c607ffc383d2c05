"""Short write transactions that wait for each other in the kernel's queue.

SQLite lets one writer in at a time, and its own waiting is a sleep of up to 100 ms after which
anybody may overtake: at 32 writers the slowest waits for a second. A file lock wakes the next
writer at once (docs/decisions/0003-sqlite.md has the figures). On PostgreSQL it is not needed.
"""

import fcntl
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from django.conf import settings
from django.db import connection, transaction

# flock() is held by the open file, so threads of one process need a lock of their own.
threads = threading.RLock()


@cache
def gate(_process: int) -> int:
    """The lock file's descriptor, one for each process: a fork must not share its parent's."""
    return os.open(settings.DATA_DIR / "write.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)


@contextmanager
def writing() -> Iterator[None]:
    """A write transaction. Read before it, write in it, render after it; keep it short."""
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        with transaction.atomic():
            yield
        return
    with threads:
        lock = gate(os.getpid())
        fcntl.flock(lock, fcntl.LOCK_EX)
        try:
            with transaction.atomic():
                yield
        finally:
            fcntl.flock(lock, fcntl.LOCK_UN)
