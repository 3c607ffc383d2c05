"""GIFT to items."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal, localcontext

from quizzes.exchange.gift.signs import BLANKS, CATEGORY, RUN
from quizzes.exchange.items import (
    LONGEST_LINE,
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
    refused,
)

GAP = "_____"
CODES = {"\\": "b", "n": "n", ":": "c", "~": "t", "=": "e", "#": "h", "{": "o", "}": "p"}
MEANT = {code: "\n" if sign == "n" else sign for sign, code in CODES.items()}
ESCAPE = re.compile(r"\\[\\n:~=#{}]")
MASKED = re.compile("\0(.)")
FORMAT = re.compile(rf"\[({'|'.join(Format)})\]")
BREAK = re.compile(r"[ \t]*\n[ \t\n]*")
NOTE = re.compile(r"\[(id|tag):((?:\\[\\\[\]]|[^\]\\]|\\(?![\\\[\]]))+)\]")
NOTE_ESCAPE = re.compile(r"\\([\\\[\]])")
WEIGHT = re.compile(r"%(-?\d{1,3}(?:\.\d{0,10})?)%")
TRUTH = re.compile(r"(?:(T|TRUE)|F|FALSE)", re.IGNORECASE)
NUMBER = r"[-+]?(?:\d{1,60}(?:\.\d{0,60})?|\.\d{1,60})(?:[eE][-+]?\d{1,2})?"
END = r"[-+]?(?:\d{1,20}(?:\.(?!\.)\d{0,20})?|\.\d{1,20})"
BETWEEN = re.compile(rf"({END})\s*\.\.\s*({END})")
AROUND = re.compile(rf"({NUMBER})\s*(?::\s*({NUMBER})?)?")


@dataclass
class Block:
    """The lines of one question; comments are blank in `text`, so that lines can be counted."""

    line: int
    text: str = ""
    id: str = ""
    tags: list[str] = field(default_factory=list)


def read(data: bytes) -> Reading:
    """The items of a file, and a fault for each question that is none."""
    try:
        text = decoded(data)
    except UnreadableError as error:
        return refused([error.fault])
    items, lines, faults, categories = list[Item](), list[int](), list[Fault](), [""]
    for block in blocks(text):
        first = block.text.lstrip(BLANKS)
        if first.startswith(CATEGORY):
            categories.append(first.removeprefix(CATEGORY).strip(BLANKS))
            continue
        if len(items) == MOST:
            faults.append(Fault(block.line, f"Only the first {MOST:,} questions are read."))
            break
        try:
            items.append(replace(question(block), category=categories[-1]))
            lines.append(block.line)
        except UnreadableError as error:
            faults.append(Fault(block.line + error.fault.line - 1, error.fault.message))
    return Reading(tuple(items), tuple(faults), tuple(lines), tuple(categories[1:]))


def blocks(text: str) -> Iterator[Block]:
    """What blank lines divide. Notes in comments belong to the question that follows them."""
    block = Block(1)
    kept: list[str] = []
    for number, line in enumerate([*text.split("\n"), ""], 1):
        bare = line.strip(BLANKS)
        if bare.startswith("//"):
            read_notes(bare, block)
            if kept:
                kept.append("")
            continue
        if kept and (not bare or kept[0].lstrip(BLANKS).startswith(CATEGORY)):
            block.text = "\n".join(kept)
            yield block
            block, kept = Block(number), []
        if bare:
            block.line = block.line if kept else number
            kept.append(line)


def read_notes(comment: str, block: Block) -> None:
    """Moodle keeps a question's id and tags in a comment: `// [id:7] [tag:cache]`."""
    if len(comment) > LONGEST_LINE:
        return
    for name, value in NOTE.findall(comment):
        said = NOTE_ESCAPE.sub(r"\1", value)
        if name == "id":
            block.id = said
        else:
            block.tags.append(said)


