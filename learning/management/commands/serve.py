"""`manage.py serve`: bring everything up to date, then hand over to the production server.

Beside it are started who counts answers, with a SANDBOX a worker, and with LTI who sends grades,
each by a keeper: the keepers are our children, and stay those of the process that the server's
program is put in.
"""

import hashlib
import os
import socket
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from learning import purging, signin
from learning.management.commands.load_content import UndecidedError

LOOPBACK = ("127.0.0.1", "::1", "localhost")
# Measured against the alternatives; the figures are in docs/decisions/0002-server.md.
GRANIAN = (
    *("--interface", "wsgi", "--blocking-threads", "1", "--respawn-failed-workers"),
    *("--workers-kill-timeout", "5", "--backpressure", "64", "--no-ws"),
    *("--log-level", "warning"),
)


class Command(BaseCommand):
    help = "Migrate, load the course, collect static files, and serve. Ctrl-C stops it."
    requires_system_checks = ()  # they take longer than the rest of a second start

    def handle(self, *args: Any, **options: Any) -> None:
        os.umask(0o077)  # what learners did is nobody else's on this machine
        self.port_is_free()
        self.database_is_current()
        self.course_is_loaded()
        purging.purge()
        self.static_files_are_collected()
        self.say_where()
        self.stdout.flush()
        os.chdir(settings.BASE_DIR)
        self.start_companions()
        command = [sys.executable, "-m", "granian", *GRANIAN, "--workers", str(settings.WORKERS)]
        address = ["--host", settings.HOST, "--port", str(settings.PORT)]
        os.execv(sys.executable, [*command, *address, "config.wsgi:application"])  # noqa: S606 -- our own words, no shell

    def port_is_free(self) -> None:
        family = socket.AF_INET6 if ":" in settings.HOST else socket.AF_INET
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((settings.HOST, settings.PORT))
            except OSError as error:
                raise CommandError(
                    f"Port {settings.PORT} on {settings.HOST} cannot be used ({error.strerror}). "
                    f"Choose another PORT, such as {settings.PORT % 65_535 + 1}, or check HOST."
                ) from error

    def database_is_current(self) -> None:
        try:
            executor = MigrationExecutor(connection)
            if executor.migration_plan(executor.loader.graph.leaf_nodes()):
                call_command("migrate", verbosity=0)
                self.stdout.write("Database: brought up to date.")
            if connection.vendor == "sqlite":
                with connection.cursor() as cursor:
                    cursor.execute("PRAGMA journal_mode=WAL")
        except DatabaseError as error:
            raise CommandError(f"The database cannot be used: {error}".strip()) from error

    def course_is_loaded(self) -> None:
        """What instructors wrote here is no reason not to start."""
        try:
            call_command("load_content", stdout=self.stdout, stderr=self.stderr)
        except UndecidedError as error:
            self.stdout.write(f"Content: {error}.")

    def static_files_are_collected(self) -> None:
        stamp = Path(settings.STATIC_ROOT) / ".made-from"
        state = static_state()
        if stamp.exists() and stamp.read_text() == state:
            return
        call_command(
            "collectstatic",
            interactive=False,
            clear=True,
            verbosity=0,
            ignore_patterns=settings.STATIC_IGNORE,
        )
        stamp.write_text(state)
        self.stdout.write("Static files: collected and compressed.")

    def start_companions(self) -> None:
        """Processes beside the server, which end with it, and are started again when they are
        killed: who counts answers, who builds what is handed in, who sends grades."""
        companions = [["count_answers", "--every", "10"]]
        if settings.SANDBOX != "static":
            companions.append(["run_worker"])
        if settings.LTI:
            companions.append(["send_grades", "--every", "60"])
        for words in companions:
            keeper = [sys.executable, "-m", "learning.companions", str(os.getpid())]
            command = [*keeper, sys.executable, "manage.py", *words]
            os.posix_spawn(sys.executable, command, os.environ)

    def say_where(self) -> None:
        self.stdout.write(f"\nStagecraft: {settings.SITE_URL}/   (Ctrl-C stops it)")
        if settings.HOST not in LOOPBACK and settings.SITE.hostname in LOOPBACK:
            self.stdout.write(
                "For visitors on other machines, say how they reach this one: "
                f"SITE_URL=http://THIS-MACHINE:{settings.PORT} make run"
            )
        if not signin.has_instructor():
            self.stdout.write(
                f"First instructor, sign in once: {settings.SITE_URL}{signin.new_link()}"
            )


def static_state() -> str:
    """A digest of every static file's path, size and time: equal while nothing changed."""
    seen = hashlib.sha256()
    for finder in get_finders():
        for path, storage in sorted(
            finder.list(settings.STATIC_IGNORE), key=lambda found: found[0]
        ):
            status = Path(storage.path(path)).stat()
            seen.update(f"{path} {status.st_size} {status.st_mtime_ns}\n".encode())
    return seen.hexdigest()
