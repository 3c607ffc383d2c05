"""However it is divided up the sums are the same, and each answer is in them once."""

import random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from quizzes.models import Answer, Attempt, ItemTally, Mode, Question
from quizzes.tallies import Counted, count, counting, left, steps
from tests.quizzes.population import Population
from tests.quizzes.tallies.conftest import anew, columns, sums, without_nothing


@pytest.mark.parametrize("seed", range(6))
def test_any_order_and_batching_gives_the_same_sums(population, seed):
    chance = random.Random(seed)
    for _ in range(30):
        population.study(tests=chance.randrange(3), practice=chance.randrange(3))
    late = chance.sample(population.attempts, len(population.attempts) // 2)
    ends = [run.finished_at for run in late]
    for run in late:
        run.finished_at = None  # as good as not committed yet
    population.store()
    finished = {run.pk: end for run, end in zip(late, ends, strict=True)}

    while finished:
        count(chance.choice([1, 2, 7, None]))
        for pk in chance.sample(sorted(finished), min(len(finished), chance.randrange(1, 9))):
            Attempt.objects.filter(pk=pk).update(finished_at=finished.pop(pk))
    while not count(chance.choice([1, 5])).is_all:
        pass
    little_by_little = without_nothing(sums()), columns()

    assert little_by_little == anew()


def test_sums_do_not_hang_on_which_answers_were_committed_first(population):
    """On PostgreSQL a later key may be seen before an earlier one."""
    for _ in range(6):
        population.study()
    population.store()
    first = Attempt.objects.order_by("pk").first()
    Attempt.objects.filter(pk=first.pk).update(finished_at=None)
    count()
    Attempt.objects.filter(pk=first.pk).update(finished_at=first.finished_at)

    assert count().runs == 1
    assert (without_nothing(sums()), columns()) == anew()


def test_a_page_counts_no_more_than_it_was_told_to(population):
    """Whatever is waiting: runs, or answers without one."""
    for _ in range(3):
        population.study()
    population.store()
    Answer.objects.filter(slot__attempt__mode=Mode.TEST).update(slot=None)

    assert count(1).answers == 15
    assert left() == 5 + 14
    while not count(1).is_all:
        pass
    assert (without_nothing(sums()), columns()) == anew()


@pytest.mark.parametrize("seed", range(3))
def test_many_are_counted_in_steps_that_write_few_tallies(population, monkeypatch, seed):
    chance = random.Random(seed)
    for _ in range(20):
        population.study(tests=chance.randrange(3), practice=chance.randrange(3))
    lost = chance.sample(population.answers, 30)
    population.store()
    Answer.objects.filter(pk__in=[one.pk for one in lost]).update(slot=None)
    written, store = [], counting.store

    def stored(model, rows, *more):
        written.append(len(rows) if model is ItemTally else 0)
        store(model, rows, *more)

    with monkeypatch.context() as patched:
        patched.setattr(counting, "store", stored)
        patched.setattr(counting, "STEP", 4)
        patched.setattr(steps, "A_FEW", 0)
        patched.setattr(steps, "QUESTIONS", 11)
        done = count()

    assert (done.is_all, left(), max(written)) == (True, 0, 11)
    assert (without_nothing(sums()), columns()) == anew()


def test_of_many_those_of_the_oldest_runs_pattern_come_first(population, bank):
    elsewhere = Question.objects.exclude(pattern=population.items[0].question.pattern)
    others = Population(elsewhere.select_related("current"))
    for _ in range(6):
        population.study(tests=1, practice=0)
        others.run(others.learner(), others.items)
    population.store()
    others.store()

    assert {run.pattern for run in steps.gather(11).runs.values()} == {
        Attempt.objects.order_by("finished_at").values_list("pattern", flat=True)[0]
    }
    assert len({run.pattern for run in steps.gather(10).runs.values()}) == 2
    count()
    assert (without_nothing(sums()), columns()) == anew()


# Two who count


def test_of_two_who_count_at_once_one_counts_nothing(population, monkeypatch):
    for _ in range(4):
        population.study()
    population.store()
    gather = counting.gather

    def slow(limit):
        work = gather(limit)
        monkeypatch.setattr(counting, "gather", gather)
        assert count() == Counted(8, 52)
        return work

    monkeypatch.setattr(counting, "gather", slow)

    assert count() == Counted(0, 0, is_all=False)
    assert (without_nothing(sums()), columns()) == anew()


def test_a_count_that_fails_has_counted_nothing(population, monkeypatch):
    population.study()
    population.store()
    monkeypatch.setattr(counting, "mark", lambda *_, **__: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        count()

    assert (sums(), left()) == (({}, {}), 2)


# What it costs


def test_that_nothing_is_new_is_known_by_one_query(population):
    population.study()
    population.store()
    count()

    with CaptureQueriesContext(connection) as caught:
        count()
    assert len(caught) == 1