def question(block: Block) -> Item:
    """The item of a block; the line of an UnreadableError counts from the block's first."""
    check_lines(block.text)
    rest = mask(block.text).strip(BLANKS)
    title, rest = split_title(rest)
    before, brace, after = rest.partition("{")
    if "}" in before:
        raise UnreadableError(r"A } comes before any {; in a text it has to be written \}.")
    item = Item(
        kind=Kind.DESCRIPTION,
        stem=stem(before, ""),
        id=block.id,
        title=title,
        tags=tuple(block.tags),
    )
    if not brace:
        return item
    line = 1 + mask(block.text).partition("{")[0].count("\n")
    answers, end, tail = after.partition("}")
    if not end:
        raise UnreadableError("The answers that begin here do not end before a blank line.", line)
    if "{" in answers:
        raise UnreadableError(r"A { stands inside the answers; write it \{, and } as \}.", line)
    if "{" in tail or "}" in tail:
        message = r"There is a second { or }: put a blank line between questions, or write \{ \}."
        raise UnreadableError(message, line)
    item = replace(item, stem=stem(before, tail))
    if not item.stem.text and not title:
        raise UnreadableError("The question has answers and no text.", line)
    try:
        return answered(item, answers)
    except UnreadableError as error:
        raise UnreadableError(error.fault.message, line) from None


def check_lines(text: str) -> None:
    for number, line in enumerate(text.split("\n"), 1):
        if len(line) > LONGEST_LINE:
            message = f"The line has {len(line):,} characters; at most {LONGEST_LINE:,} are read."
            raise UnreadableError(message, number)


def mask(text: str) -> str:
    """The text with a NUL and a letter for each escape: the signs that are left are syntax."""
    return ESCAPE.sub(lambda match: "\0" + CODES[match[0][1]], text)


def unmask(text: str) -> str:
    return MASKED.sub(lambda match: MEANT[match[1]], text)


def split_title(text: str) -> tuple[str, str]:
    if not text.startswith("::"):
        return "", text
    title, end, rest = text[2:].partition("::")
    if not end:
        raise UnreadableError("The title that begins with :: does not end with ::.")
    return plain(title), rest.strip(BLANKS)


def plain(text: str) -> str:
    """A text without a format: a line break of the file is a blank."""
    return unmask(BREAK.sub(" ", text.strip(BLANKS)))


def formatted(text: str, inherited: Format) -> Text:
    """A text that may begin with its format, and is else of that of the question."""
    text = text.strip(BLANKS)
    said = FORMAT.match(text)
    used = Format(said[1]) if said else inherited
    body = text[said.end() :].strip(BLANKS) if said else text
    if used in (Format.MOODLE, Format.PLAIN):
        body = BREAK.sub(" ", body)
        if not said:  # who names the format means the blanks too
            body = RUN.sub(" ", body)
    return Text(unmask(body), used)


def some(text: str, inherited: Format) -> Text | None:
    found = formatted(text, inherited)
    return found if found.text else None


def stem(before: str, after: str) -> Text:
    """The question's text; answers in its midst leave a gap."""
    first = formatted(before, Format.MOODLE)
    after = after.strip(BLANKS)
    if after.startswith("//"):
        after = after.partition("\n")[2].strip(BLANKS)
    if not after:
        return first
    if FORMAT.match(before.strip(BLANKS)) and not FORMAT.match(after):
        after = f"[{first.format}]{after}"
    last = formatted(after, first.format)
    shown = last.format if not before.strip(BLANKS) else first.format
    return Text(f"{first.text} {GAP} {last.text}".lstrip(" "), shown)


def answered(item: Item, answers: str) -> Item:
    """The item with what stands in braces, which also says of what kind it is."""
    body, mark, general = answers.rpartition("####")
    if not mark:
        body, general = answers, ""
    body = body.strip(BLANKS)
    used = item.stem.format
    item = replace(item, feedback=some(general, used))
    if not body:
        return replace(item, kind=Kind.ESSAY)
    if body.startswith("#"):
        return replace(item, kind=Kind.NUMERIC, numbers=tuple(numbers(body[1:], used)))
    said = TRUTH.fullmatch(body.partition("#")[0].strip(BLANKS))
    if said:
        return replace(item, kind=Kind.TRUE_FALSE, truth=truth(bool(said[1]), body, used))
    return chosen(item, body)


