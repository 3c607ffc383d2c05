"""Checks the course's files without touching the database."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from learning.content.course import read_course
from learning.content.faults import ContentError
from learning.content.files import read_folder


class Command(BaseCommand):
    help = "Check the course's files: every fault with its file, line and what was expected."
    requires_system_checks: list[str] = []  # noqa: RUF012 -- as Django declares it

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", nargs="?", type=Path, default=settings.CONTENT_DIR)

    def handle(self, **options: Any) -> None:
        try:
            course = read_course(read_folder(options["folder"]))
        except ContentError as error:
            for fault in error.faults:
                self.stderr.write(str(fault))
            raise CommandError(f"{len(error.faults)} faults") from error
        texts = sum(len(pattern.texts) for pattern in course.patterns)
        self.stdout.write(
            f"Content: {len(course.files)} files, {len(course.patterns)} patterns, {texts} texts: "
            "no faults."
        )
