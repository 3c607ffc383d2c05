"""Drawings: SVG files that are checked against a short list and set into the page.

An inline SVG can do whatever HTML can. So a file is parsed, every element and attribute is held
against the lists below, and what the page gets is written anew from what was understood.
"""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NoReturn
from xml.parsers import expat

from learning.rendering.flaws import Flaw

SIZE = 64_000  # bytes
DEPTH = 32
ELEMENTS = 2_000
PAGE_MARKERS = frozenset({"arrow", "arrow-crossing"})  # components/_svg_defs.html has them
SVG = "http://www.w3.org/2000/svg"

TAGS = frozenset(
    {
        "circle",
        "defs",
        "desc",
        "ellipse",
        "g",
        "line",
        "marker",
        "path",
        "pattern",
        "polygon",
        "polyline",
        "rect",
        "svg",
        "text",
        "title",
        "tspan",
    }
)
TEXTUAL = frozenset({"desc", "text", "title", "tspan"})

NUMBER = r"[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?"
LENGTH = re.compile(rf"{NUMBER}(?:%|px|em)?")
LENGTHS = re.compile(rf"{NUMBER}(?:%|px|em)?(?:[\s,]+{NUMBER}(?:%|px|em)?)*")
NUMBERS = re.compile(rf"\s*{NUMBER}(?:[\s,]+{NUMBER})*\s*")
TRANSFORM = re.compile(
    r"\s*(?:(?:matrix|translate|rotate|scale|skewX|skewY)\([\d\s.,e+-]*\)[\s,]*)+"
)
WORD = re.compile(r"[A-Za-z][\w-]*")
WORDS = re.compile(r"[A-Za-z][\w-]*(?: +[A-Za-z][\w-]*)*")
REFERENCE = re.compile(r"url\(#([A-Za-z][\w-]*)\)")
UNITS = re.compile(r"userSpaceOnUse|objectBoundingBox|strokeWidth")
ATTRIBUTES = {
    **dict.fromkeys(("x", "y", "dx", "dy"), LENGTHS),
    **dict.fromkeys(("x1", "y1", "x2", "y2", "cx", "cy", "r", "rx", "ry"), LENGTH),
    **dict.fromkeys(("width", "height", "refX", "refY", "markerWidth", "markerHeight"), LENGTH),
    **dict.fromkeys(("transform", "patternTransform"), TRANSFORM),
    **dict.fromkeys(("marker-start", "marker-end"), REFERENCE),
    **dict.fromkeys(("markerUnits", "patternUnits"), UNITS),
    **dict.fromkeys(("viewBox", "points"), NUMBERS),
    **dict.fromkeys(("class", "preserveAspectRatio"), WORDS),
    "d": re.compile(r"[MmLlHhVvCcSsQqTtAaZz\d\s.,e+-]*"),
    "dominant-baseline": re.compile(r"[a-z-]+"),
    "id": WORD,
    "orient": re.compile(rf"auto|auto-start-reverse|{NUMBER}"),
    "role": re.compile(r"img"),
    "text-anchor": re.compile(r"start|middle|end"),
}


class FigureError(Exception):
    """A file that is not a drawing as the page may show it."""

    def __init__(self, flaws: list[Flaw]) -> None:
        super().__init__("; ".join(flaw.message for flaw in flaws))
        self.flaws = flaws


@dataclass(slots=True)
class Node:
    line: int
    tag: str
    attributes: dict[str, str]
    content: list["Node | str"] = field(default_factory=list)

    def children(self) -> list["Node"]:
        return [child for child in self.content if isinstance(child, Node)]

    def text(self) -> str:
        pieces = (c.text() if isinstance(c, Node) else c for c in self.content)
        return " ".join("".join(pieces).split())


@dataclass(frozen=True, slots=True)
class Figure:
    """A drawing that has been checked."""

    root: Node
    title: str
    description: str


