"""The texts of other systems as a small tree of harmless elements.

What comes out is well-formed, nests as QTI wants it, and holds no script, style, frame, image or
address but a link's. What it is read from may be anything: each character is looked at once.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from xml.etree.ElementTree import Element, SubElement, tostring

from quizzes.exchange.items import NO_XML, Format, Text

DEEPEST = 24
INLINE = {name: name for name in ("a", "cite", "code", "dfn", "em", "q", "strong", "sub", "sup")}
INLINE |= {"b": "strong", "i": "em", "tt": "code", "kbd": "code", "samp": "code", "var": "em"}
LEAVES = ("p", "pre", "h1", "h2", "h3", "h4", "h5", "h6")  # blocks that hold no block
BLOCKS = {name: name for name in (*LEAVES, "ul", "ol", "div", "blockquote", "table")}
BLOCKS |= dict.fromkeys(
    ("article", "aside", "section", "main", "header", "footer", "figure", "figcaption", "dl"), "div"
)
BLOCKS |= dict.fromkeys(("dt", "dd", "caption", "details", "summary", "center"), "div")
PARTS = {"li": ("ul", "ol"), "tr": ("table",), "td": ("table",), "th": ("table",)}
STRUCTURES = ("ul", "ol", "table", "tbody", "tr")  # these hold parts and no text
# What stands in these is nothing to read.
UNSEEN = {"script", "style", "title", "template", "iframe", "object", "svg", "math", "audio"}
UNSEEN |= {"video", "head", "select", "textarea", "noscript"}
# These go, and what stands in them stays.
UNWRAPPED = {"span", "font", "u", "s", "del", "ins", "small", "big", "mark", "abbr", "label"}
UNWRAPPED |= {"html", "body", "thead", "tbody", "tfoot", "colgroup", "col", "button", "wbr"}
UNWRAPPED |= {"input", "form", "bdi", "bdo", "time", "link", "meta", "base"}
KNOWN = {*INLINE, *BLOCKS, *PARTS, *UNSEEN, *UNWRAPPED, "br", "hr", "img"}
# No part may run over a `<`, so that the tags of a text are found in one pass.
TAG = re.compile(
    r"<(?P<end>/?)(?P<name>[a-zA-Z][a-zA-Z0-9]{0,15})"
    r"(?P<attributes>(?:\s(?:[^<>\"']++|\"[^\"<]*+\"|'[^'<]*+')*+)?+)/?>"
)
ATTRIBUTE = re.compile(
    r"""\s(href|alt|class)\s*=\s*("[^"]*+"|'[^']*+'|[^\s"'>]++)""", re.IGNORECASE
)
LINK = re.compile(r"(?:https?://|mailto:)[^\s<>\"\\]{1,2000}", re.IGNORECASE)
LANGUAGE = re.compile(r"(?:^|\s)(language-[a-z0-9+-]{1,30})(?=\s|$)")


