"""The text of a page by its headings, for lists of contents and for search."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from html.parser import HTMLParser

BLOCKS = frozenset(
    {
        "aside",
        "blockquote",
        "br",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "figcaption",
        "figure",
        "h2",
        "h3",
        "hr",
        "li",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "td",
        "th",
        "tr",
        "ul",
    }
)
# Most tags are the colours of code and the shapes of drawings, and say nothing.
MUTE = re.compile(r"<svg\b.*?</svg>|</?span[^>]*>", re.DOTALL)
VOID = frozenset({"br", "hr"})
SILENT = frozenset({"sup"})
SILENT_CLASSES = frozenset({"permalink", "footnotes"})


@dataclass(slots=True)
class Section:
    """A heading and what stands between it and the next. The first of a page has no heading."""

    id: str = ""
    level: int = 0
    title: str = ""
    text: str = ""


@dataclass
class Outline(HTMLParser):
    """Collects the sections of HTML that was made and sanitised here."""

    sections: list[Section] = field(default_factory=lambda: [Section()])

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.silent = 0
        self.in_heading = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        if tag in VOID:
            self.handle_data(" ")
        elif (
            self.silent or tag in SILENT or SILENT_CLASSES & set((named.get("class") or "").split())
        ):
            self.silent += 1
        if tag in {"h2", "h3"} and named.get("id"):
            self.sections.append(Section(str(named["id"]), int(tag[1])))
            self.in_heading = True
        elif tag in BLOCKS:
            self.handle_data(" ")

    def handle_endtag(self, tag: str) -> None:
        if self.silent and tag not in VOID:
            self.silent -= 1
        if tag in {"h2", "h3"}:
            self.in_heading = False
        elif tag in BLOCKS:
            self.handle_data(" ")

    def handle_data(self, data: str) -> None:
        section = self.sections[-1]
        if self.in_heading:
            section.title += data
        elif not self.silent:
            section.text += data


def outline(pages: Iterable[str]) -> list[Section]:
    """The sections of the page's pieces of HTML, taken together."""
    reader = Outline()
    for page in pages:
        reader.feed(MUTE.sub("", page))
    reader.close()
    for section in reader.sections:
        section.title = " ".join(section.title.split())
        section.text = " ".join(section.text.split())
    return reader.sections
