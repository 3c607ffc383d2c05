"""Two learners become one: what was handed in moves, and the database's limits hold."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from lab import records
from lab.exercises.part import Exercises
from lab.models import Aid, Draft, State, StoredExercise, Submission
from learning.models import Learner, Objective, Pattern
from tests.lab.exercises.texts import OUTLINE, files

NOON = datetime(2026, 11, 27, 12, tzinfo=UTC)


@pytest.fixture
def exercise(db):
    for slug, sentence in OUTLINE.objectives.items():
        Objective.objects.create(slug=slug, sentence=sentence)
    Pattern.objects.create(slug="stages", title="Stages", summary="Stages.", order=1)
    part = Exercises()
    part.store(part.read(files(), OUTLINE))
    return StoredExercise.objects.get()


@pytest.fixture
def two(db):
    return Learner.objects.create(), Learner.objects.create()


def hand_in(learner, exercise, key, hour=0, state=State.DONE):
    return Submission.objects.create(
        learner=learner,
        exercise=exercise,
        key=key,
        form_key=key,
        dockerfile=f"FROM {key}\n",
        state=state,
        submitted_at=NOON + timedelta(hours=hour),
    )


@pytest.mark.parametrize("way", [(0, 1), (1, 0)], ids=["forth", "back"])
def test_submissions_move_and_the_newer_of_two_open_ones_stays(exercise, two, way):
    for number, learner in enumerate(two):
        hand_in(learner, exercise, f"done-{number}")
        hand_in(learner, exercise, f"waits-{number}", hour=number, state=State.WAITING)
        hand_in(learner, exercise, f"runs-{number}", hour=number, state=State.RUNNING)
    source, target = two[way[0]], two[way[1]]

    records.merge(source, target)

    states = dict(target.submissions.values_list("key", "state"))
    assert states == {
        "done-0": "done",
        "done-1": "done",
        "waits-0": "replaced",
        "waits-1": "waiting",
        "runs-0": "replaced",
        "runs-1": "running",
    }
    assert not source.submissions.exists()


@pytest.mark.parametrize("way", [(0, 1), (1, 0)], ids=["forth", "back"])
def test_newer_draft_stays_and_all_help_counts(exercise, two, way):
    for number, learner in enumerate(two):
        Draft.objects.create(
            learner=learner,
            exercise=exercise,
            dockerfile=f"FROM {number}\n",
            saved_at=NOON + timedelta(hours=number),
        )
        Aid.objects.create(
            learner=learner,
            exercise=exercise,
            hints=2 - number,
            solution_at=NOON if number else None,
        )
    source, target = two[way[0]], two[way[1]]

    records.merge(source, target)

    draft, aid = target.drafts.get(), target.aids.get()
    assert draft.dockerfile == "FROM 1\n"
    assert (aid.hints, aid.solution_at) == (2, NOON)


def test_what_only_one_has_moves(exercise, two):
    Draft.objects.create(learner=two[0], exercise=exercise, dockerfile="FROM x\n")

    records.merge(*two)

    assert list(two[1].drafts.values_list("dockerfile", flat=True)) == ["FROM x\n"]


def test_everything_is_written_out_as_json(exercise, two):
    hand_in(two[0], exercise, "mine")
    hand_in(two[1], exercise, "theirs")
    Draft.objects.create(learner=two[0], exercise=exercise, dockerfile="FROM x\n", saved_at=NOON)
    Aid.objects.create(learner=two[0], exercise=exercise, hints=1)

    found = records.export(two[0])

    assert json.loads(json.dumps(found)) == found
    assert [row["key"] for row in found["submissions"]] == ["mine"]
    assert found["drafts"] == [
        {
            "exercise": "two-stages",
            "dockerfile": "FROM x\n",
            "ignore_file": None,
            "saved_at": NOON.isoformat(),
        }
    ]
    assert found["aids"] == [{"exercise": "two-stages", "hints": 1, "solution_at": None}]