@dataclass
class Tree:
    """The tree while it grows. `lost` names what it cannot hold."""

    root: Element = field(default_factory=lambda: Element("div"))
    stack: list[Element] = field(default_factory=list)
    lost: dict[str, None] = field(default_factory=dict)
    words: list[str] = field(default_factory=list)  # said since the last element began or ended

    def __post_init__(self) -> None:
        self.stack = [self.root]

    @property
    def top(self) -> Element:
        return self.stack[-1]

    def text(self, said: str) -> None:
        if not said or (self.top.tag in STRUCTURES and not said.strip()):
            return
        self.fill()
        self.words.append(said)

    def settle(self) -> None:
        """Put the words into the tree, before an element begins or ends."""
        said = "".join(self.words)
        self.words.clear()
        if not said:
            return
        if len(self.top):
            self.top[-1].tail = (self.top[-1].tail or "") + said
        else:
            self.top.text = (self.top.text or "") + said

    def add(self, name: str) -> Element:
        self.settle()
        return SubElement(self.top, name)

    def fill(self) -> None:
        """Text within a list or a table makes the part that it belongs into."""
        if self.top.tag in ("ul", "ol"):
            self.push("li")
        elif self.top.tag in ("table", "tbody", "tr"):
            self.cell("td")

    def push(self, name: str) -> None:
        self.stack.append(self.add(name))

    def pop(self) -> None:
        self.settle()
        closed = self.stack.pop()
        if closed.tag in STRUCTURES and not len(closed):
            del self.top[-1]

    def pop_to(self, *names: str) -> bool:
        """Close what is open within the innermost of these; False where none is open."""
        found = max((n for n, one in enumerate(self.stack) if one.tag in names), default=0)
        while found and len(self.stack) > found + 1:
            self.pop()
        return found > 0

    def leave_lines(self) -> None:
        """Close the phrases and paragraphs that no block can stand in."""
        while self.top.tag in INLINE or self.top.tag in LEAVES:
            self.pop()

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name in ("br", "hr", "img"):
            self.void(name, attributes)
        elif len(self.stack) >= DEEPEST or name in UNWRAPPED:
            self.text(" " if name in BLOCKS or name in PARTS else "")
        elif name in INLINE:
            self.phrase(INLINE[name], attributes)
        elif name in PARTS:
            self.part(name)
        else:
            self.block(BLOCKS[name], attributes)

    def void(self, name: str, attributes: dict[str, str]) -> None:
        if name == "br":
            if self.top.tag == "pre" or "pre" in [one.tag for one in self.stack]:
                self.text("\n")
                return
            self.fill()
            self.add("br")
        elif name == "hr":
            self.leave_lines()
            self.text("\n")
        else:
            self.lost["an image"] = None
            self.text(f"[{attributes['alt']}]" if attributes.get("alt") else "[image]")

    def phrase(self, name: str, attributes: dict[str, str]) -> None:
        if name in [one.tag for one in self.stack]:
            return
        self.fill()
        if name in ("sub", "sup") and any(one.tag == "pre" for one in self.stack):
            return
        link = attributes.get("href", "").strip()
        if name == "a" and not LINK.fullmatch(link):
            return
        self.push(name)
        if name == "a":
            self.top.set("href", link)
        self.name_language(attributes)

    def block(self, name: str, attributes: dict[str, str]) -> None:
        self.leave_lines()
        self.fill()
        self.push(name)
        self.name_language(attributes)
        if name == "blockquote":
            self.push("div")

    def name_language(self, attributes: dict[str, str]) -> None:
        language = LANGUAGE.search(attributes.get("class", ""))
        if language and self.top.tag in ("pre", "code"):
            self.top.set("class", language[1])

    def part(self, name: str) -> None:
        self.leave_lines()
        if not any(one.tag in PARTS[name] for one in self.stack):
            self.block("div", {})
        elif name == "li":
            self.pop_to("ul", "ol")
            self.push("li")
        elif name == "tr":
            self.pop_to("table")
            self.row()
        else:
            self.pop_to("table", "tr")
            self.cell(name)

    def row(self) -> None:
        if len(self.top) == 0:
            self.push("tbody")
        else:
            self.stack.append(self.top[0])
        self.push("tr")

    def cell(self, name: str) -> None:
        if self.top.tag == "table":
            self.row()
        elif self.top.tag == "tbody":
            self.push("tr")
        self.push(name)

    def end(self, name: str) -> None:
        wanted = INLINE.get(name) or BLOCKS.get(name) or name
        if name in UNWRAPPED or name in ("br", "hr", "img"):
            return
        if wanted in INLINE:
            self.end_phrase(wanted)
        elif self.pop_to(wanted):
            self.pop()

    def end_phrase(self, name: str) -> None:
        for depth, one in enumerate(reversed(self.stack)):
            if one.tag not in INLINE:
                return
            if one.tag == name:
                for _ in range(depth + 1):
                    self.pop()
                return


@dataclass(frozen=True)
class Marked:
    """A text as a tree, and the names of what did not come along."""

    root: Element
    lost: tuple[str, ...]


def marked(text: Text) -> Marked:
    tree = Tree()
    said = NO_XML.sub("\N{REPLACEMENT CHARACTER}", text.text)
    if text.format in (Format.HTML, Format.MOODLE):
        grow(tree, said, breaks=text.format == Format.MOODLE)
    else:
        lines_of(tree, said)
    while len(tree.stack) > 1:
        tree.pop()
    tree.settle()
    return Marked(tree.root, tuple(tree.lost))


def xhtml(text: Text) -> str:
    """The text as well-formed, harmless XHTML."""
    return tostring(marked(text).root, encoding="unicode")


def html(text: Text) -> str:
    """The same as a browser reads it."""
    return tostring(marked(text).root, encoding="unicode", method="html")


def lines_of(tree: Tree, said: str) -> None:
    for number, line in enumerate(said.split("\n")):
        if number:
            tree.start("br", {})
        tree.text(line)


def grow(tree: Tree, said: str, *, breaks: bool) -> None:
    """HTML into the tree. A tag that HTML does not know is text: `FROM <stage>` is meant so."""
    for piece in pieces(without_comments(said)):
        if isinstance(piece, str):
            plain = unescape(piece)
            is_code = any(one.tag == "pre" for one in tree.stack)
            if breaks and not is_code and tree.top.tag not in STRUCTURES:
                lines_of(tree, plain)
            else:
                tree.text(plain)
        elif piece["end"]:
            tree.end(piece["name"].lower())
        else:
            tree.start(piece["name"].lower(), dict(attributes(piece["attributes"])))


def attributes(said: str) -> Iterator[tuple[str, str]]:
    for name, value in ATTRIBUTE.findall(said):
        yield name.lower(), unescape(value.strip("\"'"))


def without_comments(said: str) -> str:
    kept, at = [], 0
    while (start := said.find("<!--", at)) >= 0:
        end = said.find("-->", start + 4)
        if end < 0:
            break
        kept.append(said[at:start])
        at = end + 3
    return "".join([*kept, said[at:]])


def pieces(said: str) -> Iterator[str | re.Match[str]]:
    """Text and tags in turn; what stands in a script or the like is neither."""
    at, unseen = 0, ""
    for match in TAG.finditer(said):
        name = match["name"].lower()
        if unseen:
            if match["end"] and name == unseen:
                at, unseen = match.end(), ""
        elif name in KNOWN:
            yield said[at : match.start()]
            at = match.end()
            if name in UNSEEN:
                unseen = "" if match["end"] or match[0].endswith("/>") else name
            else:
                yield match
    if not unseen:
        yield said[at:]
