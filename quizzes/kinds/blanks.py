"""Fill the gaps in some code."""

import random
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.html import escape

from learning.exercises import is_right, normal
from learning.rendering import Flaw
from learning.rendering.exercises import Exercise, Gap, GappedText, exercise_rows, read_gaps
from quizzes.claims import Claim, unmet
from quizzes.kinds.kind import (
    Grade,
    Kind,
    Note,
    NotWellFormed,
    Sent,
    Source,
    Spec,
    entry_json,
    misconceptions,
    texts,
)

MOST_GAPS = 6
ENTRY = re.compile(r"(?P<gap>\d+)(?::\s*`(?P<value>[^`]+)`)?")
NOT_THIS = "That does not fit here."
JUDGED = "dockercheck"


def gapped(source: Source, flaws: list[Flaw] | None = None) -> GappedText:
    return read_gaps(source.code, source.code_line, [] if flaws is None else flaws)


def pieces(code: str) -> list[str]:
    """The code between the gaps: always one piece more than there are gaps."""
    return re.split(r"\{\{.*?\}\}(?!\})", code)


def read(source: Source) -> dict[str, Any]:
    text = gapped(source)
    known: dict[int, list[dict[str, Any]]] = {}
    for entry in source.entries:
        if match := ENTRY.fullmatch(entry.text):
            said = {"value": match["value"] or "", **entry_json(entry)}
            known.setdefault(int(match["gap"]), []).append(said)
    exercise = Exercise(
        line=1,
        name="",
        title="",
        language=source.code_language,
        minds_case=True,
        is_fragment=True,
        filled=text.filled,
        gaps=tuple(Gap(answers) for answers in text.answers),
        blanks=text.blanks,
    )
    return {
        "language": source.code_language,
        "rows": exercise_rows(exercise),
        "pieces": pieces(source.code),
        "case": bool(source.table.get("case", False)),
        "claims": list(source.claims) if source.table.get("judge") == JUDGED else [],
        "gaps": [
            {"answers": list(gap.answers), "size": gap.size, "known": known.get(number, [])}
            for number, gap in enumerate(exercise.gaps, start=1)
        ],
    }


def flaws(source: Source) -> Iterator[Flaw]:
    found: list[Flaw] = []
    text = gapped(source, found)
    yield from found
    if len(text.answers) > MOST_GAPS:
        yield Flaw(source.code_line, f"{len(text.answers)} gaps", f"at most {MOST_GAPS}")
    if source.table.get("judge") == JUDGED and not source.claims:
        yield Flaw(1, "the checker is to judge, and nothing is claimed", "[[claim]] tables")
    if source.table.get("judge", "text") not in {JUDGED, "text"}:
        yield Flaw(1, f"judge is {source.table['judge']!r}", f"text or {JUDGED}")
    kinds: dict[int, set[bool]] = {}
    for entry in source.entries:
        match = ENTRY.fullmatch(entry.text)
        if not match or not 1 <= int(match["gap"]) <= len(text.answers):
            yield Flaw(entry.line, f"{entry.text!r} names no gap", "1: `what stands in gap 1`")
            continue
        kinds.setdefault(int(match["gap"]), set()).add(entry.is_right)
        answers = text.answers[int(match["gap"]) - 1]
        accepted = is_right(match["value"] or "", answers, case=bool(source.table.get("case")))
        if not entry.is_right and accepted:
            yield Flaw(entry.line, "a wrong answer that is accepted", "one that is not")
    for number in range(1, len(text.answers) + 1):
        if kinds.get(number) != {True, False}:
            expected = f"- [x] {number}: and - [ ] {number}: with their feedback"
            yield Flaw(source.entries_line, f"gap {number} has not both kinds of entries", expected)


def parse(spec: Spec, sent: Sent) -> list[str]:
    # A field has one line; who sends more would add instructions that nobody asked for.
    given = [" ".join(text.splitlines()).strip() for text in texts(sent)]
    if len(given) != len(spec["gaps"]):
        raise NotWellFormed("The gaps of this form are not those of the question. Reload the page.")
    if not any(given):
        raise NotWellFormed("Fill at least one gap first.")
    return given


def filled(spec: Spec, given: Sequence[str]) -> str:
    """The code with what was given in its gaps."""
    parts = [spec["pieces"][0]]
    for text, piece in zip(given, spec["pieces"][1:], strict=True):
        parts += [text, piece]
    return "".join(parts)


def grade(spec: Spec, given: Sequence[str]) -> Grade:
    """The share of gaps that are right. Where the checker judges, all are if its claims hold."""
    padded = [*given, *[""] * (len(spec["gaps"]) - len(given))]
    holds = bool(spec["claims"]) and all(padded) and confirmed(spec, padded)
    notes, shown, right = [], [], 0
    for number, (gap, text) in enumerate(zip(spec["gaps"], padded, strict=True), start=1):
        is_good = holds or is_right(text, gap["answers"], case=spec["case"])
        said = known_entry(gap, text, is_good, case=spec["case"])
        right += is_good
        shown += [said] if said else []
        label = f"Gap {number}: <code>{escape(text)}</code>"
        notes.append(Note(label, is_good, said["feedback"] if said else NOT_THIS))
    share = right / len(spec["gaps"])
    if spec["claims"] and not holds:
        share = min(share, 0.9)  # each gap may be right by itself and the whole still be wrong
    return Grade(share, tuple(notes), misconceptions(shown))


def confirmed(spec: Spec, given: Sequence[str]) -> bool:
    text = filled(spec, given)
    return not any(unmet(Claim.model_validate(claim), text) for claim in spec["claims"])


def known_entry(
    gap: Mapping[str, Any], text: str, is_good: bool, *, case: bool
) -> Mapping[str, Any] | None:
    """What the author says of that answer: the key's entry, or the wrong one that it matches."""
    entries = [entry for entry in gap["known"] if entry["right"] == is_good]
    if is_good:
        return entries[0] if entries else None
    wanted = normal(text, case=case)
    same = (entry for entry in entries if normal(entry["value"], case=case) == wanted)
    return next(same, None) if text else None


def render(spec: Spec, given: Sequence[str] | None, chance: random.Random) -> dict[str, Any]:  # noqa: ARG001 -- code is not shuffled
    values = dict(enumerate(given or (), start=1))
    rows = [
        [
            {"html": piece}
            if isinstance(piece, str)
            else {
                "gap": piece,
                "size": spec["gaps"][piece - 1]["size"],
                "given": values.get(piece, ""),
            }
            for piece in row
        ]
        for row in spec["rows"]
    ]
    return {"language": spec["language"], "rows": rows}


def explain(spec: Spec) -> tuple[Note, ...]:
    return tuple(
        Note(f"Gap {number}: <code>{escape(gap['answers'][0])}</code>", True, entry["feedback"])
        for number, gap in enumerate(spec["gaps"], start=1)
        for entry in gap["known"]
        if entry["right"]
    )


def guessing(spec: Spec) -> float:  # noqa: ARG001 -- a kind's signature
    return 0.0


KIND = Kind(
    name="blanks",
    label="Fill the gaps.",
    section="Answers",
    has_code=True,
    template="quizzes/kinds/_blanks.html",
    read=read,
    flaws=flaws,
    parse=parse,
    grade=grade,
    render=render,
    explain=explain,
    guessing=guessing,
    draws_anything=True,
)
