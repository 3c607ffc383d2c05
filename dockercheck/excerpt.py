"""Source text for a terminal: excerpts with the place underlined, small diffs, safe characters."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from dockercheck.lines import Span
from dockercheck.report import Edit, apply_edits

TAB = 4
ELLIPSIS = "…"


class Row(NamedTuple):
    """One row of an excerpt.

    `line` is the number that it shows in the margin, if any; `sign` separates margin and text:
    `|` for the source, `-` and `+` for a diff. `is_mark` tells an underline from source text.
    """

    line: int | None
    sign: str
    text: str
    is_mark: bool = False


class Change(NamedTuple):
    """Whole lines that a fix replaces: `line` is the number of the first."""

    line: int
    removed: tuple[str, ...]
    added: tuple[str, ...]


def printable(text: str) -> str:
    r"""The text with everything that moves the cursor or hides itself written as `\x1b`."""
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else _escaped(char) for char in text)


def _escaped(char: str) -> str:
    return char.encode("unicode_escape").decode("ascii")


def underlined(lines: Sequence[str], span: Span, width: int) -> list[Row]:
    """The lines of a span, each cut to `width` and underlined; of a long one first and last."""
    span = _clipped(span, lines)
    numbers: list[int | None] = list(range(span.line, span.end_line + 1))
    if len(numbers) > 3:
        numbers[1:-1] = [None]
    rows: list[Row] = []
    for number in numbers:
        if number is None:
            rows.append(Row(None, "|", ELLIPSIS))
        else:
            rows += _underlined_line(number, lines[number - 1], span, width)
    return rows


def _clipped(span: Span, lines: Sequence[str]) -> Span:
    """The span within the source; one that ends before a line's first character ends above."""
    line = min(span.line, len(lines))
    end_line = min(max(span.end_line, line), len(lines))
    if end_line > line and span.end_column <= 1:
        end_line -= 1
        return Span(line, span.column, end_line, len(lines[end_line - 1]) + 1)
    return Span(line, span.column, end_line, span.end_column)


def _underlined_line(number: int, text: str, span: Span, width: int) -> list[Row]:
    text = text.removesuffix("\r")
    is_first = number == span.line
    start = span.column - 1 if is_first else len(text) - len(text.lstrip())
    end = span.end_column - 1 if number == span.end_line else len(text)
    start = min(start, len(text))
    shown, before, marked = cut(text, start, min(max(end, start), len(text)), width)
    mark = ("^" if is_first else "~") + "~" * (marked - 1)
    return [Row(number, "|", shown), Row(None, "|", " " * before + mark, is_mark=True)]


def cut(text: str, start: int, end: int, width: int) -> tuple[str, int, int]:
    """A line as it is shown within `width` columns, so that `text[start:end]` is seen.

    Returns it with the column at which the stretch begins, from 0, and how many it takes (one at
    least). Only the surroundings are looked at, so that long lines cost no more than short ones.
    """
    first, last = max(0, start - width), min(len(text), start + 2 * width)
    cells, widths = _cells(text[first:last])
    at, until = start - first, min(end, last) - first
    low, high = _window(widths, at, until, width)
    head = ELLIPSIS if first + low > 0 else ""
    tail = ELLIPSIS if first + high < len(text) else ""
    marked = sum(widths[at : min(until, high)])
    shown = head + "".join(cells[low:high]) + tail
    return shown, len(head) + sum(widths[low:at]), max(marked, 1)


def _cells(text: str) -> tuple[Sequence[str], list[int]]:
    """How each character is shown, and how many columns of a terminal it takes."""
    if text.isascii() and text.isprintable():
        return text, [1] * len(text)
    cells, widths, column = [], [], 0
    for char in text:
        if char == "\t":
            cells.append(" " * (TAB - column % TAB))
            widths.append(len(cells[-1]))
        elif not char.isprintable():
            cells.append(_escaped(char))
            widths.append(len(cells[-1]))
        else:
            cells.append(char)
            widths.append(_width(char))
        column += widths[-1]
    return cells, widths


def _width(char: str) -> int:
    if char.isascii():
        return 1
    import unicodedata  # noqa: PLC0415 -- most files are ASCII, and it costs start-up time

    if unicodedata.category(char) in ("Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def _window(widths: Sequence[int], at: int, until: int, width: int) -> tuple[int, int]:
    """The characters to show: all if they fit, else those around the beginning of the stretch."""
    if sum(widths) <= width:
        return 0, len(widths)
    room = width - 2  # a sign on both sides
    low, high = at, at
    while high < until and room >= widths[high]:
        room -= widths[high]
        high += 1
    left = room // 2
    while low > 0 and left >= widths[low - 1]:
        left -= widths[low - 1]
        room -= widths[low - 1]
        low -= 1
    while high < len(widths) and room >= widths[high]:
        room -= widths[high]
        high += 1
    while low > 0 and room >= widths[low - 1]:
        room -= widths[low - 1]
        low -= 1
    return low, high


def changes(lines: Sequence[str], edits: Iterable[Edit]) -> list[Change]:
    """The lines that edits take away and put in, in the order of the source."""
    groups: list[list[Edit]] = []
    reached = 0
    for edit in sorted(edits):
        if not groups or edit.span.line > reached:
            groups.append([])
        groups[-1].append(edit)
        reached = max(reached, edit.span.end_line)
    found = (_change(lines, group) for group in groups)
    return [change for change in found if change.removed or change.added]


def _change(lines: Sequence[str], edits: Sequence[Edit]) -> Change:
    first = edits[0].span.line
    old = list(lines[first - 1 : max(edit.span.end_line for edit in edits)])
    new = apply_edits("\n".join(old), (_moved(edit, first - 1) for edit in edits)).split("\n")
    while old and new and old[-1] == new[-1]:
        old.pop()
        new.pop()
    same = _common(old, new)
    added = new[same:]
    # Nothing stays of a last line that is taken out but its empty end.
    return Change(first + same, tuple(old[same:]), () if added == [""] else tuple(added))


def _common(old: Sequence[str], new: Sequence[str]) -> int:
    """How many items both begin with."""
    pairs = enumerate(zip(old, new, strict=False))
    return next((at for at, (one, other) in pairs if one != other), min(len(old), len(new)))


def _moved(edit: Edit, lines: int) -> Edit:
    span = edit.span
    moved = span._replace(line=span.line - lines, end_line=span.end_line - lines)
    return edit._replace(span=moved)


def diff_rows(change: Change, width: int) -> list[Row]:
    """A change as rows, each cut so that the first difference is seen."""
    pairs = zip(change.removed, change.added, strict=False)
    starts = [_common(removed, added) for removed, added in pairs]
    old = _diff_side("-", change.line, change.removed, starts, width)
    return old + _diff_side("+", change.line, change.added, starts, width)


def _diff_side(
    sign: str, line: int, texts: Sequence[str], starts: Sequence[int], width: int
) -> list[Row]:
    rows = []
    for at, raw in enumerate(texts):
        text = raw.removesuffix("\r")
        start = min(starts[at] if at < len(starts) else 0, len(text))
        rows.append(Row(line + at, sign, cut(text, start, start, width)[0]))
    return rows
