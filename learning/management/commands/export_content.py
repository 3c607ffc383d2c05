"""Writes the stored course into a folder, as the files it was loaded from."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from learning.content.exporting import ExportError, export, stored_files


class Command(BaseCommand):
    help = "Write the course's files into an empty folder, byte for byte as they were loaded."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path)
        parser.add_argument(
            "--force", action="store_true", help="replace files in a folder that is not empty"
        )

    def handle(self, **options: Any) -> None:
        files = stored_files()
        try:
            export(files, options["folder"], force=options["force"])
        except (ExportError, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{len(files)} files written to {options['folder']}.")
