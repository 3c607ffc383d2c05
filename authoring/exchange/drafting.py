"""An item as the text of a question file, which the linter can read and an author can finish.

Nothing is made up: what the item does not have is a heading without a text, which the linter
names. What a question file has no place for is said in remarks.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from authoring.exchange import entries
from authoring.exchange.entries import Entry
from authoring.exchange.fences import fences, homely
from learning.content.files import UNSEEN
from quizzes.bank.wording import plain as plain_words
from quizzes.exchange.items import RIGHT, Item, Kind, Text
from quizzes.exchange.markdown import code_span, fence, markdown

MOST_TAGS = 12
MOST_LABELS = 100  # more gaps and lines than any question has
LONGEST_NAME = 60
LONGEST_REMARK = 300
LONGEST_READ = 200  # characters of a text that a name is made of
NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
NOT_NAME = re.compile(r"[^a-z0-9]+")
HEADING = re.compile(r"(?m)^##(?=[ \t])")
NUMBERED = re.compile(r"(?s)1\. .*")
LABELLED = re.compile(r"- ((?:Gap \d+, (?:also )?)?(`+)[^`].*?\2): (.*)")
ALSO = re.compile(r"Gap (\d+), also `([^`]+)`")
GAP_LABEL = re.compile(r"Gap (\d+), `([^`]+)`")
SAID = {
    "difficulty": ("easy", "medium", "hard"),
    "cognitive": ("recall", "apply", "analyse"),
}
AFTER = ("Hints", "Solution", "Quick check", "Common mistakes", "References")


@dataclass(frozen=True)
class Place:
    """Where the question goes: its file's name, and the objective that it is about."""

    name: str
    objective: str


@dataclass(frozen=True)
class Drafted:
    """A question file's text, and sentences about what it does not hold of the item."""

    text: str
    remarks: tuple[str, ...]


@dataclass
class Sheet:
    """The file while it is written."""

    kind: str = "single"
    prompt: str = ""
    code: str = ""
    feedback: str = ""
    entries: list[Entry] = field(default_factory=list)
    table: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    def remark(self, sentence: str) -> None:
        if sentence not in self.remarks:
            self.remarks.append(sentence[:LONGEST_REMARK])

    def say(self, text: Text | None) -> str:
        """A text of the item in our Markdown; what it loses is remarked."""
        if text is None:
            return ""
        written = markdown(text)
        for lost in written.lost:
            self.remark(f"Here stood {lost}; it is not carried over.")
        body = homely(written.text) if text.format == text.format.MARKDOWN else written.text
        if UNSEEN.search(body):
            self.remark("Characters that no editor shows were taken out.")
        return UNSEEN.sub("", body)


def draft(item: Item, place: Place) -> Drafted:
    """The file's text. The name is not part of the item: two may have the same."""
    sheet = Sheet()
    sheet.prompt = HEADING.sub("###", sheet.say(item.stem))
    sheet.feedback = sheet.say(item.feedback)
    FILL[item.kind](sheet, item)
    sections = [("Prompt", sheet.prompt)]
    if sheet.code:
        sections.append(("Code", sheet.code))
    heading = {"single": "Options", "multiple": "Options", "order": "Lines"}
    listed = "\n".join(entries.written(sheet.entries))
    sections.append((heading.get(sheet.kind, "Answers"), listed))
    solution = steps(HEADING.sub("###", sheet.feedback.strip("\n")))
    sections += [(name, solution if name == "Solution" else "") for name in AFTER]
    head = front_matter(sheet, item, place)
    body = "\n\n".join(f"## {name}\n{text}".rstrip() for name, text in sections)
    return Drafted(f"+++\n{head}\n+++\n{body}\n", tuple(sheet.remarks))


