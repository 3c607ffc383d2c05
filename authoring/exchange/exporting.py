"""A question file as an item, in Markdown for what is read again, in HTML for what shows it."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from authoring.exchange.fences import portable
from learning.content.files import decode
from learning.content.front_matter import read_document
from learning.content.schemas import validated
from learning.content.section_texts import Texts
from learning.content.sections import Section, split
from learning.rendering import render_fragment
from learning.rendering.exercises import read_gaps
from quizzes.bank.entries import RawEntry, entries
from quizzes.bank.schemas import QuestionFile
from quizzes.exchange.gift.reading import GAP
from quizzes.exchange.items import RIGHT, WRONG, Format, Item, Kind, Number, Option, Pair, Text
from quizzes.exchange.markdown import code_span, fence
from quizzes.kinds import KINDS
from quizzes.kinds.blanks import ENTRY, pieces

Say = Callable[[str], Text]
ONE_SPAN = re.compile(r"(`+) ?([^`]+?) ?\1")
NUMBER = re.compile(r"[-+]?\d{1,60}(?:\.\d{1,60})?")
STEP = re.compile(r"(?m)^ {3}")
LINE = re.compile(r'<span class="line" data-line="(\d+)">')


@dataclass(frozen=True)
class Question:
    """A question file, taken apart as its author wrote it."""

    meta: QuestionFile
    sections: dict[str, Section]
    entries: tuple[RawEntry, ...]
    category: str

    def section(self, name: str) -> str:
        found = self.sections.get(name)
        return found.text.strip("\n") if found else ""

    @property
    def right(self) -> tuple[RawEntry, ...]:
        return tuple(entry for entry in self.entries if entry.is_right)

    @property
    def wrong(self) -> tuple[RawEntry, ...]:
        return tuple(entry for entry in self.entries if not entry.is_right)


def in_markdown(text: str) -> Text:
    return Text(portable(text).strip(" \t\n"), Format.MARKDOWN)


def in_html(text: str) -> Text:
    """The text as it is shown here; the numbers of lines, which a style sheet adds, written out."""
    html = LINE.sub(lambda match: f"{match[0]}{match[1]:>3}  ", render_fragment(text))
    return Text(html.strip(" \t\n"), Format.HTML)


def item(path: str, data: bytes, category: str, say: Say = in_markdown) -> Item:
    """The question as an item; raises ContentError where its front matter cannot be read.

    Not carried over: hints, quick check, mistakes, references, claims, the checker as a judge,
    and lines that may stand in any order.
    """
    question = taken_apart(path, data, category)
    base = Item(
        kind=Kind.DESCRIPTION,
        stem=say(question.section("Prompt")),
        id=question.meta.id,
        category=category,
        title=question.meta.id,
        tags=tags(question.meta),
    )
    return MAKE[question.meta.kind](question, base, say)


def taken_apart(path: str, data: bytes, category: str) -> Question:
    document = read_document(path, decode(path, data))
    meta = validated(path, document.meta, QuestionFile)
    sections = split(document.body, document.lines_before, [])
    listed = sections.get(KINDS[meta.kind].section, Section("", 1, ""))
    return Question(meta, sections, tuple(entries(listed, [])), category)


def tags(meta: QuestionFile) -> tuple[str, ...]:
    """What a question is about, and what only its front matter says."""
    said = [f"difficulty:{meta.difficulty}", f"objective:{meta.objective}"]
    said += [f"cognitive:{meta.cognitive}", f"seconds:{meta.seconds}"]
    if meta.numeric and meta.numeric.unit:
        said.append(f"unit:{meta.numeric.unit}")
    return (*meta.tags, *said)


def feedback(question: Question, say: Say, above: str = "") -> Text | None:
    """The solution is what is said after any answer."""
    # Three blanks make a step's second paragraph here, and four do so anywhere.
    solution = STEP.sub("    ", question.section("Solution"))
    said = "\n\n".join(part for part in (above, solution) if part)
    return say(said) if said else None


def remark(entry: RawEntry, say: Say) -> Text | None:
    return say(entry.feedback) if entry.feedback else None


def single(question: Question, base: Item, say: Say) -> Item:
    options = tuple(
        Option(say(entry.text), RIGHT if entry.is_right else WRONG, remark(entry, say))
        for entry in question.entries
    )
    said = feedback(question, say)
    return replace(base, kind=Kind.SINGLE, options=options, feedback=said)


def multiple(question: Question, base: Item, say: Say) -> Item:
    """Moodle counts in these shares; all of the keys and none of the others are 100 per cent."""
    right, wrong = len(question.right) or 1, len(question.wrong) or 1
    shares = {True: round(100 / right, 5), False: round(-100 / wrong, 5)}
    options = tuple(
        Option(say(entry.text), shares[entry.is_right], remark(entry, say))
        for entry in question.entries
    )
    said = feedback(question, say)
    return replace(base, kind=Kind.MULTIPLE, options=options, feedback=said)


def numeric(question: Question, base: Item, say: Say) -> Item:
    table = question.meta.numeric
    tolerance = Decimal(str(table.tolerance if table else 0))
    numbers = tuple(
        Number(
            Decimal(entry.text),
            tolerance if entry.is_right else Decimal(0),
            RIGHT if entry.is_right else WRONG,
            remark(entry, say),
        )
        for entry in question.entries
        if NUMBER.fullmatch(entry.text)
    )
    said = feedback(question, say)
    return replace(base, kind=Kind.NUMERIC, numbers=numbers, feedback=said)


def line(question: Question, base: Item, say: Say) -> Item:
    """The code below the prompt, and a choice of the lines that something is said of."""
    code, language, options = code_of(question)
    rows = code.split("\n")
    shown = fence(code, " ".join(dict.fromkeys([language, *options, "numbers"])))
    return replace(
        base,
        kind=Kind.SINGLE,
        stem=say(f"{question.section('Prompt')}\n\n{shown}"),
        options=tuple(
            Option(
                say(f"Line {entry.text}: {code_span(row_of(rows, entry.text))}"),
                RIGHT if entry.is_right else WRONG,
                remark(entry, say),
            )
            for entry in sorted(question.entries, key=lambda one: one.text.zfill(6))
        ),
        feedback=feedback(question, say),
    )


def row_of(rows: Sequence[str], number: str) -> str:
    is_there = number.isdecimal() and 0 < int(number) <= len(rows)
    return rows[int(number) - 1].strip() if is_there else ""


def code_of(question: Question) -> tuple[str, str, list[str]]:
    """What stands in `## Code`: its body, its language, its words."""
    code = Texts().fence(question.sections.get("Code"))
    return (
        code.body,
        code.language,
        ["fragment"] if code.is_fragment and code.language == "dockerfile" else [],
    )


def order(question: Question, base: Item, say: Say) -> Item:
    """Pairs of a place and the line in it; a line that does not belong has no place."""
    lines = [bare(entry.text) for entry in question.right]
    pairs = [Pair(say(f"Line {n}"), text) for n, text in enumerate(lines, start=1)]
    pairs += [Pair(say(""), bare(entry.text)) for entry in question.wrong]
    above = bullets((code_span(bare(entry.text)), entry.feedback) for entry in question.entries)
    said = feedback(question, say, above)
    return replace(base, kind=Kind.MATCHING, pairs=tuple(pairs), feedback=said)


def bare(text: str) -> str:
    """A line without the backticks around it."""
    found = ONE_SPAN.fullmatch(text)
    return found[2] if found else text


def bullets(parts: Iterable[tuple[str, str]]) -> str:
    return "\n".join(f"- {label}: {said}".replace("\n", "\n    ") for label, said in parts if said)


def blanks(question: Question, base: Item, say: Say) -> Item:
    """One gap is a short answer, several are pairs of a gap and what belongs into it."""
    code, language, options = code_of(question)
    answers = read_gaps(code, 1, []).answers
    parts = pieces(code)
    marks = [GAP] if len(answers) == 1 else [f"__{n}__" for n in range(1, len(answers) + 1)]
    drawn = "".join(part for pair in zip(parts, [*marks, ""], strict=False) for part in pair)
    shown = fence(drawn, " ".join([language, *options]))
    base = replace(base, stem=say(f"{question.section('Prompt')}\n\n{shown}"))
    known = [(match, entry) for entry in question.entries if (match := ENTRY.fullmatch(entry.text))]
    if len(answers) == 1:
        accepted = gap_options(answers[0], [entry for _, entry in known], say)
        said = feedback(question, say)
        return replace(base, kind=Kind.SHORT, options=tuple(accepted), feedback=said)
    pairs = [Pair(say(f"Gap {n}"), known_as[0]) for n, known_as in enumerate(answers, start=1)]
    wrong = dict.fromkeys(match["value"] for match, entry in known if not entry.is_right)
    taken = {pair.right for pair in pairs}
    pairs += [Pair(say(""), value) for value in wrong if value and value not in taken]
    others = [
        (f"Gap {n}, also {code_span(other)}", "Right as well.")
        for n, known_as in enumerate(answers, start=1)
        for other in known_as[1:]
    ]
    above = bullets([*((gap_label(match), entry.feedback) for match, entry in known), *others])
    said = feedback(question, say, above)
    return replace(base, kind=Kind.MATCHING, pairs=tuple(pairs), feedback=said)


def gap_label(match: re.Match[str]) -> str:
    return (
        f"Gap {match['gap']}, {code_span(match['value'])}"
        if match["value"]
        else "Gap " + match["gap"]
    )


def gap_options(accepted: Sequence[str], known: Sequence[RawEntry], say: Say) -> Iterator[Option]:
    """Every answer that is accepted, and the wrong ones that something is said of."""
    right = next((entry for entry in known if entry.is_right), None)
    for text in accepted:
        yield Option(plain(text), RIGHT, remark(right, say) if right else None)
    for entry in known:
        match = ENTRY.fullmatch(entry.text)
        if not entry.is_right and match and match["value"]:
            yield Option(plain(match["value"]), WRONG, remark(entry, say))


def plain(text: str) -> Text:
    """What a learner types is compared as it stands, not rendered."""
    return Text(text, Format.PLAIN)


MAKE: dict[str, Callable[[Question, Item, Say], Item]] = {
    "single": single,
    "multiple": multiple,
    "numeric": numeric,
    "line": line,
    "order": order,
    "blanks": blanks,
}
