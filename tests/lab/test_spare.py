"""A worker's spare time: begun when nothing else is to do, broken off when the worker ends."""

import pytest
from django.db import OperationalError

from lab.spare import GivenUpError, Interruptible, Spare
from sandbox import Job
from tests.lab.line import BASES, BUILT, FakeBuilder


class Counting(Spare):
    """Work that counts how often it was begun."""

    begun = 0

    def work(self, *_given):
        self.begun += 1


def began(spare):
    spare.begin(FakeBuilder(), BASES)
    spare.join()
    return spare.begun


def spare_of(**values):
    return type("Spare", (Counting,), values)(print)


def test_it_begins_when_there_is_nothing_else():
    assert began(spare_of()) == 1


@pytest.mark.parametrize("name", ["quiet", "look"])
def test_it_does_not_begin_again_before_its_time(name):
    spare = spare_of(**{"quiet": 0, "look": 0, name: 3600})
    spare.looked_at = spare.busy_at
    spare.put_off()

    assert began(spare) == 0


def test_it_does_not_begin_with_a_builder_that_it_cannot_use():
    spare = spare_of()
    spare.can_use = lambda _: False

    assert began(spare) == 0


@pytest.mark.django_db
def test_database_that_is_away_ends_it_until_the_next_time(caplog):
    def fail(*_given):
        raise OperationalError

    spare = spare_of()
    spare.work = fail

    assert began(spare) == 0
    assert [record.message for record in caplog.records] == ["The database does not answer"]


def test_builder_goes_on_as_long_as_it_may():
    asked = []
    builder = Interruptible(FakeBuilder(), lambda: asked.append(1))

    assert builder.check(Job("FROM a\n")) == BUILT
    assert len(asked) == 4  # before, at two steps, after


@pytest.mark.parametrize("number", [1, 2, 4])
def test_builder_goes_no_further_once_it_is_given_up(number):
    asked = []

    def must_go_on():
        asked.append(1)
        if len(asked) == number:
            raise GivenUpError

    with pytest.raises(GivenUpError):
        Interruptible(FakeBuilder(), must_go_on).check(Job("FROM a\n"))

    assert len(asked) == number
