"""Two learners become one: a place in a class is neither lost nor doubled."""

import json
from itertools import permutations

import pytest
from django.apps import apps

from classes import joining, records
from classes.models import Membership
from learning.models import Learner
from learning.records import all_records
from tests.classes.conftest import another_class, joined


def places(learner):
    rows = Membership.objects.filter(learner=learner).order_by("classroom__name")
    return [(row.classroom.name, row.display_name, row.left_at is None) for row in rows]


def test_places_move_and_merging_twice_is_merging_once(classroom, member):
    target = Learner.objects.create()
    joined(another_class(), "Ann", learner=target)

    for _ in range(2):
        records.merge(member.learner, target)

    assert places(target) == [("Another", "Ann", True), ("Builds 101", "Mia", True)]
    assert places(member.learner) == []


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_in_one_class_whoever_is_there_stays_since_the_earlier_day(classroom, order):
    learners = [Learner.objects.create() for _ in range(3)]
    gone = joined(classroom, "Gone", days=30, learner=learners[0])
    joining.leave(gone)
    early = joined(classroom, "Early", days=20, learner=learners[1])
    joined(classroom, "Late", days=10, learner=learners[2])

    last = learners[order[-1]]
    for number in order[:-1]:
        records.merge(learners[number], last)

    (row,) = Membership.objects.all()
    assert (row.learner, row.display_name, row.joined_at) == (last, "Early", early.joined_at)


def test_export_says_which_classes_and_is_fit_for_json(classroom, member):
    joined(classroom, "Noa")

    exported = json.loads(json.dumps(records.export(member.learner)))

    assert exported == {
        "classes": [
            {
                "classroom_name": "Builds 101",
                "display_name": "Mia",
                "joined_at": member.joined_at.isoformat(),
                "left_at": None,
            }
        ]
    }


def test_every_model_that_points_to_a_learner_is_named():
    named = {name for each in all_records() for name in each.models}
    found = {
        model._meta.label
        for model in apps.get_app_config("classes").get_models()
        if any(field.related_model is Learner for field in model._meta.get_fields())
    }

    assert found == {"classes.Membership"} <= named


def test_forgetting_a_learner_deletes_the_place_and_no_other(classroom, member):
    other = joined(classroom, "Noa")

    member.learner.delete()

    assert Membership.objects.get() == other
