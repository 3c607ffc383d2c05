"""What the goals of an exercise say of a learner's files, before they are built and after."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pydantic import TypeAdapter

from lab.exercises.exercise import Exercise, Files
from lab.goals import Goal, Sight
from lab.goals.built import Built
from lab.goals.foreseen import Foreseen
from learning.checker import SECONDS, Project, TooMuchError, refuse_too_much
from learning.time_box import TimeUpError, within

SEEING = 10.0  # seconds for what was built: no request waits for that


@dataclass(frozen=True, slots=True)
class Judgement:
    """One goal: what it wants, what was foreseen, and what was seen once it was built."""

    id: str
    wants: str
    because: str
    foreseen: Sight | None
    seen: Sight | None

    @property
    def sight(self) -> Sight | None:
        """What counts: what was seen, else what was foreseen."""
        return self.seen or self.foreseen

    @property
    def is_met(self) -> bool | None:
        """None where neither the checker nor a build can tell."""
        return None if self.sight is None else self.sight.met

    @property
    def surprises(self) -> bool:
        """Whether the build shows the opposite of what was foreseen, and not just that it fails."""
        if self.foreseen is None or self.seen is None or self.seen.is_blocked:
            return False
        return self.foreseen.met != self.seen.met


def foresee(exercise: Exercise, files: Files) -> tuple[Judgement, ...]:
    """What the checker says of each goal, within the time of a request.

    Files that are too much work are not judged: only a build can tell.
    """
    foreseen = foreseen_of(exercise, files)
    sights = _sights(exercise, files, SECONDS, lambda goal: goal.foresee(foreseen))
    return tuple(
        Judgement(goal.id, goal.wants(), goal.because, sights.get(goal.id), None)
        for goal in exercise.goals
    )


def see(exercise: Exercise, files: Files, built: Built) -> tuple[Judgement, ...]:
    """What the builds say of each goal, beside what was foreseen."""
    foreseen = foreseen_of(exercise, files)
    known = replace(built, foreseen=foreseen)
    sights = _sights(exercise, files, SEEING, lambda goal: goal.see(known))
    return tuple(
        replace(judgement, seen=sights.get(judgement.id)) for judgement in foresee(exercise, files)
    )


def foreseen_of(exercise: Exercise, files: Files) -> Foreseen:
    return Foreseen(files.dockerfile, files.ignore, exercise.context, exercise.secrets)


def _sights(
    exercise: Exercise, files: Files, seconds: float, look: Callable[[Goal], Sight | None]
) -> dict[str, Sight | None]:
    """What is seen of each goal until the time is up."""
    sights: dict[str, Sight | None] = {}

    def look_at_all() -> None:
        for goal in exercise.goals:
            sights[goal.id] = look(goal)

    try:
        refuse_too_much(Project(files.dockerfile, ignore=files.ignore or ""))
        within(seconds, look_at_all)
    except (TooMuchError, TimeUpError):
        pass
    return dict(sights)


# As they are stored

JUDGEMENTS = TypeAdapter(tuple[Judgement, ...])


def judgement_rows(judgements: Sequence[Judgement]) -> list[dict[str, Any]]:
    """The judgements as JSON."""
    rows: list[dict[str, Any]] = JUDGEMENTS.dump_python(tuple(judgements), mode="json")
    return rows


def judgements_from(rows: Sequence[dict[str, Any]]) -> tuple[Judgement, ...]:
    """What `judgement_rows` wrote."""
    return JUDGEMENTS.validate_python(rows)
