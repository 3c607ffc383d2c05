"""Code as the page shows it: a caption, numbered and marked lines, and notes on them."""

import html
from dataclasses import dataclass

from learning.rendering.highlighting import LANGUAGES, Line, highlight, line_html
from learning.rendering.numbered_lines import NumberedLine


@dataclass(frozen=True, slots=True)
class CodeBlock:
    """A fence with its options read. `line` is the fence's first line in the text."""

    line: int
    language: str
    source: str
    title: str = ""
    is_numbered: bool = False
    marks: frozenset[int] = frozenset()
    notes: tuple[NumberedLine, ...] = ()
    is_fragment: bool = False
    broken: str | None = None

    @property
    def label(self) -> str:
        return language_label(self.language)


def language_label(language: str) -> str:
    return LANGUAGES[language].label if language in LANGUAGES else "Text"


def code_html(block: CodeBlock, number: int | None) -> str:
    """The block as a figure. `number` is its place in the lesson; None in a shorter text.

    Where there are notes the lines are numbered, for that is how the notes name them.
    """
    is_numbered = block.is_numbered or bool(block.notes)
    anchor = f"code-{number}-line-" if number and block.notes else ""
    noted = {line for note in block.notes for line in note.numbers()} if anchor else set()
    lines = "".join(
        code_line(line, at, block.marks, is_numbered, f"{anchor}{at}" if at in noted else "")
        for at, line in enumerate(highlight(block.source, block.language), start=1)
    )
    # A lesson's code blocks are landmarks with names of their own; elsewhere names may repeat.
    role, name = ("region", f"Code {number}: ") if number else ("group", "Code: ")
    label = html.escape(name + (block.title or block.label))
    return (
        f'<figure class="{"code numbered" if is_numbered else "code"}"'
        f' data-language="{html.escape(block.language)}">{caption(block.title, block.label)}'
        f'<div class="code-scroll" tabindex="0" role="{role}" aria-label="{label}">'
        f"<pre><code>{lines}</code></pre></div>{notes_html(block, anchor)}</figure>"
    )


def caption(title: str, label: str) -> str:
    shown = f'<span class="code-title">{html.escape(title)}</span> ' if title else ""
    return f'<figcaption>{shown}<span class="code-language">{label}</span></figcaption>'


def code_line(
    line: Line, number: int, marks: frozenset[int], is_numbered: bool, anchor: str
) -> str:
    """The line feed stands within the span: it may then be drawn as a block."""
    css = "line marked" if number in marks else "line"
    counted = f' data-line="{number}"' if is_numbered else ""
    named = f' id="{anchor}"' if anchor else ""
    return f'<span class="{css}"{counted}{named}>{line_html(line)}\n</span>'


def notes_html(block: CodeBlock, anchor: str) -> str:
    if not block.notes:
        return ""
    items = "".join(note_html(note, anchor) for note in block.notes)
    return f'<ol class="code-notes">{items}</ol>'


def note_html(note: NumberedLine, anchor: str) -> str:
    name = f"Line {note.first}" if note.first == note.last else f"Lines {note.first}–{note.last}"
    link = f'<a class="code-note-lines" href="#{anchor}{note.first}">{name}</a>'
    label = link if anchor else f'<span class="code-note-lines">{name}</span>'
    return f"<li>{label} {note.html}</li>"
