"""Puts a checked course into the database, all of it or nothing, and only what is new."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, TypeVar

from django.db import models

from learning.architecture.export import to_json
from learning.content.architectures import ArchitectureText
from learning.content.course import Course, PatternText, Prerequisite
from learning.content.digests import architecture_digest, digest, text_digest
from learning.content.files import OWN_WAYS, is_text
from learning.content.openings import Opening
from learning.content.parts import course_parts, course_witnesses
from learning.content.search_entries import OWNER, search_entries
from learning.content.texts import WayText
from learning.models import ArchitectureDiagram, ContentFile, Objective, Pattern, SearchEntry, Study
from learning.rendering.exercises import Exercise, exercise_rows
from learning.rendering.lesson import Html, LiveFigure, Part
from learning.transactions import writing
from learning.ways import Way

Row = TypeVar("Row", bound=models.Model)


@dataclass(frozen=True)
class Changes:
    """Which files a load added, changed, removed; the others were stored already."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    unchanged: int

    def __str__(self) -> str:
        return (
            f"{len(self.added)} added, {len(self.changed)} changed, "
            f"{len(self.removed)} removed, {self.unchanged} unchanged"
        )


def is_stored(files: Mapping[str, bytes]) -> bool:
    """Is the database what these files and this renderer make? Reads digests only."""
    stored = dict(ContentFile.objects.values_list("path", "digest"))
    if stored != {path: digest(body) for path, body in files.items()}:
        return False
    texts = {text_digest(path, files) for path in files if is_text(path)}
    texts |= {
        architecture_digest(path, files) for path in files if path.endswith("/architecture.toml")
    }
    studies = Study.objects.filter(way__in=OWN_WAYS)
    return set(studies.values_list("digest", flat=True)) == texts and all(
        part.is_stored(files) for part in course_parts()
    )


def compare(files: Mapping[str, bytes]) -> Changes:
    stored = dict(ContentFile.objects.values_list("path", "digest"))
    known = files.keys() & stored.keys()
    changed = {path for path in known if stored[path] != digest(files[path])}
    return Changes(
        added=tuple(sorted(files.keys() - stored.keys())),
        changed=tuple(sorted(changed)),
        removed=tuple(sorted(stored.keys() - files.keys())),
        unchanged=len(known) - len(changed),
    )


def store(course: Course, origins: Mapping[str, str] | None = None) -> Changes:
    """Store the course. Rows stay the same rows, so that what learners did stays with them.

    `origins` are the digests of the folder's files; without them these are the folder's files.
    """
    with writing():
        changes = compare(course.files)
        tell_witnesses(changes, course.files)
        ContentFile.objects.filter(path__in=changes.removed).delete()
        for path in (*changes.added, *changes.changed):
            store_file(path, course.files[path])
        remember(origins or {path: digest(body) for path, body in course.files.items()})
        store_objectives(course.objectives)
        for pattern in course.patterns:
            store_pattern(pattern, course.files)
        for part, read in course.parts:
            part.store(read)
        Objective.objects.exclude(slug__in=course.objectives).delete()
        Pattern.objects.exclude(slug__in=[pattern.slug for pattern in course.patterns]).delete()
        replace_entries(search_entries(course.patterns))
    return changes


def store_file(path: str, body: bytes) -> None:
    """The file's bytes; what it was in the folder stays remembered."""
    values = {"body": body, "digest": digest(body)}
    ContentFile.objects.update_or_create(path=path, defaults=values)


def remember(origins: Mapping[str, str]) -> None:
    """What each file was in the folder when it was last loaded."""
    stored = dict(ContentFile.objects.values_list("path", "origin"))
    for path, origin in origins.items():
        if stored.get(path) != origin:
            ContentFile.objects.filter(path=path).update(origin=origin)


def tell_witnesses(changes: Changes, files: Mapping[str, bytes]) -> None:
    """What was served and will be no more is shown to those who keep it."""
    witnesses = course_witnesses()
    lost = (*changes.changed, *changes.removed)
    if not witnesses or not (lost or changes.added):
        return
    found = ContentFile.objects.filter(path__in=lost).values_list("path", "body")
    before = {path: bytes(body) for path, body in found}
    after = {path: files[path] for path in (*changes.added, *changes.changed)}
    for witness in witnesses:
        witness.replaced(before, after)


def store_objectives(objectives: Mapping[str, str]) -> None:
    for slug, sentence in objectives.items():
        update(Objective, {"slug": slug}, {"sentence": sentence})


