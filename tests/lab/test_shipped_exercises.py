"""Every file of every exercise, really built: solutions pass, starters and mistakes miss what they
should, and nothing that was foreseen turns out otherwise."""

from dataclasses import dataclass, replace

import pytest

from lab import judging
from lab.building import build, variants_of
from lab.comparing import Agreement, compare
from lab.exercises.exercise import Exercise, Files
from lab.exercises.part import EXERCISES
from lab.goals import Variant
from learning.content.course import read_course
from learning.content.files import read_folder
from tests.conftest import ROOT

CONTENT = ROOT / "content"
FOLDERS = sorted(path.parent for path in CONTENT.glob("patterns/*/exercises/*/exercise.md"))


def names(pattern):
    return [
        pytest.param(folder.name, file.stem, id=f"{folder.name}-{file.stem}")
        for folder in FOLDERS
        for file in sorted(folder.glob(pattern))
    ]


@dataclass(frozen=True)
class Case:
    """One file of an exercise, and what was built of it."""

    exercise: Exercise
    files: Files
    built: object

    @property
    def judged(self):
        return judging.see(self.exercise, self.files, self.built)

    @property
    def unmet(self):
        return {one.id: one.sight and one.sight.text for one in self.judged if not one.is_met}

    @property
    def surprises(self):
        """What was foreseen and came otherwise: of goals, then of the image and the cache."""
        known = replace(self.built, foreseen=judging.foreseen_of(self.exercise, self.files))
        variants = [each for each in variants_of(self.exercise) if not each.overlay]
        compared = filter(None, (compare(known, each) for each in variants))
        rows = [
            (row.what, row.predicted, row.built)
            for each in compared
            for row in each.rows
            if row.agreement is Agreement.WRONG
        ]
        return [one.id for one in self.judged if one.surprises] + rows


@pytest.fixture(scope="session")
def exercises():
    course = read_course(read_folder(CONTENT))
    [read] = [read for part, read in course.parts if part is EXERCISES]
    return {text.exercise.slug: text.exercise for text in read}


@pytest.fixture
def built(exercises, patient):
    def built(slug, name):
        exercise = exercises[slug]
        own = {"starter": exercise.starter, "solution": exercise.solution}
        own |= {mistake.name: mistake.files for mistake in exercise.mistakes}
        files = own[name]
        return Case(exercise, files, build(exercise, files, patient))

    return built


@pytest.mark.parametrize(("slug", "name"), names("solution.Dockerfile"))
def test_solution_meets_every_goal(built, slug, name):
    case = built(slug, name)

    assert (case.built.main.status, case.unmet, case.surprises) == ("ok", {}, [])


@pytest.mark.parametrize(("slug", "name"), names("starter.Dockerfile"))
def test_starter_misses_a_goal(built, slug, name):
    case = built(slug, name)

    assert case.unmet
    assert case.surprises == []


@pytest.mark.parametrize(("slug", "name"), names("mistakes/*.Dockerfile"))
def test_mistake_is_found_as_what_it_is_named_after(built, slug, name):
    case = built(slug, name)
    report = judging.foreseen_of(case.exercise, case.files).of(Variant()).report
    rules = {finding.rule for finding in report.all_findings}

    assert name in (rules if name[0].isupper() else case.unmet)
    assert case.surprises == []
