"""Holds an exercise's own Dockerfiles against its goals, as far as the checker can decide them.

Whatever only a build can tell is told by the tests that build every file of every exercise.
"""

from collections.abc import Iterator

from dockercheck import check
from dockercheck.images import load
from lab import judging
from lab.exercises.exercise import Exercise, Files, Mistake
from lab.exercises.reading import ExerciseText
from learning.content.faults import Fault


def exercise_faults(text: ExerciseText) -> Iterator[Fault]:
    """What does not hold: a solution that misses a goal, a starter that misses none, a mistake
    that is not found."""
    exercise = text.exercise
    folder = text.path.removesuffix("exercise.md")
    yield from solution_faults(exercise, f"{folder}solution.Dockerfile")
    if all(one.is_met for one in judging.foresee(exercise, exercise.starter)):
        path = f"{folder}starter.Dockerfile"
        yield Fault(path, 1, "the starter meets every goal", "a goal that it misses")
    for mistake in exercise.mistakes:
        path = f"{folder}mistakes/{mistake.name}.Dockerfile"
        yield from mistake_faults(exercise, mistake, path)


def solution_faults(exercise: Exercise, path: str) -> Iterator[Fault]:
    for one in judging.foresee(exercise, exercise.solution):
        if one.is_met is False and one.sight:
            yield Fault(path, 1, f"the goal {one.id} is not met: {one.sight.text}", one.wants)
    if (exercise.starter.ignore is None) != (exercise.solution.ignore is None):
        yield Fault(
            path, 1, "starter and solution do not have the same files", "both .dockerignore"
        )


def mistake_faults(exercise: Exercise, mistake: Mistake, path: str) -> Iterator[Fault]:
    """A rule's name must be among what is found, a goal's must not be met."""
    if mistake.name[0].isupper():
        found = rules_of(exercise, mistake.files)
        if mistake.name not in found:
            known = ", ".join(sorted(found)) or "nothing"
            yield Fault(path, 1, f"{mistake.name} is not found, but {known}", "the rule")
        return
    judged = {one.id: one for one in judging.foresee(exercise, mistake.files)}
    if mistake.name not in judged:
        yield Fault(path, 1, f"no goal is called {mistake.name}", ", ".join(judged))
    elif judged[mistake.name].is_met:
        yield Fault(path, 1, f"the goal {mistake.name} is met", "one that is missed")


def rules_of(exercise: Exercise, files: Files) -> set[str]:
    report = check(
        files.dockerfile,
        context=list(exercise.context),
        dockerignore=files.ignore,
        images=load(),
    )
    return {finding.rule for finding in report.all_findings}
