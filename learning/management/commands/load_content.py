"""Loads the course from its files into the database: all of it, or nothing.

What was edited in the browser since is kept. Where the folder's file changed too, somebody must
say which is taken: until then the edited one stays, and the command fails.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from learning.content.agreeing import Side
from learning.content.course import read_course
from learning.content.faults import ContentError
from learning.content.files import read_folder
from learning.content.loading import Loaded, load
from learning.content.storing import is_stored
from learning.rule_pages import index_rules


class UndecidedError(CommandError):
    """What is served is sound, but not all that the folder says."""


class Command(BaseCommand):
    help = (
        "Load the course into the database. A fault in one file changes nothing, "
        "and nothing that was edited in the browser is overwritten unasked."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", nargs="?", type=Path, default=settings.CONTENT_DIR)
        parser.add_argument(
            "--take",
            type=Side,
            choices=list(Side),
            help="whose file counts where both changed it: the folder's, or the one edited here",
        )

    def handle(self, **options: Any) -> None:
        try:
            files = read_folder(options["folder"])
            loaded = load(files, options["take"])
        except ContentError as error:
            for fault in error.faults:
                self.stderr.write(str(fault))
            raise self.failure(error, options["folder"]) from error
        index_rules()
        for line in lines(loaded):
            self.stdout.write(line)
        self.stdout.write(f"Content: {loaded.changes}{kept(loaded)}.")
        if count := len(loaded.agreement.conflicts):
            raise UndecidedError(
                f"{count} {'file was' if count == 1 else 'files were'} edited here and changed in "
                "the folder too, and stay as edited here: load_content --take folder or "
                "--take here decides"
            )

    def failure(self, error: ContentError, folder: Path) -> CommandError:
        """A folder that is sound by itself does not go with what was edited here."""
        said = f"{len(error.faults)} faults; nothing was changed"
        try:
            files = read_folder(folder)
            if not is_stored(files):
                read_course(files)
        except ContentError:
            return CommandError(said)
        return UndecidedError(f"{said}: the folder does not go with what was edited here")


def lines(loaded: Loaded) -> Iterator[str]:
    """Every file that is another than before, or another here than in the folder."""
    changes, agreement = loaded.changes, loaded.agreement
    for sign, paths, why in (
        ("+", changes.added, ""),
        ("~", changes.changed, ""),
        ("-", changes.removed, ""),
        ("=", agreement.edited, " (edited here, kept)"),
        ("=", agreement.made, " (made here, kept)"),
        ("!", agreement.conflicts, " (edited here, and changed in the folder since)"),
    ):
        for path in paths:
            yield f"{sign} {path}{why}"


def kept(loaded: Loaded) -> str:
    count = len(loaded.agreement.edited) + len(loaded.agreement.made)
    return f"; {count} edited here and kept" if count else ""
