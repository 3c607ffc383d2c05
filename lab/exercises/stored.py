"""An exercise as text for the database, and back."""

import json
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from pydantic import TypeAdapter

from lab.exercises.exercise import Exercise, Files, Mistake
from lab.goals import AnyGoal
from lab.models import StoredExercise
from sandbox import Trial

MOST_KNOWN = 200
# By `rendered`, so that the body need not be fetched for what is known.
known: dict[str, Exercise] = {}

GOALS: TypeAdapter[tuple[AnyGoal, ...]] = TypeAdapter(tuple[AnyGoal, ...])
SPECIAL = {"goals", "starter", "solution", "mistakes", "trial", "context", "overlays"}


def to_text(exercise: Exercise) -> str:
    given = {name: value for name, value in vars(exercise).items() if name not in SPECIAL}
    return json.dumps(
        {
            **given,
            "goals": GOALS.dump_python(exercise.goals, mode="json", by_alias=True),
            "starter": asdict(exercise.starter),
            "solution": asdict(exercise.solution),
            "mistakes": [asdict(mistake) for mistake in exercise.mistakes],
            "trial": exercise.trial and asdict(exercise.trial),
            "context": encoded(exercise.context),
            "overlays": {name: encoded(files) for name, files in exercise.overlays.items()},
        }
    )


def from_text(text: str) -> Exercise:
    """What `to_text` wrote."""
    body = json.loads(text)
    return Exercise(
        **{name: value for name, value in body.items() if name not in {*SPECIAL, "hints"}},
        hints=tuple(body["hints"]),
        goals=GOALS.validate_python(tuple(body["goals"])),
        starter=Files(**body["starter"]),
        solution=Files(**body["solution"]),
        mistakes=tuple(mistake_of(row) for row in body["mistakes"]),
        trial=Trial(**body["trial"]) if body["trial"] else None,
        context=decoded(body["context"]),
        overlays={name: decoded(files) for name, files in body["overlays"].items()},
    )


def mistake_of(row: dict[str, Any]) -> Mistake:
    return Mistake(row["name"], row["why_html"], Files(**row["files"]))


def encoded(files: Mapping[str, bytes]) -> dict[str, str]:
    return {path: b64encode(data).decode() for path, data in files.items()}


def decoded(files: Mapping[str, str]) -> dict[str, bytes]:
    return {path: b64decode(data) for path, data in files.items()}


def exercise_of(stored: StoredExercise) -> Exercise:
    """The exercise of a row; read once a process as long as the row says the same."""
    found = known.get(stored.rendered)
    if found is None:
        if len(known) >= MOST_KNOWN:
            known.clear()
        found = known[stored.rendered] = from_text(stored.body)
    return found
