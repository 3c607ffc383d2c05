"""One exercise's files, read: its texts rendered, its goals checked, and every fault in them."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lab.exercises.exercise import Exercise, Files, Mistake
from lab.exercises.files import context_of, mistakes_of, overlays_of, texts_of
from lab.exercises.schema import ExerciseFile
from lab.goals import AnyGoal
from lab.goals.secret import Secret
from lab.goals.tests import Tests
from learning.content.digests import digest
from learning.content.faults import ContentError, Fault, faults_of
from learning.content.files import decode
from learning.content.front_matter import Document, read_document
from learning.content.parts import Outline
from learning.content.schemas import validated
from learning.content.section_texts import Texts
from learning.content.sections import BULLET, Section, items, split
from learning.rendering import Flaw
from learning.rendering.reading import Link
from sandbox import Trial

SECTIONS = ("Task", "Hints", "Solution", "Mistakes", "References")
MISTAKE = re.compile(
    r"\*\*(?P<name>[A-Za-z][A-Za-z0-9-]*)\*\*[ \t]+[—–-][ \t]+(?P<why>\S.*)", re.DOTALL
)


@dataclass(frozen=True)
class ExerciseText:
    """An exercise without faults, and where it was read."""

    path: str
    exercise: Exercise
    links: tuple[Link, ...]


def read_exercise(path: str, files: Mapping[str, bytes], outline: Outline) -> ExerciseText:
    """Read the exercise of an exercise.md; raises ContentError with all there is to mend."""
    document = read_document(path, decode(path, files[path]))
    meta = validated(path, document.meta, ExerciseFile)
    faults = list(place_faults(path, document, meta, outline))
    reader = Reader(path, document, meta, files)
    exercise = reader.read()
    faults += faults_of(path, reader.texts.flaws)
    if faults:
        raise ContentError(faults)
    return ExerciseText(path, exercise, tuple(reader.texts.links))


def place_faults(
    path: str, document: Document, meta: ExerciseFile, outline: Outline
) -> Iterator[Fault]:
    """What is wrong with the exercise's place in the course, and with its goals' names."""
    pattern = path.split("/")[1]
    line = document.meta.line_of
    known = outline.patterns.get(pattern, ())
    if meta.objective not in known:
        message = f"{meta.objective} is no objective of {pattern}"
        yield Fault(path, line(("objective",)), message, f"one of {', '.join(known)}")
    if meta.service and meta.services:
        yield Fault(path, line(("services",)), "service and services", "one of them")
    taken = set[str]()
    for number, goal in enumerate(meta.goal):
        where = line(("goal", number))
        if goal.id in taken:
            yield Fault(path, where, f"two goals are called {goal.id}", "an id of its own")
        taken.add(goal.id)
        yield from (Fault(path, where, *said) for said in goal_faults(goal, meta))


def goal_faults(goal: AnyGoal, meta: ExerciseFile) -> Iterator[tuple[str, str]]:
    """What a goal needs of the exercise, and does not find."""
    if isinstance(goal, Secret) and goal.secret not in meta.secrets:
        yield f"there is no secret {goal.secret}", f"{goal.secret} in [secrets]"
    if goal.is_tried and meta.trial is None:
        yield f"{goal.kind} without a trial", "[trial]"


class Reader:
    """Reads one exercise's texts; flaws gather in `texts`, by the file's lines."""

    def __init__(
        self, path: str, document: Document, meta: ExerciseFile, files: Mapping[str, bytes]
    ) -> None:
        self.path = path
        self.meta = meta
        self.files = files
        self.texts = Texts()
        self.flaws = self.texts.flaws
        self.sections = split(document.body, document.lines_before, self.flaws)

    def read(self) -> Exercise:
        self.check_sections()
        meta, path, files = self.meta, self.path, self.files
        _, pattern, _, slug, _ = path.split("/")
        services = {name: f"{name}/" for name in meta.services}
        if meta.service:
            services = {meta.service: ""}
        overlays = overlays_of(files, path)
        self.check_overlays(overlays)
        task = self.section("Task")
        return Exercise(
            slug=slug,
            pattern=pattern,
            title=meta.title,
            number=meta.number,
            difficulty=meta.difficulty,
            objective=meta.objective,
            minutes=meta.minutes,
            goals=tuple(meta.goal),
            starter=self.files_of("starter"),
            solution=self.files_of("solution"),
            mistakes=self.mistakes(),
            trial=Trial(**meta.trial.model_dump()) if meta.trial else None,
            secrets=meta.secrets,
            context=context_of(files, path, services),
            overlays=overlays,
            task=self.texts.block(task.text, task.line + 1),
            hints=tuple(self.texts.hints(self.section("Hints"))),
            solution_text=listed("ol", self.texts.steps(self.section("Solution"))),
            references=listed("ul", self.texts.references(self.section("References"))),
            digest=exercise_digest(path, files),
            is_retired=meta.status == "retired",
        )

    def section(self, name: str) -> Section:
        return self.sections.get(name) or Section(name, 1, "")

    def check_sections(self) -> None:
        for name in SECTIONS:
            if not self.section(name).text.strip():
                line = self.section(name).line
                self.flaws.append(Flaw(line, f"## {name} is missing or empty", f"## {name}"))
        for name, section in self.sections.items():
            if name not in SECTIONS:
                known = ", ".join(SECTIONS)
                self.flaws.append(Flaw(section.line, f"no section is called {name}", known))

    def check_overlays(self, overlays: Mapping[str, Mapping[str, bytes]]) -> None:
        wanted = {goal.breaks for goal in self.meta.goal if isinstance(goal, Tests)}
        for name in wanted ^ set(overlays):
            self.flaws.append(Flaw(1, f"the overlay {name}", "files of it and a goal that uses it"))

    def files_of(self, name: str) -> Files:
        return texts_of(self.files, self.path, name)

    def mistakes(self) -> tuple[Mistake, ...]:
        """Those that the text explains; each has its file, and each file its explanation."""
        section = self.section("Mistakes")
        found = []
        names = mistakes_of(self.files, self.path)
        for line, text in items(section, BULLET, self.flaws):
            match = MISTAKE.fullmatch(text)
            if match is None or match["name"] not in names:
                expected = "- **Name** — why, and mistakes/<Name>.Dockerfile"
                self.flaws.append(Flaw(line, "not a known mistake", expected))
                continue
            why = self.texts.block(match["why"], line)
            found.append(Mistake(match["name"], why, self.files_of(f"mistakes/{match['name']}")))
        for name in set(names) - {mistake.name for mistake in found}:
            self.flaws.append(Flaw(section.line, f"mistakes/{name} is not explained", "an item"))
        return tuple(found)


@dataclass(frozen=True)
class Told:
    """What an exercise.md says of itself, however much is wrong with the rest of it.

    `folders` hold all that the exercise is made from: its own, and those of the services it names;
    all services where that cannot be read, so that nothing is overlooked.
    """

    folders: tuple[str, ...]
    text: bytes  # without its status
    is_retired: bool = False


def told_by(path: str, data: bytes) -> Told:
    own = path.removesuffix("exercise.md")
    services = f"{path.split('/exercises/', maxsplit=1)[0]}/services/"
    try:
        text = decode(path, data)
        meta = read_document(path, text).meta
    except ContentError:
        return Told((own, services), data)
    named = meta.values.get("services", [])
    folders = [services]
    if isinstance(named, list):
        names = [meta.values["service"], *named] if "service" in meta.values else named
        folders = [f"{services}{name}/" for name in names]
    if "status" in meta.values:
        lines = text.split("\n")
        del lines[meta.line_of(("status",)) - 1]
        data = "\n".join(lines).encode()
    return Told((own, *folders), data, meta.values.get("status") == "retired")


def exercise_digest(path: str, files: Mapping[str, bytes]) -> str:
    """Of all that an exercise is made from. That it is retired changes nothing of what was judged,
    so that what was handed in before can still be held against it."""
    told = told_by(path, files[path])
    parts = {**files, path: told.text}
    return digest(
        *(
            name.encode() + b"\0" + parts[name]
            for name in sorted(parts)
            if name.startswith(told.folders)
        )
    )


def listed(tag: str, rows: list[str]) -> str:
    return f"<{tag}>" + "".join(f"<li>{row}</li>" for row in rows) + f"</{tag}>"
