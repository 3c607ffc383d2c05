"""`manage.py run_worker`: build what learners hand in. As many as there are machines may run."""

import argparse
import os
import signal
from contextlib import suppress
from functools import partial
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError

from lab.models import Worker
from lab.worker import Shift, Workshop, worker_name


class Command(BaseCommand):
    help = (
        "Build what learners hand in, with the builder that SANDBOX names. Ctrl-C ends it after "
        "what is being built; a second one at once."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        text = "how many builds at once (WORKER_BUILDS)"
        parser.add_argument("--builds", type=int, default=settings.WORKER_BUILDS, help=text)
        # Of `serve`, which starts one: it ends when that process does.
        parser.add_argument("--parent", type=int, help=argparse.SUPPRESS)

    def handle(self, *args: Any, builds: int, parent: int | None, **options: Any) -> None:
        if settings.SANDBOX == "static":
            raise CommandError("SANDBOX is static, so nothing is built. Start it SANDBOX=buildah.")
        try:
            Worker.objects.exists()
        except DatabaseError as error:
            raise CommandError(f"The database cannot be used: {error}".strip()) from error
        os.umask(0o022)  # boxes inherit it, and what is built has the usual modes
        os.environ.setdefault("DATA_DIR", str(settings.DATA_DIR))  # the sandbox reads it itself
        shift = Shift(
            worker_name(),
            max(1, builds),
            partial(Workshop.open, settings.SANDBOX),
            is_wanted=lambda: parent is None or os.getppid() == parent,
            say=self.say,
        )
        signal.signal(signal.SIGTERM, shift.stop)
        signal.signal(signal.SIGINT, shift.stop)
        self.say(f"Worker {shift.name}: {builds} at once. Ctrl-C ends it.")
        shift.run()

    def say(self, line: str) -> None:
        with suppress(OSError):  # nobody may be listening any more
            self.stdout.write(line)
            self.stdout.flush()
