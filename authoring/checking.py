"""What is wrong with the text of a course file, before it is published.

A question is read from values alone. Of the other kinds a file says little by itself: a text shows
figures and is linked to, an exercise is a folder. They are read in the place of the stored file,
with the files around it; `seen` tells which these were, so that whoever publishes can make sure
that they are still the same.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from django.db.models import Q

from authoring import entries
from authoring.editing.beginnings import unwritten
from authoring.editing.pieces import take_apart
from authoring.kinds import Kind, Place, place_of
from authoring.models import BankEntry, Draft
from lab.exercises.linting import exercise_faults
from lab.exercises.part import exercise_paths, lonely_faults
from lab.exercises.reading import ExerciseText, read_exercise, told_by
from lab.models import StoredExercise
from learning.content.course import PatternText, Reader, known_text
from learning.content.digests import digest
from learning.content.faults import ContentError, Fault
from learning.content.files import OBJECTIVES, SIZE, is_text
from learning.content.links import link_faults
from learning.content.parts import Outline
from learning.content.schemas import PatternFile, validated
from learning.content.section_texts import Texts
from learning.content.sections import split
from learning.content.texts import WayText
from learning.models import ContentFile, Pattern
from quizzes.bank.reading import QuestionText, read_question
from quizzes.bank.wording import plain
from quizzes.models import Question

OUTLINES = r"^(objectives\.toml|patterns/[^/]+/pattern\.toml)$"
MOST_NAMED = 5  # users of something, in a fault


@dataclass(frozen=True)
class Checked:
    """A text as the course's own reader sees it: faults, or what it makes.

    A question makes itself; a text, a figure, an architecture its pattern; an exercise's file its
    exercise, a service's file all exercises that name the service.
    """

    faults: tuple[Fault, ...]
    question: QuestionText | None = None
    pattern: PatternText | None = None
    exercises: tuple[ExerciseText, ...] = ()
    objectives: Mapping[str, str] = field(default_factory=dict)
    seen: Mapping[str, str] = field(default_factory=dict)  # digests of the stored files around it

    @property
    def is_sound(self) -> bool:
        return not self.faults


@dataclass(frozen=True)
class Surroundings:
    """The stored files that a text is read with, and what they were when they were looked up."""

    files: Mapping[str, bytes]
    seen: Mapping[str, str]
    paths: frozenset[str]  # of the whole course

    def put(self, texts: Mapping[str, str]) -> dict[str, bytes]:
        """The files with these texts in their places."""
        return {**self.files, **{path: text.encode() for path, text in texts.items()}}


def check(path: str, text: str, outline: Outline) -> Checked:
    """Read the text as the file of that path would be read when the course is loaded."""
    place = place_of(path)
    if place is None:
        return Checked((Fault(path, 1, "no file that a course has", "a path of the course"),))
    if (size := len(text.encode(errors="replace"))) > SIZE:
        return Checked((Fault(path, 1, f"the file has {size} bytes", f"at most {SIZE}"),))
    if place.kind is Kind.QUESTION:
        return check_question(path, text, outline)
    if place.kind is Kind.EXERCISE or place.kind is Kind.SERVICE:
        return check_exercises(place, text, outline)
    if place.kind is Kind.OBJECTIVES:
        return check_objectives(text)
    return check_pattern(place, text)


# What is checked against the rest of the course


def check_in_course(path: str, text: str, outline: Outline) -> Checked:
    """Also what only the whole course shows of a question, and what nobody has written yet."""
    checked = check(path, text, outline)
    place = place_of(path)
    if place is None or place.kind is not Kind.QUESTION:
        return checked
    faults = [*checked.faults, *unwritten(path, text)]
    if checked.question:
        faults += [*name_faults(checked.question), *twin_faults(path, text)]
    return replace(checked, faults=tuple(sorted(set(faults))))


def twin_faults(path: str, text: str) -> Iterator[Fault]:
    """Who asks the same already, at the prompt's line."""
    stem = stem_of(text)
    line = next((piece.line for piece in take_apart(text).sections if piece.name == "Prompt"), 1)
    for other, body in alike(path, text) if stem else ():
        if stem_of(body.decode()) == stem:
            yield Fault(path, line, f"asks the same as {other}", "another prompt")


