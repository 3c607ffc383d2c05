"""The questions that come with the course: enough of each, and all with what they must have."""

from collections import Counter
from functools import cache

import pytest

from learning.content.course import read_course
from learning.content.files import decode, read_folder
from learning.content.front_matter import read_document
from learning.content.sections import split
from learning.rendering.fences import scan
from quizzes.bank.part import QUESTIONS
from quizzes.kinds import KINDS
from tests.conftest import ROOT

# What studies and forums find people to believe of builds with several stages.
FAMOUS = {
    "stages-are-merged",
    "unused-stages-run",
    "numbers-start-at-one",
    "copy-reaches-stage-above",
    "global-arg-in-every-stage",
    "deleting-later-shrinks-the-image",
    "go-is-always-static",
    "secret-mount-ends-in-the-layer",
    "arg-leaves-no-trace",
    "exec-form-needs-a-shell",
    "shell-passes-signals",
    "env-follows-copy",
    "exact-tags-do-not-move",
    "first-match-wins",
    "later-stages-run-after-target",
    "arm64-needs-qemu",
    "image-size-is-speed",
    "ownership-is-free",
}
# Why the checker has nothing to confirm of a complete Dockerfile in these.
NOTHING_TO_CLAIM = {}


@cache
def course():
    return read_course(read_folder(ROOT / "content"))


@cache
def texts():
    (read,) = [read for part, read in course().parts if part is QUESTIONS]
    return tuple(text for text, _ in read)


def reviewed():
    return [text for text in texts() if text.meta.status == "reviewed"]


@cache
def sections(path):
    document = read_document(path, decode(path, course().files[path]))
    return split(document.body, document.lines_before, [])


def words(text):
    """The words of a text without its code."""
    return sum(len(line.split()) for line in scan(text).prose.values())


def dockerfiles(path):
    """How many complete Dockerfiles the question has."""
    fences = [f for s in sections(path).values() for f in scan(s.text).fences.values()]
    return sum(f.language == "dockerfile" and "fragment" not in f.options for f in fences)


def test_there_are_enough_questions():
    assert len(reviewed()) >= 60


def test_every_kind_occurs():
    assert {text.meta.kind for text in reviewed()} == set(KINDS)


@pytest.mark.parametrize(("difficulty", "least"), [("easy", 15), ("medium", 20), ("hard", 15)])
def test_every_difficulty_has_enough(difficulty, least):
    assert sum(text.meta.difficulty == difficulty for text in reviewed()) >= least


def test_every_objective_has_enough():
    counts = Counter(text.meta.objective for text in reviewed())

    wanted = {name for pattern in course().patterns for name in pattern.objective_ids}
    assert {name for name in wanted if counts[name] < 4} == set()


def test_famous_misconceptions_are_met():
    tags = {tag for text in reviewed() for tag in text.body["mistakes"]}

    assert FAMOUS - tags == set()


def test_every_complete_dockerfile_is_claimed_something_of():
    bare = {t.meta.id for t in texts() if dockerfiles(t.path) and not t.meta.claim}

    assert bare == set(NOTHING_TO_CLAIM)


def test_prompts_are_short():
    lengths = {text.meta.id: words(sections(text.path)["Prompt"].text) for text in texts()}

    assert {name: length for name, length in lengths.items() if length > 80} == {}


def test_families_have_variants():
    counts = Counter(text.meta.family for text in reviewed() if text.meta.family)

    assert {name for name, count in counts.items() if count < 2} == set()


def test_variants_measure_the_same():
    families = {text.meta.family for text in texts() if text.meta.family}
    objectives = {
        name: {text.meta.objective for text in texts() if text.meta.family == name}
        for name in families
    }

    assert {name for name, found in objectives.items() if len(found) > 1} == set()


def test_architecture_has_its_questions():
    assert sum("architecture" in text.meta.tags for text in reviewed()) >= 4


def test_every_kind_grades_its_own_explanation():
    for text in texts():
        notes = KINDS[text.meta.kind].explain(text.body["spec"])

        assert any(note.is_right for note in notes), text.meta.id
