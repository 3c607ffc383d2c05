"""Reads a whole course and finds all that is wrong with it. No database, no folder: bytes in."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, TypeVar

from learning.content.architectures import ArchitectureText, quiz_path, read_architecture
from learning.content.faults import ContentError, Fault, faults_of
from learning.content.files import (
    OBJECTIVES,
    OWN_WAYS,
    decode,
    is_course_path,
    path_faults,
    pattern_of,
)
from learning.content.front_matter import Toml, read_toml
from learning.content.links import link_faults, prerequisite_links
from learning.content.parts import CoursePart, Outline, course_parts
from learning.content.schemas import ObjectivesFile, PatternFile, validated
from learning.content.texts import WayText, read_text
from learning.rendering.figures import FigureError, read_figure

T = TypeVar("T")
KEPT = 32  # texts in memory


@dataclass(frozen=True, slots=True)
class Prerequisite:
    text: str
    link: str | None


@dataclass(frozen=True)
class PatternText:
    """One pattern: what its page says, and a text for each way that is open."""

    path: str
    slug: str
    title: str
    summary: str
    order: int
    objectives: tuple[str, ...]  # sentences
    prerequisites: tuple[Prerequisite, ...]
    texts: tuple[WayText, ...]
    architecture: ArchitectureText | None = None
    objective_ids: tuple[str, ...] = ()


@dataclass(frozen=True)
class Course:
    """A course without faults."""

    files: Mapping[str, bytes]
    objectives: Mapping[str, str]  # id → sentence
    patterns: tuple[PatternText, ...]
    parts: tuple[tuple[CoursePart, Any], ...] = ()  # what other apps read of the files


@dataclass
class Reader:
    """Reads the files one by one and keeps every fault."""

    files: Mapping[str, bytes]
    faults: list[Fault] = field(default_factory=list)

    def kept(self, read: Callable[[], T]) -> T | None:
        try:
            return read()
        except ContentError as error:
            self.faults += error.faults
            return None

    def toml(self, path: str) -> Toml | None:
        return self.kept(lambda: read_toml(path, decode(path, self.files[path])))

    def objectives(self) -> dict[str, str]:
        """The objectives by their ids; empty if their file cannot be read."""
        if OBJECTIVES not in self.files:
            self.faults.append(Fault(OBJECTIVES, 1, "the file is missing", "[[objective]] tables"))
            return {}
        toml = self.toml(OBJECTIVES)
        file = toml and self.kept(lambda: validated(OBJECTIVES, toml, ObjectivesFile))
        found: dict[str, str] = {}
        for number, row in enumerate(file.objective if file else []):
            if row.id in found:
                line = toml.line_of(("objective", number, "id")) if toml else 1
                self.faults.append(Fault(OBJECTIVES, line, f"{row.id} occurs twice", "unique ids"))
            found[row.id] = row.sentence
        return found

    def pattern(self, slug: str, objectives: Mapping[str, str]) -> PatternText | None:
        folder = f"patterns/{slug}/"
        figures = tuple(sorted(self.figures(folder)))
        texts = [
            self.kept(lambda path=path: known_text(path, self.files[path], figures))  # type: ignore[misc]
            for path in (f"{folder}{way}.md" for way in OWN_WAYS)
            if path in self.files
        ]
        architecture = self.architecture(folder)
        path = f"{folder}pattern.toml"
        if path not in self.files:
            self.faults.append(Fault(path, 1, "the file is missing", "a title, a summary, …"))
            return None
        toml = self.toml(path)
        file = self.kept(lambda: validated(path, toml, PatternFile)) if toml else None
        if toml is None or file is None:
            return None
        if objectives:
            self.faults += objective_faults(path, toml, file, objectives)
        self.faults += prerequisite_links(path, toml, file, set(self.files))
        return PatternText(
            path,
            slug,
            file.title,
            file.summary,
            file.order,
            tuple(objectives.get(name, name) for name in file.objectives),
            tuple(Prerequisite(row.text, row.link) for row in file.prerequisite),
            tuple(text for text in texts if text),
            architecture,
            tuple(file.objectives),
        )

    def architecture(self, folder: str) -> ArchitectureText | None:
        path = f"{folder}architecture.toml"
        if path in self.files:
            return self.kept(lambda: read_architecture(path, self.files))
        if (questions := quiz_path(path)) in self.files:
            fault = Fault(questions, 1, "questions without an architecture", path)
            self.faults.append(fault)
        return None

    def parts(
        self, objectives: Mapping[str, str], patterns: list[PatternText]
    ) -> Iterator[tuple[CoursePart, Any]]:
        outline = Outline(objectives, {p.slug: p.objective_ids for p in patterns})
        for part in course_parts():
            yield part, self.kept(lambda part=part: part.read(self.files, outline))  # type: ignore[misc]

    def figures(self, folder: str) -> Iterator[tuple[str, bytes]]:
        """The pattern's figures under the names by which its texts call them."""
        for path, data in self.files.items():
            if path.startswith(f"{folder}figures/"):
                try:
                    read_figure(data)
                except FigureError as error:
                    self.faults += faults_of(path, error.flaws)
                yield path.removeprefix(folder), data


@lru_cache(maxsize=KEPT)
def known_text(path: str, data: bytes, figures: tuple[tuple[str, bytes], ...]) -> WayText:
    """A text as it was read before, if it is the same: while one of a pattern's is being written
    the others stay as they are."""
    return read_text(path, data, dict(figures))


def objective_faults(
    path: str, toml: Toml, file: PatternFile, known: Mapping[str, str]
) -> Iterator[Fault]:
    line = toml.line_of(("objectives",))
    for name in file.objectives:
        if name not in known:
            yield Fault(path, line, f"the objective {name} is unknown", f"an id of {OBJECTIVES}")
    if len(set(file.objectives)) < len(file.objectives):
        yield Fault(path, line, "an objective occurs twice", "each once")


def order_faults(patterns: list[PatternText]) -> Iterator[Fault]:
    taken: dict[int, str] = {}
    for pattern in patterns:
        if pattern.order in taken:
            message = f"the order {pattern.order} is that of {taken[pattern.order]}"
            yield Fault(pattern.path, 1, message, "an order of its own")
        taken[pattern.order] = pattern.slug


def read_course(files: Mapping[str, bytes]) -> Course:
    """Read the files of a course, by their paths; raises ContentError with every fault."""
    reader = Reader(files, list(path_faults(files)))
    if reader.faults:
        known = {fault.path for fault in reader.faults}
        reader.files = {p: d for p, d in files.items() if is_course_path(p) and p not in known}
    objectives = reader.objectives()
    slugs = sorted({slug for path in reader.files if (slug := pattern_of(path))})
    read = [reader.pattern(slug, objectives) for slug in slugs]
    patterns = [pattern for pattern in read if pattern]
    reader.faults += order_faults(patterns)
    reader.faults += link_faults([text for pattern in patterns for text in pattern.texts], files)
    parts = tuple(reader.parts(objectives, patterns))
    if reader.faults:
        raise ContentError(reader.faults)
    ordered = tuple(sorted(patterns, key=lambda p: (p.order, p.slug)))
    return Course(files, objectives, ordered, parts)
