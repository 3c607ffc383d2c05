"""CSV: a question a row, with columns of our own, for spreadsheets.

The first row names the columns, in any order: `question` and at least one `answer 1` are needed.

    id, kind, category, title, tags     tags are parted by commas
    question, format, feedback          the text, how all texts of the row are written
                                        (moodle, html, markdown, plain), the general feedback
    answer n, points n, feedback n      an answer, its share of the mark in per cent (`x` is 100),
                                        what is said to it
    match n                             the right side of a pair, or the tolerance of a number

A text that is written in another way than its row, or that begins with `[`, has its format before
it, as in `[html]<b>so</b>`. A cell that a spreadsheet would take for a formula has an apostrophe
before it, which is taken off again when the file is read.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from quizzes.exchange.items import (
    MOST,
    RIGHT,
    WRONG,
    Fault,
    Format,
    Item,
    Kind,
    Number,
    Option,
    Pair,
    Reading,
    Text,
    Truth,
    UnreadableError,
    decoded,
    percent_text,
    refused,
)

MOST_ANSWERS = 60
LONGEST_CELL = 100_000  # characters
COLUMNS = ("id", "kind", "category", "title", "tags", "question", "format", "feedback")
OF_ANSWERS = ("answer", "points", "match", "feedback")
NUMBERED = re.compile(r"(answer|points|match|feedback) ([1-9]\d?)")
# Full-width signs too: some spreadsheets take them for the narrow ones.
FORMULA = re.compile("'*[=+\\-@\t\r\n|%＝＋－＠]")
GUARDED = re.compile("'+[=+\\-@\t\r\n|%＝＋－＠]")
SAID_FORMAT = re.compile(rf"\[({'|'.join(Format)})\]")
NUMBER = re.compile(r"[-+]?(?:\d{1,60}(?:\.\d{0,60})?|\.\d{1,60})(?:[eE][-+]?\d{1,2})?")
PERCENT = re.compile(r"(-?\d{1,3}(?:\.\d{0,10})?) ?%?")
FULL = ("x", "right", "yes", "true")
TAG = re.compile(r"((?:[^,\\]|\\.)+)")
KINDS = ", ".join(Kind)
Row = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Answer:
    """The four cells of an answer."""

    text: str
    points: str
    match: str
    feedback: str


def read(data: bytes) -> Reading:
    """The items of a file, and a fault for each row that is none."""
    try:
        text = decoded(data)
        rows = table(text)
        names, faults = head(*next(rows, (1, [])))
    except UnreadableError as error:
        return refused([error.fault])
    items, lines = list[Item](), list[int]()
    try:
        for line, cells in rows:
            if not any(cells):
                continue
            if len(items) == MOST:
                faults.append(Fault(line, f"Only the first {MOST:,} questions are read."))
                break
            try:
                items.append(question(dict(zip(names, cells, strict=False))))
                lines.append(line)
            except UnreadableError as error:
                faults.append(Fault(line, error.fault.message))
    except UnreadableError as error:
        return refused([error.fault])
    named = dict.fromkeys(item.category for item in items if item.category)
    return Reading(tuple(items), tuple(faults), tuple(lines), tuple(named))


def table(text: str) -> Iterator[tuple[int, list[str]]]:
    """The rows, each with the line it begins on."""
    first = text.partition("\n")[0]
    separator = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    line = 1
    try:
        for row in reader:
            cells = [bared(cell.strip(" ")) for cell in row]
            if any(len(cell) > LONGEST_CELL for cell in cells):
                message = f"A cell has more than {LONGEST_CELL:,} characters."
                raise UnreadableError(message, line)
            yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        raise UnreadableError(f"The file is no CSV: {error}.", line) from None


def head(line: int, cells: list[str]) -> tuple[list[str], list[Fault]]:
    """The names of the columns; one that is not known is said once."""
    names = [" ".join(cell.lower().split()) for cell in cells]
    if "question" not in names or not any(name.startswith("answer ") for name in names):
        raise UnreadableError("The first row names no column question and answer 1.", line)
    if len(set(names) - {""}) < len([name for name in names if name]):
        raise UnreadableError("The first row names a column twice.", line)
    faults = [
        Fault(line, f"The column {name[:40]!r} is not known; what stands in it is left out.")
        for name in names
        if name and name not in COLUMNS and not is_numbered(name)
    ]
    return names, faults[:20]


def is_numbered(name: str) -> bool:
    match = NUMBERED.fullmatch(name)
    return match is not None and int(match[2]) <= MOST_ANSWERS


def bared(cell: str) -> str:
    return cell[1:] if GUARDED.match(cell) else cell


def guarded(cell: str) -> str:
    return f"'{cell}" if FORMULA.match(cell) else cell


def question(row: Row) -> Item:
    used = format_of(row.get("format", ""))
    answers = [answer for number in range(1, MOST_ANSWERS + 1) if (answer := cells(row, number))]
    stem = some(row.get("question", ""), used)
    if stem is None:
        raise UnreadableError("The question has no text.")
    kind = kind_of(row.get("kind", ""), answers)
    item = Item(
        kind=kind,
        stem=stem,
        id=row.get("id", ""),
        category=row.get("category", ""),
        title=row.get("title", ""),
        tags=tuple(tags(row.get("tags", ""))),
        feedback=some(row.get("feedback", ""), used),
        options=tuple(options(kind, answers, used)),
        numbers=tuple(number(answer, used) for answer in answers if kind == Kind.NUMERIC),
        pairs=tuple(pair(answer, used) for answer in answers if kind == Kind.MATCHING),
        truth=truth(answers, used) if kind == Kind.TRUE_FALSE else None,
    )
    if kind not in (Kind.ESSAY, Kind.DESCRIPTION) and not answers:
        raise UnreadableError("The question has no answers.")
    return item


def cells(row: Row, number: int) -> Answer | None:
    answer = Answer(*(row.get(f"{name} {number}", "") for name in OF_ANSWERS))
    is_there = answer.text or answer.match or answer.feedback or answer.points
    return answer if is_there else None


def kind_of(said: str, answers: Iterable[Answer]) -> Kind:
    """The kind that the row names, or else the choice that its points make."""
    if said.lower() in set(Kind):
        return Kind(said.lower())
    if said:
        raise UnreadableError(f"{said[:40]!r} is no kind of question; it is one of {KINDS}.")
    right = sum(points(answer) > 0 for answer in answers)
    return Kind.MULTIPLE if right > 1 else Kind.SINGLE


def format_of(said: str) -> Format:
    if said.lower() in set(Format):
        return Format(said.lower())
    if said:
        message = f"{said[:40]!r} is no format; it is one of {', '.join(Format)}."
        raise UnreadableError(message)
    return Format.PLAIN


def some(cell: str, used: Format) -> Text | None:
    """A text, with the format that stands before it or that of its row."""
    said = SAID_FORMAT.match(cell)
    body = cell[said.end() :] if said else cell
    return Text(body, Format(said[1]) if said else used) if body else None


def points(answer: Answer) -> float:
    said = answer.points.lower()
    if said in FULL:
        return RIGHT
    match = PERCENT.fullmatch(said or "0")
    if not match or not -100 <= float(match[1]) <= 100:
        raise UnreadableError(f"The points {said[:40]!r} are not between -100 and 100.")
    return float(match[1]) + 0.0  # no minus zero


def options(kind: Kind, answers: Iterable[Answer], used: Format) -> Iterator[Option]:
    if kind not in (Kind.SINGLE, Kind.MULTIPLE, Kind.SHORT):
        return
    for answer in answers:
        text = some(answer.text, used)
        if text is None:
            raise UnreadableError("An answer has no text.")
        yield Option(text, points(answer), some(answer.feedback, used))


def number(answer: Answer, used: Format) -> Number:
    feedback = some(answer.feedback, used)
    if answer.text in ("*", ""):
        return Number(None, Decimal(0), points(answer), feedback)
    tolerance = abs(decimal(answer.match or "0"))
    return Number(decimal(answer.text), tolerance, points(answer), feedback)


def decimal(said: str) -> Decimal:
    if not NUMBER.fullmatch(said):
        raise UnreadableError(f"{said[:40]!r} is no number.")
    return Decimal(said)


def pair(answer: Answer, used: Format) -> Pair:
    if not answer.match:
        raise UnreadableError("A pair has nothing in its column match.")
    return Pair(some(answer.text, used) or Text("", said_format(answer.text, used)), answer.match)


def said_format(cell: str, used: Format) -> Format:
    said = SAID_FORMAT.match(cell)
    return Format(said[1]) if said else used


def truth(answers: Iterable[Answer], used: Format) -> Truth:
    by_name = {answer.text.lower(): answer for answer in answers}
    if set(by_name) != {"true", "false"}:
        raise UnreadableError("True or false has other answers than true and false.")
    is_true = points(by_name["true"]) > points(by_name["false"])
    right, wrong = (by_name[name] for name in (("true", "false") if is_true else ("false", "true")))
    return Truth(
        is_true=is_true,
        wrong=some(wrong.feedback, used),
        right=some(right.feedback, used),
    )


def tags(said: str) -> Iterator[str]:
    for match in TAG.finditer(said):
        if tag := re.sub(r"\\(.)", r"\1", match[1]).strip(" "):
            yield tag


def write(items: Iterable[Item]) -> str:
    """The items as CSV, with as many columns of answers as one of them needs."""
    rows = [(written(item), list(written_answers(item))) for item in items]
    most = max((len(answers) for _, answers in rows), default=1) or 1
    names = [*COLUMNS, *(f"{name} {n}" for n in range(1, most + 1) for name in OF_ANSWERS)]
    output = io.StringIO(newline="")
    writer = csv.writer(output, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(names)
    for first, answers in rows:
        flat = [cell for answer in answers for cell in answer]
        flat += [""] * (4 * most - len(flat))
        writer.writerow([guarded(clean(cell)) for cell in [*first, *flat]])
    return output.getvalue()


def written(item: Item) -> list[str]:
    used = item.stem.format
    said = ", ".join(re.sub(r"[,\\]", r"\\\g<0>", tag) for tag in item.tags)
    stem, feedback = told(item.stem, used), told(item.feedback, used)
    return [item.id, item.kind, item.category, item.title, said, stem, used, feedback]


def written_answers(item: Item) -> Iterator[list[str]]:
    used = item.stem.format
    for option in item.options:
        share = percent_text(option.percent)
        yield [told(option.text, used), share, "", told(option.feedback, used)]
    for number in item.numbers:
        value = "*" if number.value is None else str(number.value)
        share = percent_text(number.percent)
        yield [value, share, str(number.tolerance), told(number.feedback, used)]
    for pair in item.pairs:
        yield [told(pair.left, used), "", pair.right, ""]
    if item.truth:
        yield from written_truth(item.truth, used)


def written_truth(truth: Truth, used: Format) -> Iterator[list[str]]:
    for is_true in (True, False):
        is_right = is_true == truth.is_true
        share = percent_text(RIGHT if is_right else WRONG)
        said = truth.right if is_right else truth.wrong
        yield [str(is_true).lower(), share, "", told(said, used)]


def told(text: Text | None, used: Format) -> str:
    if text is None:
        return ""
    if text.format == used and not text.text.startswith("["):
        return text.text
    return f"[{text.format}]{text.text}"


def clean(cell: str) -> str:
    lines = cell.replace("\r\n", "\n").replace("\r", "\n")
    return lines.replace("\0", "\N{REPLACEMENT CHARACTER}")