def stem_of(text: str) -> str:
    """The plain words of a question's prompt and code, as its reader has them."""
    sections = split(text, 0, [])
    prompt, code = sections.get("Prompt"), Texts().fence(sections.get("Code"))
    return plain(f"{prompt.text if prompt else ''} {code.body}").casefold()


def name_faults(question: QuestionText) -> Iterator[Fault]:
    named = Question.objects.filter(slug=question.meta.id, is_in_course=True)
    if other := named.exclude(pattern__slug=question.pattern).first():
        message = f"{other.slug} is also a question of another pattern"
        yield Fault(question.path, 2, message, "a new id")


def alike(path: str, text: str) -> Iterator[tuple[str, bytes]]:
    """Published questions whose prompt begins alike. An entry speaks of the draft, if any."""
    stem = entries.tell(path, text).stem
    has_other_text = Q(draft__isnull=False, question__isnull=False)
    found = BankEntry.objects.filter(Q(stem=stem) | has_other_text).exclude(path=path)
    paths = list(found.values_list("path", flat=True))
    for file in ContentFile.objects.filter(path__in=paths).order_by("path"):
        body = bytes(file.body)
        if entries.tell(file.path, body.decode()).stem == stem:
            yield file.path, body


def check_question(path: str, text: str, outline: Outline) -> Checked:
    try:
        return Checked((), read_question(path, text.encode(), outline))
    except ContentError as error:
        return Checked(tuple(error.faults))


def check_exercises(place: Place, text: str, outline: Outline) -> Checked:
    """The exercise with the drafts of its other files: they are published together."""
    around = surroundings(place.folder, ("exercises/", "services/"))
    files = around.put({**drafts_beside(place), place.path: text})
    wanted = place.exercise or f"{place.folder}exercises/"
    faults = [fault for fault in lonely_faults(files) if fault.path.startswith(wanted)]
    found = []
    for path in exercise_paths(files):
        is_of_it = place.path.startswith(told_by(path, files[path]).folders)
        if not (is_of_it and path.startswith(wanted)):
            continue
        try:
            read = read_exercise(path, files, outline)
        except ContentError as error:
            faults += error.faults
            continue
        faults += [*exercise_faults(read), *place_faults(read)]
        found.append(read)
    return Checked(tuple(sorted(set(faults))), exercises=tuple(found), seen=around.seen)


def drafts_beside(place: Place) -> dict[str, str]:
    if not place.exercise:
        return {}
    found = Draft.objects.filter(path__startswith=place.exercise).exclude(path=place.path)
    return dict(found.values_list("path", "body"))


def place_faults(read: ExerciseText) -> Iterator[Fault]:
    """No two exercises share an address, and no two of a pattern a place in its list."""
    exercise = read.exercise
    others = StoredExercise.objects.in_course().exclude(
        slug=exercise.slug, pattern__slug=exercise.pattern
    )
    for slug, number, pattern in others.values_list("slug", "number", "pattern__slug"):
        if slug == exercise.slug:
            yield Fault(read.path, 1, f"{slug} is also in {pattern}", "another folder name")
        if (pattern, number) == (exercise.pattern, exercise.number):
            message = f"the number {number} is that of {slug}"
            yield Fault(read.path, 1, message, "a number of its own")


def check_objectives(text: str) -> Checked:
    """The sentences, and whether whoever names an objective still finds it."""
    around = surroundings("", ())
    reader = Reader(around.put({OBJECTIVES: text}))
    objectives = reader.objectives()
    if not reader.faults:
        for path in sorted(path for path in reader.files if path.endswith("/pattern.toml")):
            toml = reader.toml(path)
            file = reader.kept(lambda path=path, toml=toml: validated(path, toml, PatternFile))  # type: ignore[misc]
            missing = [name for name in file.objectives if name not in objectives] if file else []
            reader.faults += [unknown(name, path) for name in missing]
        reader.faults += users_of(OBJECTIVES, objectives, "")
    return Checked(tuple(sorted(set(reader.faults))), objectives=objectives, seen=around.seen)


