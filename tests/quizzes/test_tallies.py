"""Counting: however it is divided up the sums are the same, and each answer is in them once."""

import json
import random

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from learning.models import Learner
from quizzes import attempts, records, tallies
from quizzes.models import (
    Answer,
    Attempt,
    ItemTally,
    Mode,
    PatternTally,
    Question,
    Revision,
)
from quizzes.statistics import Problem, question_from_json
from quizzes.tallies import Counted, count
from tests.quizzes.conftest import answer, fill
from tests.quizzes.population import HARD, Population
from tests.quizzes.test_statistics import REFERENCE, needs_reference, read


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


def test_a_page_counts_no_more_than_it_was_told_to(population):
    """Whatever is waiting: runs, or answers without one."""
    for _ in range(3):
        population.study()
    population.store()
    Answer.objects.filter(slot__attempt__mode=Mode.TEST).update(slot=None)

    assert count(1).answers == 15
    assert tallies.left() == 5 + 14
    while not count(1).is_all:
        pass
    assert (without_nothing(sums()), columns()) == anew()


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


# Two who count


def test_of_two_who_count_at_once_one_counts_nothing(population, monkeypatch):
    for _ in range(4):
        population.study()
    population.store()
    gather = tallies.gather

    def slow(limit):
        work = gather(limit)
        monkeypatch.setattr(tallies, "gather", gather)
        assert count() == Counted(8, 52)
        return work

    monkeypatch.setattr(tallies, "gather", slow)

    assert count() == Counted(0, 0, is_all=False)
    assert (without_nothing(sums()), columns()) == anew()


