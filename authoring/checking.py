"""What is wrong with the text of a course file, before it is published. Values in, values out."""

from collections.abc import Mapping
from dataclasses import dataclass

from learning.content.course import Reader
from learning.content.faults import ContentError, Fault
from learning.content.parts import Outline
from learning.models import ContentFile
from quizzes.bank.part import QUESTIONS
from quizzes.bank.reading import QuestionText, read_question


@dataclass(frozen=True)
class Checked:
    """A text as the course's own reader sees it: faults, or the question that it makes."""

    faults: tuple[Fault, ...]
    question: QuestionText | None = None

    @property
    def is_sound(self) -> bool:
        return not self.faults


def check(path: str, text: str, outline: Outline) -> Checked:
    """Read the text as the file of that path would be read when the course is loaded."""
    if not QUESTIONS.owns(path):
        return Checked((Fault(path, 1, "no file that can be written here", "a question"),))
    try:
        return Checked((), read_question(path, text.encode(), outline))
    except ContentError as error:
        return Checked(tuple(error.faults))


def stored_outline() -> Outline:
    """What every text may rely on: the objectives and the patterns that are served."""
    wanted = ContentFile.objects.filter(
        path__regex=r"^(objectives\.toml|patterns/[^/]+/pattern\.toml)$"
    )
    return outline_of({file.path: bytes(file.body) for file in wanted})


def outline_of(files: Mapping[str, bytes]) -> Outline:
    reader = Reader(files)
    objectives = reader.objectives()
    slugs = [path.split("/")[1] for path in files if path.endswith("/pattern.toml")]
    patterns = [pattern for slug in slugs if (pattern := reader.pattern(slug, objectives))]
    return Outline(objectives, {pattern.slug: pattern.objective_ids for pattern in patterns})
