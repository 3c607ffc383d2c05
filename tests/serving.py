"""`manage.py serve` in a process of its own, as a self-hoster starts it."""

import os
import re
import socket
import subprocess
import sys
from contextlib import contextmanager

from tests.conftest import ROOT

POLL = """
import sys, time, urllib.request
for _ in range(2_400):
    try:
        urllib.request.urlopen(sys.argv[1])
        break
    except OSError:
        time.sleep(0.05)
else:
    sys.exit(1)
"""


class Site:
    """A running server: its address, its process, and what it printed."""

    def __init__(self, port, process, log):
        self.url = f"http://127.0.0.1:{port}"
        self.process = process
        self.log = log

    def printed(self):
        return self.log.read_text()

    def sign_in_path(self):
        return re.search(r"(/sign-in/\S+)", self.printed())[1]


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def environment(data, **more):
    kept = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
    return {**kept, "DATA_DIR": str(data), "WORKERS": "1", **more}


@contextmanager
def serving(data, **more):
    """Serve from the data folder until the block ends; a SIGTERM must stop it."""
    port = free_port()
    log = data / "log"
    with log.open("w") as output:
        process = subprocess.Popen(
            [sys.executable, "manage.py", "serve"],
            cwd=ROOT,
            env=environment(data, PORT=str(port), **more),
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        url = f"http://127.0.0.1:{port}/healthz"
        waited = subprocess.run([sys.executable, "-c", POLL, url], check=False)
        assert waited.returncode == 0, f"no server: {process.poll()}\n{log.read_text()}"
        yield Site(port, process, log)
    finally:
        process.terminate()
        process.wait(20)