def test_a_count_that_fails_has_counted_nothing(population, monkeypatch):
    population.study()
    population.store()
    monkeypatch.setattr(tallies, "mark", lambda *_, **__: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        count()

    assert (sums(), tallies.left()) == (({}, {}), 2)


# Learners who become one, and learners who go


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
    gather = tallies.gather

    def slow(limit):
        work = gather(limit)
        monkeypatch.setattr(tallies, "gather", gather)
        records.merge(other, learner)
        return work

    monkeypatch.setattr(tallies, "gather", slow)
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


# What is published anew


def published(question, spec):
    """Its next revision; what was asked before keeps its own."""
    revision = question.current
    revision.body["spec"] = spec
    revision.pk, revision.digest = None, "another"
    revision.save()
    question.current = revision
    question.save()


def answered_easy_1(begin, right):
    run = begin()
    for number in (1, 2, 3):
        answer(run, number, right)
    count()


def test_a_question_with_another_key_is_counted_anew(begin, bank, item):
    answered_easy_1(begin, right=False)
    question = bank["easy-1"]
    old = question.current_id
    options = question.current.body["spec"]["options"]
    published(question, {"options": [one | {"right": one["id"] == "other"} for one in options]})
    count()
    tally = item("easy-1")
    assert (tally.answers, tally.facility, len(tally.sums)) == (0, None, 1)

    Question.objects.filter(slug="easy-1").update(current=old)
    count()

    assert item("easy-1").answers == 1


def test_a_question_that_is_worded_anew_goes_on(begin, bank, item):
    answered_easy_1(begin, right=False)
    question = bank["easy-1"]
    options = question.current.body["spec"]["options"]
    published(question, {"options": [one | {"html": "Said better"} for one in options[::-1]]})
    count()

    assert (item("easy-1").answers, item("easy-1").revision) == (1, question.current)


def test_time_is_told_against_the_seconds_that_are_planned_now(population, bank):
    for _ in range(10):
        population.study()
    population.store()
    count()
    tally = ItemTally.objects.get(question__slug="easy-1")
    assert tally.pace == tally.seconds / 60
    question = bank["easy-1"]
    question.current.seconds = 30
    published(question, question.current.body["spec"])
    count()

    assert ItemTally.objects.get(question__slug="easy-1").pace == tally.seconds / 30


# Flags


def test_a_wrong_key_is_told_by_its_words(population, bank):
    """Those who know choose what the author did not mean."""
    wrong = next(one for one in population.items if one.question.slug == "easy-1")
    wrong.right, wrong.wrong, wrong.pull, wrong.slope = ["other"], ["key", "third"], [1, 1], 2
    for _ in range(80):
        population.study(practice=0)
    for one in population.answers:
        if one.question.slug == "easy-1":
            one.is_right = one.given == ["key"]
            one.score = one.credit = float(one.is_right)
    population.store()
    count()
    tally = ItemTally.objects.get(question__slug="easy-1")

    assert tally.flags[0] == Problem.KEY
    assert tally.reasons["key"].startswith(
        "The key may be wrong: the best third choose “Other of easy-1” more often than the key "
        "“Key of easy-1” ("
    )


def test_a_label_is_doubted_once_the_others_are_known(population, bank):
    """The flag comes and goes with the answers to other questions."""
    found = {one.question.slug: one for one in population.items}
    for slug, item in found.items():
        item.hardness = {"easy-1": 4, "hard-1": -4}.get(slug, HARD[item.question.difficulty])
    for _ in range(90):
        population.study(practice=0)
    population.store()
    count()
    doubted = [
        tally.question.slug
        for tally in ItemTally.objects.select_related("question").order_by("question__slug")
        if Problem.DIFFICULTY in tally.flags
    ]

    assert doubted == ["easy-1", "hard-1"]


# As elsewhere


@needs_reference
def test_answers_as_stored_give_what_psych_gives(pattern):
    """The reference test, from rows of the log to the columns."""
    key = (REFERENCE / "CTTdata_key.csv").read_text().strip().split(",")
    rows = read("CTTdata_responses.csv")
    asked = [single(pattern, name, right) for name, right in zip(rows[0], key, strict=True)]
    population = Population(asked)
    for row in rows:
        run = population.run(population.learner(), population.items, Mode.TEST)
        for reply, right in zip(population.answers[-len(key) :], key, strict=True):
            reply.given = [row[reply.question.slug]]
            reply.score = reply.credit = float(reply.given == [right])
        assert run.is_test
    population.store()
    count()

    tallied = {tally.question.slug: tally for tally in ItemTally.objects.select_related("question")}
    for expected in read("CTTdata_items.csv"):
        tally = tallied[expected["item"]]
        got = [tally.facility, tally.discrimination]
        wanted = [float(expected[name]) for name in ("p", "r_item_rest")]
        assert got == pytest.approx(wanted, abs=1e-9)
    reference = json.loads((REFERENCE / "CTTdata_summary.json").read_text())
    tally = PatternTally.objects.get()
    got = [tally.alpha, tally.mean, tally.spread, tally.standard_error]
    names = ("alpha_psych_raw", "mean", "sd", "sem")
    assert (tally.tests, tally.length) == (reference["n"], 20)
    assert got == pytest.approx([reference[name] for name in names], abs=1e-9)


def single(pattern, slug, right):
    options = [{"id": one, "html": one, "right": one == right} for one in "ABCD"]
    question = Question.objects.create(
        slug=slug,
        pattern=pattern,
        kind="single",
        difficulty="medium",
        status="reviewed",
        family=slug,
        guessing=0.25,
    )
    question.current = Revision.objects.create(
        question=question, number=1, body={"spec": {"options": options}}, seconds=60, digest=slug
    )
    question.save()
    return question


# What it costs


def test_that_nothing_is_new_is_known_by_one_query(population):
    population.study()
    population.store()
    count()

    with CaptureQueriesContext(connection) as caught:
        count()
    assert len(caught) == 1


def test_what_is_to_be_counted_is_found_by_its_own_index(population):
    population.study()
    population.store()
    for queue, index in (
        (tallies.waiting().order_by("finished_at"), "attempts_to_count"),
        (tallies.strays().values_list(*tallies.ROW)[:9], "answers_without_a_run"),
        (tallies.no_longer_first().values_list(*tallies.ROW)[:9], "answers_to_take_back"),
    ):
        if connection.vendor == "sqlite":
            assert index in queue.explain()


def test_command_says_what_it_counted(population, capsys):
    population.study()
    population.store()
    call_command("count_answers")

    assert capsys.readouterr().out == "Counted: 2 runs, 13 first answers.\n"
