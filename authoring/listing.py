"""All files of the course, with where each is on its way."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from authoring.kinds import Kind, Place, place_of
from authoring.models import Draft, Stage
from learning.models import ContentFile, Pattern

MOST_LISTED = 500  # of a kind
KINDS = list(Kind)


@dataclass(frozen=True)
class Row:
    place: Place
    status: str
    is_edited: bool  # here, since the course was last loaded

    @property
    def name(self) -> str:
        """Below the folder of its kind, where it has one."""
        folder = f"{self.place.kind.lower()}/"
        return self.place.name.removeprefix(folder)


@dataclass(frozen=True)
class Group:
    """The files of one kind."""

    kind: Kind
    rows: tuple[Row, ...]
    count: int

    @property
    def unlisted(self) -> int:
        return self.count - len(self.rows)

    @property
    def under_way(self) -> int:
        return sum(row.is_edited or row.status != "published" for row in self.rows)

    @property
    def is_open(self) -> bool:
        return self.kind not in {Kind.QUESTION, Kind.EXERCISE, Kind.SERVICE}


@dataclass(frozen=True)
class Shelf:
    """The files of one pattern; the first shelf has what belongs to none."""

    pattern: str
    title: str
    groups: tuple[Group, ...]


SHOWN = {
    "all": "All",
    "review": "To be reviewed",
    "approved": "Approved",
    "draft": "Drafts",
    "edited": "Edited here",
}


def shelves(shown: str) -> list[Shelf]:
    """Everything, or the files of one state."""
    titles = dict(Pattern.objects.values_list("slug", "title"))
    wanted = (row for row in rows() if shown == "all" or is_wanted(row, shown))
    ordered = sorted(wanted, key=order)
    return [
        Shelf(pattern, titles.get(pattern, pattern), tuple(groups(found)))
        for pattern, found in groupby(ordered, key=lambda row: row.place.pattern)
    ]


def rows() -> Iterator[Row]:
    """One for each file and each draft of a file that is still to be one; two queries."""
    stages = dict(Draft.objects.values_list("path", "stage"))
    files = ContentFile.objects.values_list("path", "digest", "origin")
    edited = {path: digest != origin for path, digest, origin in files}
    for path in edited.keys() | stages.keys():
        place = place_of(path)
        if place:
            yield Row(place, stages.get(path, "published"), edited.get(path, False))


def is_wanted(row: Row, shown: str) -> bool:
    return row.is_edited if shown == "edited" else row.status == shown


def order(row: Row) -> tuple[str, int, str]:
    return row.place.pattern, KINDS.index(row.place.kind), row.place.path


def groups(found: Iterable[Row]) -> Iterator[Group]:
    for kind, own in groupby(found, key=lambda row: row.place.kind):
        listed = tuple(own)
        yield Group(kind, listed[:MOST_LISTED], len(listed))


def waiting() -> int:
    """How many drafts wait for somebody to read them."""
    return Draft.objects.filter(stage=Stage.IN_REVIEW).count()