def truth(is_true: bool, body: str, used: Format) -> Truth:
    _, *said = body.split("#")
    if len(said) > 2:
        raise UnreadableError(r"True or false has two feedbacks; write # in a text as \#.")
    wrong, right = [*(some(text, used) for text in said), None, None][:2]
    return Truth(is_true=is_true, wrong=wrong, right=right)


def chosen(item: Item, body: str) -> Item:
    """Options, short answers or pairs."""
    if body[0] not in "=~":
        if "=" in body or "~" in body:
            raise UnreadableError("The first answer begins with neither = nor ~.")
        body = f"={body}"
    answers = list(split_answers(body))
    marks = {mark for mark, _ in answers}
    used = item.stem.format
    if marks == {"="} and all("->" in text for _, text in answers):
        return replace(
            item, kind=Kind.MATCHING, pairs=tuple(pair(text, used) for _, text in answers)
        )
    kind = Kind.SINGLE if len(marks) == 2 else Kind.SHORT if marks == {"="} else Kind.MULTIPLE
    return replace(
        item, kind=kind, options=tuple(option(mark, text, used) for mark, text in answers)
    )


def split_answers(body: str) -> Iterator[tuple[str, str]]:
    """The answers, each with the sign before it."""
    pieces = re.split("([=~])", body)
    return zip(pieces[1::2], pieces[2::2], strict=True)


def pair(text: str, used: Format) -> Pair:
    left, _, right = text.partition("->")
    if not plain(right):
        raise UnreadableError("A pair has nothing to the right of ->.")
    return Pair(formatted(left, used), plain(right))


def weighed(mark: str, text: str) -> tuple[float, str]:
    """An answer's share of the mark, and the rest of it."""
    text = text.strip(BLANKS)
    said = WEIGHT.match(text)
    if not said:
        return (RIGHT if mark == "=" else WRONG), text
    percent = float(said[1])
    if not -100 <= percent <= 100:
        raise UnreadableError(f"The weight {said[1]}% is not between -100% and 100%.")
    return percent + 0.0, text[said.end() :]  # + 0.0: no minus zero


def option(mark: str, text: str, used: Format) -> Option:
    percent, rest = weighed(mark, text)
    body, _, feedback = rest.partition("#")
    read_body = formatted(body, used)
    if not read_body.text:
        raise UnreadableError("An answer has no text.")
    return Option(read_body, percent, some(feedback, used))


def numbers(body: str, used: Format) -> Iterator[Number]:
    body = body.strip(BLANKS)
    if not body:
        raise UnreadableError("After # there is no number.")
    if body[0] not in "=~":
        body = f"={body}"
    for mark, text in split_answers(body):
        percent, rest = weighed(mark, text)
        said, _, feedback = rest.partition("#")
        value, tolerance = interval(said.strip(BLANKS), is_wrong=mark == "~")
        yield Number(value, tolerance, percent, some(feedback, used))


def interval(said: str, *, is_wrong: bool) -> tuple[Decimal | None, Decimal]:
    """`7`, `7:2`, `5..9`; `*`, or a wrong answer without a number, is any number."""
    if said == "*" or (is_wrong and not said):
        return None, Decimal(0)
    if between := BETWEEN.fullmatch(said):
        with localcontext(prec=300):
            low, high = Decimal(between[1]), Decimal(between[2])
            return (low + high) / 2, abs(high - low) / 2
    if around := AROUND.fullmatch(said):
        return Decimal(around[1]), abs(Decimal(around[2] or 0))
    shown = unmask(said)[:40]
    raise UnreadableError(f"{shown!r} is no number, number:tolerance or low..high.")
