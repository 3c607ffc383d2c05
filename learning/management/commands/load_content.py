"""Loads the course from its files into the database: all of it, or nothing."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from learning.content.course import read_course
from learning.content.faults import ContentError
from learning.content.files import read_folder
from learning.content.storing import compare, is_stored, store
from learning.rule_pages import index_rules


class Command(BaseCommand):
    help = "Load the course into the database. A fault in one file changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", nargs="?", type=Path, default=settings.CONTENT_DIR)

    def handle(self, **options: Any) -> None:
        try:
            files = read_folder(options["folder"])
            changes = compare(files) if is_stored(files) else store(read_course(files))
        except ContentError as error:
            for fault in error.faults:
                self.stderr.write(str(fault))
            raise CommandError(f"{len(error.faults)} faults; nothing was changed") from error
        index_rules()
        for sign, paths in (("+", changes.added), ("~", changes.changed), ("-", changes.removed)):
            for path in paths:
                self.stdout.write(f"{sign} {path}")
        self.stdout.write(f"Content: {changes}.")
