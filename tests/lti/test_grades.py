"""Grades: what was reached is noted, sent once, and tried again where it did not arrive."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from classes import joining, teaching
from classes.models import Assignment, Membership
from learning.models import Learner
from lti import grades, platforms
from lti.models import Launcher, Link, Score
from tests.classes.conftest import handed_in, joined, read, took_test
from tests.lti.platform import DEPLOYMENT, ISSUER, LINE_ITEM, for_work

SCORES_URL = LINE_ITEM.replace("/lineitem?", "/lineitem/scores?")

pytestmark = pytest.mark.django_db


@pytest.fixture
def member(lms, course, bank, studies, exercise):
    """A student who opened the link of the test, ten days ago."""
    lms.launch(Client(), **for_work("test:stages"))
    ten_days_ago = timezone.now() - timedelta(days=10)
    Membership.objects.update(joined_at=ten_days_ago)
    return Membership.objects.select_related("learner").get()


@pytest.fixture
def ten(bank):
    return [bank[slug] for slug in sorted(bank) if not slug.startswith("call")][:10]


@pytest.fixture
def done(member, ten):
    """They did it: seven of ten."""
    took_test(ten, member.learner, 2, right=7)
    return member


def later(**passed):
    """As if so much time had passed for what waits."""
    for score in Score.objects.waiting():
        score.due_at -= timedelta(**passed)
        score.save()


def test_finished_work_is_sent_to_its_line_item_once(lms, done):
    assert str(grades.send()) == "1 results noted, 1 sent, 0 to be tried again, 0 given up."
    assert str(grades.send()) == "0 results noted, 0 sent, 0 to be tried again, 0 given up."

    (sent,) = lms.scores
    assert sent | {"timestamp": ""} == {
        "scoreGiven": 7,
        "scoreMaximum": 10,
        "activityProgress": "Completed",
        "gradingProgress": "FullyGraded",
        "timestamp": "",
        "userId": "student-42",
    }
    assert lms.calls[-2:] == [("POST", f"{ISSUER}/mod/lti/token.php"), ("POST", SCORES_URL)]
    assert {made["timeout"] for made in lms.options} == {(3.05, 6)}


def test_work_that_is_not_finished_is_not_sent(lms, member):
    grades.send()

    assert (lms.scores, Score.objects.count()) == ([], 0)


def test_better_result_is_sent_again(lms, done, ten):
    grades.send()
    took_test(ten, done.learner, 1, right=9)

    grades.send()

    assert [sent["scoreGiven"] for sent in lms.scores] == [7, 9]


def test_exercise_counts_when_it_is_passed_and_a_pattern_when_it_is_read(
    lms, course, bank, studies, exercise
):
    browser = Client()
    for number, work in enumerate(["exercise:leave-it-behind", "pattern:stages"]):
        link = {"https://purl.imsglobal.org/spec/lti/claim/resource_link": {"id": f"{number}"}}
        lms.launch(browser, **for_work(work, **link))
    Membership.objects.update(joined_at=timezone.now() - timedelta(days=10))
    learner = Membership.objects.get().learner
    handed_in(exercise, learner, 2, met=1, of=2)
    read(studies["why"], learner, 2)
    grades.send()
    assert lms.scores == []

    handed_in(exercise, learner, 1, met=2, of=2)
    read(studies["overview"], learner, 1)
    grades.send()

    found = sorted((sent["scoreGiven"], sent["scoreMaximum"]) for sent in lms.scores)
    assert found == [(2, 2), (2, 2)]


def test_who_left_is_not_sent(lms, done):
    grades.note()
    joining.leave(done)

    grades.send()

    assert (lms.scores, Score.objects.count()) == ([], 0)


def test_who_leaves_between_listing_and_sending_is_not_sent(lms, done):
    grades.note()
    (score,) = grades.due()
    joining.leave(done)

    assert grades.take(score) is False


def test_who_joined_by_a_code_is_not_sent(lms, done, course, ten):
    guest = joined(course.classroom, "Guest")
    took_test(ten, guest.learner, 1, right=3)

    grades.send()

    assert [sent["scoreGiven"] for sent in lms.scores] == [7]


@pytest.mark.parametrize("what", ["deployment", "registration", "assignment", "line item"])
def test_what_an_administrator_or_instructor_ended_is_not_sent(lms, done, platform, what):
    grades.note()
    if what == "deployment":
        platforms.activate(platform, DEPLOYMENT, is_active=False)
    elif what == "registration":
        type(platform.registration).objects.update(is_active=False)
    elif what == "assignment":
        teaching.withdraw(Assignment.objects.get())
    else:
        Link.objects.update(line_item="")

    grades.send()

    assert lms.scores == []


def test_line_item_that_is_elsewhere_by_now_is_not_called(lms, done):
    Link.objects.exclude(line_item="").update(line_item="https://internal.example/lineitem")

    assert grades.send().failed == 1
    assert [url for _, url in lms.calls if "internal" in url] == []


def test_two_senders_at_once_send_one_score_once(lms, done):
    grades.note()
    (mine,), (theirs,) = grades.due(), grades.due()

    assert [grades.take(mine), grades.take(theirs)] == [True, False]


def test_score_that_does_not_arrive_is_tried_later_and_later_and_then_no_more(lms, done):
    lms.status = 500

    rounds = []
    for _ in range(grades.MOST_TRIES + 1):
        rounds.append(str(grades.send()).split(", ", 1)[1])
        later(days=2)

    trying = "0 sent, 1 to be tried again, 0 given up."
    assert rounds == [
        *[trying] * (grades.MOST_TRIES - 1),
        "0 sent, 1 to be tried again, 1 given up.",
        "0 sent, 0 to be tried again, 0 given up.",
    ]
    assert Score.objects.get().fault == "HTTP 500"

    lms.status = 200
    assert (grades.try_again(), grades.send().sent) == (1, 1)


def test_pause_grows_with_every_failure(lms, done):
    lms.status = 500
    pauses = []
    for _ in range(3):
        grades.send()
        score = Score.objects.get()
        pauses.append(round((score.due_at - timezone.now()) / timedelta(minutes=1)))
        later(days=1)

    assert pauses == [1, 3, 9]


def test_platform_that_does_not_answer_is_asked_once_a_round(lms, done, course, ten):
    lms.launch(Client(), sub="student-43", name="Noa", **for_work("test:stages"))
    Membership.objects.update(joined_at=timezone.now() - timedelta(days=10))
    other = Learner.objects.get(user__launcher__sub="student-43")
    took_test(ten, other, 1, right=3)
    lms.is_down = True
    before = len(lms.calls)

    result = grades.send()

    assert (result.noted, result.failed, len(lms.calls) - before) == (2, 1, 1)
    assert sorted(Score.objects.values_list("fault", flat=True)) == ["", "ConnectTimeout"]


def test_account_that_was_deleted_takes_its_scores_along(lms, done):
    grades.note()

    done.learner.user.delete()

    assert (Score.objects.count(), Launcher.objects.filter(sub="student-42").count()) == (0, 0)
