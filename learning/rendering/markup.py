"""The house's own markup: call-outs, tables, headings, links, figures and sources."""

import html
import re
from xml.etree import ElementTree

import markdown
from markdown.treeprocessors import Treeprocessor
from markdown.util import AMP_SUBSTITUTE, HTML_PLACEHOLDER_RE

from learning.rendering.flaws import Flaw
from learning.rendering.reading import Desk, FigureUse, Link, Reading
from learning.rendering.sanitizing import ID, PAGE_IDS, is_followable
from learning.rendering.sources import renumber

Element = ElementTree.Element

LIVE_FIGURE = re.compile(r"\{\{\s*([\w-]*)\s*\}\}")
KIND_LABELS = {
    "note": "Note",
    "warning": "Warning",
    "myth": "Myth",
    "measured": "Measured",
    "principle": "Principle",
}
SOURCES = "Sources"
LINKS = "https://…, mailto:…, /patterns/… or #heading-id"


class HouseMarkup(Treeprocessor):
    """Rewrites the parsed text: call-outs, tables, headings, links, figures, footnotes."""

    def __init__(self, md: markdown.Markdown, desk: Desk) -> None:
        super().__init__(md)
        self.machine = md
        self.desk = desk

    @property
    def reading(self) -> Reading:
        return self.desk.reading

    def run(self, root: Element) -> None:
        self.tables = 0
        self.heading = ""
        self.titles: set[str] = set()
        for child in root:
            self.note_slot(child)
        renumber(root)
        self.rewrite(root, is_root=True)

    def plain(self, element: Element) -> str:
        """The element's text as it is read, without markup and white space around it."""
        return " ".join(self.decoded("".join(element.itertext())).split())

    def decoded(self, text: str) -> str:
        """The text with entities decoded, those that the parser has put aside as well."""

        def stashed(match: re.Match[str]) -> str:
            return str(self.machine.htmlStash.rawHtmlBlocks[int(match[1])])

        return html.unescape(HTML_PLACEHOLDER_RE.sub(stashed, text).replace(AMP_SUBSTITUTE, "&"))

    def note_slot(self, child: Element) -> None:
        placeholder = HTML_PLACEHOLDER_RE.fullmatch((child.text or "").strip())
        if child.tag == "p" and not len(child) and placeholder:
            stashed = str(self.machine.htmlStash.rawHtmlBlocks[int(placeholder[1])])
            self.reading.on_top.add(stashed.removeprefix("<div>").removesuffix("</div>"))

    def rewrite(self, parent: Element, *, is_root: bool = False) -> None:
        for index, child in enumerate(list(parent)):
            new = self.rewritten(child, is_root=is_root)
            if new is not child:
                new.tail, child.tail = child.tail, None
                parent[index] = new
            self.rewrite(child)

    def rewritten(self, element: Element, *, is_root: bool) -> Element:
        tag = element.tag
        if re.fullmatch("h[1-6]", tag):
            return self.headed(element, is_root=is_root)
        if tag == "p":
            return self.paragraph(element, is_root=is_root)
        if tag == "table":
            return self.table(element)
        if tag == "div":
            return self.division(element)
        if tag == "a":
            self.link(element)
        elif tag == "img":
            words = element.get("src", "")
            self.reading.flaw(words, "an image within a sentence", "a figure as a paragraph alone")
        elif tag == "pre":
            words = "".join(element.itertext()).strip().split("\n")[0]
            self.reading.flaw(words, "code by indentation", "a fence, or less indentation")
        return element

    def headed(self, element: Element, *, is_root: bool) -> Element:
        """A heading with its own link beside it, so that its name stays its text."""
        self.heading = self.plain(element)
        anchor = element.get("id", "")
        if message := self.heading_flaw(element, anchor, is_root=is_root):
            self.reading.flaw(self.heading, *message)
        if not self.reading.is_lesson or element.tag not in {"h2", "h3"}:
            element.tag = "p"
            return element
        if anchor in PAGE_IDS:
            anchor = f"{anchor}-section"
            element.set("id", anchor)
        self.titles.add(self.heading)
        wrapper = ElementTree.Element("div", {"class": "heading"})
        wrapper.append(element)
        label = f"Link to the section {self.heading}"
        ElementTree.SubElement(
            wrapper, "a", {"class": "permalink", "href": f"#{anchor}", "aria-label": label}
        ).text = "#"
        return wrapper

    def heading_flaw(
        self, element: Element, anchor: str, *, is_root: bool
    ) -> tuple[str, str] | None:
        taken = (*self.titles, SOURCES)
        checks = (
            (not self.reading.is_lesson, "a heading in a short text", "paragraphs, lists, code"),
            (element.tag not in {"h2", "h3"}, f"a heading of level {element.tag[1]}", "## or ###"),
            (not is_root, "a heading in a list or call-out", "headings only between paragraphs"),
            (self.heading in taken, f"the heading {self.heading!r} is not unique", "each one once"),
            (anchor in PAGE_IDS, f"the page itself uses the id {anchor!r}", "another heading"),
            (not is_own_id(anchor), f"the heading makes the id {anchor!r}", "English words"),
        )
        return next((found[1:] for found in checks if found[0]), None)

    def paragraph(self, element: Element, *, is_root: bool) -> Element:
        if len(element) == 1 and element[0].tag == "img" and not around(element):
            image = element[0]
            element.remove(image)
            return self.figure(image)
        live = LIVE_FIGURE.fullmatch((element.text or "").strip()) if not len(element) else None
        if live is None:
            return element
        line = self.reading.line_of(live[0])
        if not is_root:
            self.reading.flaws.append(
                Flaw(line, "a live figure within a list or call-out", "a paragraph alone")
            )
            return element
        self.reading.live_figures.append((line, live[1]))
        return self.slotted("l", len(self.reading.live_figures))

    def slotted(self, kind: str, number: int) -> Element:
        slot = ElementTree.Element("div")
        slot.text = self.reading.slot(kind, number)
        self.reading.on_top.add(slot.text)
        return slot

    def figure(self, image: Element) -> Element:
        source = self.decoded(image.get("src", ""))
        self.reading.figures.append(
            FigureUse(
                self.reading.line_of(f"]({source}"),
                source,
                self.decoded(image.get("alt", "")).strip(),
                self.decoded(image.get("title", "")).strip(),
            )
        )
        return self.slotted("f", len(self.reading.figures))

    def table(self, element: Element) -> Element:
        self.tables += 1
        for cell in element.iter("th"):
            cell.set("scope", "col")
        label = f"Table {self.tables}{': ' if self.heading else ''}{self.heading}"
        wrapper = ElementTree.Element(
            "div",
            {"class": "table-scroll", "tabindex": "0", "role": "region", "aria-label": label},
        )
        wrapper.append(element)
        return wrapper

    def division(self, element: Element) -> Element:
        classes = element.get("class", "").split()
        if classes[:1] == ["footnote"]:
            return self.sources(element)
        if classes[:1] == ["admonition"]:
            kind = classes[1] if len(classes) > 1 else "note"
            element.set("class", f"callout {kind}")
            element.set("role", "note")
            if len(element) and element[0].get("class") == "admonition-title":
                entitle(element[0], KIND_LABELS.get(kind, "Note"))
        return element

    def sources(self, element: Element) -> Element:
        section = ElementTree.Element("section", {"class": "footnotes", "aria-label": SOURCES})
        ElementTree.SubElement(section, "h2", {"id": SOURCES.lower()}).text = SOURCES
        section.extend(element.findall("ol"))
        return section

    def link(self, element: Element) -> None:
        target = self.decoded(element.get("href", ""))
        kind = element.get("class", "")
        if kind == "footnote-ref":
            del element.attrib["class"]
            element.set("aria-label", f"Source {element.text}")
        elif kind == "footnote-backref":
            del element.attrib["class"]
            label = element.attrib.pop("title", "Back to the text")
            again = re.match(r"#fnref(\d+)", target)
            element.set("aria-label", f"{label}, place {again[1]}" if again else label)
        elif kind != "permalink":
            self.check_link(element, target)

    def check_link(self, element: Element, target: str) -> None:
        line = self.reading.line_of(target or self.plain(element))
        self.reading.links.append(Link(line, target))
        if not is_followable(target):
            self.reading.flaws.append(
                Flaw(line, f"not a link that may be followed: {target[:80]!r}", LINKS)
            )
        elif not self.plain(element):
            self.reading.flaws.append(Flaw(line, "a link without a text", "[text](address)"))


def is_own_id(anchor: str) -> bool:
    """Is the id none of those that footnotes, code and figures have?"""
    others = ("fn-", "fnref", "code-", "figure-")
    return bool(ID.fullmatch(anchor)) and not anchor.startswith(others)


def around(element: Element) -> str:
    return ((element.text or "") + (element[0].tail or "")).strip()


def entitle(title: Element, label: str) -> None:
    """Put the call-out's kind before its title, in words: colour alone says nothing."""
    title.set("class", "callout-title")
    if (title.text or "").strip() == label and not len(title):
        title.text = ""
    kind = ElementTree.Element("span", {"class": "callout-kind"})
    kind.text = label
    kind.tail = f" {title.text or ''}"
    title.text = None
    title.insert(0, kind)
