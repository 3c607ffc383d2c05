"""The files that questions are taken away in, format by format."""

import time
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Q

from authoring.exchange.exporting import in_html, in_markdown, item
from authoring.models import BankEntry, Draft
from learning.content.faults import ContentError
from learning.models import ContentFile, Pattern
from quizzes.exchange import apkg, gift, moodle_xml, qti, table
from quizzes.exchange.items import Item

MOST = 2_000
DECK = "Stagecraft"


@dataclass(frozen=True)
class Format:
    """A format that can be written, and what becomes of a question in it."""

    name: str
    label: str
    suffix: str
    content_type: str
    is_html: bool  # else Markdown, as the questions are written
    keeps: str
    write: Callable[[Sequence[Item]], bytes]


FORMATS = {
    format_.name: format_
    for format_ in (
        Format(
            "gift",
            "GIFT",
            "gift",
            "text/plain; charset=utf-8",
            False,
            "Question, answers, what is said to each, solution, tags. For Moodle and many others; "
            "can be imported here again.",
            lambda items: gift.write(items).encode(),
        ),
        Format(
            "moodle",
            "Moodle XML",
            "xml",
            "application/xml; charset=utf-8",
            False,
            "The same, for Moodle; can be imported here again.",
            lambda items: moodle_xml.write(items).encode(),
        ),
        Format(
            "csv",
            "CSV",
            "csv",
            "text/csv; charset=utf-8",
            False,
            "The same as a table, a question a row; can be imported here again.",
            lambda items: table.write(items).encode("utf-8-sig"),
        ),
        Format(
            "qti",
            "QTI 2.1",
            "zip",
            "application/zip",
            True,
            "Question, answers, what is said to each, solution. A package for assessment systems.",
            qti.package,
        ),
        Format(
            "apkg",
            "Anki",
            "apkg",
            "application/vnd.anki",
            True,
            "A card a question, with its explanation. Imported again, the cards are updated and "
            "keep their intervals.",
            lambda items: apkg.package(items, DECK, int(time.time())),
        ),
    )
}


class Unreadable(Exception):  # noqa: N818 -- no error of ours: it says whose draft is not ready
    """Questions whose text cannot be read as it stands."""

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__(f"Not readable yet, so nothing was written: {', '.join(names)}.")


def chosen(paths: Collection[str], slugs: Collection[str], pattern: str) -> list[BankEntry]:
    """The questions meant: those named, or all of a pattern that are not retired."""
    found = BankEntry.objects.order_by("pattern", "slug")
    if pattern:
        return list(found.filter(pattern=pattern).exclude(status="retired")[:MOST])
    return list(found.filter(Q(path__in=paths) | Q(slug__in=slugs))[:MOST])


def file(entries: Iterable[BankEntry], format_: Format) -> bytes:
    """The questions in that format: as published, or as drafted where they are not yet."""
    titles = dict(Pattern.objects.values_list("slug", "title"))
    say = in_html if format_.is_html else in_markdown
    items, broken = [], []
    for path, body in texts(entries):
        category = titles.get(path.split("/")[1], "")
        try:
            items.append(item(path, body, category, say))
        except ContentError:
            broken.append(path.rpartition("/")[2].removesuffix(".md"))
    if broken:
        raise Unreadable(broken)
    return format_.write(items)


def texts(entries: Iterable[BankEntry]) -> list[tuple[str, bytes]]:
    paths = [entry.path for entry in entries]
    published = ContentFile.objects.filter(path__in=paths).values_list("path", "body")
    bodies = {path: bytes(body) for path, body in published}
    drafted = Draft.objects.filter(path__in=paths).values_list("path", "body")
    bodies = {path: body.encode() for path, body in drafted} | bodies
    return [(path, bodies[path]) for path in paths if path in bodies]