def update(model: type[Row], key: dict[str, Any], values: dict[str, Any]) -> Row:
    """The row with that key and these values; written only if it differs from them."""
    row = model._default_manager.filter(**key).first()
    if row is None:
        return model._default_manager.create(**key, **values)
    different = [name for name, value in values.items() if getattr(row, name) != value]
    if different:
        for name in different:
            setattr(row, name, values[name])
        row.save(update_fields=different)
    return row


def store_pattern(pattern: PatternText, files: Mapping[str, bytes]) -> None:
    row = update(
        Pattern,
        {"slug": pattern.slug},
        {
            "title": pattern.title,
            "summary": pattern.summary,
            "order": pattern.order,
            "objectives": list(pattern.objectives),
            "prerequisites": list(map(prerequisite_json, pattern.prerequisites)),
        },
    )
    for text in pattern.texts:
        values = {**study_values(text), "digest": text_digest(text.path, files)}
        update(Study, {"pattern": row, "way": text.way}, values)
    ways = [text.way for text in pattern.texts]
    if pattern.architecture:
        store_architecture(row, pattern.architecture, files)
        ways.append(Way.ARCHITECTURE)
    row.studies.filter(way__in=OWN_WAYS).exclude(way__in=ways).delete()


def store_architecture(
    pattern: Pattern, text: ArchitectureText, files: Mapping[str, bytes]
) -> None:
    """The study, so that the way is open, and beside it the model and both drawings."""
    values = {
        "title": text.title,
        "summary": text.summary,
        "minutes": text.minutes,
        "parts": [],
        "sections": [],
        "digest": architecture_digest(text.path, files),
    }
    study = update(Study, {"pattern": pattern, "way": Way.ARCHITECTURE}, values)
    drawn = {
        "model": to_json(text.architecture),
        "quiz": text.quiz.model_dump_json() if text.quiz else "",
        "wide": json.dumps(text.wide),
        "narrow": json.dumps(text.narrow),
    }
    update(ArchitectureDiagram, {"study": study}, drawn)


def prerequisite_json(prerequisite: Prerequisite) -> dict[str, Any]:
    return asdict(prerequisite)


def study_values(text: WayText) -> dict[str, Any]:
    return {
        "title": text.title,
        "summary": text.summary,
        "minutes": text.minutes,
        "parts": list(map(part_json, text.lesson.parts)),
        "sections": [
            {"id": section.id, "title": section.title, "level": section.level}
            for section in text.headings
        ],
        "exercises": {exercise.name: exercise_json(exercise) for exercise in text.lesson.exercises},
        "opening": opening_json(text.opening) if text.opening else None,
        "rubric": [asdict(criterion) for criterion in text.rubric],
    }


def part_json(part: Part) -> dict[str, str]:
    if isinstance(part, Html):
        return {"html": part.html}
    if isinstance(part, LiveFigure):
        return {"figure": part.name}
    return {"exercise": part.name}


def exercise_json(exercise: Exercise) -> dict[str, Any]:
    def piece(part: str | int) -> dict[str, Any]:
        if isinstance(part, str):
            return {"html": part}
        return {"gap": part, "size": exercise.gaps[part - 1].size}

    return {
        "title": exercise.title,
        "language": exercise.language,
        "case": exercise.minds_case,
        "rows": [[piece(part) for part in row] for row in exercise_rows(exercise)],
        "gaps": [
            {"answers": list(gap.answers), "hint": gap.hint, "feedback": gap.feedback}
            for gap in exercise.gaps
        ],
    }


def opening_json(opening: Opening) -> dict[str, Any]:
    return {
        "prompt": opening.prompt,
        "solution": opening.solution,
        "options": [
            {"text": option.text, "correct": option.is_correct, "feedback": option.feedback}
            for option in opening.options
        ],
    }


def replace_entries(entries: Iterable[SearchEntry], below: str = "/") -> None:
    """Write the search entries of the pages below that address anew if one of them is."""
    wanted = list(entries)
    own = SearchEntry.objects.filter(owner=OWNER, url__startswith=below)
    if list(map(entry_values, own.order_by("pk"))) != list(map(entry_values, wanted)):
        own.delete()
        SearchEntry.objects.bulk_create(wanted)


def entry_values(entry: SearchEntry) -> tuple[str, ...]:
    return (entry.kind, entry.title, entry.context, entry.text, entry.url)
