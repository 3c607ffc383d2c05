"""The cache lens: files to tick, and which steps run again once those are edited."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dockercheck import Report
from learning.checker import Project
from learning.lenses import MOST_SHOWN

LONGEST_LINE = 200  # characters
MOST_STEPS = 3 * MOST_SHOWN


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the next build; `because` is "" where the cache answers."""

    line: int
    stage: str
    text: str
    because: str
    is_certain: bool


@dataclass(frozen=True, slots=True)
class Cache:
    files: tuple[str, ...]
    unshown: int  # files
    changed: tuple[str, ...]
    steps: tuple[Step, ...]
    outcome: str


def cache(report: Report, project: Project, files: Collection[str]) -> Cache:
    """The lens over the files of the context; steps only once something is ticked."""
    known = sorted(files)
    said = report.simulation.cache_dict() if report.simulation and project.changed else None
    steps = steps_of(report, said) if said else ()
    return Cache(
        tuple(known[:MOST_SHOWN]),
        max(len(known) - MOST_SHOWN, 0),
        project.changed,
        steps[:MOST_STEPS],
        outcome(steps),
    )


def outcome(steps: Sequence[Step]) -> str:
    """The steps in a sentence."""
    again = sum(bool(step.because) and step.is_certain for step in steps)
    perhaps = sum(not step.is_certain for step in steps)
    if not steps:
        return "There is no step to run again."
    if not again and not perhaps:
        return "No step runs again: none of them takes these files."
    more = f", {perhaps} more may" if perhaps else ""
    return f"{again} of {len(steps)} {'step runs' if again == 1 else 'steps run'} again{more}."


def steps_of(report: Report, said: Mapping[str, Any]) -> tuple[Step, ...]:
    texts = {i.line: i.original.partition("\n")[0][:LONGEST_LINE] for i in report.instructions}
    again, kept = said["rebuilt"], said["kept"]
    return tuple(
        Step(
            step["line"],
            report.stages[step["stage"]].label,
            texts.get(step["line"], ""),
            step.get("because", ""),
            step.get("certain", True),
        )
        for step in sorted((*again, *kept), key=lambda step: (step["stage"], step["line"]))
    )
