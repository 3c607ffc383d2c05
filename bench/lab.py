"""How often the checker's forecast of an image is right.

Every file of every exercise (its solution, its starter, its mistakes) is built in the sandbox and
held against what was foreseen of it. A goal counts as open where the checker left it to the build.
Status 1 says that a forecast was wrong.

    SANDBOX_DIR=… python bench/lab.py [SLUG …]
"""
# ruff: noqa: E402 -- what it measures needs Django, and that has to be set up first

import os
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

HOME = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(HOME))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

import django

django.setup()

from django.conf import settings

from lab import judging
from lab.building import build, variants_of
from lab.comparing import Agreement, Comparison, Row, compare
from lab.exercises.exercise import Exercise, Files
from lab.exercises.part import EXERCISES
from lab.goals.built import Built
from learning.content.course import read_course
from learning.content.files import read_folder
from sandbox import Builder, Job, Result, make_builder
from sandbox.builder import Progress, unwatched

SECONDS = 120  # for one build: speed is not what is measured here


@dataclass(frozen=True)
class Patient:
    """A builder that waits longer than a learner's does."""

    builder: Builder

    def check(self, job: Job, progress: Progress = unwatched) -> Result:
        limits = replace(job.limits, seconds=SECONDS, cpu_seconds=SECONDS)
        return self.builder.check(replace(job, limits=limits), progress)


@dataclass
class Tally:
    """How often each kind of forecast was right, wrong, or left open."""

    counts: dict[str, Counter[Agreement]] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)
    unbuilt: list[str] = field(default_factory=list)

    def add(self, kind: str, agreement: Agreement, times: int = 1) -> None:
        self.counts.setdefault(kind, Counter())[agreement] += times

    def blame(self, name: str, kind: str, predicted: str, built: str) -> None:
        self.wrong.append(f"{name}: {kind}: {predicted} | {built}")


def main(slugs: list[str]) -> int:
    builder = Patient(make_builder("buildah"))
    tally = Tally()
    for exercise in exercises():
        if not slugs or exercise.slug in slugs:
            for name, files in cases(exercise):
                take(tally, f"{exercise.slug}/{name}", exercise, files, builder)
    show(tally)
    return int(bool(tally.wrong))


def exercises() -> Iterator[Exercise]:
    """What the course offers, read from its files; no database is asked."""
    course = read_course(read_folder(settings.CONTENT_DIR))
    for part, read in course.parts:
        if part is EXERCISES:
            yield from (text.exercise for text in read if not text.exercise.is_retired)


def cases(exercise: Exercise) -> Iterator[tuple[str, Files]]:
    yield "solution", exercise.solution
    yield "starter", exercise.starter
    for mistake in exercise.mistakes:
        yield mistake.name, mistake.files


def take(tally: Tally, name: str, exercise: Exercise, files: Files, builder: Builder) -> None:
    """Build one case and count what was foreseen of it."""
    built = build(exercise, files, builder)
    if built.main is None or not built.main.decides:
        tally.unbuilt.append(f"{name}: {built.main.message if built.main else 'nothing'}")
        return
    print(f"{name}: {built.main.status}", flush=True)
    judge(tally, name, exercise, files, built)
    known = replace(built, foreseen=judging.foreseen_of(exercise, files))
    variants = variants_of(exercise)
    for variant in variants:
        found = None if variant.overlay else compare(known, variant)
        if found is None:
            continue
        steps(tally, name, found)
        is_counted = variant.edit and replace(variant, edit="", append="") in variants
        if not is_counted:  # the image of a build with an edit is that of the one without
            contrast(tally, name, found)


def judge(tally: Tally, name: str, exercise: Exercise, files: Files, built: Built) -> None:
    """The goals: foreseen, and seen."""
    kinds = {goal.id: goal.kind for goal in exercise.goals}
    for one in judging.see(exercise, files, built):
        kind = f"goal {kinds[one.id]}"
        is_blocked = one.seen is not None and one.seen.is_blocked and one.foreseen is not None
        if one.seen is None or (is_blocked and one.foreseen and one.foreseen.met):
            continue  # no build decides it, or there was no image to see it in
        if one.foreseen is None:
            tally.add(kind, Agreement.OPEN)
        elif one.surprises:
            tally.add(kind, Agreement.WRONG)
            tally.blame(name, one.id, one.foreseen.text, one.seen.text)
        else:
            tally.add(kind, Agreement.RIGHT)


def steps(tally: Tally, name: str, found: Comparison) -> None:
    """What the cache answers after an edit."""
    for row in found.steps:
        count(tally, name, "cache steps", row)


def contrast(tally: Tally, name: str, found: Comparison) -> None:
    """How the build ends, and the image: its files, its settings, its size."""
    count(tally, name, "ending", found.outcome)
    for row in found.settings:
        count(tally, name, "settings", row)
    if found.size is not None:
        count(tally, name, "size", found.size)
    if found.files is None:
        return
    tally.add("files", Agreement.RIGHT, found.files.right)
    tally.add("files", Agreement.OPEN, found.files.open)
    for path in (*found.files.missing, *found.files.denied):
        tally.add("files", Agreement.WRONG)
        is_missing = path in found.files.missing
        said = ("there", "not there") if is_missing else ("not there", "there")
        tally.blame(name, path, *said)


def count(tally: Tally, name: str, kind: str, row: Row) -> None:
    tally.add(kind, row.agreement)
    if row.agreement is Agreement.WRONG:
        tally.blame(name, row.what, row.predicted, row.built)


def show(tally: Tally) -> None:
    print(f"\n{'':24}{'right':>7}{'wrong':>7}{'open':>7}")
    for kind, count in sorted(tally.counts.items()):
        right, wrong, left = (count[each] for each in Agreement)
        decided = right + wrong
        share = f"{100 * right / decided:9.1f} % of {decided}" if decided else ""
        print(f"{kind:24}{right:7}{wrong:7}{left:7}{share}")
    for title, lines in (("Wrong", tally.wrong), ("Not built", tally.unbuilt)):
        if lines:
            print(f"\n{title}:", *lines, sep="\n  ")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
