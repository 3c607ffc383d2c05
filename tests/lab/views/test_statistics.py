"""The pages about exercises: for instructors, and silent about few learners."""

import re

import pytest
from django.contrib.auth.models import User

from learning.models import Learner
from learning.signin import INSTRUCTORS, roles


@pytest.fixture
def instructor(client, db):
    user = User.objects.create(username="ada")
    user.groups.add(*roles(INSTRUCTORS))
    client.force_login(user)
    return client


@pytest.fixture
def handed_in(hand_in):
    """So many learners, the first half of whom did not pass."""

    def put(count):
        for number in range(count):
            hand_in(
                learner=Learner.objects.create(),
                has_passed=number >= count / 2,
                status="ok",
                outcome={"image": {"bytes": 6_000_000 + number}},
            )

    return put


def words(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.text.partition("<main")[2]).split())


PAGES = ("/teach/statistics/exercises/", "/teach/statistics/exercises/leave-it-behind/")


@pytest.mark.parametrize("path", PAGES)
def test_strangers_are_asked_to_sign_in_and_learners_find_nothing(client, stored, path):
    assert client.get(path).status_code == 302
    client.force_login(User.objects.create(username="learner"))
    assert client.get(path).status_code == 404


def test_few_learners_are_counted_and_no_more_is_said(instructor, stored, handed_in):
    handed_in(29)

    assert "29 of 30 learners" in words(instructor.get(PAGES[0]))
    page = words(instructor.get(PAGES[1]))
    assert "29 of 30 learners." in page
    assert "Goals that are missed" not in page


def test_from_thirty_learners_on_everything_is_told(instructor, stored, handed_in):
    handed_in(30)

    assert "30 15 (50 %)" in words(instructor.get(PAGES[0]))
    page = words(instructor.get(PAGES[1]))
    assert "Of the newest 30 learners" in page
    assert "1st try 15 of 30 50 %" in page
    assert "5 to 10 MB 30 of 30 100 %" in page


def test_an_unknown_exercise_is_not_found(instructor, stored):
    assert instructor.get("/teach/statistics/exercises/unknown/").status_code == 404


def test_page_of_an_exercise_asks_few_questions(
    instructor, stored, handed_in, django_assert_max_num_queries
):
    handed_in(40)

    with django_assert_max_num_queries(12):
        instructor.get(PAGES[1])
