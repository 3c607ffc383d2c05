"""What launches keep of somebody: in the copy of their data, and gone with their account."""

import json

import pytest
from django.contrib.auth.models import User
from django.test import Client

from learning import privacy, records
from lti import grades
from lti.models import Launcher, Score
from tests.classes.conftest import took_test
from tests.lti.platform import for_work
from tests.lti.test_grades import done, member, ten  # noqa: F401 -- fixtures of a neighbour

pytestmark = pytest.mark.django_db


def test_copy_names_the_platform_and_what_was_sent_there(lms, done):  # noqa: F811 -- the fixture
    grades.send()

    found = json.loads(json.dumps(records.export(done.learner)))["lti"]

    (who,), (score,) = found["platforms"], found["scores"]
    assert (who["registration_name"], who["sub"]) == ("Moodle of the school", "student-42")
    assert (score["link_work"], score["points"], score["of"]) == ("test:stages", 7, 10)
    named = privacy.named_in(done.learner.user)
    assert [row["sub"] for row in named["lti.launcher.user"]] == ["student-42"]


def test_deleting_the_account_leaves_nothing_and_the_next_launch_begins_anew(
    client,
    lms,
    done,  # noqa: F811 -- the fixture
    ten,  # noqa: F811 -- the fixture
):
    grades.note()
    lms.launch(client)
    old = done.learner.user.pk

    User.objects.get(pk=old).delete()
    assert (Score.objects.count(), Launcher.objects.filter(sub="student-42").count()) == (0, 0)

    lms.launch(Client(), **for_work("test:stages"))
    assert Launcher.objects.get(sub="student-42").user.pk != old


def test_merging_a_guest_keeps_the_score(lms, done, ten):  # noqa: F811 -- the fixtures
    from learning.models import Learner  # noqa: PLC0415

    grades.send()
    guest = Learner.objects.create()
    took_test(ten, guest, 1, right=2)

    records.claim(done.learner.user, guest)
    records.claim(done.learner.user, guest)
    grades.send()

    assert Score.objects.get().points == 7
