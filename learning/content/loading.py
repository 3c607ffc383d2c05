"""Loads the course's folder over what is served, and writes over nothing that was edited here."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import F

from learning.content.agreeing import Agreement, Ours, Side, agree
from learning.content.course import read_course
from learning.content.faults import ContentError, Fault
from learning.content.storing import Changes, compare, is_stored, remember, store
from learning.models import ContentFile
from learning.transactions import writing

TRIES = 3  # somebody may publish while the course is read


@dataclass(frozen=True)
class Loaded:
    """What a load did, and what it left to those who wrote here."""

    changes: Changes
    agreement: Agreement


def load(folder: Mapping[str, bytes], take: Side | None = None) -> Loaded:
    """Load the folder's files: all of it or nothing. Raises ContentError with every fault."""
    for _ in range(TRIES):
        ours = stored_here()
        agreement = agree(folder, ours, take)
        course = None if is_stored(agreement.files) else read_course(agreement.files)
        with writing():
            if stored_here() != ours:
                continue
            changes = compare(agreement.files)
            if course:
                store(course, agreement.origins)
            else:
                remember(agreement.origins)
            return Loaded(changes, agreement)
    raise ContentError([Fault("", 1, "files are being published all the time", "a quiet moment")])


def stored_here() -> dict[str, Ours]:
    """The files that are served; of those that were edited here their bytes, too."""
    bodies = dict(ContentFile.objects.exclude(digest=F("origin")).values_list("path", "body"))
    return {
        path: Ours(digest, origin, bytes(bodies.get(path, b"")))
        for path, digest, origin in ContentFile.objects.values_list("path", "digest", "origin")
    }
