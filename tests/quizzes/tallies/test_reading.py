"""Whose answers are first, when learners become one and when they go."""

from learning.models import Learner
from quizzes import records
from quizzes.models import ItemTally, PatternTally
from quizzes.tallies import Counted, count, counting
from tests.quizzes.conftest import answer
from tests.quizzes.tallies.conftest import anew, columns, sums, without_nothing


def counted(slug):
    tally = ItemTally.objects.get(question__slug=slug)
    return tally.answers, tally.facility


def test_what_is_no_longer_first_is_taken_back(begin, learner, bank):
    other = Learner.objects.create()
    for whose, right in ((other, False), (learner, True)):
        run = begin(whose=whose)
        for number in (1, 2, 3):
            answer(run, number, right)
    count()
    assert counted("easy-1") == (2, 0.5)

    records.merge(other, learner)
    count()

    assert counted("easy-1") == (1, 0)
    assert (without_nothing(sums()), columns()) == anew()


def test_learners_become_one_in_the_middle_of_a_count(begin, learner, bank, monkeypatch):
    other = Learner.objects.create()
    for whose, right in ((other, False), (learner, True)):
        run = begin(whose=whose)
        for number in (1, 2, 3):
            answer(run, number, right)
    gather = counting.gather

    def slow(limit):
        work = gather(limit)
        monkeypatch.setattr(counting, "gather", gather)
        records.merge(other, learner)
        return work

    monkeypatch.setattr(counting, "gather", slow)
    count()
    count()

    assert counted("easy-1") == (1, 0)
    assert (without_nothing(sums()), columns()) == anew()


def test_of_two_first_tests_one_is_taken_back(population):
    learners = [population.study(practice=0) for _ in range(3)]
    population.store()
    count()
    assert PatternTally.objects.get().tests == 3

    records.merge(learners[0], learners[2])
    count()

    assert PatternTally.objects.get().tests == 2
    assert (without_nothing(sums()), columns()) == anew()


def test_what_a_deleted_learner_added_stays(population):
    learners = [population.study() for _ in range(3)]
    population.store()
    count()
    before = sums(), columns()
    learners[0].delete()

    assert count() == Counted(0, 0)
    assert (sums(), columns()) == before
