"""Puts one published file into what learners are served, and nothing else."""

import tomllib
from collections.abc import Mapping

from authoring import entries
from authoring.checking import Checked
from authoring.kinds import Kind, Place
from lab.exercises.part import open_way, store_exercise
from lab.models import StoredExercise
from lab.ways import note_all_passed
from learning.content.course import PatternText
from learning.content.search_entries import search_entries
from learning.content.storing import replace_entries, store_objectives, store_pattern, update
from learning.models import ContentFile, Objective, Pattern, SearchEntry
from quizzes.bank.part import open_ways, store_question
from quizzes.bank.reading import QuestionText


def serve(place: Place, checked: Checked, body: bytes) -> None:
    """Store what the file makes, within the transaction that stores the file."""
    if place.kind is Kind.QUESTION and checked.question:
        serve_question(place, checked.question, body)
    elif place.kind in {Kind.EXERCISE, Kind.SERVICE}:
        serve_exercises(place, checked)
    elif place.kind is Kind.OBJECTIVES:
        serve_objectives(checked.objectives)
    elif checked.pattern:
        serve_pattern(checked.pattern)


def serve_question(place: Place, question: QuestionText, body: bytes) -> None:
    pattern = Pattern.objects.get(slug=question.pattern)
    objective = Objective.objects.get(slug=question.meta.objective)
    store_question(question, body, pattern, objective)
    open_ways(pattern)
    entries.refresh(place.path)


def serve_exercises(place: Place, checked: Checked) -> None:
    pattern = Pattern.objects.get(slug=place.pattern)
    for read in checked.exercises:
        objective = Objective.objects.get(slug=read.exercise.objective)
        store_exercise(read.exercise, pattern, objective)
    open_way(pattern, list(StoredExercise.objects.offered().filter(pattern=pattern)))
    if any(read.exercise.is_retired for read in checked.exercises):
        note_all_passed(pattern)


def serve_pattern(pattern: PatternText) -> None:
    store_pattern(pattern, files_of(pattern.slug))
    replace_entries(search_entries([pattern]), f"/patterns/{pattern.slug}/")


def files_of(slug: str) -> dict[str, bytes]:
    """What the pattern's texts were made from: the digests of what is served are made of it."""
    own = ContentFile.objects.filter(path__startswith=f"patterns/{slug}/")
    for folder in ("questions", "exercises", "services"):
        own = own.exclude(path__startswith=f"patterns/{slug}/{folder}/")
    return {file.path: bytes(file.body) for file in own}


def serve_objectives(objectives: Mapping[str, str]) -> None:
    """The sentences, also where a pattern's page and the search repeat them."""
    store_objectives(objectives)
    for pattern in Pattern.objects.all():
        file = ContentFile.objects.get(path=f"patterns/{pattern.slug}/pattern.toml")
        named = tomllib.loads(bytes(file.body).decode())["objectives"]
        sentences = [objectives[name] for name in named]
        update(Pattern, {"slug": pattern.slug}, {"objectives": sentences})
        text = " ".join((pattern.summary, *sentences))
        SearchEntry.objects.filter(kind="pattern", url=f"/patterns/{pattern.slug}/").update(
            text=text
        )
    Objective.objects.exclude(slug__in=objectives).delete()
