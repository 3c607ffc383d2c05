"""A report as text that a person reads: place, message, source, reason, proposal, summary."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from textwrap import wrap
from typing import Any, NamedTuple

from dockercheck.excerpt import ELLIPSIS, Row, changes, cut, diff_rows, printable, underlined
from dockercheck.lines import Problem
from dockercheck.report import ERROR, INFO, WARNING, Finding, Fix, Report, Simulated

# What stands for the rule's name where the build stops by itself.
BUILD_STOPS = "BuildStops"
MAX_DIFF_ROWS = 12

_COLOURS = {
    ERROR: "1;31",
    WARNING: "1;33",
    INFO: "1;36",
    "place": "1",
    "margin": "2",
    "-": "31",
    "+": "32",
}


class Style(NamedTuple):
    """How wide the text may be, in columns, and whether it is coloured."""

    width: int = 100
    colour: bool = False

    def paint(self, text: str, what: str) -> str:
        """The text in the colour of a severity or of a part of the listing."""
        return f"\x1b[{_COLOURS[what]}m{text}\x1b[0m" if self.colour else text


class Tally:
    """Counts over all files what the closing line says."""

    def __init__(self) -> None:
        self.files = 0
        self.unreadable = 0
        self.stops = 0
        self.severities: Counter[str] = Counter()
        self.fixes = 0

    def add(self, report: Report) -> None:
        """Count a file that was checked."""
        self.files += 1
        self.stops += len(report.errors)
        self.severities.update(finding.severity for finding in report.findings)
        self.fixes += sum(1 for finding in report.findings if finding.fix is not None)

    def summary(self) -> str:
        """The closing line."""
        files = f"{_number(self.files, 'file')} checked"
        if self.unreadable:
            files += f", {self.unreadable:,} not readable"
        return f"{files}: {', '.join(self._parts()) or 'nothing found'}{self._fixable()}."

    def _parts(self) -> Iterator[str]:
        if self.stops:
            yield f"the build stops in {_number(self.stops, 'place')}"
        for severity in (ERROR, WARNING):
            if count := self.severities[severity]:
                yield _number(count, severity)
        if count := self.severities[INFO]:
            yield _number(count, "remark")

    def _fixable(self) -> str:
        if not self.fixes:
            return ""
        return f"; {self.fixes:,} {'has' if self.fixes == 1 else 'have'} a fix"


def _number(count: int, noun: str) -> str:
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def text_of(path: str, report: Report, style: Style) -> str:
    """Everything found in a file, in the order of its lines; empty where nothing was."""
    page = _Page(path, report, style)
    places: list[Problem | Finding] = [*report.errors, *report.findings]
    places.sort(key=lambda place: place.span)
    entries = [page.entry(place) for place in places]
    cache: Any = report.simulation.cache_dict() if report.simulation is not None else None
    if cache is not None:
        entries.append(page.cache(cache))
    return "".join("\n".join(entry) + "\n\n" for entry in entries)


class _Page:
    """Writes the entries of one file."""

    def __init__(self, path: str, report: Report, style: Style) -> None:
        self.path = printable(path)
        self.simulation = report.simulation
        self.style = style
        self.lines = report.source.split("\n")
        self.margin = max(2, len(str(len(self.lines))))
        self.width = style.width - self.margin - len("  | ")

    def entry(self, place: Problem | Finding) -> Iterator[str]:
        """What was found in one place."""
        severity = ERROR if isinstance(place, Problem) else place.severity
        name = BUILD_STOPS if isinstance(place, Problem) else place.rule
        where = self.style.paint(f"{self.path}:{place.span.line}:{place.span.column}:", "place")
        label = self.style.paint(f"{severity}:", severity)
        yield f"{where} {label} {printable(place.message)} [{name}]"
        for row in underlined(self.lines, place.span, self.width):
            yield self._row(row, severity)
        if isinstance(place, Problem):
            yield from self._remark("hint", place.hint)
        else:
            yield from self._remark("why", place.why)
            if place.fix is not None:
                yield from self._fix(place.fix)

    def _fix(self, fix: Fix) -> Iterator[str]:
        yield from self._remark("fix", fix.title)
        rows = [
            row for each in changes(self.lines, fix.edits) for row in diff_rows(each, self.width)
        ]
        for row in rows[:MAX_DIFF_ROWS]:
            yield self._row(row, INFO)
        if (more := len(rows) - MAX_DIFF_ROWS) > 0:
            yield f" {'':{self.margin}} {ELLIPSIS} {_number(more, 'line')} more"
        yield from self._remark("effect", effect_text(fix, self.simulation))

    def cache(self, cache: Mapping[str, Any]) -> Iterator[str]:
        """Which steps run again after the change that was asked about."""
        rebuilt = cache["rebuilt"]
        changed = printable(" and ".join(cache["changed"]))
        where = self.style.paint(f"{self.path}:", "place")
        steps = len(rebuilt) + len(cache["kept"])
        yield f"{where} after a change of {changed}: {_reruns(rebuilt, steps)}"
        for step in rebuilt:
            text, _before, _marked = cut(self.lines[step["line"] - 1], 0, 0, self.width)
            yield self._row(Row(step["line"], "|", text), INFO)
            yield from self._remark(_VERBS[step["certain"]], step["because"])

    def _row(self, row: Row, severity: str) -> str:
        number = "" if row.line is None else str(row.line)
        margin = self.style.paint(f" {number:>{self.margin}} {row.sign}", "margin")
        if row.is_mark:
            return f"{margin} {self.style.paint(row.text, severity)}"
        text = self.style.paint(row.text, row.sign) if row.sign != "|" else row.text
        return f"{margin} {text}".rstrip()

    def _remark(self, label: str, text: str) -> Iterator[str]:
        if text:
            first = f" {'':{self.margin}} = {label}: "
            yield from wrap(
                printable(text),
                self.style.width,
                initial_indent=first,
                subsequent_indent=" " * len(first),
                break_long_words=False,
                break_on_hyphens=False,
            )


_VERBS = {True: "runs again", False: "may run again"}


def _reruns(rebuilt: Sequence[Mapping[str, Any]], steps: int) -> str:
    certain = sum(1 for step in rebuilt if step["certain"])
    text = f"{certain} of {_number(steps, 'step')} run again"
    return text if certain == len(rebuilt) else f"{text}, {len(rebuilt) - certain} more may"


def effect_text(fix: Fix, simulation: Simulated | None) -> str:
    """What the simulation says that a fix changes; empty where it confirms nothing."""
    effect: Any = simulation.effect_dict(fix) if simulation is not None else fix.effect
    return str(effect["text"]) if effect else ""
