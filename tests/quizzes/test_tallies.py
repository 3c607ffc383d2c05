"""Counting: however it is divided up the sums are the same, and each answer is in them once."""

import random
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from learning.models import Learner
from quizzes import attempts, records, tallies
from quizzes.models import Answer, Attempt, Counting, ItemTally, Mode, PatternTally, Question
from quizzes.statistics import Problem, question_from_json, statistics_of
from quizzes.tallies import Counted, count
from tests.quizzes.conftest import answer, fill
from tests.quizzes.population import Population


def sums():
    """What is kept, as values that can be compared."""
    items = {
        tally.question.slug: {
            form: question_from_json(stored) for form, stored in tally.sums.items()
        }
        for tally in ItemTally.objects.select_related("question")
    }
    tests = {
        tally.pattern.slug: tallies.from_json(tally.sums["10"])
        for tally in PatternTally.objects.select_related("pattern")
        if "10" in tally.sums
    }
    return items, tests


def columns():
    items = ItemTally.objects.order_by("question").values_list(
        "question", "revision", "answers", "compared", "facility", "discrimination", "efficiency",
        "seconds", "pace", "flags", "reasons",
    )  # fmt: skip
    tests = PatternTally.objects.order_by("pattern").values_list(
        "pattern", "tests", "length", "mean", "median", "spread", "alpha", "standard_error"
    )
    return list(items), list(tests)


def forget():
    """As if nothing had been counted yet."""
    ItemTally.objects.all().delete()
    PatternTally.objects.all().delete()
    Attempt.objects.update(is_counted=False, is_first_test=False)
    Answer.objects.update(is_counted=False)


def anew():
    """What comes of counting everything at once."""
    forget()
    count()
    return without_nothing(sums()), columns()


def without_nothing(kept):
    """Sums from which everything was taken back are as good as none."""
    items, tests = kept
    return (
        {
            slug: left
            for slug, forms in items.items()
            if (left := {form: one for form, one in forms.items() if one.n})
        },
        {slug: one for slug, one in tests.items() if one.n},
    )


@pytest.fixture
def population(bank, pattern):
    found = Question.objects.filter(pattern=pattern).select_related("current").order_by("pk")
    return Population(found)


@pytest.fixture
def item(bank):
    def tally(slug):
        return ItemTally.objects.get(question__slug=slug)

    return tally


# A run


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


# Tests


def test_a_learners_first_test_counts_as_a_whole(begin, pattern, bank):
    slugs = [slug for slug, question in bank.items() if question.pattern_id == pattern.pk][:10]
    for rights in ([True] * 6 + [None] * 4, [True] * 10):
        run = begin(Mode.TEST, *slugs)
        fill(run, *rights)
        attempts.hand_in(run)
    count()
    tally = PatternTally.objects.get()

    assert (tally.tests, tally.length, tally.mean) == (1, 10, 6)


# However it is divided up


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