def steps(said: str) -> str:
    """General feedback as the steps of a solution: as it stands if it is a list, else one step."""
    if not said or NUMBERED.fullmatch(said):
        return said
    first, *more = said.split("\n")
    if first.startswith(("- ", "```", "~~~", "|", "> ")):
        first, more = "What is said after any answer:", ["", first, *more]
    return "\n".join([f"1. {first}".rstrip(), *(f"    {line}".rstrip() for line in more)])


def front_matter(sheet: Sheet, item: Item, place: Place) -> str:
    said = dict(tag.split(":", 1) for tag in item.tags if ":" in tag)
    values = {
        name: next((one for one in known if one == said.get(name)), known[1])
        for name, known in SAID.items()
    }
    seconds = said.get("seconds", "")
    length = int(seconds) if re.fullmatch(r"\d{2,3}", seconds) and 15 <= int(seconds) <= 600 else 60
    lines = [
        f"id = {quoted(place.name)}",
        "revision = 1",
        'status = "draft"',
        f"kind = {quoted(sheet.kind)}",
        f"difficulty = {quoted(values['difficulty'])}",
        f"objective = {quoted(place.objective)}",
        f"cognitive = {quoted(values['cognitive'])}",
        f"seconds = {length}",
        f"tags = [{', '.join(map(quoted, tags(sheet, item)))}]",
    ]
    return "\n".join([*lines, *sheet.table])


def tags(sheet: Sheet, item: Item) -> list[str]:
    known = {*SAID, "objective", "seconds", "unit"}
    wanted = [tag for tag in item.tags if tag.split(":", 1)[0] not in known]
    names = list(dict.fromkeys(filter(None, (slug(tag) for tag in wanted))))
    if len(names) > MOST_TAGS:
        sheet.remark(f"Of its {len(names)} tags, the first {MOST_TAGS} are kept.")
    return names[:MOST_TAGS]


def quoted(said: str) -> str:
    """A TOML string. JSON's escapes are TOML's, as long as no character is left to escape."""
    return json.dumps(UNSEEN.sub("", said), ensure_ascii=False)


def slug(said: str, longest: int = LONGEST_NAME) -> str:
    name = NOT_NAME.sub("-", said.casefold()).strip("-")
    if len(name) > longest:
        name = name[:longest].rpartition("-")[0] or name[:longest]
    return name.strip("-")


def name_of(item: Item) -> str:
    """What its file might be called, if no other is."""
    if NAME.fullmatch(item.id) and len(item.id) <= LONGEST_NAME:
        return item.id
    words = plain_words(markdown(item.stem).text.partition("\n")[0][:LONGEST_READ])
    found = slug(item.title) or slug(item.id) or slug(" ".join(words.split()[:7]))
    return found or "question"


def fill_choice(sheet: Sheet, item: Item) -> None:
    """Only what is wholly right is right in a single choice; of several, what earns anything."""
    is_several = item.kind == Kind.MULTIPLE
    best = max((option.percent for option in item.options), default=0.0)
    if not is_several and item.options and best < RIGHT:
        sheet.remark(f"No option earned the whole mark; the best earned {best:g} per cent.")
    for option in item.options:
        is_right = option.percent > 0 if is_several else option.percent == best > 0
        if not is_several and not is_right and option.percent > 0:
            sheet.remark(
                f"An option earned {option.percent:g} per cent: here one option is right, "
                "and the others are wrong."
            )
        sheet.entries.append(Entry(sheet.say(option.text), is_right, sheet.say(option.feedback)))
    if (
        is_several
        and len({abs(option.percent) for option in item.options if option.percent > 0}) > 1
    ):
        sheet.remark("Its right options earned different shares; here all count the same.")
    sheet.kind = "multiple" if is_several else "single"


def fill_truth(sheet: Sheet, item: Item) -> None:
    sheet.remark("It was true or false. Write options that say why, or what is true instead.")
    truth = item.truth
    for is_true in (True, False) if truth else ():
        is_right = truth is not None and truth.is_true == is_true
        said = (truth.right if is_right else truth.wrong) if truth else None
        sheet.entries.append(Entry(str(is_true), is_right, sheet.say(said)))


