"""Brings the statistics up to date with the answers."""

from typing import Any

from django.core.management.base import BaseCommand

from quizzes import tallies


class Command(BaseCommand):
    help = "Count what was answered since the last count. May run at any time, and more than once."

    def handle(self, **options: Any) -> None:
        done = tallies.count()
        self.stdout.write(f"Counted: {done.runs} runs, {done.answers} first answers.")
        if not done.is_all:
            self.stdout.write("Somebody else was counting meanwhile; the rest is theirs.")
