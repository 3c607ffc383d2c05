"""The architecture of a pattern as it was stored, with both of its drawings."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from learning.architecture.model import Architecture
from learning.architecture.reading import read_json
from learning.diagram.quiz import Question, QuizFile
from learning.models import ArchitectureDiagram, Study

KEPT = 64  # texts of each sort in memory; a pattern has one of each, or two drawings
Drawn = Mapping[str, Any]  # a layout.Drawing as plain values


@dataclass(frozen=True)
class Diagram:
    study: Study
    architecture: Architecture
    questions: Mapping[str, Question]
    wide: Drawn
    narrow: Drawn

    @property
    def exercises(self) -> int:
        """How many things there are to answer."""
        published = self.architecture.published is not None
        return len(self.architecture.failures) + len(self.questions) + published


def find(slug: str) -> Diagram | None:
    """The pattern's diagram; one query. None if it has none."""
    stored = (
        ArchitectureDiagram.objects.select_related("study__pattern")
        .filter(study__pattern__slug=slug)
        .first()
    )
    if stored is None:
        return None
    return Diagram(
        study=stored.study,
        architecture=architecture_of(stored.model),
        questions=questions_of(stored.quiz),
        wide=drawing_of(stored.wide),
        narrow=drawing_of(stored.narrow),
    )


# Reading a stored text takes longer than answering a step; the text is the key, so that a newly
# loaded course is never answered from an old one.
@lru_cache(maxsize=KEPT)
def architecture_of(text: str) -> Architecture:
    return read_json(text)


@lru_cache(maxsize=KEPT)
def questions_of(text: str) -> Mapping[str, Question]:
    quiz = QuizFile.model_validate_json(text) if text else None
    return {question.id: question for question in quiz.question} if quiz else {}


@lru_cache(maxsize=2 * KEPT)
def drawing_of(text: str) -> Drawn:
    drawn: Drawn = json.loads(text)
    return drawn