def unknown(name: str, path: str) -> Fault:
    return Fault(OBJECTIVES, 1, f"{path} names the objective {name}", "it here, or not there")


def check_pattern(place: Place, text: str) -> Checked:
    """The pattern with the text in its place, and whether the links to it still arrive."""
    around = surroundings(place.folder, ("",), but=("questions/", "exercises/", "services/"))
    files = around.put({place.path: text})
    reader = Reader({**dict.fromkeys(around.paths, b""), **files})
    objectives = reader.objectives()
    pattern = reader.pattern(place.pattern, objectives)
    if pattern:
        reader.faults += order_faults(pattern)
        reader.faults += users_of(place.path, pattern.objective_ids, place.pattern)
        texts = [*pattern.texts, *texts_that_lead_to(place)]
        reader.faults += link_faults(texts, around.paths | files.keys())
    faults = tuple(sorted(set(reader.faults)))
    return Checked(faults, pattern=pattern, objectives=objectives, seen=around.seen)


def order_faults(pattern: PatternText) -> Iterator[Fault]:
    others = Pattern.objects.filter(order=pattern.order).exclude(slug=pattern.slug)
    for other in others:
        message = f"the order {pattern.order} is that of {other.slug}"
        yield Fault(pattern.path, 1, message, "an order of its own")


def users_of(path: str, objectives: Iterable[str], pattern: str) -> Iterator[Fault]:
    """Questions and exercises that name an objective which is no more."""
    users: dict[str, list[str]] = {}
    for model in (Question, StoredExercise):
        found = model._default_manager.filter(is_in_course=True, objective__isnull=False)
        if pattern:
            found = found.filter(pattern__slug=pattern)
        lost = found.exclude(objective__slug__in=objectives)
        for objective, slug in lost.values_list("objective__slug", "slug"):
            users.setdefault(objective, []).append(slug)
    for objective, slugs in sorted(users.items()):
        named = ", ".join(sorted(slugs)[:MOST_NAMED])
        more = f" and {len(slugs) - MOST_NAMED} more" if len(slugs) > MOST_NAMED else ""
        yield Fault(path, 1, f"{named}{more} still ask for {objective}", "the objective")


def texts_that_lead_to(place: Place) -> Iterator[WayText]:
    """Texts of other patterns with a link to this one's pages: its headings are theirs, too."""
    address = f"/{place.folder}".encode()
    others = ContentFile.objects.filter(path__endswith=".md").exclude(path__startswith=place.folder)
    for file in others.exclude(path__contains="/questions/").exclude(path__contains="/exercises/"):
        if is_text(file.path) and address in bytes(file.body):
            folder = f"{file.path.rpartition('/')[0]}/"
            figures = surroundings(folder, ("figures/",)).files
            named = sorted((path.removeprefix(folder), data) for path, data in figures.items())
            yield known_text(file.path, bytes(file.body), tuple(named))


def surroundings(folder: str, below: tuple[str, ...], but: tuple[str, ...] = ()) -> Surroundings:
    """The files of the pattern's folder below these, and what every text may rely on."""
    paths = frozenset(ContentFile.objects.values_list("path", flat=True))
    wanted = [
        path
        for path in paths
        if path.startswith(tuple(folder + each for each in below))
        and not path.startswith(tuple(folder + each for each in but))
    ]
    rows = ContentFile.objects.filter(path__in=wanted) | ContentFile.objects.filter(
        path__regex=OUTLINES
    )
    files = {row.path: bytes(row.body) for row in rows}
    return Surroundings(files, {path: digest(data) for path, data in files.items()}, paths)


def stored_outline() -> Outline:
    """What every text may rely on: the objectives and the patterns that are served."""
    wanted = ContentFile.objects.filter(path__regex=OUTLINES)
    return outline_of({file.path: bytes(file.body) for file in wanted})


def outline_of(files: Mapping[str, bytes]) -> Outline:
    reader = Reader(files)
    objectives = reader.objectives()
    slugs = [path.split("/")[1] for path in files if path.endswith("/pattern.toml")]
    patterns = [pattern for slug in slugs if (pattern := reader.pattern(slug, objectives))]
    return Outline(objectives, {pattern.slug: pattern.objective_ids for pattern in patterns})
