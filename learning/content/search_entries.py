"""What the search finds of the course: patterns, ways and sections by their text."""

from collections.abc import Iterable, Iterator

from learning.content.architectures import ArchitectureText
from learning.content.course import PatternText
from learning.content.texts import WayText
from learning.models import SearchEntry
from learning.rendering.markup import SOURCES
from learning.ways import WAYS, Way

OWNER = "learning"
WAY_NAMES = {info.way: info.name for info in WAYS}


def search_entries(patterns: Iterable[PatternText]) -> Iterator[SearchEntry]:
    for pattern in patterns:
        yield entry(
            "pattern",
            pattern.title,
            "Pattern",
            " ".join((pattern.summary, *pattern.objectives)),
            f"/patterns/{pattern.slug}/",
        )
        for text in pattern.texts:
            yield from text_entries(pattern, text)
        if pattern.architecture:
            yield from architecture_entries(pattern, pattern.architecture)


def text_entries(pattern: PatternText, text: WayText) -> Iterator[SearchEntry]:
    url = f"/patterns/{pattern.slug}/{text.way}/"
    lead = " ".join(section.text for section in text.lesson.sections if not section.id)
    yield entry("way", text.title, pattern.title, f"{text.summary} {lead}".strip(), url)
    context = f"{pattern.title} · {WAY_NAMES[text.way]}"
    for section in text.headings:
        if section.title != SOURCES:
            yield entry("section", section.title, context, section.text, f"{url}#{section.id}")


def architecture_entries(pattern: PatternText, text: ArchitectureText) -> Iterator[SearchEntry]:
    """The page itself, and its states: components, flows, failures."""
    url = f"/patterns/{pattern.slug}/{Way.ARCHITECTURE}/"
    yield entry("way", text.title, pattern.title, text.architecture.summary, url)
    context = f"{pattern.title} · {WAY_NAMES[Way.ARCHITECTURE]}"
    for node in text.architecture.nodes:
        yield entry("section", node.label, context, node.does, f"{url}?node={node.id}")
    for flow in text.architecture.flows:
        said = " ".join((flow.summary, *(hop.sentence for hop in flow.hops)))
        yield entry("section", flow.title, context, said, f"{url}?flow={flow.id}&hop=1")
    for failure in text.architecture.failures:
        yield entry("section", failure.title, context, failure.happens, f"{url}?fail={failure.id}")


def entry(kind: str, title: str, context: str, text: str, url: str) -> SearchEntry:
    return SearchEntry(
        owner=OWNER, kind=kind, title=title[:200], context=context[:200], text=text, url=url
    )
