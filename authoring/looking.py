"""What a course file will look like once it is published, beside what is wrong with it."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass

from authoring.architectures.form import Form
from authoring.architectures.sending import ARCHITECTURE
from authoring.checking import Checked, check_in_course, stored_outline, surroundings
from authoring.kinds import Kind, Place
from lab import showing
from lab.exercises.exercise import Exercise, Files
from lab.judging import Judgement
from learning.architecture import reading
from learning.architecture.layout import draw
from learning.checker import Project, TooMuchError, check_project
from learning.content.architectures import quiz_path
from learning.content.faults import ContentError, Fault
from learning.content.files import decode
from learning.content.front_matter import read_document
from learning.content.storing import study_values
from learning.content.texts import WayText, way_of
from learning.diagram.figure import Figure, figure
from learning.diagram.marks import Marks
from learning.lenses.findings import Findings, findings
from learning.models import Pattern, Study
from learning.rendering import render_lesson
from learning.rendering.figures import FigureError, figure_html, read_figure

MOST_FAULTS = 50


@dataclass(frozen=True)
class Look:
    """A file as it stands in the editor: its faults, and what there is to see of it."""

    faults: tuple[Fault, ...]
    study: Study | None = None  # of a text, as if it were stored
    drawings: tuple[Figure, ...] = ()  # of an architecture
    picture: str = ""  # of a figure, safe HTML
    exercise: Exercise | None = None
    judgements: tuple[Judgement, ...] = ()
    report: Findings | None = None

    @property
    def shown(self) -> tuple[Fault, ...]:
        return self.faults[:MOST_FAULTS]

    @property
    def unshown(self) -> int:
        return max(len(self.faults) - MOST_FAULTS, 0)


@dataclass(frozen=True)
class Led:
    """A fault, and the field of the form or the line of the source that it leads to."""

    fault: Fault
    where: str
    anchor: str = ""  # an element's id
    line: int = 0  # in the source


def has_form(place: Place) -> bool:
    return place.kind is Kind.ARCHITECTURE and place.path.endswith(ARCHITECTURE)


def led(place: Place, seen: Look, form: Form | None) -> list[Led]:
    """The faults that are shown, each with the way to it, if it is in this file."""
    return [led_to(place, fault, form) for fault in seen.shown]


def led_to(place: Place, fault: Fault, form: Form | None) -> Led:
    if fault.path != place.path:
        return Led(fault, f"{fault.path}, line {fault.line}")
    anchor = form.anchors.get(fault.line) if form else None
    if anchor:
        return Led(fault, anchor.name[0].upper() + anchor.name[1:], anchor.id)
    where = f"Line {fault.line}"
    return Led(fault, where, "source", fault.line) if has_form(place) else Led(fault, where)


def opened_for(form: Form | None, focus: str, faults: Iterable[Led]) -> Form | None:
    """The form with the parts open in which something is to be done."""
    return form.opened_for([focus, *(one.anchor for one in faults)]) if form else None


def look(place: Place, text: str) -> Look:
    """Check it, and show as much of it as can be read."""
    checked = check_in_course(place.path, text, stored_outline())
    if place.kind is Kind.TEXT:
        return Look(checked.faults, study=study_of(place, text, checked))
    if place.kind is Kind.ARCHITECTURE:
        return Look(checked.faults, drawings=drawings_of(place, text))
    if place.kind is Kind.FIGURE:
        return Look(checked.faults, picture=picture_of(text))
    if place.kind is Kind.EXERCISE:
        return exercise_look(place, text, checked)
    return Look(checked.faults)


# Texts


def study_of(place: Place, text: str, checked: Checked) -> Study | None:
    """The text as a study that is not stored; of one with faults what can be shown of it."""
    found = None
    if checked.pattern:
        texts = (one for one in checked.pattern.texts if one.path == place.path)
        found = next(texts, None)
    found = found or unfinished(place, text)
    if found is None:
        return None
    pattern = Pattern(slug=place.pattern, title=place.pattern)
    return Study(pattern=pattern, way=found.way, **study_values(found))


def unfinished(place: Place, text: str) -> WayText | None:
    """What the renderer makes of a text with faults: safe, and perhaps not all of it."""
    try:
        document = read_document(place.path, decode(place.path, text.encode(errors="replace")))
    except ContentError:
        return None
    figures = surroundings(place.folder, ("figures/",)).files
    named = {path.removeprefix(place.folder): data for path, data in figures.items()}
    said = document.meta.values
    return WayText(
        path=place.path,
        way=way_of(place.path),
        title=str(said.get("title", "")),
        summary=str(said.get("summary", "")),
        minutes=0,
        lesson=render_lesson(document.body, named),
        opening=None,
        rubric=(),
        links=(),
    )


# Architectures and figures


def drawings_of(place: Place, text: str) -> tuple[Figure, ...]:
    """Both drawings, made as they are when the course is loaded."""
    source = text
    path = f"{place.folder}architecture.toml"
    if place.path == quiz_path(path):
        stored = surroundings(place.folder, ("architecture.toml",)).files.get(path)
        source = stored.decode() if stored else ""
    try:
        architecture = reading.read_toml(source)
    except reading.ArchitectureError:
        return ()
    return tuple(
        figure(architecture, asdict(draw(architecture, narrow=narrow)), Marks(), name)
        for name, narrow in (("wide", False), ("narrow", True))
    )


def picture_of(text: str) -> str:
    try:
        read = read_figure(text.encode(errors="replace"))
    except FigureError:
        return ""
    return figure_html(read, "look", read.title, "")


# Exercises


def exercise_look(place: Place, text: str, checked: Checked) -> Look:
    """A Dockerfile as the lab shows it before anything is built: goals, and the report."""
    exercise = next((read.exercise for read in checked.exercises), None)
    files = files_of(place, exercise) if exercise else None
    if exercise and files:
        try:
            seen = showing.foresight(exercise, files)
        except TooMuchError as error:
            fault = Fault(place.path, 1, str(error), "less")
            return Look((*checked.faults, fault), exercise=exercise)
        return Look(
            checked.faults,
            exercise=exercise,
            judgements=seen.judgements,
            report=seen.seen["findings"],
        )
    if place.path.endswith(".Dockerfile"):
        return Look(checked.faults, report=report_of(text))
    return Look(checked.faults, exercise=exercise)


def files_of(place: Place, exercise: Exercise) -> Files | None:
    """The files of the exercise that this one is of; of exercise.md those of the solution."""
    name = place.path.removeprefix(place.exercise).rpartition(".")[0]
    if name == "starter":
        return exercise.starter
    if name in {"solution", "exercise"}:
        return exercise.solution
    known = {f"mistakes/{mistake.name}": mistake.files for mistake in exercise.mistakes}
    return known.get(name)


def report_of(text: str) -> Findings | None:
    """What the checker says of a Dockerfile whose exercise cannot be read yet."""
    try:
        return showing.without_fixes(findings(check_project(Project(text))))
    except TooMuchError:
        return None
