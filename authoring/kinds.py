"""The kinds of files that a course is made of, told by their paths."""

from dataclasses import dataclass
from enum import StrEnum

from lab.exercises.files import EXERCISE, SERVICE
from learning.content.files import OBJECTIVES, is_course_path, is_text
from quizzes.bank.part import QUESTIONS


class Kind(StrEnum):
    """The value is the name of the kind for those who write."""

    OBJECTIVES = "Objectives"
    PATTERN = "Pattern"
    TEXT = "Texts"
    ARCHITECTURE = "Architecture"
    FIGURE = "Figures"
    QUESTION = "Questions"
    EXERCISE = "Exercises"
    SERVICE = "Services"


@dataclass(frozen=True)
class Place:
    """Where a file stands in the course."""

    path: str
    kind: Kind
    pattern: str = ""  # slug; "" for what belongs to all

    @property
    def folder(self) -> str:
        """Of the pattern."""
        return f"patterns/{self.pattern}/" if self.pattern else ""

    @property
    def exercise(self) -> str:
        """The folder of the exercise that the file is part of, or ""."""
        match = EXERCISE.fullmatch(self.path)
        return self.path.removesuffix(match["file"]) if match else ""

    @property
    def is_exercise(self) -> bool:
        """Whether it is the file that says what the exercise is."""
        return self.path == f"{self.exercise}exercise.md"

    @property
    def name(self) -> str:
        """The path below the pattern's folder."""
        return self.path.removeprefix(self.folder)


def place_of(path: str) -> Place | None:
    """None for what is no path of a course's file."""
    if not is_course_path(path):
        return None
    if path == OBJECTIVES:
        return Place(path, Kind.OBJECTIVES)
    return Place(path, kind_of(path), path.split("/")[1])


def kind_of(path: str) -> Kind:
    name = path.rpartition("/")[2]
    if QUESTIONS.owns(path):
        return Kind.QUESTION
    if EXERCISE.fullmatch(path):
        return Kind.EXERCISE
    if SERVICE.fullmatch(path):
        return Kind.SERVICE
    if is_text(path):
        return Kind.TEXT
    if name == "pattern.toml":
        return Kind.PATTERN
    return Kind.FIGURE if name.endswith(".svg") else Kind.ARCHITECTURE
