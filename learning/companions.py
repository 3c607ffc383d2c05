"""Keep a companion of the server running: `python -m learning.companions PARENT COMMAND…`.

`manage.py serve` hands its process over to the server's program, which knows of no companions. So
each has this beside it, a small process that waits, and starts the companion again when it was
killed or broke off; not when it came to its end, or was asked to. It ends with the server.
"""

import os
import signal
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from threading import Thread

FIRST, MOST = 1.0, 60.0  # seconds before it is started again
ASKED = {0, -signal.SIGINT, -signal.SIGTERM}


def keep(
    run: Callable[[], int],
    say: Callable[[str], object],
    wait: Callable[[float], object] = time.sleep,
    now: Callable[[], float] = time.monotonic,
) -> None:
    """Run it until it ends as it should. Pauses double; after a quiet minute they begin anew."""
    pause = FIRST
    while True:
        began = now()
        code = run()
        if code in ASKED:
            return
        if now() - began >= MOST:
            pause = FIRST
        say(f"It ended with {code}, and is started again in {pause:g} s.")
        wait(pause)
        pause = min(2 * pause, MOST)


def run(command: list[str]) -> int:
    """Its exit code, or minus the signal that killed it."""
    try:
        companion = os.posix_spawn(command[0], command, os.environ)
    except OSError:
        return 1  # a machine without processes to spare may have some later
    return os.waitstatus_to_exitcode(os.waitpid(companion, 0)[1])


def end_with(parent: int) -> None:
    """A companion looks for its keeper as the keeper looks for the server, and ends as well."""
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(0)


def main() -> None:
    parent, *command = sys.argv[1:]

    def say(line: str) -> None:
        with suppress(OSError):  # nobody may be listening any more
            print(f"{' '.join(command[1:])}: {line}", flush=True)

    # Ctrl-C is the companion's, which may end something first. A handler, for what is ignored here
    # would be ignored by the companion too.
    signal.signal(signal.SIGINT, lambda *_: None)
    Thread(target=end_with, args=(int(parent),), daemon=True).start()
    keep(partial(run, [*command, "--parent", str(os.getpid())]), say)


if __name__ == "__main__":
    main()
