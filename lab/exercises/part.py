"""The exercises as a part of the course: which files they are, and how they are stored."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

from lab.exercises.exercise import Exercise
from lab.exercises.files import EXERCISE, SERVICE
from lab.exercises.linting import exercise_faults
from lab.exercises.reading import ExerciseText, exercise_digest, read_exercise, told_by
from lab.exercises.stored import to_text
from lab.models import ExerciseStatus, StoredExercise
from learning.content.digests import code, digest, renderer
from learning.content.faults import ContentError, Fault
from learning.content.parts import Outline
from learning.content.storing import update
from learning.models import Objective, Pattern, Study
from learning.ways import Way

HERE = Path(__file__).resolve().parent


@cache
def reader() -> bytes:
    """What a stored exercise depends on besides its files: the code that reads and renders it."""
    return digest(renderer(), *code((HERE, HERE.parent / "goals"))).encode()


def rendered_digest(exercise_digest: str, is_retired: bool) -> str:
    return digest(reader(), exercise_digest.encode(), str(is_retired).encode())


class Exercises:
    """A course part, as `learning.content.parts` wants it."""

    expected = "exercises/<slug>/exercise.md and what is beside it; services/<name>/<file>"

    def owns(self, path: str) -> bool:
        return (EXERCISE.fullmatch(path) or SERVICE.fullmatch(path)) is not None

    def read(self, files: Mapping[str, bytes], outline: Outline) -> list[ExerciseText]:
        own = {path: data for path, data in files.items() if self.owns(path)}
        found, faults = [], list(lonely_faults(own))
        for path in exercise_paths(own):
            try:
                text = read_exercise(path, own, outline)
            except ContentError as error:
                faults += error.faults
                continue
            found.append(text)
            faults += exercise_faults(text)
        faults += same_faults(found)
        if faults:
            raise ContentError(faults)
        return found

    def is_stored(self, files: Mapping[str, bytes]) -> bool:
        own = {path: data for path, data in files.items() if self.owns(path)}
        wanted = {
            rendered_digest(exercise_digest(path, own), told_by(path, own[path]).is_retired)
            for path in exercise_paths(own)
        }
        return set(StoredExercise.objects.in_course().values_list("rendered", flat=True)) == wanted

    def store(self, read: Sequence[ExerciseText]) -> None:
        patterns = {pattern.slug: pattern for pattern in Pattern.objects.all()}
        objectives = {objective.slug: objective for objective in Objective.objects.all()}
        kept = set()
        for text in read:
            exercise = text.exercise
            store_exercise(exercise, patterns[exercise.pattern], objectives[exercise.objective])
            kept.add(exercise.slug)
        gone = StoredExercise.objects.in_course().exclude(slug__in=kept)
        if gone.exists():
            gone.update(is_in_course=False)
        for pattern in patterns.values():
            own = [text.exercise for text in read if text.exercise.pattern == pattern.slug]
            open_way(pattern, [exercise for exercise in own if not exercise.is_retired])


def exercise_paths(files: Mapping[str, bytes]) -> list[str]:
    return sorted(
        path for path in files if path.endswith("/exercise.md") and EXERCISE.fullmatch(path)
    )


def lonely_faults(files: Mapping[str, bytes]) -> Iterator[Fault]:
    """Files of an exercise that has no exercise.md."""
    for path in files:
        match = EXERCISE.fullmatch(path)
        whole = match and path.removesuffix(match["file"]) + "exercise.md"
        if whole and whole not in files:
            yield Fault(path, 1, "a file of no exercise", whole)


def same_faults(texts: Sequence[ExerciseText]) -> Iterator[Fault]:
    """No two exercises share an address, and no two of a pattern a place in its list."""
    slugs: dict[str, str] = {}
    places: dict[tuple[str, int], str] = {}
    for text in texts:
        exercise = text.exercise
        if other := slugs.get(exercise.slug):
            yield Fault(text.path, 1, f"{exercise.slug} is also in {other}", "another folder name")
        place = (exercise.pattern, exercise.number)
        if other := places.get(place):
            message = f"the number {exercise.number} is that of {other}"
            yield Fault(text.path, 1, message, "a number of its own")
        slugs[exercise.slug] = places[place] = text.path


def store_exercise(exercise: Exercise, pattern: Pattern, objective: Objective) -> StoredExercise:
    values = {
        "pattern": pattern,
        "objective": objective,
        "number": exercise.number,
        "title": exercise.title,
        "difficulty": exercise.difficulty,
        "minutes": exercise.minutes,
        "status": ExerciseStatus.RETIRED if exercise.is_retired else ExerciseStatus.PUBLISHED,
        "body": to_text(exercise),
        "digest": exercise.digest,
        "rendered": rendered_digest(exercise.digest, exercise.is_retired),
        "is_in_course": True,
    }
    return update(StoredExercise, {"slug": exercise.slug}, values)


def open_way(pattern: Pattern, exercises: Sequence[Exercise | StoredExercise]) -> None:
    """The way "lab" is open where there is an exercise."""
    if not exercises:
        Study.objects.filter(pattern=pattern, way=Way.LAB).delete()
        return
    values = {
        "title": "The lab",
        "summary": "Write Dockerfiles; each is checked at once, then really built and started.",
        "minutes": min(90, sum(exercise.minutes for exercise in exercises)),
        "parts": [],
        "sections": [],
        "digest": "",
    }
    update(Study, {"pattern": pattern, "way": Way.LAB}, values)


EXERCISES = Exercises()
