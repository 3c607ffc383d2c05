"""The Markdown of lessons: Python-Markdown, its extensions, and what we add to them.

Raw HTML does not exist in it. What the page shows beyond text (code, figures, exercises) leaves
a slot in the HTML: a `<div>` with a word that nobody can guess, filled after the rest has been
sanitised.
"""

import re
import threading
from collections import Counter
from dataclasses import dataclass
from typing import Any, Self

import markdown
from markdown.extensions import Extension
from markdown.extensions.footnotes import FootnoteExtension
from markdown.inlinepatterns import InlineProcessor

from learning.rendering.fences import Scan
from learning.rendering.flaws import Flaw
from learning.rendering.markup import HouseMarkup
from learning.rendering.reading import Desk, Reading
from learning.rendering.sanitizing import KINDS

RAW_HTML = r"<(?:[A-Za-z/!?])[^<>]*>"
MISSING_FOOTNOTE = r"(?<!!)\[\^([^\]]*)\](?!\s*:)"
CALL_OUT_LINE = re.compile(r"\s*(?P<marks>!!!|\?\?\?)(?P<rest>.*)")
CALL_OUT = re.compile(r' (?P<kind>[a-z]+) "(?P<title>[^"]+)"\s*')
FOOTNOTE_NAME = re.compile(r"[a-z0-9-]+")


@dataclass(frozen=True)
class Machine:
    """Python-Markdown with our extensions. Making one takes longer than most texts do."""

    desk: Desk
    markdown: markdown.Markdown
    footnotes: FootnoteExtension

    @classmethod
    def make(cls, reading: Reading, *, is_lesson: bool) -> Self:
        """Only lessons have footnotes."""
        desk = Desk(reading)
        footnotes = FootnoteExtension(
            SEPARATOR="-",
            BACKLINK_TEXT="↩\ufe0e",
            BACKLINK_TITLE="Back to the text at source {}",
            USE_DEFINITION_ORDER=False,
        )
        machine = markdown.Markdown(
            extensions=[
                "tables",
                "def_list",
                "admonition",
                "toc",
                "pymdownx.superfences",
                "pymdownx.details",
                House(desk),
                *([footnotes] if is_lesson else []),
            ],
            extension_configs={
                "tables": {"use_align_attribute": True},
                "toc": {"marker": "", "toc_depth": "2-3"},
                "pymdownx.superfences": {"custom_fences": [fence(desk)], "preserve_tabs": True},
            },
        )
        return cls(desk, machine, footnotes)


class Machines(threading.local):
    """A thread's machines, one for lessons and one for fragments."""

    def __init__(self) -> None:
        self.made: dict[bool, Machine] = {}

    def take(self, reading: Reading, *, is_lesson: bool) -> Machine:
        """One that knows nothing of the text before; out of hand until it is given back."""
        machine = self.made.pop(is_lesson, None)
        if machine is None:
            return Machine.make(reading, is_lesson=is_lesson)
        machine.markdown.reset()
        machine.desk.reading = reading
        return machine


MACHINES = Machines()


def convert(found: Scan, *, is_lesson: bool) -> tuple[str, Reading]:
    """Convert to HTML that is not yet safe. Only lessons have headings and footnotes."""
    reading = Reading(found, is_lesson)
    machine = MACHINES.take(reading, is_lesson=is_lesson)
    call_outs(reading)
    try:
        result = machine.markdown.convert(found.markdown)
    except Exception as error:  # noqa: BLE001 -- the library fails in many ways on malformed text; the author must hear of a fault in the file
        reading.flaws.append(
            Flaw(1, f"the text cannot be read as Markdown ({type(error).__name__})", "Markdown")
        )
        return "", reading  # and the machine, which stopped halfway, is not used again
    if is_lesson:
        check_footnotes(machine.footnotes, reading)
    MACHINES.made[is_lesson] = machine
    return result, reading


