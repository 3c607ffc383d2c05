"""The texts of other systems as Markdown, which is what questions are written in here."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from quizzes.exchange.items import Format, Text
from quizzes.exchange.markup import INLINE, marked

RUN = re.compile(r"[ \t\n]+")
# A `[` is escaped where a link or a note would begin, a `_` where it is not within a word.
SIGN = re.compile(
    r"[*`]|\\(?=[\\`*_{}\[\]()<>#+\-.!|])|(?<![^\W_])_|_(?![^\W_])"
    r"|\[(?=\^|[^\[\]]{0,500}\](?:\(|\[|:))"
)
ENTITY = re.compile(r"&(?=#?\w{1,40};)")
FIRST = re.compile(r"(#|>|[-+](?=\s|$)|-{2,}\s*$|!!!)")
FIRST_NAMED = re.compile(r"(~~~|\?\?\?|={2,}\s*$)")
ORDERED = re.compile(r"(\d{1,9})([.)])(?=\s|$)")
SPAN = re.compile(r"(?<![`\\])(`{1,3})(?!`)([^`\n]{1,500})(?<!`)\1(?!`)")
TICKS = re.compile(r"`+")
UNSAFE = re.compile(r"[()\s<>]")
ABOVE_FROM = ("#", "ARG ")  # what may stand above the first FROM of a Dockerfile
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
GROUPS = ("div", "blockquote", "p", "pre", "ul", "ol", "table", *HEADINGS)
RAISED = "raised or lowered letters"


@dataclass(frozen=True)
class Written:
    """A text in Markdown, and the names of what it could not hold."""

    text: str
    lost: tuple[str, ...] = ()


def markdown(text: Text) -> Written:
    """The text in Markdown. What stands between backticks is code in all but HTML."""
    if text.format == Format.MARKDOWN:
        return Written(closed(text.text.strip("\n")))
    found = marked(text)
    writer = Writer(has_ticks=text.format in (Format.MOODLE, Format.PLAIN))
    body = "\n\n".join(writer.blocks(found.root))
    raised = [RAISED] if writer.has_raised else []
    return Written(body, (*found.lost, *raised))


def closed(text: str) -> str:
    """The text with an end to a fence that it leaves open."""
    mark = ""
    for line in text.split("\n"):
        bare = line.strip()
        if not mark and (opening := re.match(r"`{3,}|~{3,}", bare)):
            mark = opening[0]
        elif mark and bare.startswith(mark) and not bare.strip(mark[0]):
            mark = ""
    return f"{text}\n{mark}" if mark else text


def code_span(said: str) -> str:
    """Some code in a line, whatever backticks it has itself."""
    line = " ".join(said.split("\n"))
    if not line.strip():
        return ""
    longest = max((len(run) for run in TICKS.findall(line)), default=0)
    marks = "`" * (longest + 1)
    pad = " " if line.startswith("`") or line.endswith("`") else ""
    return f"{marks}{pad}{line}{pad}{marks}"


def fence(code: str, language: str = "") -> str:
    """Some lines of code."""
    longest = max((len(run) for run in TICKS.findall(code)), default=0)
    marks = "`" * max(3, longest + 1)
    known = language or ("dockerfile" if is_dockerfile(code) else "text")
    return f"{marks}{known}\n{code.strip(chr(10))}\n{marks}"


def is_dockerfile(code: str) -> bool:
    rows = (line.strip() for line in code.split("\n"))
    first = next((row for row in rows if row and not row.startswith(ABOVE_FROM)), "")
    return first.startswith("FROM ")


def escaped(said: str) -> str:
    r"""A text without a sign that means something. `<` has no `\<`, as the renderer knows none."""
    said = SIGN.sub(lambda match: f"\\{match[0]}", said)
    return ENTITY.sub("&amp;", said).replace("<", "&lt;")


def unstarted(line: str) -> str:
    """The line without a beginning that would make it a heading, a list, a quotation or a note."""
    if FIRST.match(line):
        return f"\\{line}"
    if FIRST_NAMED.match(line):
        return f"&#{ord(line[0])};{line[1:]}"
    return ORDERED.sub(r"\1\\\2", line, count=1) if ORDERED.match(line) else line


class Writer:
    """Writes a tree; remembers what Markdown has no sign for."""

    def __init__(self, *, has_ticks: bool) -> None:
        self.has_ticks = has_ticks
        self.has_raised = False

    def blocks(self, parent: Element) -> Iterator[str]:
        """The blocks of an element; phrases between them are paragraphs."""
        phrases = [self.said(parent.text)]
        for child in parent:
            if child.tag in GROUPS:
                yield from paragraph("".join(phrases))
                yield from self.block(child)
                phrases = []
            else:
                phrases.append(self.phrase(child))
            phrases.append(self.said(child.tail))
        yield from paragraph("".join(phrases))

    def block(self, one: Element) -> Iterator[str]:
        if one.tag == "pre":
            yield pre(one)
        elif one.tag in HEADINGS:
            words = " ".join(self.phrases(one).split())
            yield from [f"**{words}**"] if words else []
        elif one.tag in ("ul", "ol"):
            yield "\n".join(self.list(one))
        elif one.tag == "table":
            yield "\n".join(self.table(one))
        elif one.tag == "blockquote":
            inner = "\n\n".join(self.blocks(one))
            yield "\n".join(f"> {line}".rstrip() for line in inner.split("\n"))
        else:
            yield from self.blocks(one)

    def list(self, one: Element) -> Iterator[str]:
        for number, item in enumerate(one, start=1):
            mark = f"{number}." if one.tag == "ol" else "-"
            first, *more = "\n\n".join(self.blocks(item)).split("\n")
            yield f"{mark} {first}"
            yield from (f"    {line}".rstrip() for line in more)

    def table(self, one: Element) -> Iterator[str]:
        rows = [[self.cell(cell) for cell in row] for row in one.iter("tr")]
        width = max(map(len, rows), default=0)
        rows = [[*row, *[""] * (width - len(row))] for row in rows]
        for number, row in enumerate(rows):
            yield f"| {' | '.join(row)} |"
            if number == 0:
                yield f"|{' --- |' * width}"

    def cell(self, one: Element) -> str:
        said = " ".join(" ".join(self.blocks(one)).split())
        return said.replace("|", "\\|")

    def phrases(self, one: Element) -> str:
        more = (self.phrase(child) + self.said(child.tail) for child in one)
        return self.said(one.text) + "".join(more)

    def phrase(self, one: Element) -> str:
        if one.tag == "br":
            return "\n"
        if one.tag == "code":
            return code_span(RUN.sub(" ", "".join(one.itertext())))
        inner = self.phrases(one)
        if one.tag in ("em", "strong"):
            return around(inner, "*" if one.tag == "em" else "**")
        if one.tag == "a":
            link = UNSAFE.sub(lambda sign: f"%{ord(sign[0]):02X}", one.get("href", ""))
            return f"[{inner.strip() or link}]({link})"
        if one.tag in ("sub", "sup") and inner.strip():
            self.has_raised = True
        return f'"{inner}"' if one.tag == "q" else inner if one.tag in INLINE else ""

    def said(self, text: str | None) -> str:
        line = RUN.sub(" ", text or "")
        if not self.has_ticks:
            return escaped(line)
        kept, at = [], 0
        for match in SPAN.finditer(line):
            kept += [escaped(line[at : match.start()]), match[0]]
            at = match.end()
        return "".join([*kept, escaped(line[at:])])


def pre(one: Element) -> str:
    inner = one.find("code")
    named = one.get("class") or (inner.get("class") if inner is not None else "") or ""
    return fence("".join(one.itertext()), named.removeprefix("language-"))


def around(inner: str, mark: str) -> str:
    """The mark close around the words: it means nothing beside a blank."""
    words = inner.strip()
    if not words or "\n" in words:
        return inner
    before, _, after = inner.partition(words)
    return f"{before}{mark}{words}{mark}{after}"


def paragraph(phrases: str) -> Iterable[str]:
    """A paragraph, or several where line breaks leave a line empty."""
    lines = [unstarted(line.strip()) for line in phrases.strip().split("\n")]
    kept: list[str] = []
    for line in lines:
        if line:
            kept.append(line)
        elif kept:
            yield "  \n".join(kept)
            kept = []
    if kept:
        yield "  \n".join(kept)
