"""A pattern's architecture.toml and its questions, read and drawn when the course is read."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from learning.architecture import reading
from learning.architecture.layout import draw
from learning.architecture.model import Architecture
from learning.content.faults import ContentError, Fault
from learning.content.files import decode
from learning.content.front_matter import read_toml
from learning.content.schemas import validated
from learning.diagram.quiz import QuizFile, flaws

SUMMARY = 300  # characters that a list of ways has room for
HOP, QUESTION, FAILURE, PUBLISHED_HOP = 10, 60, 60, 15  # seconds that each takes a learner
SHORTEST, LONGEST = 5, 90  # minutes


@dataclass(frozen=True)
class ArchitectureText:
    """An architecture without faults, its questions, and both drawings as plain values."""

    path: str
    architecture: Architecture
    quiz: QuizFile | None
    wide: Mapping[str, Any]
    narrow: Mapping[str, Any]

    @property
    def title(self) -> str:
        return self.architecture.title

    @property
    def summary(self) -> str:
        return first_sentences(self.architecture.summary, SUMMARY)

    @property
    def minutes(self) -> int:
        """For one walk along every flow, and everything that is asked."""
        published = self.architecture.published
        seconds = (
            HOP * sum(flow.hop_count for flow in self.architecture.flows)
            + FAILURE * len(self.architecture.failures)
            + QUESTION * len(self.quiz.question if self.quiz else ())
            + PUBLISHED_HOP * len(published.hops if published else ())
        )
        return min(LONGEST, max(SHORTEST, round(seconds / 60)))


def first_sentences(text: str, longest: int) -> str:
    """As many whole sentences as fit, at least the first one's beginning."""
    if len(text) <= longest:
        return text
    end = text.rfind(". ", 0, longest) + 1
    return text[: end or longest].rstrip()


def read_architecture(path: str, files: Mapping[str, bytes]) -> ArchitectureText:
    """Read, check and draw; raises ContentError with every fault of the files."""
    try:
        architecture = reading.read_toml(decode(path, files[path]))
    except reading.ArchitectureError as error:
        raise ContentError(
            Fault(path, fault.line, fault.message, fault.expected) for fault in error.faults
        ) from error
    quiz = read_quiz(quiz_path(path), files, architecture)
    wide, narrow = (asdict(draw(architecture, narrow=narrow)) for narrow in (False, True))
    return ArchitectureText(path, architecture, quiz, wide, narrow)


def quiz_path(path: str) -> str:
    return path.removesuffix(".toml") + "-quiz.toml"


def read_quiz(path: str, files: Mapping[str, bytes], architecture: Architecture) -> QuizFile | None:
    if path not in files:
        return None
    toml = read_toml(path, decode(path, files[path]))
    quiz = validated(path, toml, QuizFile)
    if found := [
        Fault(path, toml.line_of(flaw.where), flaw.message, flaw.expected)
        for flaw in flaws(architecture, quiz)
    ]:
        raise ContentError(found)
    return quiz