def fence(desk: Desk) -> dict[str, Any]:
    """How superfences hands over each fence: by its line, for a slot in return."""

    def keep_line(*given: Any) -> bool:
        _language, inputs, options, *_rest = given
        options.update(inputs)
        return True

    def keep_body(source: str, *given: Any, **_named: Any) -> str:
        _language, _class, options, *_rest = given
        line = int(options["at"])
        desk.reading.bodies[line] = source
        return f"<div>{desk.reading.slot('c', line)}</div>"

    return {"name": "*", "class": "", "validator": keep_line, "format": keep_body}


def call_outs(reading: Reading) -> None:
    """Check the first lines of call-outs and reveals; the parser takes wrong ones for text."""
    kinds = Counter[str]()
    for line, text in reading.scan.prose.items():
        if not (opened := CALL_OUT_LINE.fullmatch(text)):
            continue
        known = KINDS if opened["marks"] == "!!!" else {"answer"}
        match = CALL_OUT.fullmatch(opened["rest"])
        if not match or match["kind"] not in known:
            expected = f'{opened["marks"]} kind "Title", the kind one of {", ".join(sorted(known))}'
            reading.flaws.append(Flaw(line, f"not a call-out: {text.strip()[:80]}", expected))
            continue
        kinds[match["kind"]] += 1
        if match["kind"] == "principle" and kinds["principle"] == 2:
            reading.flaws.append(Flaw(line, "a second principle", "at most one in a file"))


def check_footnotes(footnotes: FootnoteExtension, reading: Reading) -> None:
    defined = Counter[str]()
    for line, text in reading.scan.prose.items():
        if not (match := re.match(r" {0,3}\[\^([^\]]*)\]:", text)):
            continue
        name = match[1]
        defined[name] += 1
        if not FOOTNOTE_NAME.fullmatch(name):
            message, expected = f"a footnote is named {name!r}", "small letters, digits and hyphens"
        elif defined[name] == 2:
            message, expected = f"the footnote {name} is defined twice", "one definition"
        elif name not in footnotes.footnote_order:
            message, expected = f"the footnote {name} is not used", f"[^{name}] in the text"
        else:
            continue
        reading.flaws.append(Flaw(line, message, expected))


class House(Extension):
    """Takes raw HTML out of the language and puts the house's own markup in."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk

    def extendMarkdown(self, md: markdown.Markdown) -> None:  # noqa: N802 -- the library's name
        md.preprocessors.deregister("html_block")
        md.inlinePatterns.deregister("html")
        md.inlinePatterns.register(RawHtml(RAW_HTML, self.desk), "raw-html", 90)
        # Below the footnotes' own pattern (175): only what that one did not know comes here.
        md.inlinePatterns.register(
            MissingFootnote(MISSING_FOOTNOTE, self.desk), "missing-footnote", 174
        )
        # Below `unescape` (0), so that texts and links are read as they will be.
        md.treeprocessors.register(HouseMarkup(md, self.desk), "house", -5)


class Refusal(InlineProcessor):
    """Leaves the text as it is (it will be escaped) and notes the flaw."""

    def __init__(self, pattern: str, desk: Desk) -> None:
        super().__init__(pattern)
        self.desk = desk

    def handleMatch(self, m: re.Match[str], data: str) -> tuple[None, None, None]:  # type: ignore[override]  # noqa: ARG002, N802 -- the library's signature
        self.refuse(m)
        return None, None, None

    def refuse(self, match: re.Match[str]) -> None:
        raise NotImplementedError


class RawHtml(Refusal):
    def refuse(self, match: re.Match[str]) -> None:
        first = match[0].split("\n")[0]
        self.desk.reading.flaw(first, f"raw HTML: {first[:80]}", "Markdown, or `code` in backticks")


class MissingFootnote(Refusal):
    def refuse(self, match: re.Match[str]) -> None:
        self.desk.reading.flaw(
            match[0], f"the footnote {match[1]!r} is not defined", f"a line [^{match[1]}]: source"
        )
