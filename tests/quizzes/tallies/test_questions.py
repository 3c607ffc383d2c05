"""A question's tally: of the form that it has now, with what is wrong with it in words."""

from quizzes.models import ItemTally, Question
from quizzes.statistics import Problem
from quizzes.tallies import count
from tests.quizzes.conftest import answer


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
