"""One way's file: its front matter and its lesson, checked as far as it can be by itself."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from learning.content.dockerfiles import code_flaws, exercise_flaws
from learning.content.faults import ContentError, Fault, faults_of
from learning.content.files import decode
from learning.content.fragments import Fragments
from learning.content.front_matter import Document, read_document
from learning.content.openings import Opening, read_opening
from learning.content.schemas import CriterionRow, WayFile, validated
from learning.rendering import Flaw, Lesson, render_lesson
from learning.rendering.reading import Link
from learning.rendering.sections import Section
from learning.ways import Way

LIVE_FIGURES_OF = {Way.WHY: {"scale-out-clock"}, Way.PROJECT: {"workbook"}}


@dataclass(frozen=True, slots=True)
class Criterion:
    """A row of the rubric, each text as safe HTML."""

    criterion: str
    missing: str
    partly: str
    fully: str


@dataclass(frozen=True)
class WayText:
    """A way's file, read. `links` have the lines of the file."""

    path: str
    way: Way
    title: str
    summary: str
    minutes: int
    lesson: Lesson
    opening: Opening | None
    rubric: tuple[Criterion, ...]
    links: tuple[Link, ...]

    @property
    def headings(self) -> list[Section]:
        return [section for section in self.lesson.sections if section.id]


def way_of(path: str) -> Way:
    return Way(path.rpartition("/")[2].removesuffix(".md"))


def read_text(path: str, data: bytes, figures: Mapping[str, bytes]) -> WayText:
    """Read a way's file; raises ContentError with all that its author has to mend."""
    document = read_document(path, decode(path, data))
    lesson = render_lesson(document.body, figures)
    faults = faults_of(path, lesson_flaws(lesson, way_of(path)), document.lines_before)
    try:
        meta = validated(path, document.meta, WayFile)
    except ContentError as error:
        raise ContentError([*faults, *error.faults]) from error
    fragments = Fragments(path, document.meta)
    opening = read_opening(meta.opening, fragments) if meta.opening else None
    rubric = read_rubric(meta.rubric or [], fragments)
    faults += [*fragments.faults, *place_faults(way_of(path), meta, fragments)]
    if faults:
        raise ContentError(faults)
    return WayText(
        path=path,
        way=way_of(path),
        title=meta.title,
        summary=meta.summary,
        minutes=meta.minutes,
        lesson=lesson,
        opening=opening,
        rubric=rubric,
        links=(*links_of(lesson, document), *fragments.links),
    )


def links_of(lesson: Lesson, document: Document) -> Iterator[Link]:
    for link in lesson.links:
        yield Link(link.line + document.lines_before, link.target)


def lesson_flaws(lesson: Lesson, way: Way) -> Iterator[Flaw]:
    """What is wrong with the text, and with its place in the course."""
    yield from lesson.flaws
    for block in lesson.code:
        yield from code_flaws(block)
    for figure in lesson.live_figures:
        if figure.name not in LIVE_FIGURES_OF.get(way, set()):
            yield Flaw(figure.line, f"{figure.name} in {way}.md", "the way that it belongs to")
    taken = {section.id for section in lesson.sections}
    for exercise in lesson.exercises:
        yield from exercise_flaws(exercise)
        if exercise.name in taken:
            message = f"the exercise's name {exercise.name!r} is taken"
            yield Flaw(exercise.line, message, "a name that no heading or exercise has")
        taken.add(exercise.name)


def read_rubric(rows: list[CriterionRow], fragments: Fragments) -> tuple[Criterion, ...]:
    return tuple(
        Criterion(
            *(
                fragments.inline(getattr(row, name), ("rubric", number, name))
                for name in ("criterion", "missing", "partly", "fully")
            )
        )
        for number, row in enumerate(rows)
    )


def place_faults(way: Way, meta: WayFile, fragments: Fragments) -> Iterator[Fault]:
    """An opening question belongs to the overview, a rubric to the project."""
    if meta.opening and way != Way.OVERVIEW:
        yield fragments.fault(("opening",), f"an opening in {way}.md", "it in overview.md")
    if meta.rubric and way != Way.PROJECT:
        yield fragments.fault(("rubric", 0), f"a rubric in {way}.md", "it in project.md")
    if way == Way.PROJECT and not meta.rubric:
        yield fragments.fault((), "a project without a rubric", "5 to 8 times [[rubric]]")
