"""Do the links within the course lead somewhere?"""

import re
from collections.abc import Collection, Iterable, Iterator

from learning.content.faults import Fault
from learning.content.files import SLUG
from learning.content.front_matter import Toml
from learning.content.schemas import PatternFile
from learning.content.texts import WayText
from learning.ways import Way

PAGE = re.compile(rf"/patterns/(?P<pattern>{SLUG})/(?:(?P<way>[a-z-]+)/)?(?:#(?P<anchor>.*))?")
SITE_PAGES = frozenset({"/", "/about/"})


def link_faults(texts: Iterable[WayText], files: Collection[str]) -> Iterator[Fault]:
    """Links to pages that the course does not have, and to headings that a page does not have.

    Of a page whose own file has faults the headings are not known; its anchors are not judged.
    """
    read = {text.path: text for text in texts}
    for text in read.values():
        for link in text.links:
            if link.target.startswith("#"):
                found = anchor_problem(text, link.target[1:])
            else:
                found = page_problem(link.target, read, files)
            if found:
                yield Fault(text.path, link.line, found, "a page or heading of the course")


def anchors(text: WayText) -> set[str]:
    return {section.id for section in text.headings} | {
        exercise.name for exercise in text.lesson.exercises
    }


def anchor_problem(text: WayText, anchor: str) -> str | None:
    if anchor in anchors(text):
        return None
    return f"{text.path} has no heading #{anchor[:80]}"


def page_problem(target: str, read: dict[str, WayText], files: Collection[str]) -> str | None:
    if not target.startswith("/") or target in SITE_PAGES:
        return None
    match = PAGE.fullmatch(target)
    if match is None:
        return f"there is no page {target[:80]}"
    path = f"patterns/{match['pattern']}/{file_of(match['way'])}"
    if path not in files:
        return f"there is no page {target[:80]}"
    if match["anchor"] is not None and path in read:
        return anchor_problem(read[path], match["anchor"])
    return None


def file_of(way: str | None) -> str:
    """The file in a pattern's folder that makes the page."""
    if way is None:
        return "pattern.toml"
    return "architecture.toml" if way == Way.ARCHITECTURE else f"{way}.md"


def prerequisite_links(
    path: str, toml: Toml, file: PatternFile, files: Collection[str]
) -> Iterator[Fault]:
    for number, row in enumerate(file.prerequisite):
        found = page_problem(row.link, {}, files) if row.link else None
        if found:
            line = toml.line_of(("prerequisite", number, "link"))
            yield Fault(path, line, found, "a page of the course or https://…")
