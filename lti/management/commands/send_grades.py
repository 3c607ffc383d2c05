"""`manage.py send_grades`: send results of assigned work to the platforms, once or again and
again."""

import argparse
import logging
import os
from threading import Event
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import Error, close_old_connections

from lti import grades

log = logging.getLogger(__name__)


class Command(BaseCommand):
    help = (
        "Note what members of classes have finished, and send it to the platforms they came from. "
        "What does not arrive is tried again later, some two days long."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        text = "go on, with so many seconds between two rounds; Ctrl-C ends it"
        parser.add_argument("--every", type=int, default=0, metavar="SECONDS", help=text)
        parser.add_argument("--again", action="store_true", help="also what was given up")
        # Of a server that starts it: it ends when that process does.
        parser.add_argument("--parent", type=int, help=argparse.SUPPRESS)

    def handle(self, *args: Any, every: int, parent: int | None, **options: Any) -> None:
        if options["again"]:
            self.stdout.write(f"{grades.try_again()} given up are due again.")
        if every <= 0:
            self.stdout.write(str(grades.send()))
            return
        pause = Event()
        seconds = 0
        while parent is None or os.getppid() == parent:
            if seconds % every == 0:
                self.round()
            pause.wait(1)  # a server that ended is not outlived by a whole round
            seconds += 1

    def round(self) -> None:
        """A database that is away for a while ends nothing."""
        try:
            close_old_connections()
            found = grades.send()
        except Error:
            log.exception("No grades could be sent")
            return
        if found.noted or found.sent or found.failed:
            self.stdout.write(str(found))
            self.stdout.flush()
