"""A question while it is written: what is wrong with it, and as a learner would play it.

Nothing is recorded: the slot, its run and its revision are never saved.
"""

import json
import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, replace

from authoring.checking import twin_faults
from authoring.editing.beginnings import unwritten
from authoring.editing.form import kind_of
from authoring.editing.guide import help_for, in_form
from authoring.editing.pieces import Piece, take_apart
from authoring.editing.shapes import SHAPES
from dockercheck import check
from learning.content.faults import ContentError, Fault, faults_of
from learning.content.files import decode
from learning.content.front_matter import read_document
from learning.content.parts import Outline
from learning.content.schemas import validated
from learning.models import Objective
from learning.time_box import TimeUpError, within
from quizzes import showing
from quizzes.bank.reading import QuestionText, Reader, place_faults
from quizzes.bank.schemas import QuestionFile
from quizzes.kinds import KINDS, NotWellFormed
from quizzes.kinds.kind import Sent, texts
from quizzes.models import Attempt, Mode, Question, Revision, Slot
from quizzes.showing import Shown

ITEM = re.compile(r"- |\d+\. ")
SECONDS = 2.0
MOST_FINDINGS = 20


@dataclass(frozen=True)
class Remark:
    """A fault, or a finding of the checker (then with its rule), at a line of the text."""

    line: int
    message: str
    expected: str = ""
    rule: str = ""
    text: str = ""  # the line itself
    section: str = ""  # the heading above it
    row: int = 0  # which of the section's items it stands in, from 1


@dataclass(frozen=True)
class Look:
    """A text as the course's reader sees it; with faults too there may be something to play."""

    faults: tuple[Fault, ...]
    findings: tuple[Remark, ...] = ()
    question: QuestionText | None = None

    @property
    def is_playable(self) -> bool:
        return self.question is not None and bool(self.question.body["spec"])


@dataclass(frozen=True)
class Play:
    """What somebody does with the question in the preview."""

    step: str = ""  # check, hint, solution, move
    move: str = ""
    hints: int = 0


def look(path: str, text: str, outline: Outline) -> Look:
    """Read the text as far as it goes, within the time that is given."""
    try:
        seen = within(SECONDS, lambda: read(path, text, outline))
    except TimeUpError:
        message = f"reading this takes longer than {SECONDS:.0f} s, and so it was stopped"
        return Look((Fault(path, 1, message, "a shorter question"),))
    more = {*unwritten(path, text), *(twin_faults(path, text) if seen.question else ())}
    return replace(seen, faults=tuple(sorted({*seen.faults, *more})))


def read(path: str, text: str, outline: Outline) -> Look:
    try:
        document = read_document(path, decode(path, text.encode()))
        meta = validated(path, document.meta, QuestionFile)
    except ContentError as error:
        return Look(error.faults)
    reader = Reader(path, document, meta)
    question = reader.read()
    faults = faults_of(path, reader.texts.flaws)
    faults += place_faults(path, document, meta, outline)
    return Look(tuple(sorted(set(faults))), tuple(findings(reader)), question)


def findings(reader: Reader) -> Sequence[Remark]:
    """What the checker says of the Dockerfiles that are whole and meant to build."""
    found = [
        Remark(block.line + finding.line, finding.message, rule=finding.rule)
        for block in reader.texts.dockerfiles()
        if block.broken is None
        for finding in check(block.source).findings
    ]
    return sorted(found, key=lambda remark: remark.line)[:MOST_FINDINGS]


def remarks(text: str, look: Look, *, is_form: bool) -> tuple[list[Remark], list[Remark]]:
    """Faults and findings, each with its line's text and the section that it stands in."""
    kind = kind_of(text)
    faults = [remark(kind, fault, is_form=is_form) for fault in look.faults]
    return located(text, faults), located(text, look.findings)


def remark(kind: str, fault: Fault, *, is_form: bool) -> Remark:
    """What to write; of a section that is missing the linter says only its heading."""
    wanted = help_for(kind, fault.expected.removeprefix("## ")) or fault.expected
    if not is_form:
        return Remark(fault.line, fault.message, wanted)
    return Remark(fault.line, fault.message.removeprefix("## "), in_form(wanted))


def located(text: str, found: Sequence[Remark]) -> list[Remark]:
    lines = text.split("\n")
    sections = take_apart(text).sections
    above = Piece("", 0, "", "")
    places = [
        (one, next((piece for piece in reversed(sections) if piece.line <= one.line), above))
        for one in found
    ]
    return [
        replace(
            one,
            text=lines[one.line - 1].strip()[:120] if one.line <= len(lines) else "",
            section=piece.name,
            row=row_of(lines[piece.line : one.line], piece.name),
        )
        for one, piece in places
    ]


def row_of(lines: Sequence[str], section: str) -> int:
    """How many items of the section begin in these lines."""
    is_list = section in SHAPES and SHAPES[section].is_list
    return sum(bool(ITEM.match(line)) for line in lines) if is_list else 0


def slot_of(path: str, question: QuestionText, hints: int = 0) -> Slot:
    """The place of the question in a run that does not exist."""
    objective = Objective.objects.filter(slug=question.meta.objective).first()
    row = Question(
        slug=question.meta.id,
        kind=question.meta.kind,
        difficulty=question.meta.difficulty,
        objective=objective,
    )
    body = json.loads(json.dumps(question.body))  # as the database would give it back
    revision = Revision(question=row, number=question.meta.revision, body=body)
    seed = zlib.crc32(path.encode()) % 2**31  # the same order of options at each look
    return Slot(
        attempt=Attempt(mode=Mode.PRACTICE), number=1, revision=revision, seed=seed, hints=hints
    )


@dataclass(frozen=True)
class Played:
    """The question as it stands in the preview; `reason` says why an answer was not taken."""

    slot: Slot
    shown: Shown
    reason: str = ""
    moved: str = ""
    is_fresh: bool = False


def play(path: str, question: QuestionText, done: Play, sent: Sent) -> Played:
    """The question after that step."""
    kind = KINDS[question.meta.kind]
    hints = min(done.hints + (done.step == "hint"), len(question.body["hints"]))
    slot = slot_of(path, question, hints)
    spec = slot.revision.body["spec"]
    if done.step == "move" and kind.rearrange:
        known = {line["id"] for line in spec["lines"]}
        before = list(dict.fromkeys(id_ for id_ in texts(sent) if id_ in known))
        order = kind.rearrange(spec, before, done.move)
        name = done.move.partition(":")[2]
        moved = (
            f"Now line {order.index(name) + 1} of {len(order)}." if name in order else "Left out."
        )
        return Played(slot, showing.arranged(slot, order), moved=moved)
    if done.step in {"", "check", "hint", "solution"}:
        return answered(slot, done, sent)
    return Played(slot, showing.shown(slot, record=False))


def answered(slot: Slot, done: Play, sent: Sent) -> Played:
    kind = KINDS[slot.revision.question.kind]
    is_told = done.step == "solution"
    try:
        answer = kind.parse(slot.revision.body["spec"], sent)
    except NotWellFormed as error:
        plain = showing.shown(slot, record=False, tell=is_told)
        return Played(slot, plain, reason=str(error) if done.step == "check" else "")
    if done.step in {"", "hint"}:  # what was chosen stays when the text beside it changes
        return Played(slot, showing.arranged(slot, answer))
    shown = showing.shown(slot, answer, record=False, tell=is_told)
    return Played(slot, shown, is_fresh=True)
