"""`manage.py count_answers`: bring the statistics up to date with the answers, once or again and
again."""

import argparse
import logging
import os
from contextlib import suppress
from threading import Event
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import Error, close_old_connections

from quizzes import tallies

log = logging.getLogger(__name__)
AT_ONCE = 1_000  # runs; a server that ended is not outlived by a whole backlog


class Command(BaseCommand):
    help = (
        "Count what was answered since the last count. May run at any time, more than once, and "
        "on several machines: of two at once one has counted nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        text = "go on, with so many seconds between two looks; Ctrl-C ends it"
        parser.add_argument("--every", type=int, default=0, metavar="SECONDS", help=text)
        # Of a server that starts it: it ends when that process does.
        parser.add_argument("--parent", type=int, help=argparse.SUPPRESS)

    def handle(self, *args: Any, every: int, parent: int | None, **options: Any) -> None:
        if every > 0:
            with suppress(KeyboardInterrupt):
                self.go_on(every, parent)
            return
        done = tallies.count()
        self.stdout.write(f"Counted: {done.runs} runs, {done.answers} first answers.")
        if not done.is_all:
            self.stdout.write("Somebody else was counting meanwhile; the rest is theirs.")

    def go_on(self, every: int, parent: int | None) -> None:
        pause = Event()
        seconds = 0
        while parent is None or os.getppid() == parent:
            if seconds % every == 0 and self.is_more():
                continue
            pause.wait(1)  # a server that ended is not outlived by a whole pause
            seconds += 1

    def is_more(self) -> bool:
        """Count a part; whether the next one is to follow at once. Where somebody else counts,
        it is not, and a database that is away for a while ends nothing."""
        try:
            close_old_connections()
            done = tallies.count(AT_ONCE)
        except Error:
            log.exception("Nothing could be counted")
            return False
        return not done.is_all and done.answers > 0
