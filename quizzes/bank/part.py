"""The questions as a part of the course: which files they are, and how they are stored."""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from statistics import median

from learning.content.digests import code, digest, renderer
from learning.content.faults import ContentError, Fault
from learning.content.files import SLUG
from learning.content.parts import Outline
from learning.content.storing import update
from learning.models import Objective, Pattern, Study
from learning.ways import Way
from quizzes.bank.reading import QuestionText, read_question
from quizzes.models import Question, Revision, Status

PATH = re.compile(rf"patterns/{SLUG}/questions/[a-z0-9]+(?:-[a-z0-9]+)*\.md")
HERE = Path(__file__).resolve().parent
TEST_LENGTH = 10
HANDS_ON = ("blanks", "order", "line")  # kinds that the way "try" is made of


@cache
def reader() -> bytes:
    """What a stored question depends on besides its file: the code that reads and renders it."""
    folders = (HERE, HERE.parent / "kinds")
    return digest(renderer(), *code(folders)).encode()


def rendered_digest(body: bytes) -> str:
    return digest(reader(), body)


class Questions:
    """A course part, as `learning.content.parts` wants it."""

    expected = "questions/<id>.md"

    def owns(self, path: str) -> bool:
        return PATH.fullmatch(path) is not None

    def read(
        self, files: Mapping[str, bytes], outline: Outline
    ) -> list[tuple[QuestionText, bytes]]:
        found, faults = [], list[Fault]()
        for path, data in files.items():
            if not self.owns(path):
                continue
            try:
                found.append((read_question(path, data, outline), data))
            except ContentError as error:
                faults += error.faults
        faults += same_faults([text for text, _ in found])
        if faults:
            raise ContentError(faults)
        return found

    def is_stored(self, files: Mapping[str, bytes]) -> bool:
        wanted = {rendered_digest(data) for path, data in files.items() if self.owns(path)}
        live = Question.objects.filter(is_in_course=True)
        return set(live.values_list("current__rendered", flat=True)) == wanted

    def store(self, read: Sequence[tuple[QuestionText, bytes]]) -> None:
        patterns = {pattern.slug: pattern for pattern in Pattern.objects.all()}
        objectives = {objective.slug: objective for objective in Objective.objects.all()}
        for text, data in read:
            store_question(text, data, patterns[text.pattern], objectives[text.meta.objective])
        retire({text.meta.id for text, _ in read})
        for pattern in patterns.values():
            open_ways(pattern)


def same_faults(texts: Sequence[QuestionText]) -> list[Fault]:
    """No two questions have one name, or ask the same."""
    faults = []
    names: dict[str, str] = {}
    stems: dict[str, str] = {}
    for text in texts:
        if other := names.get(text.meta.id):
            faults.append(Fault(text.path, 2, f"{text.meta.id} is also in {other}", "a new id"))
        if other := stems.get(text.stem):
            faults.append(Fault(text.path, 1, f"asks the same as {other}", "another prompt"))
        names[text.meta.id] = stems[text.stem] = text.path
    return faults


def store_question(text: QuestionText, data: bytes, pattern: Pattern, objective: Objective) -> None:
    meta = text.meta
    values = {
        "pattern": pattern,
        "objective": objective,
        "kind": meta.kind,
        "difficulty": meta.difficulty,
        "status": meta.status,
        "family": meta.family or meta.id,
        "guessing": text.guessing,
        "tags": list(meta.tags),
        "is_in_course": True,
    }
    question = update(Question, {"slug": meta.id}, values)
    revision = update(
        Revision,
        {"question": question, "digest": digest(data)},
        {
            "number": meta.revision,
            "body": text.body,
            "seconds": meta.seconds,
            "rendered": rendered_digest(data),
        },
    )
    if question.current_id != revision.pk:
        question.current = revision
        question.save(update_fields=["current"])


def retire(kept: set[str]) -> None:
    """Questions that left the course are asked no more; what was answered stays readable."""
    gone = Question.objects.filter(is_in_course=True).exclude(slug__in=kept)
    if gone.exists():
        gone.update(status=Status.RETIRED, is_in_course=False)


def open_ways(pattern: Pattern) -> None:
    """The ways that are made from questions are open where enough of them are asked."""
    own = Question.objects.asked().filter(pattern=pattern, is_in_course=True)
    asked = list(own.values_list("kind", "current__seconds"))
    seconds = [each for _, each in asked]
    hands_on = [each for kind, each in asked if kind in HANDS_ON]
    ways = {
        Way.TEST: (
            len(asked) >= TEST_LENGTH,
            "The test",
            "Ten questions from easy to hard, and a verdict that says how sure it is.",
            minutes(seconds, TEST_LENGTH),
        ),
        Way.TRY: (
            bool(hands_on),
            "Try it",
            "Fill gaps, put lines in order, find the faulty line; each with its hints.",
            minutes(hands_on, len(hands_on)),
        ),
        Way.RECALL: (
            bool(asked),
            "Recall",
            "What you answered comes back when you are about to forget it.",
            minutes(seconds, 5),
        ),
    }
    for way, (is_open, title, summary, length) in ways.items():
        if not is_open:
            Study.objects.filter(pattern=pattern, way=way).delete()
            continue
        values = {"title": title, "summary": summary, "minutes": length, "parts": []}
        update(Study, {"pattern": pattern, "way": way}, {**values, "sections": [], "digest": ""})


def minutes(seconds: Sequence[int], count: int) -> int:
    """What so many of the questions take a learner, by their authors' word."""
    if not seconds:
        return 1
    return max(1, min(90, round(count * median(seconds) / 60)))


QUESTIONS = Questions()
