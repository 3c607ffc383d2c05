"""The findings lens: what to mend, where, why there, and what a fix would change."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from dockercheck import Finding, Report
from dockercheck.lines import Problem, Span
from dockercheck.report import ERROR, INFO, WARNING
from dockercheck.rules import RULES
from learning.checker import fix_key
from learning.lenses import MOST_SHOWN

LONGEST_EXCERPT = 3  # lines
LONGEST_LINE = 400  # characters of a line in an excerpt
RANKS = {ERROR: 0, WARNING: 1, INFO: 2}


@dataclass(frozen=True, slots=True)
class Entry:
    """A finding, or a place where the build stops: then there is no rule.

    `effect` is what a simulation of the fixed file has confirmed.
    """

    span: Span
    severity: str
    message: str
    why: str
    excerpt: tuple[tuple[int, str], ...]
    rule: str = ""
    fix: str = ""  # its key
    fix_title: str = ""
    effect: SafeString | None = None

    @property
    def place(self) -> str:
        first, last = self.span.line, max(self.span.line, self.span.end_line)
        return f"Line {first}" if first == last else f"Lines {first}–{last}"

    @property
    def is_stop(self) -> bool:
        return not self.rule


@dataclass(frozen=True, slots=True)
class Findings:
    """What to say of the target's stages, and of those that it does not need."""

    entries: tuple[Entry, ...]
    elsewhere: tuple[Entry, ...]
    unshown: int
    verdict: str


def findings(report: Report, *, effects: bool = False) -> Findings:
    """Everything found; with `effects` also what each fix changes, which is simulated."""
    lines = report.source.split("\n")
    counted_here = set(map(id, report.findings))
    elsewhere = [found for found in report.all_findings if id(found) not in counted_here]
    entries = in_order(
        (
            *(stop_entry(problem, lines) for problem in report.errors),
            *(finding_entry(found, lines, report, effects) for found in report.findings),
        )
    )
    others = in_order(finding_entry(found, lines, report, False) for found in elsewhere)
    return Findings(
        entries[:MOST_SHOWN],
        others[:MOST_SHOWN],
        max(len(entries) - MOST_SHOWN, 0) + max(len(others) - MOST_SHOWN, 0),
        verdict(report),
    )


def in_order(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """By line, the gravest first; the text of a line only once."""
    ordered = sorted(entries, key=lambda e: (e.span.line, not e.is_stop, RANKS[e.severity], e.span))
    shown: set[tuple[tuple[int, str], ...]] = set()
    result = []
    for entry in ordered:
        is_new = entry.excerpt not in shown
        shown.add(entry.excerpt)
        result.append(entry if is_new else replace(entry, excerpt=()))
    return tuple(result)


def stop_entry(problem: Problem, lines: list[str]) -> Entry:
    span = problem.span
    return Entry(span, ERROR, problem.message, problem.hint, excerpt(span, lines))


def finding_entry(found: Finding, lines: list[str], report: Report, effects: bool) -> Entry:
    entry = Entry(
        found.span,
        found.severity,
        found.message,
        found.why,
        excerpt(found.span, lines),
        found.rule,
    )
    if found.fix is None:
        return entry
    effect = report.simulation.effect_dict(found.fix) if effects and report.simulation else None
    return replace(
        entry,
        fix=fix_key(found),
        fix_title=found.fix.title,
        effect=with_code(str(effect["text"])) if effect else None,
    )


def with_code(sentence: str) -> SafeString:
    """The sentence as safe HTML, what stands between backticks as code."""
    pieces = f"{sentence[:1].upper()}{sentence[1:]}."
    return format_html_join(
        "",
        "{}",
        (
            (format_html("<code>{}</code>", piece) if number % 2 else piece,)
            for number, piece in enumerate(pieces.split("`"))
        ),
    )


def excerpt(span: Span, lines: list[str]) -> tuple[tuple[int, str], ...]:
    """The first lines of the stretch, numbered."""
    last = min(max(span.end_line, span.line), span.line + LONGEST_EXCERPT - 1, len(lines))
    return tuple(
        (number, lines[number - 1][:LONGEST_LINE]) for number in range(span.line, last + 1)
    )


def verdict(report: Report) -> str:
    """The report in a sentence."""
    counts = [
        counted(sum(f.severity == severity for f in report.findings), *words)
        for severity, words in (
            (ERROR, ("error", "errors")),
            (WARNING, ("warning", "warnings")),
            (INFO, ("note", "notes")),
        )
    ]
    found = ", ".join(filter(None, counts))
    if report.errors:
        place = f"in {counted(len(report.errors), 'place', 'places')}"
        return f"The build would stop {place}{f'; besides, {found}' if found else ''}."
    if found:
        return f"It would build. {counted(len(report.findings), 'finding', 'findings')}: {found}."
    instructions = counted(len(report.instructions), "instruction", "instructions")
    return f"It would build, and {len(RULES)} rules find nothing to mend in {instructions}."


def counted(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}" if number else ""


def diagnostics(shown: Findings) -> list[dict[str, Any]]:
    """The entries as the editor marks them in the text."""
    return [
        {
            **entry.span._asdict(),
            "severity": entry.severity,
            "message": entry.message,
            "why": entry.why,
            "rule": entry.rule,
            "fix": entry.fix,
            "fix_title": entry.fix_title,
        }
        for entry in (*shown.entries, *shown.elsewhere)
    ]
