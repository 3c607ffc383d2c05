"""What an answer counts for: once, at the first try, beside the rest of its run."""

from quizzes.statistics import question_from_json
from quizzes.tallies import Counted, count
from tests.quizzes.conftest import answer
from tests.quizzes.tallies.conftest import sums


def test_nothing_is_counted_before_a_run_is_finished(begin, item):
    run = begin()
    answer(run, 1)
    answer(run, 2)

    assert count() == Counted(0, 0)
    answer(run, 3, right=False)
    assert count() == Counted(1, 3)
    assert [item(slug).answers for slug in ("easy-1", "easy-2", "medium-1")] == [1, 1, 1]
    assert item("medium-1").facility == 0


def test_rest_is_what_else_was_answered_in_the_run(begin, item):
    run = begin()
    for number, right in enumerate((True, True, False), start=1):
        answer(run, number, right)
    count()
    (stored,) = item("easy-1").sums.values()

    (result,) = question_from_json(stored).results
    # One of the two others was right: as 4.5 of 9.
    assert result == (10**12, 10**12, 45 * 10**11, 9 * 10**12, "key")


def test_only_the_first_answer_counts(begin, item):
    for right in (False, True):
        run = begin()
        for number in (1, 2, 3):
            answer(run, number, right)
    count()

    assert (item("easy-1").answers, item("easy-1").facility) == (1, 0)


def test_further_tries_change_nothing(begin, item):
    run = begin()
    for number in (1, 2, 3):
        answer(run, number, right=False)
    answer(run, 1)
    count()

    assert (item("easy-1").answers, item("easy-1").facility) == (1, 0)


def test_an_answer_counted_twice_is_counted_once(begin, item):
    run = begin()
    for number in (1, 2, 3):
        answer(run, number)
    count()
    before = sums()

    assert count() == Counted(0, 0)
    assert sums() == before


def test_a_hint_costs_what_it_costs_the_learner(begin, item):
    run = begin()
    run.slots.filter(number=1).update(hints=1)
    for number in (1, 2, 3):
        answer(run, number)
    count()

    assert item("easy-1").facility == 0.75


def test_an_answer_whose_run_is_unknown_is_compared_with_nothing(begin, item):
    run = begin()
    for number in (1, 2, 3):
        answer(run, number)
    run.slots.all().delete()
    run.delete()

    assert count() == Counted(0, 3)
    tally = item("easy-1")
    assert (tally.answers, tally.compared, tally.facility, tally.discrimination) == (1, 0, 1, None)