def fill_numeric(sheet: Sheet, item: Item) -> None:
    sheet.kind = "numeric"
    known = [number for number in item.numbers if number.value is not None]
    right = next((number for number in known if number.percent == RIGHT), None)
    unit = next((tag.removeprefix("unit:") for tag in item.tags if tag.startswith("unit:")), "")
    if right is None or right.value is None:
        sheet.remark("No number earned the whole mark.")
    else:
        sheet.table = ["", "[numeric]", f"value = {shown(right.value)}"]
        sheet.table += [f"tolerance = {shown(right.tolerance)}", f"unit = {quoted(unit[:30])}"]
    for number in known:
        value = shown(number.value or Decimal(0))
        if number is not right and number.percent > 0:
            sheet.remark(f"{value} earned {number.percent:g} per cent; here one number is right.")
        if number is not right and number.tolerance:
            sheet.remark(f"{value} had a tolerance of its own, {shown(number.tolerance)}.")
        sheet.entries.append(Entry(value, number is right, sheet.say(number.feedback)))
    for number in item.numbers:
        if number.value is None and number.feedback:
            sheet.remark(f"To any other number it said: {sheet.say(number.feedback)}")


def shown(number: Decimal) -> str:
    """A number without an exponent, as TOML and the linter read it."""
    return format(number, "f")


def fill_short(sheet: Sheet, item: Item) -> None:
    """A gap. The code is the stem's own, if it has a gap in it."""
    sheet.kind = "blanks"
    right = [typed(sheet, option.text) for option in item.options if option.percent == RIGHT]
    take_code(sheet, {"_____": gap(list(dict.fromkeys(right)))})
    has_right = False
    for option in item.options:
        text, feedback = typed(sheet, option.text), sheet.say(option.feedback)
        if option.percent == RIGHT and has_right:
            continue
        if 0 < option.percent < RIGHT:
            sheet.remark(f"The answer {text} earned {option.percent:g} per cent; here it is wrong.")
        if option.percent != RIGHT and text == "*":
            sheet.remark(f"To any other answer it said: {feedback}" if feedback else "")
            continue
        has_right = has_right or option.percent == RIGHT
        entry = Entry(f"1: `{text}`", option.percent == RIGHT, feedback, words=text)
        sheet.entries.append(entry)
    sheet.remarks = [sentence for sentence in sheet.remarks if sentence]


def typed(sheet: Sheet, text: Text) -> str:
    """What a learner is to type: one line, which can stand between backticks and braces."""
    said = " ".join(UNSEEN.sub("", text.text).split())
    clean = said.replace("`", "'").replace("{{", "{ {").replace("}}", "} }")
    if clean != said:
        sheet.remark(f"The answer {said} holds signs that no gap can; they were replaced.")
    return clean


def take_code(sheet: Sheet, gaps: dict[str, str]) -> None:
    """The last code of the prompt that has all gaps becomes the question's; else lines of text."""
    for found in reversed(list(fences(sheet.prompt))):
        if all(mark in found.code for mark in gaps):
            code, lines = found.code, sheet.prompt.split("\n")
            for mark, filled in gaps.items():
                code = code.replace(mark, filled, 1)
            rest = [*lines[: found.start], *lines[found.end :]]
            sheet.prompt = "\n".join(rest).strip("\n")
            sheet.code = fence(code, found.language or "text")
            return
    rows = [filled if len(gaps) == 1 else f"{mark} {filled}" for mark, filled in gaps.items()]
    sheet.code = fence("\n".join(rows), "text")
    sheet.remark("It had no code with a gap in it: the gap stands in a line of its own.")


def fill_pairs(sheet: Sheet, item: Item) -> None:
    """Places and their lines are a question of order, all other pairs are gaps."""
    lefts = [sheet.say(pair.left) for pair in item.pairs]
    placed = [left for left in lefts if left]
    if placed and placed == [f"Line {number}" for number in range(1, len(placed) + 1)]:
        fill_order(sheet, item, lefts)
    else:
        fill_gaps(sheet, item, lefts)


