"""A PostgreSQL of the tests' own: in a temporary folder, on a free loopback port, gone after."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path


def binaries() -> Path | None:
    """The folder with initdb and pg_ctl of the newest version installed."""
    debian = sorted(
        Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: int(folder.parent.name)
    )
    if debian:
        return debian[-1]
    found = shutil.which("initdb")
    return Path(found).parent if found else None


class Cluster:
    """`with Cluster() as url:` a fresh server, not durable, stopped at the end."""

    def __enter__(self) -> str:
        self.folder = Path(tempfile.mkdtemp(prefix="stagecraft-postgres-"))
        # PostgreSQL refuses to run as root.
        self.user = "postgres" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name
        shutil.chown(self.folder, self.user)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.run(
            "initdb", "-D", f"{self.folder}/data", "-U", "stagecraft", "-A", "trust", "-E", "UTF8"
        )
        options = f"-p {port} -h 127.0.0.1 -k {self.folder} -c fsync=off -c max_connections=60"
        log = f"{self.folder}/log"
        self.run("pg_ctl", "-D", f"{self.folder}/data", "-w", "-l", log, "-o", options, "start")
        return f"postgres://stagecraft@127.0.0.1:{port}/postgres"

    def __exit__(self, *exception: object) -> None:
        self.run("pg_ctl", "-D", f"{self.folder}/data", "-w", "-m", "immediate", "stop")
        shutil.rmtree(self.folder)

    def run(self, tool: str, *arguments: str) -> None:
        folder = binaries()
        assert folder is not None
        switch = {"user": self.user} if os.geteuid() == 0 else {}
        subprocess.run(
            [folder / tool, *arguments],
            check=True,
            stdout=subprocess.DEVNULL,
            cwd=self.folder,
            **switch,
        )
