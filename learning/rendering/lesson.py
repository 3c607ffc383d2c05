"""Markdown in, safe HTML in parts out: whole lessons, and the shorter texts around them."""

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from learning.rendering.blocks import Blocks, read_blocks
from learning.rendering.code_blocks import CodeBlock, code_html
from learning.rendering.dialect import convert
from learning.rendering.exercises import Exercise
from learning.rendering.fences import scan
from learning.rendering.figures import FigureError, figure_html, read_figure
from learning.rendering.flaws import Flaw
from learning.rendering.limits import too_costly
from learning.rendering.reading import FigureUse, Fragment, Link, Reading
from learning.rendering.sanitizing import sanitized
from learning.rendering.sections import Section, outline

LIVE_FIGURES = frozenset({"scale-out-clock", "workbook"})
CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufeff]")
SLOT = re.compile(r"<div>(?P<slot>slot-(?P<nonce>[0-9a-f]+)-(?P<kind>[cfl])(?P<number>\d+))</div>")
ONE_PARAGRAPH = re.compile(r"<p>((?:(?!</?p>).)*)</p>\s*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Html:
    """Safe HTML."""

    html: str


@dataclass(frozen=True, slots=True)
class LiveFigure:
    """A place where the page itself draws something."""

    name: str
    line: int


Part = Html | LiveFigure | Exercise


@dataclass(frozen=True)
class Lesson:
    """A text as its page needs it, and everything that is wrong with it.

    If there are flaws the parts are as safe as ever, but not what the author meant.
    """

    parts: tuple[Part, ...] = ()
    sections: tuple[Section, ...] = ()
    links: tuple[Link, ...] = ()
    code: tuple[CodeBlock, ...] = ()
    flaws: tuple[Flaw, ...] = ()

    @property
    def exercises(self) -> tuple[Exercise, ...]:
        return tuple(part for part in self.parts if isinstance(part, Exercise))

    @property
    def live_figures(self) -> tuple[LiveFigure, ...]:
        return tuple(part for part in self.parts if isinstance(part, LiveFigure))


@dataclass
class Page:
    """Fills the slots of one converted text."""

    reading: Reading
    blocks: Blocks
    figures: Mapping[str, bytes]
    is_lesson: bool
    flaws: list[Flaw] = field(default_factory=list)

    def parts(self, safe: str) -> list[Part]:
        """The sanitised HTML with its slots filled; pieces of HTML in a row become one."""
        parts: list[Part] = []
        at = 0
        for match in SLOT.finditer(safe):
            if match["nonce"] != self.reading.nonce:
                continue  # somebody's text that looks like a slot
            self.add(parts, safe[at : match.start()])
            self.add(parts, self.filled(match["slot"], match["kind"], int(match["number"])))
            at = match.end()
        self.add(parts, safe[at:])
        return parts

    def add(self, parts: list[Part], part: Part | str) -> None:
        if not isinstance(part, str):
            parts.append(part)
        elif parts and isinstance(parts[-1], Html):
            parts[-1] = Html(parts[-1].html + part)
        elif part.strip():
            parts.append(Html(part))

    def filled(self, slot: str, kind: str, number: int) -> Part | str:
        if kind == "f":
            return self.figure(number, self.reading.figures[number - 1])
        if kind == "l":
            line, name = self.reading.live_figures[number - 1]
            return self.live_figure(LiveFigure(name, line))
        if exercise := self.blocks.exercises.get(number):
            return self.exercise(slot, exercise)
        return self.code(number)

    def code(self, line: int) -> str:
        block = self.blocks.code.get(line)
        if block is None:
            return ""  # notes and feedback, shown with the code that they follow
        place = list(self.blocks.code).index(line) + 1 if self.is_lesson else None
        return code_html(block, place)

    def exercise(self, slot: str, exercise: Exercise) -> Part | str:
        if self.is_lesson and slot in self.reading.on_top:
            return exercise
        self.flaws.append(
            Flaw(exercise.line, "an exercise within another text", "outside lists and call-outs")
        )
        return ""

    def live_figure(self, figure: LiveFigure) -> Part | str:
        if self.is_lesson and figure.name in LIVE_FIGURES:
            return figure
        known = ", ".join(sorted(LIVE_FIGURES))
        self.flaws.append(Flaw(figure.line, f"no live figure {figure.name}", f"one of {known}"))
        return ""

    def figure(self, number: int, use: FigureUse) -> str:
        data = self.figures.get(use.source)
        if data is None:
            self.flaws.append(
                Flaw(use.line, f"no figure {use.source[:80]!r}", "figures/<name>.svg")
            )
            return ""
        if not use.alternative:
            self.flaws.append(
                Flaw(use.line, "a figure without a text", "![what it shows, as a sentence](…)")
            )
        try:
            figure = read_figure(data)
        except FigureError:
            return ""  # the file's own flaws are told where the file is read
        return figure_html(figure, f"figure-{number}", use.alternative, use.caption)


def clean(text: str) -> str:
    """Without what no text needs and what the parser or the database would trip over."""
    return CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def read(markdown: str, figures: Mapping[str, bytes], *, is_lesson: bool) -> Lesson:
    text = clean(markdown)
    found = scan(text)
    if refused := too_costly(text, found):
        return Lesson(flaws=tuple(sorted([*found.flaws, *refused])))
    converted, reading = convert(found, is_lesson=is_lesson)
    blocks = read_blocks(reading, read_inline)
    page = Page(reading, blocks, figures, is_lesson)
    parts = page.parts(sanitized(converted).replace("<p></p>", ""))
    pages = (part.html for part in parts if isinstance(part, Html)) if is_lesson else ()
    return Lesson(
        tuple(parts),
        tuple(outline(pages)),
        tuple(reading.links),
        tuple(blocks.code.values()),
        tuple(sorted({*found.flaws, *reading.flaws, *blocks.flaws, *page.flaws})),
    )


def render_lesson(markdown: str, figures: Mapping[str, bytes]) -> Lesson:
    """Render a lesson's text. `figures` are the files it may show, as figures/<name>.svg."""
    return read(markdown, figures, is_lesson=True)


def read_fragment(markdown: str) -> Fragment:
    """Render a short text: paragraphs, lists, code; no headings, footnotes or exercises."""
    lesson = read(markdown, {}, is_lesson=False)
    if not lesson.parts and markdown.strip():  # refused as a whole
        return Fragment(f"<p>{html.escape(clean(markdown))}</p>", flaws=lesson.flaws)
    safe = "".join(part.html for part in lesson.parts if isinstance(part, Html))
    return Fragment(safe.strip(), lesson.links, lesson.code, lesson.flaws)


def read_inline(markdown: str) -> Fragment:
    """Render a text of one paragraph, without the paragraph around it."""
    fragment = read_fragment(markdown)
    match = ONE_PARAGRAPH.fullmatch(fragment.html)
    if match:
        return Fragment(match[1], fragment.links, fragment.code, fragment.flaws)
    flaw = Flaw(1, "more than a sentence", "one paragraph without lists or code blocks")
    return Fragment(fragment.html, fragment.links, fragment.code, (*fragment.flaws, flaw))


def render_fragment(markdown: str) -> str:
    """A short text as safe HTML, whatever is in it."""
    return read_fragment(markdown).html


def render_inline(markdown: str) -> str:
    """A sentence as safe HTML without a paragraph around it, whatever is in it."""
    return read_inline(markdown).html
