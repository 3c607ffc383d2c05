"""What must be the same on this machine after a build as before it."""

import http.server
import os
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .cgroups import ROOT, left_by
from .place import BuildUser, Place, lent_ids

CONTROLS = (
    "/proc/sys/kernel/core_pattern",
    "/proc/sys/kernel/hostname",
    "/proc/sys/kernel/modprobe",
)


@dataclass
class Host:
    """This machine while a hostile build runs: bait laid out, and everything written down."""

    place: Place
    token: str
    port: int
    hits: list[str] = field(default_factory=list)
    before: dict[str, object] = field(default_factory=dict)

    @property
    def bait(self) -> Path:
        """A file that every user of this machine may read, and no build."""
        return self.place.workroom / f"bait-{self.port}"

    def state(self) -> dict[str, object]:
        return {
            "mounts": Path("/proc/self/mountinfo").read_text(),
            "kernel": [Path(path).read_text() for path in CONTROLS if Path(path).exists()],
            "files": sorted(path.name for path in Path("/").iterdir())
            + sorted(p.name for p in self.place.folder.iterdir()),
            "bait": self.bait.read_text(),
            "groups": left_by(os.getpid(), ROOT),
            "new files": sorted(_made_by_builds()),
        }

    def changes(self, log: str) -> list[str]:
        """What a build did to this machine, in words; nothing, if the box held."""
        found = [f"a request reached this machine: {path}" for path in self.hits]
        if self.token in log:
            found.append("a file of this machine was read")
        after = self.state()
        return found + [f"{what} changed" for what in after if after[what] != self.before[what]]


def _made_by_builds() -> Iterator[str]:
    """Files in /tmp that belong to the build user or to an id that is lent to it."""
    user = BuildUser.find()
    if user is None or os.geteuid() != 0:
        return
    owners = {user.uid}
    first, count = lent_ids(user)
    for entry in os.scandir("/tmp"):  # noqa: S108 -- the very place to look
        try:
            owner = entry.stat(follow_symlinks=False).st_uid
        except FileNotFoundError:
            continue
        if owner in owners or first <= owner < first + count:
            yield entry.name


@contextmanager
def watched(place: Place) -> Iterator[Host]:
    """Lay out a readable file with a secret in it and a listener on the loopback."""
    token = f"{secrets.token_hex(8)}"
    hits: list[str] = []

    class Listener(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            hits.append(self.path)
            self.send_response(200)
            self.end_headers()
            self.wfile.write(token.encode())

        def log_message(self, *_: Any) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Listener)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    host = Host(place, token, server.server_address[1], hits)
    try:
        host.bait.write_text(f"{token}\n")
        host.before = host.state()
        yield host
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
        host.bait.unlink(missing_ok=True)
