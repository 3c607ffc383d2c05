"""Items to GIFT, and what does not survive it."""

import re
from collections.abc import Iterable, Iterator

from quizzes.exchange.gift.signs import CATEGORY, RUN
from quizzes.exchange.items import (
    LONGEST_LINE,
    RIGHT,
    WRONG,
    Format,
    Item,
    Kind,
    Text,
    Truth,
    percent_text,
)

SPECIAL = re.compile(r"[\\:~=#{}\n]")
NOTE_SIGN = re.compile(r"[\\\[\]]")


def write(items: Iterable[Item]) -> str:
    """The items as a GIFT file. `losses` says of each what does not survive."""
    parts, category = [], ""
    for item in items:
        if item.category != category:
            category = item.category
            parts.append(f"{CATEGORY} {one_line(category)}\n")
        parts.append(written(item))
    return "\n".join(parts)


def losses(item: Item) -> Iterator[str]:
    """What a reader of GIFT would not find again, a sentence each."""
    percents = {option.percent for option in item.options}
    texts = [option.text.text for option in item.options]
    if item.kind == Kind.DESCRIPTION and item.feedback:
        yield "A description has no general feedback in GIFT."
    if item.kind == Kind.SINGLE and RIGHT not in percents:
        yield "No option is right, so that GIFT takes it for a question with several right ones."
    if item.kind == Kind.SINGLE and percents == {RIGHT}:
        yield "Every option is right, so that GIFT takes them for short answers."
    if item.kind == Kind.SHORT and all("->" in text for text in texts):
        yield "All answers contain ->, so that GIFT takes them for pairs."
    if any("->" in pair.left.text for pair in item.pairs):
        yield "GIFT ends the left side of a pair at its first ->."
    if item.kind != Kind.DESCRIPTION and not item.stem.text and not item.title:
        yield "The question has neither a text nor a title."
    if any(len(line) > LONGEST_LINE for line in written(item).split("\n")):
        yield f"A text is longer than {LONGEST_LINE:,} characters."


def written(item: Item) -> str:
    notes = [f"[id:{noted(item.id)}]"] if item.id else []
    notes += [f"[tag:{noted(tag)}]" for tag in item.tags]
    head = f"// {' '.join(notes)}\n" if notes else ""
    title = f"::{escaped(item.title)}::" if item.title else ""
    body = f"{head}{title}[{item.stem.format}]{escaped(item.stem.text)}"
    if item.kind == Kind.DESCRIPTION:
        return f"{body}\n"
    lines = list(answer_lines(item))
    if item.feedback:
        lines.append(f"####{tagged(item.feedback, item.stem.format)}")
    return f"{body}{{{''.join(lines) if len(lines) < 2 else bracketed(lines)}}}\n"


def bracketed(lines: Iterable[str]) -> str:
    return "".join(f"\n\t{line}" for line in lines) + "\n"


def answer_lines(item: Item) -> Iterator[str]:
    used = item.stem.format
    if item.truth:
        yield written_truth(item.truth, used)
    if item.kind == Kind.NUMERIC:
        yield "#"
    for number in item.numbers:
        value = "*" if number.value is None else f"{number.value}:{number.tolerance}"
        yield f"={weight(number.percent)}{value}{after(number.feedback, used)}"
    for option in item.options:
        mark = "~" if item.kind == Kind.MULTIPLE or option.percent != RIGHT else "="
        mark = "=" if item.kind == Kind.SHORT else mark
        is_said = option.percent != (RIGHT if mark == "=" else WRONG)
        share = weight(option.percent) if is_said else ""
        yield f"{mark}{share}{tagged(option.text, used)}{after(option.feedback, used)}"
    for pair in item.pairs:
        yield f"={tagged(pair.left, used)} -> {escaped(pair.right)}"


def written_truth(truth: Truth, used: Format) -> str:
    said = "TRUE" if truth.is_true else "FALSE"
    if not truth.right:
        return f"{said}{after(truth.wrong, used)}"
    return f"{said}{after(truth.wrong, used) or '# '}{after(truth.right, used)}"


def weight(percent: float) -> str:
    return f"%{percent_text(percent)}%"


def after(feedback: Text | None, used: Format) -> str:
    return f"#{tagged(feedback, used)}" if feedback else ""


def tagged(text: Text, inherited: Format) -> str:
    """The text, with its format where that is not the question's or where blanks count."""
    is_plain = text.format in (Format.HTML, Format.MARKDOWN) or not RUN.search(text.text)
    if text.format == inherited and is_plain and not text.text.startswith(("[", "%")):
        return escaped(text.text)
    return f"[{text.format}]{escaped(text.text)}"


def escaped(text: str) -> str:
    lines = (
        text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\N{REPLACEMENT CHARACTER}")
    )
    return SPECIAL.sub(lambda match: "\\n" if match[0] == "\n" else f"\\{match[0]}", lines)


def noted(text: str) -> str:
    return NOTE_SIGN.sub(r"\\\g<0>", one_line(text))


def one_line(text: str) -> str:
    return " ".join(text.replace("\0", " ").split())