def fill_order(sheet: Sheet, item: Item, lefts: Sequence[str]) -> None:
    sheet.kind = "order"
    said, sheet.feedback = labelled(sheet.feedback)
    for pair, left in sorted(zip(item.pairs, lefts, strict=True), key=lambda one: not one[1]):
        line = " ".join(UNSEEN.sub("", pair.right).split())
        span = code_span(line)
        sheet.entries.append(Entry(span, bool(left), said.get(span, ""), words=line))


def fill_gaps(sheet: Sheet, item: Item, lefts: Sequence[str]) -> None:
    sheet.kind = "blanks"
    pairs = [
        (left, typed(sheet, Text(pair.right))) for left, pair in zip(lefts, item.pairs, strict=True)
    ]
    rights = [right for left, right in pairs if left]
    if [left for left, _ in pairs if left] == [f"Gap {n}" for n in range(1, len(rights) + 1)]:
        marks = [f"__{number}__" for number in range(1, len(rights) + 1)]
    else:
        sheet.remark("It was a list of pairs: each right side is a gap beside its left side.")
        marks = [f"{plain_words(left[:LONGEST_READ])}:" for left, _ in pairs if left]
        marks = [f"{mark} ({n})" if marks.count(mark) > 1 else mark for n, mark in enumerate(marks)]
    said, sheet.feedback = labelled(sheet.feedback)
    also = [match for label in said if (match := ALSO.fullmatch(label))]
    gaps = {
        mark: gap([right, *(match[2] for match in also if match[1] == str(number))])
        for number, (mark, right) in enumerate(zip(marks, rights, strict=True), start=1)
    }
    take_code(sheet, gaps)
    for number, right in enumerate(rights, start=1):
        feedback = said.pop(f"Gap {number}, {code_span(right)}", "")
        sheet.entries.append(Entry(f"{number}: `{right}`", True, feedback, words=right))
    known = {match[2] for label in said if (match := GAP_LABEL.fullmatch(label))}
    for label, feedback in said.items():
        if match := GAP_LABEL.fullmatch(label):
            entry = Entry(f"{match[1]}: `{match[2]}`", False, feedback, words=match[2])
            sheet.entries.append(entry)
    for right in [right for left, right in pairs if not left and right not in known]:
        sheet.entries.append(Entry(f"1: `{right}`", False, "", words=right))
        sheet.remark("Right sides that belonged nowhere are wrong answers to the first gap here.")


def gap(accepted: Sequence[str]) -> str:
    """A gap that takes any of these."""
    return "{{" + "|".join(text.replace("|", "\\|") for text in accepted) + "}}"


def labelled(feedback: str) -> tuple[dict[str, str], str]:
    """What our own export says of each gap or line at the head of the feedback, and the rest."""
    said: dict[str, str] = {}
    lines = feedback.split("\n")
    label, taken = "", 0
    for line in lines:
        if (match := LABELLED.fullmatch(line)) and len(said) < MOST_LABELS:
            label = match[1]
            said[label] = match[3]
        elif label and line.startswith("    "):
            said[label] += f"\n{line[4:]}"
        else:
            break
        taken += 1
    return said, "\n".join(lines[taken:]).strip("\n")


def fill_text(sheet: Sheet, item: Item) -> None:
    what = "an essay" if item.kind == Kind.ESSAY else "a text without a question"
    sheet.remark(f"It was {what}. Write options, or choose another kind.")


FILL = {
    Kind.SINGLE: fill_choice,
    Kind.MULTIPLE: fill_choice,
    Kind.TRUE_FALSE: fill_truth,
    Kind.NUMERIC: fill_numeric,
    Kind.SHORT: fill_short,
    Kind.MATCHING: fill_pairs,
    Kind.ESSAY: fill_text,
    Kind.DESCRIPTION: fill_text,
}