class Reader:
    """Builds the nodes; stops at whatever makes XML dangerous before it has an effect."""

    def __init__(self) -> None:
        self.parser = expat.ParserCreate("utf-8", namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.characters
        self.parser.StartDoctypeDeclHandler = self.refuse_doctype
        self.parser.ProcessingInstructionHandler = self.refuse_instruction
        self.open: list[Node] = []
        self.root: Node | None = None
        self.count = 0
        self.flaws: list[Flaw] = []

    def stop(self, message: str, expected: str) -> NoReturn:
        raise FigureError([Flaw(self.parser.CurrentLineNumber, message, expected)])

    def refuse_doctype(self, *_declaration: object) -> None:
        self.stop("a document type", "no DOCTYPE and no entities")

    def refuse_instruction(self, *_instruction: object) -> None:
        self.stop("a processing instruction", "SVG elements only")

    def start(self, name: str, attributes: dict[str, str]) -> None:
        namespace, _, tag = name.rpartition(" ")
        line = self.parser.CurrentLineNumber
        if namespace not in {"", SVG} or tag not in TAGS:
            self.flaws.append(Flaw(line, f"the element {tag}", f"one of {', '.join(sorted(TAGS))}"))
        self.count += 1
        if self.count > ELEMENTS or len(self.open) >= DEPTH:
            self.stop("the drawing is too large", f"{ELEMENTS} elements, {DEPTH} levels at most")
        node = Node(line, tag, attributes)
        if self.open:
            self.open[-1].content.append(node)
        else:
            self.root = node
        self.open.append(node)

    def end(self, _name: str) -> None:
        self.open.pop()

    def characters(self, text: str) -> None:
        if self.open and self.open[-1].tag in TEXTUAL:
            self.open[-1].content.append(text)
        elif text.strip():
            line = self.parser.CurrentLineNumber
            self.flaws.append(
                Flaw(line, "text outside a text element", "<text>, <title> or <desc>")
            )

    def read(self, data: bytes) -> Node:
        try:
            self.parser.Parse(data, True)
        except expat.ExpatError as error:
            raise FigureError(
                [Flaw(error.lineno, f"not XML: {expat.ErrorString(error.code)}", "an SVG file")]
            ) from error
        if self.root is None:
            raise FigureError([Flaw(1, "the file is empty", "an SVG file")])
        return self.root


def read_figure(data: bytes) -> Figure:
    """Check a file; raises FigureError with everything that is wrong with it."""
    if len(data) > SIZE:
        raise FigureError([Flaw(1, f"the file has {len(data)} bytes", f"at most {SIZE}")])
    reader = Reader()
    root = reader.read(data)
    named = {node.tag: node.text() for node in reversed(root.children())}
    figure = Figure(root, named.get("title", ""), named.get("desc", ""))
    flaws = [*reader.flaws, *whole_flaws(figure), *reference_flaws(root)]
    for node in walk(root):
        flaws += attribute_flaws(node)
    if flaws:
        raise FigureError(sorted(flaws))
    return figure


def walk(node: Node) -> Iterator[Node]:
    yield node
    for child in node.children():
        yield from walk(child)


def whole_flaws(figure: Figure) -> Iterator[Flaw]:
    root = figure.root
    if root.tag != "svg":
        yield Flaw(root.line, f"the first element is {root.tag}", "svg")
    if "viewBox" not in root.attributes:
        yield Flaw(root.line, "the drawing has no viewBox", 'viewBox="0 0 width height"')
    if not figure.title:
        yield Flaw(root.line, "the drawing has no title", "<title> as a child of <svg>")
    if not figure.description:
        yield Flaw(root.line, "the drawing has no description", "<desc> as a child of <svg>")
    for node in walk(root):
        if node.tag == "svg" and node is not root:
            yield Flaw(node.line, "a drawing within the drawing", "<g>")


def attribute_flaws(node: Node) -> Iterator[Flaw]:
    for name, value in node.attributes.items():
        pattern = ATTRIBUTES.get(name)
        if pattern is None:
            yield Flaw(node.line, f"the attribute {name} of {node.tag}", "looks belong in classes")
        elif not pattern.fullmatch(value.strip()):
            yield Flaw(node.line, f"{name}={value[:60]!r} cannot be read", f"a plain {name}")


def reference_flaws(root: Node) -> Iterator[Flaw]:
    ids = [node.attributes["id"] for node in walk(root) if "id" in node.attributes]
    for node in walk(root):
        for name in ("marker-start", "marker-end"):
            match = REFERENCE.fullmatch(node.attributes.get(name, "").strip())
            if match and match[1] not in {*ids, *PAGE_MARKERS}:
                yield Flaw(node.line, f"nothing has the id {match[1]}", "the id of a marker")
    for name in PAGE_MARKERS.intersection(ids):
        yield Flaw(root.line, f"the id {name} is the page's", "another id, or the page's marker")
    for name in {name for name in ids if ids.count(name) > 1}:
        yield Flaw(root.line, f"the id {name} occurs twice", "each id once")


def figure_html(figure: Figure, prefix: str, alternative: str, caption: str) -> str:
    """The drawing with its caption. `alternative` is the sentence for those who cannot see it."""
    description = " ".join(dict.fromkeys(filter(None, (alternative, figure.description))))
    names = (
        f'<title id="{prefix}-title">{html.escape(figure.title)}</title>'
        f'<desc id="{prefix}-desc">{html.escape(description)}</desc>'
    )
    shapes = "".join(
        node_html(child, prefix)
        for child in figure.root.children()
        if child.tag not in {"title", "desc"}
    )
    attributes = {"role": "img", "aria-labelledby": f"{prefix}-title {prefix}-desc"}
    opened = start_tag("svg", figure.root.attributes | attributes, prefix)
    shown = f"<figcaption>{html.escape(caption)}</figcaption>" if caption else ""
    return f'<figure class="figure">{opened}{names}{shapes}</svg>{shown}</figure>'


def node_html(node: Node, prefix: str) -> str:
    content = "".join(
        node_html(part, prefix) if isinstance(part, Node) else html.escape(part)
        for part in node.content
    )
    return f"{start_tag(node.tag, node.attributes, prefix)}{content}</{node.tag}>"


def start_tag(tag: str, attributes: dict[str, str], prefix: str) -> str:
    """The tag with ids made the figure's own, so that two figures cannot meet."""
    pieces = [tag]
    for name, value in attributes.items():
        own = f"{prefix}-{value.strip()}" if name == "id" else value
        match = REFERENCE.fullmatch(value.strip())
        if match and match[1] not in PAGE_MARKERS:
            own = f"url(#{prefix}-{match[1]})"
        pieces.append(f'{name}="{html.escape(own)}"')
    return f"<{' '.join(pieces)}>"
